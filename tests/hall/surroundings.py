"""A kiosk's surroundings for the hall's real processes: settings, spool, catalogue, a daemon's end of hall.sock."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import zmq
from nacl.public import PrivateKey
from PIL import Image

from hall.catalogue.build import content_of
from hall.catalogue.content import Content
from hall.catalogue.source import Entry, Source
from hall.catalogue.writing import write
from hall.envelopes import Application, HandedIn, read_key, seal
from hall.outbox import Outbox, Sealed
from hall.server.keys import Keys
from rules import receipt_number
from rules.identity import CardKind, Identity, Sex
from rules.items import Audience, Choice, Field, FieldKind, Item, Material, Office, ScanRule
from rules.settings import Hall, Kiosk, Paths, Server, Settings, render
from wire.calls import Call
from wire.endpoint import Endpoint
from wire.frames import Reply
from wire.link import Link
from wire.loop import Loop
from wire.messages import Ask, Attachment, Done, HallChanged, ReportHall, Submit, VisitChanged, VisitEnded
from wire.values import EndReason, HallState, PlaceView, Role, Snapshot, VisitState, VisitView


def _marked_page() -> bytes:
    """A page that is found again wherever its bytes are."""
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "JPEG", comment=b"marked page of a household register")
    return out.getvalue()


NAME = "欧阳铁蛋"
DOCUMENT = "440604198805170015"
ADDRESS = "广东省佛山市禅城区示例路八十八号"
ANSWER = "遗失旧证一枚"
MARKED_PAGE = _marked_page()
MARKS = (NAME.encode(), DOCUMENT.encode(), ADDRESS.encode(), ANSWER.encode(), b"marked page")

DAY = date(2026, 11, 23)
CARD = "card-token-0123456789"
PAGES = ("page-token-0123456789", "page-token-abcdefghij")

PERSON = Identity(
    kind=CardKind.RESIDENT, name=NAME, sex=Sex.MALE, nation="汉", birth="1988-05-17", address=ADDRESS, number=DOCUMENT,
    issuer="佛山市公安局禅城分局", valid_from="2020-01-01", valid_to="",
)
OFFICE = Office(key="zumiao", name="祖庙派出所", district="禅城区", address="示例路1号", hours="9:00-17:00", phone="0757-80000000")
ITEM = Item(
    key="id-card", title="居民身份证办理", audience=Audience.PERSON, category="户政", department="公安局",
    target=("本市居民",), conditions=("年满16周岁",), materials_text=("户口簿",), counter_steps=("到窗口",),
    online_steps=("在终端申请",), fee=("20元",), time_limit=("20个工作日",), basis=("居民身份证法",), unit="公安局",
    phone="0757-12345",
    materials=(
        Material(key="register", title="户口簿", required=True, scan=ScanRule(max_pages=2)),
        Material(key="photo", title="照片回执", required=False),
    ),
    form=(
        Field(key="name", label="姓名", kind=FieldKind.NAME, from_card="name"),
        Field(key="reason", label="申领原因", kind=FieldKind.CHOICE,
              choices=(Choice(value="lost", label="丢失补领"), Choice(value="expired", label="期满换领"))),
        Field(key="remark", label="说明", kind=FieldKind.TEXT, required=False),
    ),
    offices=(OFFICE,),
)
CLOSED_ITEM = msgspec.structs.replace(ITEM, key="passport", title="护照办理", can_apply=False)

SUBMIT = Submit(
    item="id-card", office="zumiao", card=CARD, answers={"name": NAME, "reason": "lost", "remark": ANSWER},
    attachments=(Attachment(material="register", pages=PAGES),), notify="sms", contact="13800000000",
)


@dataclass
class Surroundings:
    """One kiosk in a folder of its own, with this test in the daemon's and the renderer's place."""

    folder: Path
    settings: Settings
    loop: Loop = field(default_factory=Loop)
    context: zmq.Context[zmq.Socket[bytes]] = field(default_factory=zmq.Context)
    state: VisitState = VisitState.ACTIVE
    hall: HallState = HallState.ONLINE
    reports: list[ReportHall] = field(default_factory=list)
    daemon: Endpoint | None = None
    renderers: dict[str, Link] = field(default_factory=dict)
    """Its links, by socket."""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "kiosk.toml"

    @property
    def runtime(self) -> Path:
        """Sockets and spool."""
        return Path(self.settings.paths.runtime)

    @property
    def state_folder(self) -> Path:
        """All that stays."""
        return Path(self.settings.paths.state)

    @property
    def outbox_folder(self) -> Path:
        """The outbox."""
        return self.state_folder / "outbox"

    def start(self, module: str, *more: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start a process of the hall as it really runs."""
        command = [sys.executable, "-m", module, "--config", str(self.config), *more]
        with (self.folder / f"{module}.log").open("ab") as log:
            process = subprocess.Popen(command, stderr=log, **options)
        self.processes.append(process)
        return process

    def run(self, module: str, *more: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of the hall to its end."""
        command = [sys.executable, "-m", module, "--config", str(self.config), *more]
        return subprocess.run(command, input=given, capture_output=True, text=True, timeout=180, check=False)

    def log(self, module: str) -> str:
        """What a started process wrote to stderr so far."""
        return (self.folder / f"{module}.log").read_text(encoding="utf-8")

    def be_daemon(self) -> None:
        """Bind hall.sock and speak once a second, as the daemon does."""
        self.daemon = Endpoint(
            self.loop, self.context, f"ipc://{self.runtime}/hall.sock",
            roles={Role.SEALER: None, Role.GUIDE: None, Role.GATEWAY: None}, handlers={ReportHall: self._reported},
            snapshot=lambda: Snapshot(
                place=PlaceView(brand="", city="佛山", district="禅城区"), visit=self._view(), devices=(),
                hall=self.hall))
        self._beat()

    def end_daemon(self) -> None:
        """The daemon is gone, without a word."""
        assert self.daemon is not None
        self.daemon.close()
        self.daemon = None

    def change(self, state: VisitState) -> None:
        """Tell all that the visit is in another state."""
        self.state = state
        assert self.daemon is not None
        self.daemon.notify(VisitChanged(visit=self._view()))

    def hall_changes(self, state: HallState) -> None:
        """Tell all that the hall came or went."""
        self.hall = state
        assert self.daemon is not None
        self.daemon.notify(HallChanged(state=state))

    def end_visit(self) -> None:
        """Tell all that the visit has ended."""
        assert self.daemon is not None
        self.daemon.notify(VisitEnded(serial=1, reason=EndReason.EXIT))

    def joined(self, role: Role) -> None:
        """Wait until a process of that role has said Hello."""
        def there() -> bool:
            return self.daemon is not None and any(peer.role is role for peer in self.daemon.peers)

        self.until(there)

    def renderer(self, socket: str) -> Link:
        """The renderer's link to one of the hall's sockets; it has one, so that the one before hangs up."""
        before = self.renderers.pop(socket, None)
        if before is not None:
            before.close()
        link = Link(self.loop, self.context, f"ipc://{self.runtime}/{socket}.sock", Role.UI)
        self.renderers[socket] = link
        return link

    def reply(self, link: Link, ask: Ask, timeout_s: float = 30) -> Reply:
        """Ask and wait for the end."""
        replies: list[Reply] = []
        link.ask(ask, timeout_s, replies.append)
        self.until(lambda: bool(replies), timeout_s + 5)
        return replies[0]

    def until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Run the loop until the condition holds; fails after `seconds`, so that nothing hangs."""
        end = self.loop.now() + seconds
        while not condition():
            assert self.loop.now() < end, "it did not happen in time"
            self.loop.run_once(0.05)

    def ended(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for a process's own end, and its exit status."""
        self.until(lambda: process.poll() is not None)
        return process.wait()

    def serve_hall(self) -> subprocess.Popen[bytes]:
        """Start the hall server and wait until it answers."""
        process = self.start("hall.server")

        def answers() -> bool:
            assert process.poll() is None, self.log("hall.server")
            with socket.socket(socket.AF_UNIX) as trial:
                return trial.connect_ex(self.settings.hall.server.removeprefix("unix:")) == 0

        self.until(answers)
        return process

    def http(self) -> httpx.Client:
        """A client of the hall server."""
        path = self.settings.hall.server.removeprefix("unix:")
        return httpx.Client(transport=httpx.HTTPTransport(uds=path), base_url="http://hall", timeout=30)

    def make_keys(self) -> None:
        """Make the hall's key pair without starting the server."""
        Keys(self.state_folder / "hall").prepare(Path(self.settings.hall.public_key))

    def fill_spool(self, person: Identity = PERSON, token: str = CARD) -> None:
        """What card reader and scanner leave there."""
        card = self.runtime / "visit" / "card" / token
        card.mkdir(exist_ok=True)
        (card / "identity.msgpack").write_bytes(msgspec.msgpack.encode(person))
        for page in PAGES:
            (self.runtime / "visit" / "pages" / f"{page}.jpg").write_bytes(MARKED_PAGE)

    def envelope(
        self, sequence: int = 1, key: PrivateKey | None = None, remark: str = ANSWER, page: bytes = MARKED_PAGE,
        notify: str = "website", contact: str = "", kiosk: str = "FS07",
        signature: bytes = b"", file: bytes = b"",
    ) -> tuple[str, bytes]:
        """A number and an envelope for it, sealed to the hall's key or to another; with a `page`, as they were before
        there were files, or with a `file`.
        """
        number = receipt_number.make(kiosk, DAY, sequence)
        public = read_key(Path(self.settings.hall.public_key).read_text()) if key is None else key.public_key
        return number, seal(Application(
            number=number, item="id-card", office="zumiao", at="2026-11-23T09:30:00", identity=PERSON,
            answers={"remark": remark}, notify=notify, contact=contact, signature=signature,
            materials=(HandedIn(material="register", file=file, count=1) if file else
                       HandedIn(material="register", pages=(page,)),),
        ), public)

    def put(self, sequence: int = 1, key: PrivateKey | None = None, page: bytes = MARKED_PAGE) -> str:
        """Put an envelope into the outbox, as a sealer does, and ring."""
        number, data = self.envelope(sequence, key, page=page)
        with Outbox(self.outbox_folder) as outbox:
            outbox.put(data, datetime(2026, 11, 23, 9, 30), lambda _: Sealed(number, "id-card", "zumiao", data))
            outbox.ring()
        return number

    def waiting(self) -> list[str]:
        """The numbers in the outbox."""
        with Outbox(self.outbox_folder) as outbox:
            return [waiting.number for waiting in outbox.all()]

    def close(self) -> None:
        """End what is still there."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
        for link in self.renderers.values():
            link.close()
        if self.daemon is not None:
            self.daemon.close()
        self.loop.close()
        self.context.destroy(linger=0)

    def _view(self) -> VisitView:
        return VisitView(state=self.state, serial=1, seconds_left=300)

    def _beat(self) -> None:
        if self.daemon is not None:
            self.daemon.notify(VisitChanged(visit=self._view()))
            self.loop.call_later(1, self._beat)

    def _reported(self, call: Call) -> None:
        assert isinstance(call.ask, ReportHall)
        self.reports.append(call.ask)
        call.complete(Done())


@cache
def content(items: tuple[Item, ...]) -> Content:
    """A catalogue of these items; spelling them takes a tenth of a second."""
    return content_of(Source(tuple(Entry(item, ()) for item in items), {}))


@contextmanager
def own_port() -> Iterator[int]:
    """A port of this machine on which a server of ours may listen, and nobody else gets it meanwhile.

    It stays bound: Linux lets another socket listen there as long as this one does not, both with SO_REUSEADDR, and
    gives it to nobody who asks for any port (socket(7)).
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def surroundings(
    items: tuple[Item, ...] = (ITEM, CLOSED_ITEM), *, server: Server = Server(),
) -> Iterator[Surroundings]:
    """A kiosk that is put away afterwards. Its folder has a short name: a socket's path has 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="hall-") as name:
        folder = Path(name)
        for part in ("run/visit/card", "run/visit/pages", "run/visit/documents", "state"):
            (folder / part).mkdir(parents=True)
        settings = Settings(
            kiosk=Kiosk(id="FS07"),
            paths=Paths(runtime=str(folder / "run"), state=str(folder / "state"),
                        catalogue=str(folder / "catalogue.sqlite")),
            hall=Hall(server=f"unix:{folder}/run/hall-server.sock", public_key=str(folder / "state/hall/hall.pub")),
            server=server,
        )
        made = Surroundings(folder, settings)
        made.config.write_text(render(settings), encoding="utf-8")
        write(content(items), Path(settings.paths.catalogue))
        try:
            yield made
        finally:
            made.close()


def files_with(mark: bytes, folder: Path) -> list[str]:
    """The files under a folder that hold these bytes."""
    found = []
    for parent, _, names in os.walk(folder):
        for name in names:
            file = Path(parent) / name
            if file.is_file() and mark in file.read_bytes():
                found.append(str(file.relative_to(folder)))
    return found
