"""The hall server's HTTP: what can be asked, as one table. `/openapi.json` is made from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hall.answers import (
    Arrived, Enrolled, Enrolment, Filed, Health, Heard, Heartbeat, Kept, Record, Slot, Slots, Step,
)
from hall.catalogue.content import VERSION_PATTERN, Change
from hall.catalogue.edition import Edition
from hall.envelopes import TICKET
from hall.server.editions import Editions
from hall.server.enrolling import Enrolling
from hall.server.guard import Guard
from hall.server.kiosks import Kiosks
from hall.server.openapi import Operation, Parameter, answer, document, routes
from hall.server.publishing import Publishing
from hall.server.receiving import Opener, Receiving
from hall.server.refused import HANDLERS, Refused
from hall.server.staff.pages import NotLoggedIn, StaffPages, to_login
from hall.server.store import Record as Row
from hall.server.store import Store
from hall.server.uploads import Uploads
from rules import booking, receipt_number
from rules.version import VERSION

_OFFICE = "^[a-z0-9][a-z0-9_.-]{0,47}$"
_BYTES = "application/octet-stream"
_BROKEN = (503, 507)
_SENDING = (400, 401, 403, 408, 409, 413, 422, *_BROKEN)


@dataclass(frozen=True)
class Hall:
    """What a hall is made of, and who it is: its public keys as in their files, and the name of the first."""

    store: Store
    kiosks: Kiosks
    editions: Editions
    uploads: Uploads
    intake: Opener
    public_key: str
    catalogue_key: str
    key_name: str
    now: Callable[[], datetime]
    pages: StaffPages | None = None
    """The staff's page."""
    network: bool = False
    """Whether kiosks ask over a network, and so sign."""

    def app(self) -> Starlette:
        """The ASGI application."""
        table = self._operations()
        described = document(table, "市民之窗: the hall", VERSION)

        async def openapi(request: Request) -> Response:
            return Response(described, media_type="application/json")

        return Starlette(
            routes=[*routes(table), Route("/openapi.json", openapi, methods=["GET"]),
                    *(() if self.pages is None else self.pages.routes())],
            exception_handlers={**HANDLERS, NotLoggedIn: to_login},
        )

    def _operations(self) -> list[Operation]:
        guard = Guard(self.kiosks, self.network)
        receiving = Receiving(self.store, self.uploads, self.key_name, self.intake, guard, self.now)
        enrolling = Enrolling(self.kiosks, guard, self.public_key, self.catalogue_key, self.now)
        publishing = Publishing(self.editions, guard)
        telling = Telling(self.store, self.key_name, guard, self.now)
        number = Parameter("number", "path", {"type": "string", "maxLength": 40}, "a receipt's number")
        sender = Parameter("Idempotency-Key", "header", {"type": "string"}, "the envelope's number")
        upload = (
            Parameter("Upload-Offset", "header", {"type": "integer", "minimum": 0}, "where this part begins, in bytes"),
            Parameter("Upload-Length", "header", {"type": "integer", "minimum": 1}, "bytes of the whole envelope"),
            Parameter("Upload-Digest", "header", {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                      "BLAKE2b-256 of the whole envelope, in hex"),
        )
        kept = {200: Kept, 201: Kept}
        return [
            Operation("GET", "/health", telling.health, "whether the hall is there, and its key", {200: Health}),
            Operation("POST", "/envelopes", receiving.take, "hand an envelope over in one piece", kept, _SENDING,
                      (sender,), _BYTES),
            Operation("PATCH", "/uploads/{number}", receiving.take_part, "hand over a part of an envelope",
                      {**kept, 202: Arrived}, _SENDING, (number, *upload), _BYTES),
            Operation("GET", "/applications/{number}", telling.progress, "how far an application is", {200: Record},
                      (401, 404, *_BROKEN), (number,)),
            Operation("GET", "/offices/{office}/slots", telling.slots, "what can be booked at an office", {200: Slots},
                      (401, 404, *_BROKEN),
                      (Parameter("office", "path", {"type": "string", "pattern": _OFFICE}, "an office's key"),)),
            Operation("GET", "/answers/{ticket}", telling.answer, "what who asked has filed", {200: Filed},
                      (401, 404, *_BROKEN),
                      (Parameter("ticket", "path", {"type": "string", "pattern": TICKET}, "a sealed question's"),)),
            Operation("GET", "/catalogue", publishing.newest, "the newest edition of the catalogue", {200: Edition},
                      (401, 404, *_BROKEN)),
            Operation("GET", "/catalogue/{version}/from/{base}", publishing.change,
                      "the change to a version of the catalogue", {200: Change}, (401, 404, *_BROKEN),
                      (Parameter("version", "path", {"type": "string", "pattern": VERSION_PATTERN}, "wanted"),
                       Parameter("base", "path", {"type": "string", "pattern": VERSION_PATTERN}, "what is there"))),
            Operation("POST", "/kiosks", enrolling.enrol, "let a kiosk in by its one-time code", {201: Enrolled},
                      (400, 403, 408, 413, *_BROKEN), (), Enrolment),
            Operation("POST", "/heartbeats", enrolling.hear, "hear how a kiosk is", {200: Heard},
                      (400, 401, 403, 408, 413, *_BROKEN), (), Heartbeat),
        ]


class Telling:
    """The handlers that tell: none of their answers names anybody."""

    def __init__(self, store: Store, key: str, guard: Guard, now: Callable[[], datetime]) -> None:
        self._store = store
        self._key = key
        self._guard = guard
        self._now = now

    async def health(self, request: Request) -> Response:
        """GET /health: the server is there, and this is its key."""
        return answer(Health(state="online", key=self._key))

    async def progress(self, request: Request) -> Response:
        """GET /applications/NUMBER: item, office and states."""
        await self._guard.check(request)
        number = request.path_params["number"]
        record = await run_in_threadpool(self._store.record, number) if receipt_number.check(number) else None
        if record is None:
            raise Refused(404, "application.not_found", "no application has this number")
        return answer(_told(record))

    async def slots(self, request: Request) -> Response:
        """GET /offices/OFFICE/slots: what can be booked there, with the places left."""
        await self._guard.check(request)
        days = list(booking.slots(self._now().date()))
        office = request.path_params["office"]
        if not re.fullmatch(_OFFICE, office):
            raise Refused(404, "office.not_found", "this is no office's key")
        left = await run_in_threadpool(self._store.places_left, office, days)
        return answer(Slots(slots=tuple(Slot(slot=slot, left=left[slot]) for slot in days)))

    async def answer(self, request: Request) -> Response:
        """GET /answers/TICKET: numbers, items and states of who asked; only who asked has the ticket."""
        await self._guard.check(request)
        ticket = request.path_params["ticket"]
        known = re.fullmatch(TICKET, ticket)
        records = await run_in_threadpool(self._store.answer, ticket, self._now()) if known else None
        if records is None:
            raise Refused(404, "question.not_found", "no question has this ticket, or its answer is over")
        return answer(Filed(filed=tuple(_told(record) for record in records)))


def _told(row: Row) -> Record:
    return Record(
        number=row.number, kind=row.kind, item=row.item, office=row.office, slot=row.slot,
        steps=tuple(Step(state=step.state, at=step.at, note=step.note) for step in row.steps))
