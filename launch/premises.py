"""The folders and the configuration that one emulated kiosk runs in. Gone when it ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch import accounts
from launch.house import House
from launch.progress import PersonNeeded
from launch.staging import open_to_others
from rules.settings import Device, Devices, Hall, IdCard, Paths, Settings, render

MEMORY = ("/dev/shm", "/run", "/tmp")
TMPFS = "tmpfs"


@dataclass(frozen=True)
class Premises:
    """Where one kiosk runs. `base` is in memory, `state` on disk; `apart`: every process has a user of its own."""

    house: House
    base: Path
    state: Path
    apart: bool

    @property
    def runtime(self) -> Path:
        """Sockets and the visit's spool."""
        return self.base / "run"

    @property
    def desk(self) -> Path:
        """The emulated desk's folder."""
        return self.base / "desk"

    @property
    def config(self) -> Path:
        """The kiosk's configuration."""
        return self.base / "kiosk.toml"

    @property
    def logs(self) -> Path:
        """What each process says."""
        return self.base / "logs"

    @property
    def scanner_config(self) -> Path:
        """SANE's configuration: the desk's scanner and nothing else."""
        return self.base / "sane"

    @property
    def observer(self) -> Path:
        """The socket on which the renderer tells of its screen."""
        return self.base / "observer.sock"

    def settings(self) -> Settings:
        """The configuration's values."""
        return Settings(
            paths=Paths(runtime=str(self.runtime), state=str(self.state), assets=str(self.house.assets),
                        ime=str(self.house.ime), catalogue=str(self.house.catalogue),
                        voice=str(self.house.voice)),
            devices=Devices(barcode=Device(model="serial", address=str(self.desk / "barcode")),
                            gpio=Device(model="rpi")),
            idcard=IdCard(portrait_library=str(self.house.portrait_decoder)),
            users=accounts.users(self.apart),
            hall=Hall(server=f"unix:{self.runtime}/hall-server.sock", public_key=f"{self.state}/hall/hall.pub"),
        )


@contextmanager
def premises(house: House) -> Iterator[Premises]:
    """Make all of it, and remove it at the end. As root from a closed checkout, the kiosk runs from a copy."""
    if not accounts.apart():
        with _folders() as (base, state):
            yield _furnish(Premises(house, base, state, apart=False))
        return
    with open_to_others(house) as opened, _folders() as (base, state):
        yield _furnish(Premises(opened, base, state, apart=True))


@contextmanager
def _folders() -> Iterator[tuple[Path, Path]]:
    base = Path(tempfile.mkdtemp(prefix="citizen-window-", dir=_memory()))
    state = Path(tempfile.mkdtemp(prefix="citizen-window-state-", dir="/var/tmp"))
    try:
        yield base, state
    finally:
        shutil.rmtree(base, ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


def _memory() -> str:
    kinds = {}
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
        _, place, kind, *_ = line.split()
        kinds[place] = kind
    for place in (os.environ.get("XDG_RUNTIME_DIR", ""), *MEMORY):
        if kinds.get(place) == TMPFS and os.access(place, os.W_OK):
            return place
    raise PersonNeeded("No folder in memory is writable here: what a citizen shows must not reach a disk. "
                       "Mount one as root: mount -t tmpfs -o mode=1777 tmpfs /dev/shm")


def _furnish(made: Premises) -> Premises:
    """Sockets made in the runtime folder belong to the house's group by its set-group bit, and only their makers and
    root can remove them (sticky); workers only pass through.
    """
    separate = made.apart
    made.base.chmod(0o711 if separate else 0o700)
    made.state.chmod(0o711 if separate else 0o700)
    for folder in (made.runtime, made.logs, made.scanner_config):
        folder.mkdir()
    if separate:
        os.chown(made.runtime, -1, accounts.HOUSE_GROUP)
        made.runtime.chmod(0o3771)
        made.scanner_config.chmod(0o755)
        _give(made.state / "hall", accounts.NUMBERS["server"], accounts.NUMBERS["server"], 0o711)
        _give(made.state / "catalogue", accounts.NUMBERS["gateway"], accounts.NUMBERS["gateway"], 0o755)
        _give(made.state / "outbox", accounts.NUMBERS["sealer"], accounts.OUTBOX_GROUP, 0o2770)
    else:
        made.runtime.chmod(0o700)
    made.config.write_text(render(made.settings()), encoding="utf-8")
    made.config.chmod(0o644)
    return made


def _give(folder: Path, uid: int, gid: int, mode: int) -> None:
    folder.mkdir()
    os.chown(folder, uid, gid)
    folder.chmod(mode)
