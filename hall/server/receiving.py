"""How envelopes come in: in one piece, or in parts that go on where the last ended."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from hall.answers import Arrived, Kept
from hall.envelopes import MAX_ENVELOPE, TICKET, Envelope, EnvelopeError, parse
from hall.server.guard import Guard, read
from hall.server.kinds import NumberTaken, Unfit
from hall.server.openapi import answer
from hall.server.refused import Refused
from hall.server.store import Store
from hall.server.uploads import PART, Misplaced, Spoilt, Uploads, Whole
from rules import receipt_number
from rules.progress import EnvelopeKind

Opener = Callable[[str, bytes], Awaitable[bytes]]
"""A number and a sealed index in, the keyed hash of the document number out. Raises `EnvelopeError`."""

_AT_ONCE = 2
"""Large envelopes taken in at the same time: each stands in memory as a whole."""
_SMALL_AT_ONCE = 16
"""Those of a part's size at most."""
_LENGTH = re.compile(r"[0-9]{1,10}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Receiving:
    """The handlers."""

    def __init__(
        self, store: Store, uploads: Uploads, key: str, intake: Opener, guard: Guard, now: Callable[[], datetime],
    ) -> None:
        """`key` is the name of the key that envelopes must be sealed to."""
        self._store = store
        self._uploads = uploads
        self._key = key
        self._intake = intake
        self._guard = guard
        self._now = now
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._small = asyncio.Semaphore(_SMALL_AT_ONCE)

    async def take(self, request: Request) -> Response:
        """POST /envelopes, the number as Idempotency-Key: 201 kept, 200 kept before; both tell the bytes' digest."""
        kiosk = await self._guard.check(request)
        announced = request.headers.get("content-length", "")
        small = _LENGTH.fullmatch(announced) is not None and int(announced) <= PART
        async with self._small if small else self._room:
            data = await read(request, PART if small else MAX_ENVELOPE)
            return await self._taken(data, request.headers.get("idempotency-key", ""), kiosk)

    async def take_part(self, request: Request) -> Response:
        """PATCH /uploads/NUMBER: 202 how much is here, 201 and 200 as for a whole; 409 tells where to go on."""
        kiosk = await self._guard.check(request)
        whole, offset = _announced(request)
        part = await read(request, PART)
        known = await run_in_threadpool(self._store.digest, whole.number)
        if known == whole.digest:
            return answer(Kept(number=whole.number, digest=known.hex()))
        async with self._room:
            try:
                arrived = await run_in_threadpool(self._uploads.add, whole, offset, part)
            except Misplaced as misplaced:
                raise Refused(409, "upload.other_offset", "go on where what is here ends", misplaced.offset) from None
            except Spoilt:
                raise Refused(409, "upload.spoilt", "what arrived is not what was announced; begin anew", 0) from None
            if isinstance(arrived, int):
                return answer(Arrived(offset=arrived), 202)
            try:
                kept = await self._taken(arrived, whole.number, kiosk)
            except Refused:
                # for good: another try brings the same bytes
                await run_in_threadpool(self._uploads.forget, whole)
                raise
        await run_in_threadpool(self._uploads.forget, whole)
        return kept

    async def _taken(self, data: bytes, number: str, kiosk: str | None) -> Response:
        digest = hashlib.blake2b(data, digest_size=32).digest()
        envelope = self._parsed(data, number, kiosk)
        known = await run_in_threadpool(self._store.digest, number)
        if known is None:
            kept = await self._keep(envelope, digest)
        elif known == digest:
            kept = False
        else:
            raise _number_taken(number)
        return answer(Kept(number=number, digest=digest.hex()), 201 if kept else 200)

    def _parsed(self, data: bytes, number: str, kiosk: str | None) -> Envelope:
        try:
            envelope = parse(data)
        except EnvelopeError as error:
            raise _malformed(str(error)) from None
        if envelope.header.number != number:
            raise _malformed("the Idempotency-Key is not the envelope's number")
        if not _is_number(number, envelope.header.kind is EnvelopeKind.QUESTION):
            raise _malformed("the number is no receipt number")
        if kiosk is not None and receipt_number.check(number) and not number.startswith(kiosk):
            raise _malformed(f"{kiosk} gives no such numbers")
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
            raise _number_taken(envelope.header.number) from None
        except Unfit as unfit:
            raise Refused(409, "envelope.unfit", str(unfit)) from None


def _announced(request: Request) -> tuple[Whole, int]:
    """Whose part it is and where it begins. Raises `Refused`."""
    number = request.path_params["number"]
    offset, length, digest = (
        request.headers.get(name, "") for name in ("upload-offset", "upload-length", "upload-digest"))
    if not (_is_number(number, True) or _is_number(number, False)):
        raise _malformed("the number is no receipt number")
    if not (_LENGTH.fullmatch(offset) and _LENGTH.fullmatch(length) and _DIGEST.fullmatch(digest)):
        raise _malformed("Upload-Offset, Upload-Length or Upload-Digest is missing or wrong")
    if not 0 < int(length) <= MAX_ENVELOPE:
        raise Refused(413, "envelope.too_large", f"an envelope has at most {MAX_ENVELOPE} bytes")
    return Whole(number, int(length), bytes.fromhex(digest)), int(offset)


def _is_number(number: str, question: bool) -> bool:
    return bool(re.fullmatch(TICKET, number)) if question else receipt_number.check(number)


def _malformed(detail: str) -> Refused:
    return Refused(400, "envelope.malformed", detail)


def _number_taken(number: str) -> Refused:
    return Refused(409, "envelope.number_taken", f"{number}: this hall keeps another envelope under this number; "
                   "two kiosks may have the same kiosk.id, or one lost its outbox")
