"""Words on the screen: one TOML file a language under assets/strings, read once.

A key is `table.name`. A text may hold named places (`第{page}/{pages}页`), filled by `Strings.say`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path


class StringsError(Exception):
    """The file cannot be used, or a key is missing; the message names both."""


class Strings:
    """The texts of one language."""

    def __init__(self, texts: Mapping[str, str], source: str) -> None:
        self._texts = dict(texts)
        self._source = source

    @classmethod
    def load(cls, path: Path) -> Strings:
        """Read a file. Raises `StringsError`."""
        try:
            raw = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise StringsError(f"{path} cannot be read: {error}") from error
        texts: dict[str, str] = {}
        for table, entries in raw.items():
            if not isinstance(entries, dict) or not all(isinstance(text, str) for text in entries.values()):
                raise StringsError(f"{path}: [{table}] must hold texts and nothing else")
            texts.update({f"{table}.{name}": text for name, text in entries.items()})
        return cls(texts, str(path))

    def say(self, key: str, **values: object) -> str:
        """The text of a key, its places filled. Raises `StringsError` where there is none."""
        try:
            return self._texts[key].format(**values) if values else self._texts[key]
        except KeyError as error:
            raise StringsError(f"{self._source}: no text {key!r}, or no value for {error} in it") from error

    def has(self, key: str) -> bool:
        """Whether there is a text."""
        return key in self._texts

    def keys(self) -> list[str]:
        """All keys, in the file's order."""
        return list(self._texts)
