"""Which 市民之窗 this is. setup.cfg says the same; a test compares them."""

VERSION = "0.1.0"
