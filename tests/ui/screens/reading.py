"""What a screen says: all texts of its view, as a citizen would read them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import msgspec

from ui.screen import Screen


def read(screen: Screen) -> str:
    """Every text of the content, the hint and the dialog, a line each; labels of actions are touched, not read."""
    view = screen.view()
    return "\n".join([*_texts(view.content), view.hint, *_texts(view.dialog)])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, msgspec.Struct):
        yield from _texts(msgspec.structs.astuple(value))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
