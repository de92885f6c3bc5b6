"""A shell inside the machine, for what nobody does from outside: killing a process, and asking what memory it has.

It is not in the image. QEMU starts the image's own kernel with its own command line, and behind the image's start-up
file system lies one script more (cpio, newc: Documentation/driver-api/early-userspace/buffer-format.rst), which writes
one unit into the overlay before the root is entered. Root, hash tree and disk are the image's, bit for bit.
"""

from __future__ import annotations

import shlex
import socket
from dataclasses import dataclass
from pathlib import Path

from launch.progress import StepFailed

ANSWER_S = 600.0
"""Without a processor's help, on a busy machine."""
PORT = "witness"
_END = "==end "
_UNIT = f"""[Unit]
After=dev-virtio\\x2dports-{PORT}.device
[Service]
ExecStart=/bin/sh /etc/{PORT}
Restart=always
RestartSec=1
"""
_SHELL = f"""exec 3<>/dev/virtio-ports/{PORT}
while read -r line <&3; do
    sh -c "$line" > /run/{PORT} 2>&1
    ended=$?
    cat /run/{PORT} >&3
    echo "{_END}$ended" >&3
done
"""
_ORDER = "".join(f'/scripts/init-bottom/{name} "$@"\n[ -e /conf/param.conf ] && . /conf/param.conf\n'
                 for name in ("udev", PORT))


@dataclass(frozen=True)
class Start:
    """What QEMU starts instead of the firmware's choice. `kernel` and `initrd`: files; `line`: the command line."""

    kernel: Path
    initrd: Path
    line: str


def with_witness(parts: Path, made: Path) -> Start:
    """The start of the image whose parts lie in `parts` (boot/, cmdline), with a witness; `made` is written.

    Raises `StepFailed` where the image was not built here.
    """
    try:
        kernel, = (parts / "boot").glob("vmlinuz-*")
        initrd, = (parts / "boot").glob("initrd.img-*")
        line = (parts / "cmdline").read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise StepFailed(f"{parts} lacks the image's kernel; build it again: sudo ./kiosk image x86") from error
    made.write_bytes(initrd.read_bytes() + more())
    return Start(kernel, made, line)


def more() -> bytes:
    """The archive that is laid behind the start-up file system."""
    units = "$rootmnt/etc/systemd/system"
    script = "\n".join((
        "#!/bin/sh", '[ "$1" = prereqs ] && exit 0',
        f"printf %s {shlex.quote(_UNIT)} > {units}/{PORT}.service",
        f"printf %s {shlex.quote(_SHELL)} > $rootmnt/etc/{PORT}",
        f"mkdir -p {units}/basic.target.wants",
        f"ln -s ../{PORT}.service {units}/basic.target.wants/{PORT}.service", ""))
    return b"".join((
        _entry("scripts", 0o40755), _entry("scripts/init-bottom", 0o40755),
        _entry("scripts/init-bottom/ORDER", 0o100644, _ORDER.encode()),
        _entry(f"scripts/init-bottom/{PORT}", 0o100755, script.encode()), _entry("TRAILER!!!", 0)))


def _entry(name: str, mode: int, data: bytes = b"") -> bytes:
    named = name.encode() + b"\0"
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(named), 0)
    head = b"070701" + b"".join(b"%08X" % value for value in fields) + named
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)


class Witness:
    """The near end of its port. Raises `StepFailed` where it does not answer."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(ANSWER_S)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r", encoding="utf-8", errors="replace")

    def ask(self, line: str) -> str:
        """What a shell says to one line. Raises `StepFailed` when it does not end with 0."""
        said: list[str] = []
        try:
            self._socket.sendall(line.encode() + b"\n")
            while not (word := self._lines.readline()).startswith(_END):
                if not word:
                    raise StepFailed(f"the witness left while it was asked: {line}")
                said.append(word)
        except OSError as error:
            raise StepFailed(f"the witness does not answer within {ANSWER_S:.0f} s: {line} ({error})") from error
        told = "".join(said).strip()
        if word.strip() != f"{_END}0":
            raise StepFailed(f"in the machine, `{line}` ended with {word.strip().removeprefix(_END)}: {told[-300:]}")
        return told

    def close(self) -> None:
        """Idempotent."""
        self._lines.close()
        self._socket.close()
