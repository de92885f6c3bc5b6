"""What the hall costs. Each beside the same on SQLite, or without what makes it fast; everything runs on this machine.

A submission is ten pages of 300 kB, until they are durable and the sealer has answered. Its process's start is counted,
from the moment when the sealer before it hangs up. A city is 1,300 kiosks' heartbeats, one a minute each, and 50 signed
submissions a second against a hall server on PostgreSQL; who sends them runs beside it.
"""

from __future__ import annotations

import asyncio
import base64
import io
import os
import random
import socket
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from functools import partial
from pathlib import Path

import httpx
import msgspec
from nacl.signing import SigningKey
from PIL import Image

from hall.answers import Heartbeat
from hall.envelopes import Booking, parse, read_key, seal
from hall.server.bodies import BodyFolder
from hall.server.engine import HallDatabase
from hall.server.kiosks import Kiosks
from hall.server.place import open_database
from hall.server.store import Store
from hall.server.upgrade import bringing
from hall.signing import Message, content_digest, sign
from launch.bench.measure import Figure
from rules import receipt_number
from rules.items import Material, ScanRule
from rules.progress import ApplicationState
from rules.settings import Server
from tests.hall.cluster import cluster
from tests.hall.surroundings import ITEM, PERSON, SUBMIT, Surroundings, own_port, surroundings
from wire.link import Link
from wire.messages import Accepted, Attachment, Submit
from wire.values import HallState

_PAGES = 10
_PAGE_BYTES = 300_000
_SUBMISSIONS = 200
_ALONE = 20
_KIOSKS = 1300
_BEAT_S = 60.0
_SENT_A_SECOND = 50
_CITY_S = 30.0
_DAY = date(2026, 11, 23)
_SLOT = "2026-11-24 09:00-10:00"


def _page() -> bytes:
    """A JPEG of about 300 kB: noise, which does not compress."""
    side = 380
    while True:
        picture = Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
        if out.tell() >= _PAGE_BYTES:
            return out.getvalue()
        side += 10


def submit() -> list[Figure]:
    """Each with a process of its own: forked by the warm parent, as on a kiosk; the rival's started by Python."""
    tokens = tuple(f"bench-page-token-{count:04}" for count in range(_PAGES))
    item = msgspec.structs.replace(ITEM, materials=(
        Material(key="register", title="户口簿", required=True, scan=ScanRule(max_pages=_PAGES)),))
    asked = msgspec.structs.replace(SUBMIT, attachments=(Attachment(material="register", pages=tokens),))
    page = _page()
    with surroundings((item,)) as kiosk:
        kiosk.make_keys()
        kiosk.fill_spool()
        for token in tokens:
            (kiosk.runtime / "visit" / "pages" / f"{token}.jpg").write_bytes(page)
        # a hall that is there is waited for a moment, so that the receipt says whether it has it: that is not counted
        kiosk.hall = HallState.OFFLINE
        kiosk.be_daemon()
        link = kiosk.renderer("sealer")
        warm = kiosk.start("hall.warm")
        _handed_in(kiosk, link, asked, -1)
        forked = []
        for turn in range(_SUBMISSIONS):
            kiosk.until(lambda: not link.greeted)
            forked.append(_handed_in(kiosk, link, asked, turn))
        busy = _of_children(warm.pid) / _SUBMISSIONS
        warm.terminate()
        kiosk.ended(warm)
        alone, spent = [], []
        for turn in range(_ALONE):
            kiosk.until(lambda: not link.greeted)
            before, began = _of_children(os.getpid()), time.perf_counter()
            sealer = kiosk.start("hall.sealer")
            _handed_in(kiosk, link, asked, _SUBMISSIONS + turn)
            alone.append((time.perf_counter() - began) * 1000)
            kiosk.ended(sealer)
            spent.append(_of_children(os.getpid()) - before)
    rival = "without the warm parent"
    return [Figure("submit-ten-pages", "ms", forked, rival, alone, limit=300, limit_at=99),
            Figure("submit-ten-pages-cpu", "ms CPU", [busy], rival, [sum(spent) / _ALONE])]


def _handed_in(kiosk: Surroundings, link: Link, submit: Submit, turn: int) -> float:
    """Milliseconds from the press to the number."""
    asked = msgspec.structs.replace(submit, answers={**submit.answers, "remark": f"第{turn}次"})
    began = time.perf_counter()
    answer = kiosk.reply(link, asked).answer
    took = (time.perf_counter() - began) * 1000
    assert isinstance(answer, Accepted), answer
    # each visit has its own spool: ten submissions are the most for one
    for paper in (kiosk.runtime / "visit" / "documents").iterdir():
        paper.unlink()
    return took


def _of_children(pid: int) -> float:
    """Milliseconds of CPU of all children of a process that have ended (proc(5): cutime, cstime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[13]) + int(fields[14])) * 1000 / os.sysconf("SC_CLK_TCK")


def bookings() -> list[Figure]:
    """200 citizens, 20 places. Raises `RuntimeError` where it is not exactly 20 who get one."""
    with cluster() as postgresql:
        ours = _booked(postgresql.new())
    return [Figure("book-200-for-20", "ms", ours, "SQLite", _booked(None))]


def _booked(database: str | None) -> list[float]:
    with surroundings() as kiosk:
        kiosk.make_keys()
        key = read_key(Path(kiosk.settings.hall.public_key).read_text(encoding="ascii"))
        bodies = BodyFolder(kiosk.folder / "bodies")
        store = Store(HallDatabase(database or kiosk.folder / "hall.sqlite", bringing(bodies)), bodies)
        with closing(store), ThreadPoolExecutor(20) as citizens:
            asked = [parse(seal(Booking(
                number=receipt_number.make("FS07", _DAY, turn), item="id-card", office="zumiao", slot=_SLOT,
                at="2026-11-23T09:30:00", identity=PERSON), key)) for turn in range(1, 201)]
            times = []

            def book(turn: int) -> ApplicationState:
                began = time.perf_counter()
                store.keep(asked[turn], os.urandom(32), b"p" * 32, datetime(2026, 11, 23, 9, 30))
                times.append((time.perf_counter() - began) * 1000)
                record = store.record(asked[turn].header.number)
                assert record is not None
                return record.steps[-1].state

            came = list(citizens.map(book, range(200)))
    won = came.count(ApplicationState.BOOKED), came.count(ApplicationState.FULL)
    if won != (20, 180):
        raise RuntimeError(f"{won[0]} have got a place, {won[1]} have not")
    return times


class City:
    """Kiosks that send at their times, whatever the answers take."""

    def __init__(self, client: httpx.AsyncClient, keys: Mapping[str, SigningKey]) -> None:
        self.beats: list[float] = []
        self.sent: list[float] = []
        self.refused: list[str] = []
        self._client = client
        self._keys = keys

    async def run(self, envelopes: list[tuple[str, bytes]]) -> None:
        """Beats spread over their minute, submissions one after the other."""
        names = list(self._keys)
        async with asyncio.TaskGroup() as tasks:
            began = time.perf_counter()
            beats = int(_KIOSKS / _BEAT_S * _CITY_S)
            moments: list[tuple[float, Callable[[], Coroutine[None, None, None]]]] = []
            for turn in range(beats):
                moments.append((turn / beats * _CITY_S, partial(self._beat, names[turn % len(names)])))
            for turn, one in enumerate(envelopes):
                moments.append((turn / _SENT_A_SECOND, partial(self._send, *one)))
            for when, ask in sorted(moments, key=lambda moment: moment[0]):
                await asyncio.sleep(max(0.0, began + when - time.perf_counter()))
                tasks.create_task(ask())

    async def _beat(self, kiosk: str) -> None:
        said = msgspec.json.encode(Heartbeat(kiosk=kiosk, version="0.1.0", waiting=0, aside=0))
        await self._ask(kiosk, "/heartbeats", said, {}, self.beats)

    async def _send(self, number: str, data: bytes) -> None:
        await self._ask(number[:4], "/envelopes", data, {"idempotency-key": number}, self.sent)

    async def _ask(self, kiosk: str, path: str, data: bytes, more: dict[str, str], times: list[float]) -> None:
        headers = {**more, "content-digest": content_digest(data)}
        headers |= sign(Message("POST", path, "", headers), kiosk, self._keys[kiosk], int(time.time()))
        began = time.perf_counter()
        try:
            answer = await self._client.post(path, content=data, headers=headers)
        except httpx.HTTPError as error:
            self.refused.append(type(error).__name__)
            return
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code not in (200, 201):
            self.refused.append(answer.text)


def city() -> list[Figure]:
    """Half a minute of it. Raises `RuntimeError` where anything is refused."""
    with cluster() as postgresql:
        ours = _lived(postgresql.new())
    rival = _lived("")
    return [Figure("city-1300-heartbeats", "ms", ours.beats, "SQLite", rival.beats),
            Figure("city-50-submissions-a-second", "ms", ours.sent, "SQLite", rival.sent)]


def _lived(database: str) -> City:
    with own_port() as port, surroundings(server=Server(database=database, listen=f"127.0.0.1:{port}")) as hall:
        hall.start("hall.server")
        hall.until(lambda: _listens(port), 60)
        pairs = [f"{first}{second}" for first in "FG" for second in "ABCDEFG"]
        names = [f"{pair}{count:02}" for pair in pairs for count in range(100)][:_KIOSKS]
        keys = {name: SigningKey(base64.b64encode(name.encode()).ljust(32)[:32]) for name in names}
        with closing(open_database(hall.settings)) as tables:
            kiosks = Kiosks(tables)
            for name, key in keys.items():
                kiosks.enrol(name, kiosks.invite(name, datetime.now()), bytes(key.verify_key), datetime.now())
        envelopes = _envelopes(hall, names, int(_SENT_A_SECOND * _CITY_S))
        lived = asyncio.run(_sent(port, keys, envelopes))
    if lived.refused:
        raise RuntimeError(f"{len(lived.refused)} were refused: {sorted(set(lived.refused))[:3]}")
    return lived


async def _sent(port: int, keys: Mapping[str, SigningKey], envelopes: list[tuple[str, bytes]]) -> City:
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=400)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False,
                                 limits=limits) as client:
        running = City(client, keys)
        await running.run(envelopes)
    return running


def _envelopes(hall: Surroundings, names: list[str], count: int) -> list[tuple[str, bytes]]:
    return [hall.envelope(turn // len(names) + 1, kiosk=names[turn % len(names)], page=os.urandom(20_000))
            for turn in range(count)]


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0
