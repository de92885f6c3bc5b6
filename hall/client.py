"""The gateway's HTTP to the hall server: on a unix socket, or on a network. Answers are bounded and checked.

Refusals are of three sorts, and only the hall's own word can make an envelope give up its turn: a captive portal or a
wrong address answers 404 too.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx
import msgspec
from msgspec import Struct
from nacl.signing import SigningKey

from hall.answers import (
    Arrived, Enrolled, Enrolment, Filed, Health, Heard, Heartbeat, Kept, Record, Refusal, Slot, Slots,
)
from hall.catalogue.content import Change
from hall.catalogue.edition import Edition
from hall.signing import Message, content_digest, sign

_MAX_ANSWER = 128 * 1024
_MAX_CHANGE = 32 * 1024 * 1024
_TIMEOUT = httpx.Timeout(connect=5, read=60, write=60, pool=5)
_REFUSALS = frozenset({
    "envelope.malformed", "envelope.other_key", "envelope.number_taken", "envelope.unreadable", "envelope.too_large",
    "envelope.unfit",
})
_GO_ON = frozenset({"upload.other_offset", "upload.spoilt"})

_PART = 1024 * 1024
"""Bytes that are sent at a time; a shorter envelope goes in one piece."""
_TURNS = 400
"""Parts of one envelope at most, those that had to be sent again too."""

Answer = TypeVar("Answer", bound=Struct)


class HallAway(Exception):
    """The hall cannot be reached, or says that it cannot work now: try again later."""


class HallStumbles(Exception):
    """Something went wrong over this one request, at the hall or on the way: try again later, but not for ever."""


class HallRefuses(Exception):
    """The hall will not take this envelope, now or later."""


class HallClient:
    """A connection to the hall. One thread at a time."""

    def __init__(self, address: str, signed: Callable[[Message], dict[str, str]] | None = None) -> None:
        """`address` is `unix:PATH` or `http(s)://host`. Raises `ValueError` for any other.

        `signed`: the headers to add to a request on a network, `signer` makes it.
        """
        self._signed = signed
        scheme, _, rest = address.partition(":")
        if scheme == "unix" and rest:
            # nothing of the environment, such as a proxy, may come between
            transport = httpx.HTTPTransport(uds=rest, verify=False, trust_env=False)
            base = "http://hall"
        elif scheme in ("http", "https") and rest.startswith("//"):
            trusted = httpx.create_ssl_context(trust_env=False)
            # what this machine trusts beside: a city may sign its hall's certificate itself
            trusted.load_default_certs()
            transport = httpx.HTTPTransport(trust_env=False, verify=trusted)
            base = address
        else:
            raise ValueError(f"hall.server is {address!r}; write unix:PATH, http://HOST or https://HOST")
        self._client = httpx.Client(transport=transport, base_url=base, timeout=_TIMEOUT, trust_env=False)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def check(self) -> None:
        """Whether the hall is there and well. Raises `HallAway`."""
        try:
            with self._asked("GET", "/health") as (status, data):
                if status != 200:
                    raise HallAway(f"health: status {status}")
                _decoded(data, Health)
        except HallStumbles as error:
            raise HallAway(str(error)) from None

    def deliver(self, number: str, data: bytes) -> None:
        """Hand an envelope over. Returns once the hall says that it keeps these very bytes.

        Raises `HallAway`, `HallStumbles`, `HallRefuses`.
        """
        digest = hashlib.blake2b(data, digest_size=32).hexdigest()
        if len(data) > _PART:
            self._deliver_parts(number, data, digest)
            return
        headers = {"Idempotency-Key": number, "Content-Type": "application/octet-stream"}
        with self._asked("POST", "/envelopes", data, headers) as (status, answer):
            if status not in (200, 201):
                raise _why(status, _decoded(answer, Refusal))
            _check_kept(answer, number, digest)

    def _deliver_parts(self, number: str, data: bytes, digest: str) -> None:
        """From the beginning, or from where the hall says that it has more."""
        offset = 0
        for _ in range(_TURNS):
            headers = {
                "Upload-Offset": str(offset), "Upload-Length": str(len(data)), "Upload-Digest": digest,
                "Content-Type": "application/octet-stream",
            }
            with self._asked("PATCH", f"/uploads/{number}", data[offset:offset + _PART], headers) as (status, answer):
                if status in (200, 201):
                    _check_kept(answer, number, digest)
                    return
                if status == 202:
                    offset = _decoded(answer, Arrived).offset
                    continue
                refusal = _decoded(answer, Refusal)
                if refusal.code not in _GO_ON or refusal.offset is None:
                    raise _why(status, refusal)
                offset = refusal.offset
        raise HallStumbles("the parts of an envelope do not come together")

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        """Show the one-time code. Raises `HallAway`, `HallRefuses`."""
        return self._told("/kiosks", enrolment, Enrolled, 201)

    def beat(self, heartbeat: Heartbeat) -> None:
        """Tell how this kiosk is. Raises `HallAway`, `HallRefuses`."""
        self._told("/heartbeats", heartbeat, Heard, 200)

    def _told(self, path: str, said: Struct, kind: type[Answer], wanted: int) -> Answer:
        try:
            with self._asked("POST", path, msgspec.json.encode(said), {"Content-Type": "application/json"}) as (
                    status, data):
                if status == wanted:
                    return _decoded(data, kind)
                refusal = _decoded(data, Refusal)
                if status in (400, 401, 403):
                    raise HallRefuses(f"{refusal.code}: {refusal.detail}")
                raise HallAway(f"status {status}: {refusal.code}")
        except HallStumbles as error:
            raise HallAway(str(error)) from None

    def progress(self, number: str) -> Record | None:
        """How far an application is, None where the hall does not know the number. Raises `HallAway`."""
        return self._found(f"/applications/{number}", Record, "application.not_found")

    def answer(self, ticket: str) -> tuple[Record, ...] | None:
        """What the person behind a sealed question has filed, None before the hall has it. Raises `HallAway`."""
        found = self._found(f"/answers/{ticket}", Filed, "question.not_found")
        return None if found is None else found.filed

    def slots(self, office: str) -> tuple[Slot, ...]:
        """What can be booked at an office. Raises `HallAway`."""
        found = self._found(f"/offices/{office}/slots", Slots, "office.not_found")
        return () if found is None else found.slots

    def edition(self) -> Edition | None:
        """The newest edition of the catalogue, None where the hall has published none. Raises `HallAway`."""
        return self._found("/catalogue", Edition, "catalogue.not_found")

    def change(self, version: str, base: str) -> Change | None:
        """The change to a version of the catalogue from `base`, or from nothing where the hall does not know `base`;
        None where it does not know the version. Raises `HallAway`.
        """
        return self._found(f"/catalogue/{version}/from/{base}", Change, "catalogue.not_found", _MAX_CHANGE)

    def _found(
        self, path: str, kind: type[Answer], unknown: str, most: int = _MAX_ANSWER,
    ) -> Answer | None:
        try:
            with self._asked("GET", path, most=most) as (status, data):
                if status == 200:
                    return _decoded(data, kind)
                refusal = _decoded(data, Refusal)
                if refusal.code == unknown:
                    return None
                raise HallAway(f"status {status}: {refusal.code}")
        except HallStumbles as error:
            raise HallAway(str(error)) from None

    @contextmanager
    def _asked(
        self, method: str, path: str, data: bytes | None = None, headers: dict[str, str] | None = None,
        most: int = _MAX_ANSWER,
    ) -> Iterator[tuple[int, bytes]]:
        sent = dict(headers or {})
        if self._signed is not None:
            sent["Content-Digest"] = content_digest(data or b"")
            # as it stands in the request line: only the hall's own paths are asked, and none has a query
            told = Message(method, httpx.URL(path).raw_path.decode("ascii"), "",
                           {name.lower(): value for name, value in sent.items()})
            sent |= self._signed(told)
        try:
            with self._client.stream(method, path, content=data, headers=sent) as answer:
                body = bytearray()
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > most:
                        raise HallStumbles("the answer is too long to be the hall's")
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise HallAway(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise HallStumbles(type(error).__name__) from None
        yield answer.status_code, bytes(body)


def signer(kiosk: str, key: SigningKey) -> Callable[[Message], dict[str, str]]:
    """Signs for a kiosk, at this machine's time."""
    return lambda message: sign(message, kiosk, key, int(time.time()))


def _why(status: int, refusal: Refusal) -> Exception:
    """Only the hall's own word can make an envelope give up its turn."""
    if refusal.code in _REFUSALS:
        return HallRefuses(f"{refusal.code}: {refusal.detail}")
    return HallAway(f"status {status}: {refusal.code}")


def _check_kept(answer: bytes, number: str, digest: str) -> None:
    kept = _decoded(answer, Kept)
    if kept.number != number or kept.digest != digest:
        raise HallStumbles("the hall says that it keeps something else")


def _decoded(data: bytes, kind: type[Answer]) -> Answer:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise HallStumbles("what answers is no hall server of this version") from None
