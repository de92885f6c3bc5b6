"""What the hall costs: `python -m tests.hall.bench [submit] [bookings] [city]`; all three where none is named.

submit: ten pages of 300 kB, until they are durable and the sealer has answered; its process's start is counted, from
the moment when the sealer before it hangs up. bookings: 200 at once for 20 places, on PostgreSQL. city: 1,300 kiosks'
heartbeats, one a minute each, and 50 signed submissions a second against a hall server on PostgreSQL; the senders run
on this machine too.
"""

from __future__ import annotations

import asyncio
import base64
import io
import os
import random
import socket
import sys
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


def told(name: str, seconds: list[float]) -> None:
    """The percentiles of a figure."""
    ordered = sorted(seconds)
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.99))
    print(f"{name}: {len(ordered)} times, p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {ordered[-1] * 1000:.0f} ms "
          f"(load of this machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)


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


def submit() -> None:
    """Each with a process of its own: forked by the warm parent, as on a kiosk; then started without it."""
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
        forked: list[float] = []
        for turn in range(_SUBMISSIONS):
            kiosk.until(lambda: not link.greeted)
            forked.append(_handed_in(kiosk, link, asked, turn))
        busy = _of_children(warm.pid) / _SUBMISSIONS
        warm.terminate()
        kiosk.ended(warm)
        alone: list[float] = []
        for turn in range(_ALONE):
            began = time.perf_counter()
            sealer = kiosk.start("hall.sealer")
            _handed_in(kiosk, link, asked, _SUBMISSIONS + turn)
            alone.append(time.perf_counter() - began)
            kiosk.ended(sealer)
    told(f"submit, {_PAGES} pages of {len(page) // 1000} kB, process started and durable", forked)
    print(f"  of it on a core, in the mean: {busy * 1000:.0f} ms (CPU of the sealer, its end included)")
    told("  without the warm parent, as the first after the machine was switched on", alone)


def _handed_in(kiosk: Surroundings, link: Link, submit: Submit, turn: int) -> float:
    """Seconds from the press to the number."""
    asked = msgspec.structs.replace(submit, answers={**submit.answers, "remark": f"第{turn}次"})
    began = time.perf_counter()
    answer = kiosk.reply(link, asked).answer
    took = time.perf_counter() - began
    assert isinstance(answer, Accepted), answer
    # each visit has its own spool: ten submissions are the most for one
    for paper in (kiosk.runtime / "visit" / "documents").iterdir():
        paper.unlink()
    return took


def _of_children(pid: int) -> float:
    """CPU seconds of all children of a process that have ended (proc(5): cutime, cstime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def bookings() -> None:
    """200 citizens, 20 places."""
    with cluster() as postgresql, surroundings() as kiosk:
        kiosk.make_keys()
        key = read_key(Path(kiosk.settings.hall.public_key).read_text(encoding="ascii"))
        bodies = BodyFolder(kiosk.folder / "bodies")
        store = Store(HallDatabase(postgresql.new(), bringing(bodies)), bodies)
        with closing(store), ThreadPoolExecutor(20) as citizens:
            asked = [parse(seal(Booking(
                number=receipt_number.make("FS07", _DAY, turn), item="id-card", office="zumiao", slot=_SLOT,
                at="2026-11-23T09:30:00", identity=PERSON), key)) for turn in range(1, 201)]
            times: list[float] = []

            def book(turn: int) -> ApplicationState:
                began = time.perf_counter()
                store.keep(asked[turn], os.urandom(32), b"p" * 32, datetime(2026, 11, 23, 9, 30))
                times.append(time.perf_counter() - began)
                record = store.record(asked[turn].header.number)
                assert record is not None
                return record.steps[-1].state

            came = list(citizens.map(book, range(200)))
    told("bookings, 200 for 20 places", times)
    print(f"  {came.count(ApplicationState.BOOKED)} booked, {came.count(ApplicationState.FULL)} full")


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
        times.append(time.perf_counter() - began)
        if answer.status_code not in (200, 201):
            self.refused.append(answer.text)


def city() -> None:
    """A hall server on PostgreSQL, and a whole city."""
    with own_port() as port, cluster() as postgresql, surroundings(
            server=Server(database=postgresql.new(), listen=f"127.0.0.1:{port}")) as hall:
        hall.start("hall.server")
        hall.until(lambda: _listens(port), 60)
        pairs = [f"{first}{second}" for first in "FG" for second in "ABCDEFG"]
        names = [f"{pair}{count:02}" for pair in pairs for count in range(100)][:_KIOSKS]
        keys = {name: SigningKey(base64.b64encode(name.encode()).ljust(32)[:32]) for name in names}
        with closing(open_database(hall.settings)) as database:
            kiosks = Kiosks(database)
            for name, key in keys.items():
                kiosks.enrol(name, kiosks.invite(name, datetime.now()), bytes(key.verify_key), datetime.now())
        envelopes = _envelopes(hall, names, int(_SENT_A_SECOND * _CITY_S))
        asyncio.run(_sent(port, keys, envelopes))


async def _sent(port: int, keys: Mapping[str, SigningKey], envelopes: list[tuple[str, bytes]]) -> None:
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=400)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False,
                                 limits=limits) as client:
        running = City(client, keys)
        await running.run(envelopes)
    told(f"city, heartbeats of {_KIOSKS} kiosks", running.beats)
    told(f"city, {_SENT_A_SECOND} submissions a second", running.sent)
    print(f"  {len(running.refused)} refused {sorted(set(running.refused))[:3]}")


def _envelopes(hall: Surroundings, names: list[str], count: int) -> list[tuple[str, bytes]]:
    return [hall.envelope(turn // len(names) + 1, kiosk=names[turn % len(names)], page=os.urandom(20_000))
            for turn in range(count)]


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


BENCHES: Mapping[str, Callable[[], None]] = {"submit": submit, "bookings": bookings, "city": city}


def main(given: list[str]) -> int:
    """0; 2 for a name that is no bench."""
    if set(given) - set(BENCHES):
        print(f"there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in given or BENCHES:
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
