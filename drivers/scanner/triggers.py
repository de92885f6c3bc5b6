"""Commands that wake a barcode reader and put it to sleep, and the answers of those that give any. No I/O.

Honeywell: SYN T CR and SYN U CR, unanswered. Newland: `7E 01 30 30 30 30 40 COMMAND 3B 03`, answered by the same with
`02` for `7E` and a verdict before the `3B`: 06 done, 15 bad value, 05 unknown. Both from the makers' public manuals.
"""

from __future__ import annotations

from dataclasses import dataclass

ACCEPTED = b"\x06"


@dataclass(frozen=True)
class Command:
    """What to send. `answer` is how the answer begins; empty where there is none."""

    data: bytes
    answer: bytes = b""


@dataclass(frozen=True)
class Trigger:
    """A make's commands. `prepare` once after opening; `ask` to see whether it is well, where it can say so."""

    on: Command
    off: Command
    prepare: Command | None = None
    ask: Command | None = None


def answered(heard: bytes, command: Command) -> tuple[bool, bytes] | None:
    """Whether the reader accepted `command`, and what it sent after saying so; None while it has not answered."""
    begin = heard.find(command.answer)
    if begin < 0:
        return None
    end = begin + len(command.answer)
    if len(heard) < end + 3:
        return None
    return heard[end:end + 1] == ACCEPTED, heard[end + 3:]


def _newland(command: bytes) -> Command:
    return Command(b"~\x010000@" + command + b";\x03", b"\x02\x010000@" + command)


HONEYWELL = Trigger(Command(b"\x16T\r"), Command(b"\x16U\r"))
NEWLAND = Trigger(_newland(b"SCNTRG1"), _newland(b"SCNTRG0"), _newland(b"SCNMOD0"), _newland(b"QRYSYS"))
