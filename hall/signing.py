"""Requests signed by a kiosk: HTTP Message Signatures (RFC 9421) by Ed25519, with Content-Digest (RFC 9530).

Between machines each kiosk signs each request with a key of its own. Not mTLS: no authority, no certificates to renew
in 1,300 places, a city's proxy may end TLS, and a lost kiosk is one row to delete. TLS is still what keeps it unread.
A replay within the time window does nothing: envelopes are kept once, parts fit in one place, the rest are questions.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

WINDOW_S = 300
"""A signature is taken for so many seconds around its time: what a kiosk's clock may be wrong by."""
_LABEL = "kiosk"
_COVERED = ("@method", "@path", "@query", "content-digest")
_INPUT = re.compile(
    r'kiosk=(?P<params>\("@method" "@path" "@query" "content-digest"\);created=(?P<created>[0-9]{1,12})'
    r';keyid="(?P<keyid>[A-Z]{2}[0-9]{2})";alg="ed25519")')
_SIGNATURE = re.compile(r"kiosk=:(?P<signature>[A-Za-z0-9+/]{86}==):")


class SignatureRefused(Exception):
    """The request is not signed as it must be. The message is for an engineer."""


@dataclass(frozen=True)
class Message:
    """What is signed of a request. `query` without its question mark; `headers` with names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Claim:
    """Who says to have signed, when (seconds since the epoch), what, and the signature itself."""

    kiosk: str
    created: int
    base: bytes
    signature: bytes

    def check(self, key: VerifyKey, now: float) -> None:
        """Raises `SignatureRefused` where it is not this key's, or not of now."""
        if abs(now - self.created) > WINDOW_S:
            raise SignatureRefused(f"signed at another time ({self.created}, here it is {now:.0f}); set the clock")
        try:
            key.verify(self.base, self.signature)
        except BadSignatureError:
            raise SignatureRefused("the signature is not this kiosk's") from None


def content_digest(body: bytes) -> str:
    """The header Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def base(message: Message, covered: tuple[str, ...], params: str) -> bytes:
    """The signature base (RFC 9421, 2.5) of these components."""
    derived = {"@method": message.method, "@path": message.path, "@query": f"?{message.query}",
               "@authority": message.headers.get("host", "")}
    lines = [f'"{name}": {derived[name] if name in derived else message.headers.get(name, "")}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def sign(message: Message, kiosk: str, key: SigningKey, created: int) -> dict[str, str]:
    """The headers to add; `message` has its Content-Digest already."""
    quoted = " ".join(f'"{name}"' for name in _COVERED)
    params = f'({quoted});created={created};keyid="{kiosk}";alg="ed25519"'
    signature = key.sign(base(message, _COVERED, params)).signature
    return {"signature-input": f"{_LABEL}={params}",
            "signature": f"{_LABEL}=:{base64.b64encode(signature).decode()}:"}


def claimed(message: Message) -> Claim:
    """What a request says of itself. Nothing is proved yet. Raises `SignatureRefused`."""
    found = _INPUT.fullmatch(message.headers.get("signature-input", ""))
    given = _SIGNATURE.fullmatch(message.headers.get("signature", ""))
    if found is None or given is None:
        raise SignatureRefused("not signed, or not as kiosks sign; enrol this kiosk: python -m hall.enrol")
    try:
        signature = base64.b64decode(given["signature"], validate=True)
    except binascii.Error:
        raise SignatureRefused("the signature is no base64") from None
    return Claim(found["keyid"], int(found["created"]), base(message, _COVERED, found["params"]), signature)
