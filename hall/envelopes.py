"""Sealed envelopes: what a citizen hands in, closed to the hall's public key. The kiosk cannot open one again.

Layout, all numbers big-endian::

    magic "CWE1" | header length, 2 bytes | header, msgpack, in clear | index, sealed | body, sealed

The header names nobody. The index holds the document number alone, so that intake can compute the hall's keyed hash of
it without opening the body. Both parts are libsodium sealed boxes (X25519, XSalsa20-Poly1305, a key of its own each:
https://doc.libsodium.org/public-key_cryptography/sealed_boxes). Each sealed part repeats the number, so that parts of
two envelopes cannot be exchanged. A sealed box proves nothing about its sender: who may send is the socket's matter.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from rules import booking
from rules.identity import Identity
from rules.items import Key
from rules.progress import EnvelopeKind
from rules.signature import MOST_BYTES

MAX_BODY = 64 * 1024 * 1024
"""Bytes of an opened body: some eighty A4 pages in colour at 200 dpi."""
MAX_HEADER = 1024
"""Bytes of an encoded header."""
SEAL_OVERHEAD = 48
"""Bytes that a sealed box adds: the sender's passing key and the authenticator."""

_MAGIC = b"CWE1"
_INDEX_SIZE = 192
_INDEX_SEALED = _INDEX_SIZE + SEAL_OVERHEAD
MAX_ENVELOPE = len(_MAGIC) + 2 + MAX_HEADER + _INDEX_SEALED + MAX_BODY + SEAL_OVERHEAD
"""Bytes of a whole envelope."""
_KEY_LINE = "citizen-window-hall-key-1"

MOST_PAGES = 40
"""Pages of one material."""
Number = Annotated[str, Meta(min_length=4, max_length=32, pattern=r"^[0-9A-Z-]+$")]
Moment = Annotated[str, Meta(min_length=16, max_length=32, pattern=r"^[0-9T:+.-]+$")]
Where = Annotated[str, Meta(max_length=48, pattern=r"^([a-z0-9][a-z0-9_.-]*)?$")]
"""An item's or office's key, "" where there is none."""
Slot = Annotated[str, Meta(max_length=24, pattern=booking.PATTERN)]
Stars = Annotated[int, Meta(ge=1, le=5)]
Page = Annotated[bytes, Meta(min_length=1, max_length=MAX_BODY)]


class EnvelopeError(ValueError):
    """These bytes are no envelope, or not one for this key. The message says why and names nobody."""


class Header(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands on the outside. `at` is when the kiosk took it, ISO 8601 local; `key` names the hall's key."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    kind: EnvelopeKind
    number: Number
    item: Where
    office: Where
    at: Moment
    about: Number | None = None
    """The number that this is about: what is supplemented, rated, or booked anew or given up."""
    slot: Slot | None = None
    """What is booked; a booking without it gives one up."""
    stars: Stars | None = None
    key: Annotated[str, Meta(min_length=16, max_length=16, pattern=r"^[0-9a-f]+$")]
    index_size: Annotated[int, Meta(ge=_INDEX_SEALED, le=_INDEX_SEALED)]
    body_size: Annotated[int, Meta(ge=SEAL_OVERHEAD + 1, le=MAX_BODY + SEAL_OVERHEAD)]


class HandedIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One material: its pages, in order, as one PDF/A-1b file, and how many they are.

    In an envelope of before there was `file` they are `pages`, each a JPEG, and `count` is 0.
    """

    material: Key
    file: Annotated[bytes, Meta(max_length=MAX_BODY)] = b""
    count: Annotated[int, Meta(ge=0, le=MOST_PAGES)] = 0
    pages: Annotated[tuple[Page, ...], Meta(max_length=MOST_PAGES)] = ()


class Filed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What the hall reads when it opens a body; the first fields stand on the outside too."""

    number: Number
    item: Where = ""
    office: Where = ""
    at: Moment
    about: Number | None = None
    slot: Slot | None = None
    stars: Stars | None = None
    identity: Identity | None = None
    """Who handed it in; a rating names nobody."""
    materials: Annotated[tuple[HandedIn, ...], Meta(max_length=40)] = ()

    def __repr__(self) -> str:
        """Never the person: a repr ends in logs and tracebacks."""
        return f"<{type(self).__name__} {self.number}>"


class Application(Filed, frozen=True, kw_only=True, tag=EnvelopeKind.APPLICATION.value):
    """An application: the form's answers, and how to be told of the outcome."""

    answers: Annotated[dict[Key, Annotated[str, Meta(max_length=4000)]], Meta(max_length=80)]
    notify: Key
    contact: Annotated[str, Meta(max_length=200)]
    signature: Annotated[bytes, Meta(max_length=MOST_BYTES)] = b""
    """手写签名 as an SVG, where the item asks for one."""


class Precheck(Filed, frozen=True, kw_only=True, tag=EnvelopeKind.PRECHECK.value):
    """网上预审: materials to be looked at without an application."""

    notify: Key
    contact: Annotated[str, Meta(max_length=200)]
    credit_code: Annotated[str, Meta(max_length=18)] = ""
    """The enterprise's, of an item for enterprises."""


class Supplement(Filed, frozen=True, kw_only=True, tag=EnvelopeKind.SUPPLEMENT.value):
    """补正: materials that were asked for, `about` an application."""


class Booking(Filed, frozen=True, kw_only=True, tag=EnvelopeKind.BOOKING.value):
    """办事预约: a place in `slot`. With `about` in the place of that booking; without `slot` that one is given up."""


class Question(Filed, frozen=True, kw_only=True, tag=EnvelopeKind.QUESTION.value):
    """Who am I, what have I filed: only its index is ever opened."""


class Rating(Filed, frozen=True, kw_only=True, tag=EnvelopeKind.RATING.value):
    """好差评 of what `about` went through; the words are read by staff only."""

    words: Annotated[str, Meta(max_length=400)] = ""


AnyFiled = Application | Precheck | Supplement | Booking | Question | Rating


TICKET = r"^Q-[2-7A-Z]{26}$"
"""A question's number: 130 bits of chance, by which alone its answer is read."""


class _Index(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    number: Number
    document: Annotated[str, Meta(max_length=40)]
    padding: Annotated[bytes, Meta(max_length=_INDEX_SIZE)] = b""


@dataclass(frozen=True)
class Cover:
    """What a header and its body must say alike."""

    kind: EnvelopeKind
    number: str
    item: str
    office: str
    at: str
    about: str | None = None
    slot: str | None = None
    stars: int | None = None


@dataclass(frozen=True)
class Envelope:
    """A parsed envelope: header in clear, two parts still sealed."""

    header: Header
    index: bytes
    body: bytes

    @property
    def cover(self) -> Cover:
        """The header's part that the body repeats."""
        return _cover(self.header.kind, self.header)


def key_name(key: PublicKey) -> str:
    """Sixteen hexadecimal characters by which an envelope says which key it is closed to."""
    return hashlib.blake2b(bytes(key), digest_size=8, person=b"cw-hall-key").hexdigest()


def write_key(key: PublicKey) -> str:
    """The public key as the one line of text that its file holds."""
    return f"{_KEY_LINE} {base64.b64encode(bytes(key)).decode()}\n"


def read_key(text: str) -> PublicKey:
    """The key in a public key file's text. Raises `EnvelopeError`."""
    words = text.split()
    try:
        if len(words) != 2 or words[0] != _KEY_LINE:
            raise ValueError("wrong words")
        raw = base64.b64decode(words[1], validate=True)
        if len(raw) != PublicKey.SIZE:
            raise ValueError("wrong length")
    except (ValueError, binascii.Error):
        raise EnvelopeError(f"this is no public key of a hall; its file is one line: {_KEY_LINE} and 44 characters") \
            from None
    return PublicKey(raw)


def seal(filed: AnyFiled, key: PublicKey) -> bytes:
    """Close what is handed in to the hall's key. Raises `EnvelopeError` where it is larger than `MAX_BODY`."""
    pages = sum(len(page) for material in filed.materials for page in (material.file, *material.pages))
    if pages > MAX_BODY:
        raise _too_large(pages)
    plain = msgspec.msgpack.encode(filed)
    if len(plain) > MAX_BODY:
        raise _too_large(len(plain))
    box = SealedBox(key)
    document = "" if filed.identity is None else filed.identity.number
    index = box.encrypt(_padded(_Index(number=filed.number, document=document)))
    body = box.encrypt(plain)
    header = msgspec.msgpack.encode(Header(
        kind=kind_of(filed), number=filed.number, item=filed.item, office=filed.office, at=filed.at, about=filed.about,
        slot=filed.slot, stars=filed.stars, key=key_name(key), index_size=len(index), body_size=len(body),
    ))
    return b"".join((_MAGIC, len(header).to_bytes(2, "big"), header, index, body))


def kind_of(filed: Filed) -> EnvelopeKind:
    """The kind of what is handed in."""
    return EnvelopeKind(str(filed.__struct_config__.tag))


def parse(data: bytes) -> Envelope:
    """Take an envelope apart without opening it. Raises `EnvelopeError`; allocates no more than `data` itself."""
    if len(data) > MAX_ENVELOPE:
        raise EnvelopeError(f"{len(data)} bytes, an envelope has at most {MAX_ENVELOPE}")
    if data[:4] != _MAGIC or len(data) < 6:
        raise EnvelopeError("it does not begin like an envelope")
    size = int.from_bytes(data[4:6], "big")
    if size > MAX_HEADER or len(data) < 6 + size:
        raise EnvelopeError("its header is cut short or too long")
    try:
        header = msgspec.msgpack.decode(data[6:6 + size], type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise EnvelopeError("its header is not one of version 1") from None
    index_ends = 6 + size + header.index_size
    if len(data) != index_ends + header.body_size:
        raise EnvelopeError("its parts are not as long as its header says")
    return Envelope(header, data[6 + size:index_ends], data[index_ends:])


def open_index(number: str, index: bytes, key: PrivateKey) -> str:
    """The document number in a sealed index. Raises `EnvelopeError`."""
    found: _Index = _opened(index, key, _Index)
    if found.number != number:
        raise EnvelopeError("its index belongs to another envelope")
    return found.document


def open_body(cover: Cover, body: bytes, key: PrivateKey) -> AnyFiled:
    """What is in a sealed body. Raises `EnvelopeError`. Only a short-lived process calls this."""
    found: AnyFiled = _opened(body, key, AnyFiled)
    if _cover(kind_of(found), found) != cover:
        raise EnvelopeError("its body belongs to another envelope")
    return found


def _cover(kind: EnvelopeKind, part: Header | Filed) -> Cover:
    return Cover(kind, part.number, part.item, part.office, part.at, part.about, part.slot, part.stars)


def _opened(sealed: bytes, key: PrivateKey, part: Any) -> Any:
    try:
        return msgspec.msgpack.decode(SealedBox(key).decrypt(sealed), type=part)
    except CryptoError:
        raise EnvelopeError("it is not sealed to this key, or was damaged") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        # msgspec may quote what it read, and what it read is a person
        raise EnvelopeError("what it holds is not of version 1") from None


def _padded(index: _Index) -> bytes:
    """All indices are of one length, so that a length does not tell one kind of document from another."""
    bare = len(msgspec.msgpack.encode(index))
    return msgspec.msgpack.encode(msgspec.structs.replace(index, padding=bytes(_INDEX_SIZE - bare)))


def _too_large(size: int) -> EnvelopeError:
    return EnvelopeError(f"{size} bytes of pages and answers, an envelope holds {MAX_BODY}")
