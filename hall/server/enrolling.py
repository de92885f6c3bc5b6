"""Kiosks over HTTP: let in by a one-time code, and heard from."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from hall.answers import Enrolled, Enrolment, Heard, Heartbeat
from hall.server.guard import Guard, read
from hall.server.kiosks import Kiosks
from hall.server.openapi import answer
from hall.server.refused import Refused

_LARGEST = 4096
_KEY_SIZE = 32
Told = TypeVar("Told", bound=msgspec.Struct)


class Enrolling:
    """The handlers."""

    def __init__(
        self, kiosks: Kiosks, guard: Guard, hall_key: str, catalogue_key: str, now: Callable[[], datetime],
    ) -> None:
        """`hall_key` and `catalogue_key` are the texts of the hall's public key files."""
        self._kiosks = kiosks
        self._guard = guard
        self._hall_key = hall_key
        self._catalogue_key = catalogue_key
        self._now = now

    async def enrol(self, request: Request) -> Response:
        """POST /kiosks: the one request on a network that is not signed; the code says who asks."""
        told = _decoded(await read(request, _LARGEST), Enrolment)
        try:
            key = base64.b64decode(told.key, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY_SIZE:
            raise Refused(400, "http.malformed", "the key is no Ed25519 key in base64")
        if not await run_in_threadpool(self._kiosks.enrol, told.kiosk, told.code, key, self._now()):
            raise Refused(403, "kiosk.code_wrong", "the code is wrong, used or over; ask for a new one at the hall: "
                          "python -m hall.server.invite KIOSK")
        return answer(Enrolled(kiosk=told.kiosk, hall_key=self._hall_key,
                               catalogue_key=self._catalogue_key), 201)

    async def hear(self, request: Request) -> Response:
        """POST /heartbeats: how a kiosk is."""
        kiosk = await self._guard.check(request)
        beat = _decoded(await read(request, _LARGEST), Heartbeat)
        if kiosk is not None and beat.kiosk != kiosk:
            raise Refused(403, "kiosk.another", f"signed by {kiosk}, told of {beat.kiosk}")
        at = self._now()
        await run_in_threadpool(self._kiosks.heard, beat, at)
        return answer(Heard(at=at.isoformat(timespec="seconds")))


def _decoded(data: bytes, kind: type[Told]) -> Told:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(400, "http.malformed", f"this is no {kind.__name__} as the OpenAPI document has it") from None
