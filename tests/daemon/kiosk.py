"""A kiosk of real processes for tests: the daemon, its workers with made-up drivers, and peers led by the test.

As root every process has a user of its own, as on a kiosk; otherwise all are ours, as on a desk.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from launch.house import House
from launch.staging import copy_for_others, open_to_others
from rules.blocks import Document, file_name
from rules.settings import Device, Devices, Hall, Paths, Settings, Users, Visit, render
from tests.daemon.peer_process import Order, Said
from wire.messages import Ask, DeviceChanged, Notice, VisitChanged, VisitEnded
from wire.values import DeviceState, Outcome, Role, VisitState

CHECKOUT = Path(__file__).resolve().parents[2]
AS_ROOT = os.getuid() == 0
UIDS = {role: 61201 + number for number, role in enumerate(Role)}
PATIENCE_S = 60.0
"""After which something that should have happened is taken not to have."""
DEVICES = ("idcard", "barcode", "page", "printer", "gpio")

SomeNotice = TypeVar("SomeNotice", bound=Notice)


@dataclass(frozen=True)
class Site:
    """A folder on tmpfs, and where our code stands so that every user can run it."""

    folder: Path
    house: House


@contextlib.contextmanager
def ground() -> Iterator[House]:
    """Our code where every user can read it: this checkout, or a copy where root keeps it closed to others."""
    house = House(CHECKOUT)
    if not AS_ROOT:
        yield house
        return
    with open_to_others(house) as opened:
        if opened != house:
            ours = opened.root / "tests"
            for part in ("daemon", "__init__.py"):
                copy_for_others(CHECKOUT / "tests" / part, ours / part)
        yield opened


@contextlib.contextmanager
def tmpfs() -> Iterator[Path]:
    """A folder on tmpfs that every user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="daemon-", dir="/dev/shm"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def settings_in(folder: Path, devices: Sequence[str] = DEVICES) -> Settings:
    """The settings of a kiosk in `folder`: made-up devices, and users where we may have several."""
    runtime = folder / "run"
    runtime.mkdir(exist_ok=True)
    runtime.chmod(0o711)
    return Settings(
        paths=Paths(runtime=str(runtime), state=str(folder / "state")),
        devices=Devices(**{name: Device(model="fake" if name in devices else "") for name in DEVICES}),
        users=Users(**{role.value: str(uid) for role, uid in UIDS.items()}) if AS_ROOT else Users(),
        hall=Hall(server=f"unix:{runtime}/hall-server.sock"),
    )


class Peer:
    """A peer process and what it said."""

    def __init__(self, kiosk: Kiosk, socket: str, role: Role, stays: bool, uid: int | None = None) -> None:
        uid = UIDS[role] if uid is None and AS_ROOT else uid
        groups = [UIDS[Role.PRINTER]] if role in (Role.SEALER, Role.GUIDE, Role.GATEWAY) else []
        self._process = subprocess.Popen(
            [str(kiosk.house.python), "-m", "tests.daemon.peer_process", f"ipc://{kiosk.runtime}/{socket}.sock",
             role.value, "stays" if stays else "leaves"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=kiosk.house.root, user=uid, group=uid,
            extra_groups=groups if uid is not None else None,
        )
        self.pid = self._process.pid
        self.greeting = Said()
        self._heard: deque[Said] = deque()
        self._rest = b""
        self._names = iter(range(1, 1_000_000))

    def ask(self, ask: Ask, timeout_s: float = 60.0) -> str:
        """Ask; the name to wait for with `reply`."""
        name = str(next(self._names))
        self._order(Order(name=name, ask=ask, timeout_s=timeout_s))
        return name

    def cancel(self, name: str) -> None:
        """Cancel what was asked."""
        self._order(Order(name=name, cancel=True))

    def reply(self, name: str) -> Said:
        """The end of what was asked."""
        return self.hear(lambda said: said.name == name and said.outcome is not None)

    def get(self, ask: Ask) -> Said:
        """Ask and wait for the end."""
        return self.reply(self.ask(ask))

    def notice(self, kind: type[SomeNotice], like: Callable[[SomeNotice], bool] = lambda notice: True) -> SomeNotice:
        """The next notice of a kind; what was said before it is skipped."""
        said = self.hear(lambda said: isinstance(said.notice, kind) and like(said.notice))
        assert isinstance(said.notice, kind)
        return said.notice

    def visit(self, state: VisitState) -> VisitChanged:
        """Wait until the visit is in a state."""
        return self.notice(VisitChanged, lambda notice: notice.visit.state is state)

    def device(self, name: str, state: DeviceState) -> DeviceChanged:
        """Wait until a device is in a state."""
        return self.notice(DeviceChanged, lambda notice: notice.view.device == name and notice.view.state is state)

    def visit_over(self) -> VisitEnded:
        """Wait until a visit has ended and all of it is gone."""
        ended = self.notice(VisitEnded)
        self.visit(VisitState.IDLE)
        return ended

    def hear(self, like: Callable[[Said], bool]) -> Said:
        """The next thing said that is `like` this; what was said before it is skipped."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            while self._heard:
                said = self._heard.popleft()
                if like(said):
                    return said
            self._listen(deadline)

    def exit_status(self) -> int:
        """How it ended; negative: by that signal."""
        return self._process.wait(PATIENCE_S)

    def kill(self) -> None:
        """As a crash would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it, if it is there."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def _order(self, order: Order) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        self._process.stdin.flush()

    def _listen(self, deadline: float) -> None:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        data = os.read(self._process.stdout.fileno(), 65536) if ready else b""
        assert data, "it did not come: the peer has left" if ready else "it did not come in time"
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._heard.extend(msgspec.json.decode(line, type=Said) for line in lines)


class Kiosk:
    """The daemon and its workers, in a folder of their own."""

    def __init__(
        self, site: Site, plan: Visit = Visit(), settings: Settings | None = None, devices: Sequence[str] = DEVICES,
    ) -> None:
        """`devices`: those that the kiosk has, where `settings` does not say."""
        folder = site.folder
        self.house = site.house
        self.settings = settings or settings_in(folder, devices)
        self.runtime = Path(self.settings.paths.runtime)
        self.spool = self.runtime / "visit"
        self.desk = folder / "desk"
        self.desk.mkdir()
        self.desk.chmod(0o777)
        self._journal = folder / "journal"
        self._plan = plan
        self._config = folder / "kiosk.toml"
        self._config.write_text(render(replace(self.settings, visit=Visit())), encoding="utf-8")
        self._peers: list[Peer] = []

    def __enter__(self) -> Kiosk:
        self.start_again()
        return self

    def start_again(self) -> None:
        """Start the daemon, in the same folders, whatever became of the one before."""
        with self._journal.open("a") as journal:
            self.process = subprocess.Popen(
                [str(self.house.python), "-m", "tests.daemon.daemon_process", str(self._config), str(self.desk),
                 msgspec.json.encode(self._plan).decode()],
                stderr=journal, cwd=self.house.root,
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
    ) -> None:
        for peer in self._peers:
            peer.close()
        self.stop()
        if kind is not None:
            sys.stderr.write(self.journal())

    def stop(self) -> int:
        """End the daemon as systemd would; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def join(self, role: Role, *, stays: bool = False, uid: int | None = None) -> Peer:
        """A peer that the daemon has welcomed, or rejected."""
        device = f"device-{role.value}" if role.value in DEVICES else "hall"
        socket = "citizen" if role is Role.UI else device
        peer = Peer(self, socket, role, stays, uid)
        self._peers.append(peer)
        peer.greeting = peer.hear(lambda said: said.greeted or said.rejected)
        return peer

    def screen(self, *, stays: bool = False) -> Peer:
        """A renderer, with all devices online."""
        peer = self.join(Role.UI, stays=stays)
        welcome = peer.greeting.welcome
        assert welcome is not None
        not_yet = (DeviceState.STARTING, DeviceState.OFFLINE)
        waiting = {view.device for view in welcome.devices if view.state in not_yet}
        while waiting:
            view = peer.notice(DeviceChanged, lambda notice: notice.view.state is DeviceState.ONLINE).view
            waiting.discard(view.device)
        return peer

    def worker(self, device: str) -> int:
        """The pid of a device's worker."""
        (pid,) = [pid for pid in self._children() if _option(pid, "--device") == device]
        return pid

    def put(self, *files: str, text: str = "") -> None:
        """Put something on the desk, whole: a driver that looks meanwhile must not find half of it."""
        for file in files:
            passing = self.desk / f".{file}"
            passing.write_text(text, encoding="utf-8")
            passing.rename(self.desk / file)

    def until_there(self, file: str) -> None:
        """Wait until a driver has written something onto the desk."""
        deadline = time.monotonic() + PATIENCE_S
        while not (self.desk / file).exists():
            assert time.monotonic() < deadline, f"nobody wrote {file}"
            select.select([], [], [], 0.005)

    def uid(self, role: Role) -> int:
        """The user of a role's processes."""
        return UIDS[role] if AS_ROOT else os.getuid()

    def take(self, *files: str) -> None:
        """Take something from the desk."""
        for file in files:
            (self.desk / file).unlink()

    def lay(self, document: Document, as_number: str = "") -> None:
        """What the sealer does: as its user, a document in the spool."""
        path = self.spool / "documents" / file_name(document.kind, as_number or document.number)
        path.write_bytes(msgspec.msgpack.encode(document))
        if AS_ROOT:
            os.chown(path, UIDS[Role.SEALER], UIDS[Role.PRINTER])
        path.chmod(0o640)

    def spooled(self) -> list[str]:
        """All that is in the visit's spool, folders of the house aside."""
        return sorted(str(path.relative_to(self.spool)) for path in self.spool.glob("*/*"))

    def journal(self) -> str:
        """What daemon and workers wrote to stderr so far."""
        return self._journal.read_text(encoding="utf-8")

    def _children(self) -> Sequence[int]:
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in text.split()]


def _option(pid: int, name: str) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return words[words.index(name) + 1] if name in words else ""


def completed(said: Said) -> Said:
    """The reply, which must be one of success."""
    assert said.outcome is Outcome.COMPLETED, said
    return said
