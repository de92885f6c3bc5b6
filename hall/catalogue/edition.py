"""Editions: a catalogue's content as the hall published it, by number, version and the hall's signature (Ed25519).

The statement that is signed names both, so that an older edition cannot be shown as a newer one.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from msgspec import Meta, Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from hall.catalogue.content import Version

_KEY_LINE = "citizen-window-catalogue-key-1"
KEY_FILE = "catalogue.pub"
"""Beside the public key that is sealed to."""
Serial = Annotated[int, Meta(ge=1, le=2 ** 31)]


class Edition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a hall has published; `serial` counts up from 1."""

    serial: Serial
    version: Version
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


def sign(serial: int, version: str, key: SigningKey) -> Edition:
    """The edition, signed."""
    return Edition(serial=serial, version=version, signature=key.sign(_statement(serial, version)).signature)


def is_signed(edition: Edition, key: VerifyKey) -> bool:
    """Whether the hall of this key published it."""
    try:
        key.verify(_statement(edition.serial, edition.version), edition.signature)
    except BadSignatureError:
        return False
    return True


def write_key(key: VerifyKey) -> str:
    """The public key as the one line of text that its file holds."""
    return f"{_KEY_LINE} {base64.b64encode(bytes(key)).decode()}\n"


def read_key(text: str) -> VerifyKey:
    """The key in a file's text. Raises `ValueError`."""
    name, _, data = text.strip().partition(" ")
    try:
        if name == _KEY_LINE:
            return VerifyKey(base64.b64decode(data, validate=True))
    except (ValueError, binascii.Error):
        pass
    raise ValueError("this is no public key of a hall's catalogue")


def _statement(serial: int, version: str) -> bytes:
    return f"citizen-window-catalogue-1 {serial} {version}".encode("ascii")
