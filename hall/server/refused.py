"""Why the hall does not do what it was asked over HTTP, as an answer."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from hall.answers import Refusal
from hall.database import DatabaseError, DatabaseFull
from hall.server.openapi import answer


class Refused(Exception):
    """The request is answered with an error of ours: a status, a stable code, a detail that names nobody."""

    def __init__(self, status: int, code: str, detail: str, offset: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.said = Refusal(code=code, detail=detail, offset=offset)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return answer(error.said, error.status)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return answer(Refusal(code="http.refused", detail=error.detail), error.status_code, error.headers)


async def _full(request: Request, error: Exception) -> Response:
    return answer(Refusal(code="hall.disk_full", detail=str(error)), 507)


async def _broken(request: Request, error: Exception) -> Response:
    return answer(Refusal(code="hall.broken", detail=str(error)), 503)


async def _gone(request: Request, error: Exception) -> Response:
    return answer(Refusal(code="envelope.cut_short", detail="the sender went away"), 400)


HANDLERS: dict[object, ExceptionHandler] = {
    Refused: _refused, HTTPException: _http, DatabaseFull: _full, DatabaseError: _broken, ClientDisconnect: _gone,
}
"""By exception how it is answered."""
