"""Who may ask, and what comes with it: signatures of kiosks on a network, bodies that are bounded and whole."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from nacl.signing import VerifyKey
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from hall.server.kiosks import Kiosks
from hall.server.refused import Refused
from hall.signing import Message, SignatureRefused, claimed, content_digest

_BODY_S = 120.0
"""Seconds that a body may take to arrive."""


class Guard:
    """On a unix socket the socket's mode says who may ask. On a network each request is signed by an enrolled kiosk."""

    def __init__(self, kiosks: Kiosks, network: bool, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since the epoch."""
        self._kiosks = kiosks
        self._network = network
        self._clock = clock

    async def check(self, request: Request) -> str | None:
        """The kiosk that asks; None on a unix socket, where only this machine's can. Raises `Refused`."""
        if not self._network:
            return None
        message = Message(request.method, request.scope["raw_path"].decode("ascii"), request.url.query, request.headers)
        try:
            claim = claimed(message)
            key = await run_in_threadpool(self._kiosks.key, claim.kiosk)
            if key is None:
                raise SignatureRefused(f"{claim.kiosk} is not enrolled here; enrol it: python -m hall.enrol")
            claim.check(VerifyKey(key), self._clock())
        except SignatureRefused as refused:
            raise Refused(401, "kiosk.not_signed", str(refused)) from None
        return claim.kiosk


async def read(request: Request, most: int) -> bytes:
    """The body, never more than `most` bytes of it, and as its Content-Digest says. Raises `Refused`."""
    announced = request.headers.get("content-length", "")
    too_large = Refused(413, "envelope.too_large", f"at most {most} bytes are taken here")
    if announced and (not announced.isdecimal() or len(announced) > 12 or int(announced) > most):
        raise too_large
    data = bytearray()
    try:
        async with asyncio.timeout(_BODY_S):
            async for part in request.stream():
                if len(data) + len(part) > most:
                    raise too_large
                data += part
    except TimeoutError:
        raise Refused(408, "envelope.too_slow", f"it did not arrive within {_BODY_S:.0f} s") from None
    whole = bytes(data)
    digest = request.headers.get("content-digest")
    if digest is not None and digest != content_digest(whole):
        raise Refused(400, "envelope.cut_short", "the body is not what its Content-Digest says")
    return whole
