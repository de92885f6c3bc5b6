"""A printed document as blocks: laid out once, then turned into printer bytes or into a picture by the driver."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Words = Annotated[str, Meta(max_length=400)]
Code = Annotated[str, Meta(min_length=1, max_length=200)]


class Align(StrEnum):
    """Where a line stands."""

    LEFT = "left"
    CENTRE = "centre"


class Block(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block", tag=str.lower):
    """One part of a document, from top to bottom."""


class Heading(Block, frozen=True, kw_only=True):
    """A title; level 1 is the document's own, printed double size and centred."""

    text: Words
    level: Annotated[int, Meta(ge=1, le=2)] = 1


class KeyValue(Block, frozen=True, kw_only=True):
    """A label and what it is; a long value wraps under itself."""

    key: Words
    value: Words


class Paragraph(Block, frozen=True, kw_only=True):
    """Running text, broken by `rules.lines`."""

    text: Words
    align: Align = Align.LEFT
    small: bool = False


class Rule(Block, frozen=True, kw_only=True):
    """A line across the paper."""


class Tick(Block, frozen=True, kw_only=True):
    """A line with a box before it, ticked or not."""

    text: Words
    ticked: bool


class Barcode(Block, frozen=True, kw_only=True):
    """CODE 128, with its characters in clear beneath."""

    code: Code


class QrCode(Block, frozen=True, kw_only=True):
    """A QR code, centred."""

    code: Code


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One column of a table. `share` of the paper's width, against the shares of the others."""

    title: Annotated[str, Meta(max_length=20)]
    share: Annotated[int, Meta(ge=1, le=12)] = 1


class Table(Block, frozen=True, kw_only=True):
    """Rows under titled columns; a long cell wraps under itself. A row has a cell for each column."""

    columns: Annotated[tuple[Column, ...], Meta(min_length=1, max_length=4)]
    rows: Annotated[tuple[tuple[Words, ...], ...], Meta(max_length=100)]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a table's row has a cell for each of its columns")


class Image(Block, frozen=True, kw_only=True):
    """A picture in black dots, in the middle. `width` in dots, a multiple of 8; `rows` from the top, eight dots a byte,
    the leftmost the highest bit. It stands as dots, so that nobody has to decode a file beside the printer.
    """

    width: Annotated[int, Meta(ge=8, le=384, multiple_of=8)]
    rows: Annotated[bytes, Meta(min_length=1, max_length=48 * 1024)]

    def __post_init__(self) -> None:
        if len(self.rows) % (self.width // 8):
            raise ValueError("an image's rows are whole")


class Cut(Block, frozen=True, kw_only=True):
    """The paper is cut here and the document goes on; after its end it is cut anyway."""


AnyBlock = Heading | KeyValue | Paragraph | Rule | Tick | Barcode | QrCode | Table | Image | Cut


class Document(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be printed: kind and number are what the screen asks for. The last cut is the driver's."""

    kind: Annotated[str, Meta(max_length=48, pattern=r"^[a-z0-9_]+$")]
    number: Annotated[str, Meta(max_length=32, pattern=r"^[0-9A-Z-]+$")]
    blocks: Annotated[tuple[AnyBlock, ...], Meta(min_length=1, max_length=200)]


def file_name(kind: str, number: str) -> str:
    """The name under the spool's `documents/`; both parts are already bound to safe characters."""
    return f"{kind}.{number}.msgpack"
