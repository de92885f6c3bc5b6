"""The gateway's HTTP to the hall server: on a unix socket, or on a network. Answers are bounded and checked.

Refusals are of three sorts, and only the hall's own word can make an envelope give up its turn: a captive portal or a
wrong address answers 404 too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import httpx
import msgspec
from msgspec import Meta, Struct

from rules.progress import ApplicationState, EnvelopeKind

_MAX_ANSWER = 128 * 1024
_TIMEOUT = httpx.Timeout(connect=5, read=60, write=60, pool=5)
_REFUSALS = frozenset({
    "envelope.malformed", "envelope.other_key", "envelope.number_taken", "envelope.unreadable", "envelope.too_large",
    "envelope.unfit",
})

Line = Annotated[str, Meta(max_length=200)]
Answer = TypeVar("Answer", bound=Struct)


class HallAway(Exception):
    """The hall cannot be reached, or says that it cannot work now: try again later."""


class HallStumbles(Exception):
    """Something went wrong over this one request, at the hall or on the way: try again later, but not for ever."""


class HallRefuses(Exception):
    """The hall will not take this envelope, now or later."""


class HallStep(Struct, frozen=True, kw_only=True):
    """One state of an application."""

    state: ApplicationState
    at: Line
    note: Line = ""


class HallRecord(Struct, frozen=True, kw_only=True):
    """What the hall says of a number: keys of item and office, and the states. It names nobody."""

    number: Line
    kind: EnvelopeKind
    item: Line
    office: Line
    slot: Line | None = None
    steps: Annotated[tuple[HallStep, ...], Meta(max_length=60)]


class HallSlot(Struct, frozen=True, kw_only=True):
    """What can be booked, and the places left."""

    slot: Line
    left: Annotated[int, Meta(ge=0, le=1_000_000)]


class _Slots(Struct, frozen=True, kw_only=True):
    slots: Annotated[tuple[HallSlot, ...], Meta(max_length=200)]


class _Filed(Struct, frozen=True, kw_only=True):
    filed: Annotated[tuple[HallRecord, ...], Meta(max_length=40)]


class _Kept(Struct, frozen=True, kw_only=True):
    number: Line
    digest: Line


class _Health(Struct, frozen=True, kw_only=True):
    state: Line
    key: Line


class _Refusal(Struct, frozen=True, kw_only=True):
    code: Line
    detail: Annotated[str, Meta(max_length=2000)] = ""


class HallClient:
    """A connection to the hall. One thread at a time."""

    def __init__(self, address: str) -> None:
        """`address` is `unix:PATH` or `http(s)://host`. Raises `ValueError` for any other."""
        scheme, _, rest = address.partition(":")
        if scheme == "unix" and rest:
            # nothing of the environment, such as a proxy, may come between
            transport = httpx.HTTPTransport(uds=rest, verify=False, trust_env=False)
            base = "http://hall"
        elif scheme in ("http", "https") and rest.startswith("//"):
            transport = httpx.HTTPTransport(trust_env=False)
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
                _decoded(data, _Health)
        except HallStumbles as error:
            raise HallAway(str(error)) from None

    def deliver(self, number: str, data: bytes) -> None:
        """Hand an envelope over. Returns once the hall says that it keeps these very bytes.

        Raises `HallAway`, `HallStumbles`, `HallRefuses`.
        """
        headers = {"Idempotency-Key": number, "Content-Type": "application/octet-stream"}
        with self._asked("POST", "/envelopes", data, headers) as (status, answer):
            if status in (200, 201):
                kept = _decoded(answer, _Kept)
                if kept.number != number or kept.digest != hashlib.blake2b(data, digest_size=32).hexdigest():
                    raise HallStumbles("the hall says that it keeps something else")
                return
            refusal = _decoded(answer, _Refusal)
            if refusal.code in _REFUSALS:
                raise HallRefuses(f"{refusal.code}: {refusal.detail}")
            raise HallAway(f"status {status}: {refusal.code}")

    def progress(self, number: str) -> HallRecord | None:
        """How far an application is, None where the hall does not know the number. Raises `HallAway`."""
        return self._found(f"/applications/{number}", HallRecord, "application.not_found")

    def answer(self, ticket: str) -> tuple[HallRecord, ...] | None:
        """What the person behind a sealed question has filed, None before the hall has it. Raises `HallAway`."""
        found = self._found(f"/answers/{ticket}", _Filed, "question.not_found")
        return None if found is None else found.filed

    def slots(self, office: str) -> tuple[HallSlot, ...]:
        """What can be booked at an office. Raises `HallAway`."""
        found = self._found(f"/offices/{office}/slots", _Slots, "")
        return () if found is None else found.slots

    def _found(self, path: str, kind: type[Answer], unknown: str) -> Answer | None:
        try:
            with self._asked("GET", path) as (status, data):
                if status == 200:
                    return _decoded(data, kind)
                refusal = _decoded(data, _Refusal)
                if refusal.code == unknown:
                    return None
                raise HallAway(f"status {status}: {refusal.code}")
        except HallStumbles as error:
            raise HallAway(str(error)) from None

    @contextmanager
    def _asked(
        self, method: str, path: str, data: bytes | None = None, headers: dict[str, str] | None = None,
    ) -> Iterator[tuple[int, bytes]]:
        try:
            with self._client.stream(method, path, content=data, headers=headers) as answer:
                body = bytearray()
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _MAX_ANSWER:
                        raise HallStumbles("the answer is too long to be the hall's")
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise HallAway(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise HallStumbles(type(error).__name__) from None
        yield answer.status_code, bytes(body)


def _decoded(data: bytes, kind: type[Answer]) -> Answer:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise HallStumbles("what answers is no hall server of this version") from None
