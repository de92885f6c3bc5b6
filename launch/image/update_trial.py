"""Updates of a running machine, from outside: one that is good, one that never comes up, one that nobody signed for it,
and the power cut while one is written.

What stands on its disk is read while it is off; what it answers stands on the stick.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from launch.house import House
from launch.image.disk import ESP_MIB, MIB, PACKED_FAST, build_parts
from launch.image.keys import Keys, keys, make
from launch.image.machine import MACHINES, Machine
from launch.image.qemu import Guest
from launch.image.qmp import MachineGone
from launch.image.root import release
from launch.image.surroundings import Surroundings
from launch.image.trial import Trial
from launch.image.update import STICK, make_update
from launch.progress import Progress, StepFailed

ANSWER = "kiosk-update.txt"
STICK_MIB = 640
WRITTEN_S, LOOK_S = 3600.0, 5.0
MUCH = 30_000_000
NOT_SIGNED, WRITTEN, FAILED = "签名不是本机认可的单位所签", "已写入", "三次未能启动"
"""What image-build/root/usr/lib/kiosk/update answers."""


def updates(house: House, machine: Machine, root: Path, folder: Path, progress: Progress) -> None:
    """Updates for a machine that runs `root`: good.raucb is the same with a higher number; bad.raucb has nothing in it,
    its kernel finds no system; wrong.raucb is the first, signed by a stranger. Raises `StepFailed`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = keys(house, progress)
    stranger = folder / "stranger"
    make(stranger, "a stranger")
    theirs = Keys(stranger / own.key.name, stranger / own.certificate.name, stranger / own.certificate.name)
    made = int(release(root))
    full, empty = folder / "full", folder / "empty"
    _copied(root, full, made + 1)
    (empty / "usr" / "lib").mkdir(parents=True)
    _copied(root / "boot", empty / "boot", None)
    shutil.copyfile(full / "usr" / "lib" / "os-release", empty / "usr" / "lib" / "os-release")
    _numbered(empty, made + 2)
    for name, content, signer in (("good", full, own), ("bad", empty, own), ("wrong", full, theirs)):
        parts = folder / f"{content.name}.parts"
        if not parts.exists():
            build_parts(house, machine, content, parts, progress, PACKED_FAST)
        make_update(parts / "root.squashfs", parts / "kiosk.efi", machine.name, release(content), signer,
                    folder / f"{name}.raucb")


def _copied(source: Path, to: Path, number: int | None) -> None:
    """Hard links, but for the file that says the version."""
    to.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["cp", "--archive", "--link", str(source), str(to)], capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"cp: {done.stderr.strip()[-300:]}")
    if number is not None:
        _numbered(to, number)


def _numbered(root: Path, number: int) -> None:
    told = root / "usr" / "lib" / "os-release"
    lines = [line for line in told.read_text(encoding="utf-8").splitlines() if not line.startswith("IMAGE_VERSION=")]
    told.unlink()
    told.write_text("\n".join((*lines, f"IMAGE_VERSION={number}", "")), encoding="utf-8")


class Updates:
    """One machine of its own, update by update; what it wrote lies on its disk from one part to the next."""

    def __init__(self, around: Surroundings, root: Path) -> None:
        """`root` is the folder that the image's root was packed from."""
        self._around = around
        self._root = root
        self._folder = around.folder
        self._guest: Guest | None = None
        self._trial: Trial | None = None
        self._sticks = 0
        self._stick: Path | None = None

    def refuses_a_stranger(self) -> str:
        """Signed, but by nobody whom it believes."""
        self._up()
        before = self._kernels()
        said = self._brings("wrong", NOT_SIGNED)
        if self._kernels() != before:
            raise StepFailed(f"and yet its kernels are {self._kernels()}, no more {before}")
        return said

    def loses_power(self, number: int) -> str:
        """While the root is written into the other slot: the one that runs is whole."""
        self._up()
        before = self._kernels()
        stick = self._plugs("good")
        size = self._layer.stat().st_size
        self._waits(lambda: self._layer.stat().st_size > size + MUCH * (number + 1), "nothing is written")
        self.ends()
        self._stick = None
        stick.unlink()
        took = self._boots()
        return (f"cut when {MUCH * (number + 1) / 1e6:.0f} MB were written; {before} before, {self._kernels()} now; "
                f"{took}")

    def takes_a_good_one(self) -> str:
        """It restarts by itself, comes to 首页 from the other slot, and stays there."""
        self._up()
        began = time.monotonic()
        said = self._brings("good", WRITTEN)
        self._waits(lambda: any(name.endswith("-b.efi") for name in self._kernels()), "it is not found good")
        self._home()
        size = self._update("good").stat().st_size / 1e6
        return (f"{said}; {size:.0f} MB for one line that is another; found good "
                f"{time.monotonic() - began:.0f} s after the stick came: {self._kernels()}")

    def leaves_a_bad_one(self) -> str:
        """Three starts that come to nothing, and the slot before runs again, by itself; nor does it try once more."""
        self._up()
        began = time.monotonic()
        stick = self._plugs("bad")
        self._answers(stick, WRITTEN)
        self._waits(lambda: any("+0-3" in name for name in self._kernels()), "it is not given up")
        self._home()
        took = time.monotonic() - began
        self._answers(stick, FAILED)
        return f"首页 of the version before {took:.0f} s after the stick came; {self._kernels()}; {_last(stick)}"

    def ends(self) -> None:
        """The power goes. Idempotent."""
        if self._guest is not None:
            self._guest.cut_power()
        self._guest = None

    @property
    def _layer(self) -> Path:
        return self._folder / "machine" / "disk.qcow2"

    def _up(self) -> None:
        if self._guest is None:
            self._boots()

    def _update(self, name: str) -> Path:
        file = self._folder / "updates" / f"{name}.raucb"
        if not file.exists():
            updates(self._around.house, MACHINES["x86"], self._root, file.parent, self._around.progress)
        return file

    def _boots(self) -> str:
        began = time.monotonic()
        self._power()
        self._home()
        return f"首页 {time.monotonic() - began:.0f} s after power on"

    def _power(self) -> None:
        """On, with the stick that was left in it. Where a kernel has been in its memory QEMU's firmware takes an hour
        to start again: so it ends at a restart, and starts anew.
        """
        self.ends()
        stick = () if self._stick is None else (
            "-drive", f"if=none,id=left,format=raw,file={self._stick}", "-device",
            "usb-storage,bus=xhci.0,drive=left")
        self._guest = Guest(self._around.image, self._folder / "machine", more=("-no-reboot", *stick))
        self._trial = self._around.trial(self._guest)

    def _home(self) -> None:
        picture = self._around.script().to_submission[0].picture
        self._waits(lambda: self._trial is not None and self._trial.shows(picture), "首页 does not come")

    def _plugs(self, update: str) -> Path:
        """A stick with an update into the running machine."""
        assert self._guest is not None
        self._sticks += 1
        stick = make_update_stick(self._folder / f"stick-{self._sticks}.img", self._update(update))
        self._guest.qmp.do("blockdev-add", driver="raw", file={"driver": "file", "filename": str(stick)},
                           **{"node-name": stick.stem})
        self._guest.qmp.do("device_add", driver="usb-storage", drive=stick.stem, id=stick.stem, bus="xhci.0")
        self._stick = stick
        return stick

    def _brings(self, update: str, words: str) -> str:
        """The same; its answer is waited for, and the stick goes."""
        stick = self._plugs(update)
        self._answers(stick, words)
        assert self._guest is not None
        self._guest.qmp.do("device_del", id=stick.stem)
        self._stick = None
        return _last(stick)

    def _answers(self, stick: Path, words: str) -> None:
        self._waits(lambda: words in answer(stick), f"on the stick does not stand {words}")

    def _waits(self, until: Callable[[], bool], otherwise: str) -> None:
        assert self._trial is not None
        began = time.monotonic()
        while not self._comes(until):
            if time.monotonic() - began > WRITTEN_S:
                raise StepFailed(f"{otherwise} within {WRITTEN_S:.0f} s: {self._kernels()}, there stands "
                                 f"{self._trial.keep('instead')}")
            self._trial.waits(LOOK_S)

    def _comes(self, until: Callable[[], bool]) -> bool:
        """A machine that has restarted is switched on again."""
        assert self._guest is not None
        try:
            if self._guest.process.poll() is None:
                return until()
        except MachineGone:
            return False
        self._power()
        return False

    def _kernels(self) -> list[str]:
        return kernels(self._layer)


def make_update_stick(file: Path, update: Path) -> Path:
    """A FAT file system with an update, as it is brought to a kiosk. Raises `StepFailed`."""
    file.unlink(missing_ok=True)
    with file.open("wb") as made:
        made.truncate(STICK_MIB * MIB)
    _run("mkfs.vfat", "-F", "32", "-n", STICK, str(file))
    _run("mcopy", "-i", str(file), str(update), f"::{update.name}")
    return file


def _last(stick: Path) -> str:
    return answer(stick).strip().rpartition("\n")[2]


def answer(stick: Path) -> str:
    """What a kiosk wrote on a stick, if it did yet."""
    done = subprocess.run(["mtype", "-i", str(stick), f"::{ANSWER}"], capture_output=True,
                          env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def kernels(layer: Path) -> list[str]:
    """The kernels' names on a machine's disk (image-build/root/usr/lib/kiosk/kernels). Raises `StepFailed`."""
    part = layer.with_suffix(".esp")
    part.unlink(missing_ok=True)
    _run("qemu-img", "dd", "-U", "-f", "qcow2", "-O", "raw", "bs=1M", "skip=1", f"count={1 + ESP_MIB}",
         f"if={layer}", f"of={part}")
    said = _run("mdir", "-b", "-i", str(part), "::EFI/Linux")
    part.unlink()
    return sorted(line.rpartition("/")[2] for line in said.splitlines() if "kiosk-" in line)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})
    if done.returncode:
        raise StepFailed(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout
