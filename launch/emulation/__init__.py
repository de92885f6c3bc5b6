"""The product's processes with the emulated desk at the far end of every wire. In no package and in no image.

Nothing here is named by a configuration key: the emulated door comes in as an argument, from here.
"""
