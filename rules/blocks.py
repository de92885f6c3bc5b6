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


AnyBlock = Heading | KeyValue | Paragraph | Rule | Tick | Barcode | QrCode


class Document(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be printed: kind and number are what the screen asks for. The cut is the driver's."""

    kind: Annotated[str, Meta(max_length=48, pattern=r"^[a-z0-9_]+$")]
    number: Annotated[str, Meta(max_length=32, pattern=r"^[0-9A-Z-]+$")]
    blocks: Annotated[tuple[AnyBlock, ...], Meta(min_length=1, max_length=200)]


def file_name(kind: str, number: str) -> str:
    """The name under the spool's `documents/`; both parts are already bound to safe characters."""
    return f"{kind}.{number}.msgpack"
