"""The catalogue over HTTP: which edition is the newest, and what changed since another."""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from hall.catalogue.content import VERSION_PATTERN
from hall.server.editions import Editions
from hall.server.guard import Guard
from hall.server.openapi import answer
from hall.server.refused import Refused


class Publishing:
    """The handlers."""

    def __init__(self, editions: Editions, guard: Guard) -> None:
        self._editions = editions
        self._guard = guard

    async def newest(self, request: Request) -> Response:
        """GET /catalogue: number, version and signature."""
        await self._guard.check(request)
        edition = await run_in_threadpool(self._editions.newest)
        if edition is None:
            raise Refused(404, "catalogue.not_found", "no catalogue was published: python -m hall.server.publish")
        return answer(edition)

    async def change(self, request: Request) -> Response:
        """GET /catalogue/VERSION/from/BASE: items that are new, other or gone."""
        await self._guard.check(request)
        version, base = request.path_params["version"], request.path_params["base"]
        known = re.fullmatch(VERSION_PATTERN, version) and re.fullmatch(VERSION_PATTERN, base)
        found = await run_in_threadpool(self._editions.change, version, base) if known else None
        if found is None:
            raise Refused(404, "catalogue.not_found", "there is no such version here")
        return Response(found, media_type="application/json")
