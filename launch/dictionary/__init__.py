"""Builds the dictionary of the on-screen pinyin input: ``python -m launch.dictionary --out DIR``."""
