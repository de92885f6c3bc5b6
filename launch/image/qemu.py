"""The machine that an image is tried on: QEMU without any help of the processor, so that it is the same everywhere.

Without a window its clock counts instructions, two nanoseconds each: on a busy machine everything in it takes longer,
its own time included, and no watchdog and no limit in it strikes because somebody else was at work here. With one
nanosecond its firmware, which waits by counting, takes minutes; with four, nine processes that start at once are late.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from launch.image.outsider import Outsider
from launch.image.qmp import MachineGone, Qmp
from launch.image.witness import PORT, Start, Witness
from launch.progress import StepFailed

CODE, VARIABLES = "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"
FIRMWARE = Path("/usr/share/OVMF")
SCREEN = (1920, 1080)
HOST = "10.0.2.2"
"""This machine, as the guest's network has it."""
END_S, TOLD_S = 60.0, 300.0
BALLOON, SLOT = "balloon", "display-slot"
ROOM = "mem-reserve=32M,pref64-reserve=64M"
"""For the memory of a display that comes later."""


class Guest:
    """One running machine. Its disk is a copy-on-write layer over the image, kept in `folder` beside its firmware's
    variables, so that a machine made anew on the same folder finds what the one before wrote.
    """

    def __init__(self, image: Path, folder: Path, *, window: bool = False, stick: Path | None = None,
                 start: Start | None = None, screen: bool = True, more: Sequence[str] = ()) -> None:
        """`stick` is a disk's image, plugged in as a USB stick; `start` brings a witness; without `screen` there is
        only a slot for one. Raises `StepFailed` where QEMU does not start.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._control = folder / "qmp.sock"
        self._control.unlink(missing_ok=True)
        self.console = folder / "console.log"
        self._wire, self._outside = folder / "wire.sock", folder / "outside.sock"
        self._wire.unlink(missing_ok=True)
        self._inside = folder / "witness.sock"
        self._inside.unlink(missing_ok=True)
        layer, variables = layer_over(image, folder), folder / VARIABLES
        if not variables.exists():
            shutil.copyfile(FIRMWARE / VARIABLES, variables)
        command = [
            "qemu-system-x86_64", "-accel", "tcg,tb-size=1024", *(() if window else ("-icount", "shift=1")),
            "-cpu", "Nehalem", "-machine", "q35", "-smp", "2", "-m", "2048", "-nodefaults",
            "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={FIRMWARE / CODE}",
            "-drive", f"if=pflash,format=raw,unit=1,file={variables}",
            "-drive", f"if=none,id=disk,format=qcow2,cache=writeback,file={layer}",
            "-device", "virtio-blk-pci,drive=disk",
            "-device", f"virtio-balloon-pci,id={BALLOON}", "-device",
            f"virtio-vga,xres={SCREEN[0]},yres={SCREEN[1]}" if screen else f"pcie-root-port,id={SLOT},{ROOM}",
            "-display", "gtk" if window else "none",
            "-device", "qemu-xhci,id=xhci,p2=15,p3=15", "-device", "usb-tablet,bus=xhci.0",
            "-device", "usb-kbd,bus=xhci.0",
            "-device", "i6300esb", "-action", "watchdog=reset",
            "-netdev", "user,id=net", "-netdev", "hubport,id=hub-net,hubid=1,netdev=net",
            "-netdev", f"dgram,id=wire,local.type=unix,local.path={self._wire},"
                       f"remote.type=unix,remote.path={self._outside}",
            "-netdev", "hubport,id=hub-wire,hubid=1,netdev=wire",
            "-netdev", "hubport,id=hub-nic,hubid=1", "-device", "virtio-net-pci,netdev=hub-nic,romfile=",
            *(() if stick is None else (
                "-drive", f"if=none,id=stick,format=raw,readonly=on,file={stick}",
                "-device", "usb-storage,bus=xhci.0,drive=stick")),
            *(() if start is None else (
                "-kernel", str(start.kernel), "-initrd", str(start.initrd), "-append", start.line,
                "-device", "virtio-serial-pci", "-chardev", f"socket,id=inside,path={self._inside},server=on,wait=off",
                "-device", f"virtserialport,chardev=inside,name={PORT}")),
            "-serial", f"file:{self.console}", "-qmp", f"unix:{self._control},server=on,wait=off", *more]
        self._log = (folder / "qemu.log").open("wb")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)
        self.qmp = self._connect()

    def _connect(self) -> Qmp:
        """QEMU makes its socket while it starts."""
        while self.process.poll() is None:
            try:
                return Qmp(self._control)
            except MachineGone:
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        said = (self.folder / "qemu.log").read_text(errors="replace").strip()
        raise StepFailed(f"QEMU does not start: {said[-500:]}")

    def usb_port(self, name: str, path: Path) -> None:
        """A port of the machine's xHCI at a usbredir socket: who connects there is plugged in."""
        path.unlink(missing_ok=True)
        place = {"type": "unix", "data": {"path": str(path)}}
        self.qmp.do("chardev-add", id=f"port-{name}", backend={
            "type": "socket", "data": {"addr": place, "server": True, "wait": False}})
        self.qmp.do("device_add", driver="usb-redir", chardev=f"port-{name}", id=f"usb-{name}", bus="xhci.0")

    def connect_screen(self) -> None:
        """Put a display into the slot that a machine without one has."""
        self.qmp.do("device_add", driver="bochs-display", bus=SLOT, id="late", edid=True,
                    xres=SCREEN[0], yres=SCREEN[1])

    @contextmanager
    def with_outsider(self) -> Iterator[Outsider]:
        """Somebody on its network, and nobody else: QEMU's own, which knows this machine's, is off."""
        self.qmp.do("set_link", name="hub-net", up=False)
        outsider = Outsider(self._outside, self._wire)
        try:
            yield outsider
        finally:
            outsider.close()
            self.qmp.do("set_link", name="hub-net", up=True)

    def witness(self) -> Witness:
        """Who waits inside for questions, where it was started with one."""
        return Witness(self._inside)

    def processor_s(self) -> float:
        """Seconds of this machine's processors that it took so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> tuple[float, float]:
        """What it has and what it can still give, as its kernel tells any host (virtio-balloon): MB. Raises
        `StepFailed` where that takes too long.
        """
        place = f"/machine/peripheral/{BALLOON}"
        self.qmp.do("qom-set", path=place, property="guest-stats-polling-interval", value=2)
        began = time.monotonic()
        while time.monotonic() - began < TOLD_S:
            told = self.qmp.do("qom-get", path=place, property="guest-stats")
            if isinstance(told, dict) and int(told["last-update"]) > 0:
                return told["stats"]["stat-total-memory"] / 1e6, told["stats"]["stat-available-memory"] / 1e6
            time.sleep(1.0)
        raise StepFailed(f"the machine does not tell its memory within {TOLD_S:.0f} s")

    def cut_power(self) -> None:
        """As when somebody pulls the plug: what the guest has not flushed is lost."""
        self.process.kill()
        self.process.wait(END_S)
        self.qmp.close()
        self._log.close()

    def __enter__(self) -> Guest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.cut_power()


def layer_over(image: Path, folder: Path, size: str = "4G") -> Path:
    """The machine's disk: what it wrote over the image, made where there is none yet; as large as the image where
    `size` is empty. Raises `StepFailed`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    layer = folder / "disk.qcow2"
    if not layer.exists():
        sized = [size] if size else []
        _run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", str(image), str(layer), *sized)
    return layer


def spoil(layer: Path, place: int, length: int) -> None:
    """Write over a machine's disk while it is off, in bytes from its start. Raises `StepFailed`."""
    _run("qemu-io", "-f", "qcow2", "-c", f"write -P 0x5a {place} {length}", str(layer))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"{command[0]}: {done.stderr.strip()}")
