"""The hall server's HTTP: take an envelope, say how far an application is, say that it is there."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hall.database import DatabaseError, DatabaseFull
from hall.envelopes import MAX_ENVELOPE, TICKET, Envelope, EnvelopeError, parse
from hall.server.kinds import NumberTaken, Unfit
from hall.server.store import Record, Store
from rules import booking, receipt_number
from rules.progress import EnvelopeKind

Intake = Callable[[str, bytes], Awaitable[bytes]]
"""A number and a sealed index in, the keyed hash of the document number out. Raises `EnvelopeError`."""

_AT_ONCE = 2
"""Envelopes taken in at the same time: each stands in memory as a whole."""
_BODY_S = 120.0
"""Seconds that an envelope may take to arrive."""


class Refused(Exception):
    """The request is answered with an error of ours: a status, a stable code, a detail that names nobody."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


class Hall:
    """The handlers."""

    def __init__(self, store: Store, key: str, intake: Intake, now: Callable[[], datetime]) -> None:
        """`key` is the name of the key that envelopes must be sealed to."""
        self._store = store
        self._key = key
        self._intake = intake
        self._now = now
        self._room = asyncio.Semaphore(_AT_ONCE)

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/health", self.health, methods=["GET"]),
                Route("/envelopes", self.take, methods=["POST"]),
                Route("/applications/{number}", self.progress, methods=["GET"]),
                Route("/offices/{office}/slots", self.slots, methods=["GET"]),
                Route("/answers/{ticket}", self.answer, methods=["GET"]),
            ],
            exception_handlers={
                Refused: _refused, HTTPException: _http, DatabaseFull: _full, DatabaseError: _broken,
                ClientDisconnect: _gone,
            },
        )

    async def health(self, request: Request) -> Response:
        """GET /health: the server is there, and this is its key."""
        return JSONResponse({"state": "online", "key": self._key})

    async def progress(self, request: Request) -> Response:
        """GET /applications/NUMBER: item, office and states. It names nobody."""
        number = request.path_params["number"]
        record = await run_in_threadpool(self._store.record, number) if receipt_number.check(number) else None
        if record is None:
            raise Refused(404, "application.not_found", "no application has this number")
        return JSONResponse(_told(record))

    async def slots(self, request: Request) -> Response:
        """GET /offices/OFFICE/slots: what can be booked there, with the places left."""
        days = list(booking.slots(self._now().date()))
        left = await run_in_threadpool(self._store.places_left, request.path_params["office"], days)
        return JSONResponse({"slots": [{"slot": slot, "left": left[slot]} for slot in days]})

    async def answer(self, request: Request) -> Response:
        """GET /answers/TICKET: numbers, items and states of who asked; only who asked has the ticket."""
        records = await run_in_threadpool(self._store.answer, request.path_params["ticket"], self._now())
        if records is None:
            raise Refused(404, "question.not_found", "no question has this ticket, or its answer is over")
        return JSONResponse({"filed": [_told(record) for record in records]})

    async def take(self, request: Request) -> Response:
        """POST /envelopes, the number as Idempotency-Key: 201 kept, 200 kept before; both tell the bytes' digest."""
        async with self._room:
            data = await _read(request)
            digest = hashlib.blake2b(data, digest_size=32).digest()
            envelope = self._parsed(data, request.headers.get("idempotency-key", ""))
            number = envelope.header.number
            known = await run_in_threadpool(self._store.digest, number)
            if known is None:
                kept = await self._keep(envelope, digest)
            elif known == digest:
                kept = False
            else:
                raise _taken(number)
        return JSONResponse({"number": number, "digest": digest.hex()}, status_code=201 if kept else 200)

    def _parsed(self, data: bytes, number: str) -> Envelope:
        try:
            envelope = parse(data)
        except EnvelopeError as error:
            raise Refused(400, "envelope.malformed", str(error)) from None
        if envelope.header.number != number:
            raise Refused(400, "envelope.malformed", "the Idempotency-Key is not the envelope's number")
        question = envelope.header.kind is EnvelopeKind.QUESTION
        if not (re.fullmatch(TICKET, number) if question else receipt_number.check(number)):
            raise Refused(400, "envelope.malformed", "the number is no receipt number")
        if envelope.header.key != self._key:
            raise Refused(
                409, "envelope.other_key", f"sealed to key {envelope.header.key}, this hall's is {self._key}; "
                "give the kiosk this hall's public key, and open the envelope by the hall that has its key")
        return envelope

    async def _keep(self, envelope: Envelope, digest: bytes) -> bool:
        try:
            person = await self._intake(envelope.header.number, envelope.index)
        except EnvelopeError as error:
            raise Refused(422, "envelope.unreadable", str(error)) from None
        try:
            if envelope.header.kind is EnvelopeKind.QUESTION:
                return await run_in_threadpool(
                    self._store.ask, envelope.header.number, digest, person, self._now())
            return await run_in_threadpool(self._store.keep, envelope, digest, person, self._now())
        except NumberTaken:
            raise _taken(envelope.header.number) from None
        except Unfit as unfit:
            raise Refused(409, "envelope.unfit", str(unfit)) from None


async def _read(request: Request) -> bytes:
    """The body, never more of it than an envelope may have."""
    announced = request.headers.get("content-length", "")
    too_large = Refused(413, "envelope.too_large", f"an envelope has at most {MAX_ENVELOPE} bytes")
    if announced and (not announced.isdecimal() or len(announced) > 12 or int(announced) > MAX_ENVELOPE):
        raise too_large
    data = bytearray()
    try:
        async with asyncio.timeout(_BODY_S):
            async for part in request.stream():
                if len(data) + len(part) > MAX_ENVELOPE:
                    raise too_large
                data += part
    except TimeoutError:
        raise Refused(408, "envelope.too_slow", f"it did not arrive within {_BODY_S:.0f} s") from None
    return bytes(data)


def _told(record: Record) -> dict[str, object]:
    return {
        "number": record.number, "kind": record.kind.value, "item": record.item, "office": record.office,
        "slot": record.slot,
        "steps": [{"state": step.state.value, "at": step.at, "note": step.note} for step in record.steps],
    }


def _taken(number: str) -> Refused:
    return Refused(409, "envelope.number_taken", f"{number}: this hall keeps another envelope under this number; "
                   "two kiosks may have the same kiosk.id, or one lost its outbox")


def _answer(status: int, code: str, detail: str) -> Response:
    return JSONResponse({"code": code, "detail": detail}, status_code=status)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return _answer(error.status, error.code, error.detail)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _answer(error.status_code, "http.refused", error.detail)


async def _full(request: Request, error: Exception) -> Response:
    return _answer(507, "hall.disk_full", str(error))


async def _broken(request: Request, error: Exception) -> Response:
    return _answer(503, "hall.broken", str(error))


async def _gone(request: Request, error: Exception) -> Response:
    return _answer(400, "envelope.cut_short", "the sender went away")
