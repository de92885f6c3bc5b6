"""On-screen input: the pinyin engine, the keyboards as data, and what a field composes. Nothing here draws."""
