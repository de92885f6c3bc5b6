"""The staff's page over HTTP: who is logged in sees numbers, opens one, moves it. Bootstrap's CSS, no script.

A body is opened by a process of its own a look (`look`); what it writes is passed on piece by piece and not kept.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from hall.server.guard import read
from hall.server.kinds import NotAllowed, UnknownNumber
from hall.server.kiosks import SILENT, Kiosks
from hall.server.refused import Refused
from hall.server.staff.accounts import BARRED_FOR, LONGEST, MOST_FAILURES, Accounts, form_token
from hall.server.staff.look import environment, item_of
from hall.server.staff.words import ACTIONS, COLOURS, KINDS, NEEDS_NOTE, TABS
from hall.server.store import Store
from rules import receipt_number
from rules.progress import WORDS, ApplicationState, following
from rules.settings import Settings

COOKIE = "citizen-window-staff"
_FORM = 8192
_NOTE = 200
_ROWS = 50
_AT_ONCE = 4
"""Looks at the same time, each a process."""
_LOOK_S = 60.0
_STATIC = Path(__file__).with_name("static")
_HEADERS = {
    "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; object-src 'self'; "
                               "frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
}


@dataclass(frozen=True)
class Visitor:
    """Who is logged in, and what their forms must bring."""

    name: str
    cookie: str

    @property
    def token(self) -> str:
        """Known to this page's forms only."""
        return form_token(self.cookie)


class NotLoggedIn(Exception):
    """The visitor is sent to the login."""


class StaffPages:
    """The handlers."""

    def __init__(
        self, store: Store, kiosks: Kiosks, accounts: Accounts, settings: Settings, config: Path,
        now: Callable[[], datetime],
    ) -> None:
        """`config` is the configuration's file, for the processes that open bodies."""
        self._store = store
        self._kiosks = kiosks
        self._accounts = accounts
        self._settings = settings
        self._config = config
        self._now = now
        self._templates = environment()
        self._hashing = asyncio.Semaphore(1)
        self._looking = asyncio.Semaphore(_AT_ONCE)

    def routes(self) -> list[Route]:
        """All that begins with /staff."""
        one = "/staff/applications/{number}"
        table: list[tuple[str, Callable[[Request], Awaitable[Response]], str]] = [
            ("/staff", self.list, "GET"), ("/staff/find", self.find, "GET"), ("/staff/kiosks", self.kiosks, "GET"),
            ("/staff/login", self.login, "GET"), ("/staff/login", self.log_in, "POST"),
            ("/staff/logout", self.log_out, "POST"), (one, self.one, "GET"), (one, self.move, "POST"),
            (f"{one}/opened", self.opened, "GET"), (f"{one}/files/{{name}}", self.file, "GET"),
            ("/staff/static/bootstrap.min.css", self.style, "GET"),
        ]
        return [Route(path, handler, methods=[method]) for path, handler, method in table]

    async def style(self, request: Request) -> Response:
        """Bootstrap's CSS (MIT, its licence beside it)."""
        return FileResponse(_STATIC / "bootstrap.min.css", headers={"Cache-Control": "max-age=86400"})

    async def login(self, request: Request) -> Response:
        """The form."""
        return self._html("login.html", None)

    async def log_in(self, request: Request) -> Response:
        """Name and password in, a cookie out."""
        form = await _form(request)
        name, password = form.get("name", ""), form.get("password", "")
        async with self._hashing:
            cookie = await run_in_threadpool(self._accounts.log_in, name, password[:LONGEST + 1], self._now())
        if cookie is None:
            return self._html("login.html", None, 403, wrong=True, most=MOST_FAILURES, minutes=BARRED_FOR.seconds // 60)
        answer = RedirectResponse("/staff", 303, _HEADERS)
        answer.set_cookie(COOKIE, cookie, path="/staff", httponly=True, samesite="strict",
                          secure=request.url.scheme == "https")
        return answer

    async def log_out(self, request: Request) -> Response:
        """The cookie is nobody's any more."""
        visitor, _ = await self._posted(request)
        await run_in_threadpool(self._accounts.log_out, visitor.cookie)
        return RedirectResponse("/staff/login", 303, _HEADERS)

    async def list(self, request: Request) -> Response:
        """Numbers, items, states: the newest first, those that wait for staff before all."""
        visitor = await self._visitor(request)
        tab = request.query_params.get("show", "")
        tab = tab if tab in TABS else next(iter(TABS))
        after = request.query_params.get("after", "")
        found = await run_in_threadpool(self._store.listed, TABS[tab].states, after, _ROWS + 1)
        rows = [{"number": row.number, "kind": row.kind, "item": self._item(row.item), "state": row.steps[-1].state,
                 "office": self._office(row.item, row.office), "at": row.steps[0].at.replace("T", " ")}
                for row in found[:_ROWS]]
        return self._html("list.html", visitor, rows=rows, tab=tab, tabs=[(key, one.word) for key, one in TABS.items()],
                          more=found[_ROWS - 1].number if len(found) > _ROWS else "",
                          missing="missing" in request.query_params)

    async def find(self, request: Request) -> Response:
        """By its number, however it was typed."""
        await self._visitor(request)
        number = receipt_number.normal(request.query_params.get("number", "")[:60])
        there = number is not None and await run_in_threadpool(self._store.record, number) is not None
        return RedirectResponse(f"/staff/applications/{number}" if there else "/staff?missing=1", 303, _HEADERS)

    async def kiosks(self, request: Request) -> Response:
        """All kiosks, those that fell silent marked."""
        visitor = await self._visitor(request)
        since = (self._now() - SILENT).isoformat(timespec="seconds")
        rows = [(one, one.heard is None or one.heard < since) for one in await run_in_threadpool(self._kiosks.all)]
        return self._html("kiosks.html", visitor, rows=rows)

    async def one(self, request: Request) -> Response:
        """One application: what anybody may know of it, and what may be done."""
        return await self._one(request, await self._visitor(request))

    async def move(self, request: Request) -> Response:
        """Put it into its next state."""
        visitor, form = await self._posted(request)
        note = form.get("note", "").strip()
        try:
            state = ApplicationState(form.get("state", ""))
        except ValueError:
            return await self._one(request, visitor, "没有这个状态，请重新选择。", note)
        if len(note) > _NOTE:
            return await self._one(request, visitor, f"说明最多{_NOTE}字。", note)
        if state in NEEDS_NOTE and not note:
            return await self._one(request, visitor, f"“{ACTIONS[state][0]}”要写明理由或缺什么，申请人才知道怎么办。")
        number = _number(request)
        try:
            await run_in_threadpool(self._store.move, number, state, note, self._now(), visitor.name)
        except UnknownNumber:
            raise Refused(404, "application.not_found", "no application has this number") from None
        except NotAllowed:
            return await self._one(request, visitor, "刚才已有人办理过这一件，请看最新进度。", note)
        return RedirectResponse(f"/staff/applications/{number}", 303, _HEADERS)

    async def opened(self, request: Request) -> Response:
        """What was handed in."""
        visitor = await self._visitor(request)
        return await self._looked(visitor, _number(request), "text/html; charset=utf-8")

    async def file(self, request: Request) -> Response:
        """One file of it."""
        visitor, name = await self._visitor(request), request.path_params["name"]
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,59}", name):
            raise Refused(404, "application.not_found", "there is no such file")
        return await self._looked(visitor, _number(request), None, "--file", name)

    async def _looked(self, visitor: Visitor, number: str, kind: str | None, *more: str) -> Response:
        async with self._looking:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "hall.server.staff.look", "--config", str(self._config), "--staff", visitor.name,
                *more, number, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE)
            assert process.stdout is not None
            try:
                async with asyncio.timeout(_LOOK_S):
                    first = await process.stdout.read(65536)
            except TimeoutError:
                process.kill()
                first = b""
        if not first:
            await process.wait()
            raise Refused(404, "application.not_opened", "it cannot be opened; the hall server's log says why")
        shown = kind or ("application/pdf" if first.startswith(b"%PDF") else "image/jpeg")
        return StreamingResponse(_passed_on(process, process.stdout, first), headers=_HEADERS, media_type=shown)

    async def _one(self, request: Request, visitor: Visitor, wrong: str = "", note: str = "") -> Response:
        record = await run_in_threadpool(self._store.record, _number(request))
        if record is None:
            raise Refused(404, "application.not_found", "no application has this number")
        may = following(record.steps[-1].state, record.kind)
        actions = [(state.value, word, colour) for state, (word, colour) in ACTIONS.items() if state in may]
        return self._html(
            "one.html", visitor, 400 if wrong else 200, record=record, item=self._item(record.item) or record.number,
            office=self._office(record.item, record.office), actions=actions, wrong=wrong, note=note,
            opened="open" in request.query_params,
            needed="、".join(ACTIONS[state][0] for state in NEEDS_NOTE if state in may))

    def _item(self, key: str) -> str:
        item = item_of(self._settings, key)
        return key if item is None else item.title

    def _office(self, item_key: str, key: str) -> str:
        item = item_of(self._settings, item_key)
        offices = () if item is None else item.offices
        return next((office.name for office in offices if office.key == key), key)

    async def _visitor(self, request: Request) -> Visitor:
        cookie = request.cookies.get(COOKIE, "")
        name = await run_in_threadpool(self._accounts.who, cookie, self._now()) if cookie else None
        if name is None:
            raise NotLoggedIn
        return Visitor(name, cookie)

    async def _posted(self, request: Request) -> tuple[Visitor, dict[str, str]]:
        visitor, form = await self._visitor(request), await _form(request)
        if form.get("token") != visitor.token:
            raise Refused(403, "staff.another_site", "the form is not of this page; open it anew")
        return visitor, form

    def _html(self, template: str, visitor: Visitor | None, status: int = 200, **values: object) -> Response:
        shown = self._templates.get_template(template).render(
            staff=None if visitor is None else visitor.name, token="" if visitor is None else visitor.token,
            words=WORDS, kinds=KINDS, colours=COLOURS, **values)
        return HTMLResponse(shown, status, _HEADERS)


async def to_login(request: Request, error: Exception) -> Response:
    """The answer to `NotLoggedIn`."""
    return RedirectResponse("/staff/login", 303, _HEADERS)


async def _passed_on(
    process: asyncio.subprocess.Process, source: asyncio.StreamReader, first: bytes,
) -> AsyncIterator[bytes]:
    """What the process writes; it ends when the visitor goes away."""
    try:
        yield first
        while part := await source.read(65536):
            yield part
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _form(request: Request) -> dict[str, str]:
    data = await read(request, _FORM)
    try:
        fields = parse_qs(data.decode("utf-8"), max_num_fields=10, encoding="utf-8", errors="strict")
    except ValueError:
        raise Refused(400, "http.malformed", "this is no form of this page") from None
    return {name: values[0].replace("\0", "") for name, values in fields.items()}


def _number(request: Request) -> str:
    number: str = request.path_params["number"]
    if not receipt_number.check(number):
        raise Refused(404, "application.not_found", "no application has this number")
    return number
