"""What the daemon and its workers may say about themselves: events of one catalogue, with fields of bounded types.

A field holds a member of an enumeration, a count, or a name out of our own code: there is no way to write free text, so
none in which a citizen could be written down. One JSON line an event, with the priority that journald reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TextIO

from daemon.prints import Harm
from wire.messages import Ask
from wire.values import DeviceState, EndReason, HallState, Outcome, Role, Supply, Trial

Value = StrEnum | int | type


class JournalError(ValueError):
    """Somebody tried to write what the catalogue does not know."""


class Priority(Enum):
    """Of syslog(3), as in sd-daemon(3)."""

    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFO = 6


class Event(StrEnum):
    """All that can be said."""

    STARTED = "daemon.started"
    STOPPED = "daemon.stopped"
    VISIT_BEGAN = "visit.began"
    VISIT_ENDING = "visit.ending"
    VISIT_OVER = "visit.over"
    SPOOL_WIPED = "spool.wiped"
    SPOOL_FULL = "spool.full"
    SPOOL_BROKEN = "spool.broken"
    PEER_JOINED = "peer.joined"
    PEER_GONE = "peer.gone"
    PEER_KILLED = "peer.killed"
    WORKER_STARTED = "worker.started"
    WORKER_NOT_STARTED = "worker.not_started"
    WORKER_EXITED = "worker.exited"
    WORKER_KILLED = "worker.killed"
    WORKER_CRASHED = "worker.crashed"
    VERB_ENDED = "verb.ended"
    DEVICE_CHANGED = "device.changed"
    HALL_CHANGED = "hall.changed"
    LEFT_OVER = "visit.left_over"
    SERVICE_BEGAN = "service.began"
    SERVICE_REFUSED = "service.wrong_pin"
    SERVICE_BROKEN = "service.pin_broken"
    SERVICE_TRIED = "service.tried"
    PAPER_CHANGED = "printer.paper_changed"
    PAPER_SHORT = "printer.paper_short"
    PRINTS_BROKEN = "printer.journal_broken"


_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")
_MAX_COUNT = 10_000_000


def _member_of(*enumerations: type[StrEnum]) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, enumerations)


def _count(value: Value) -> bool:
    return isinstance(value, int) and -_MAX_COUNT < value < _MAX_COUNT


def _ask(value: Value) -> bool:
    return isinstance(value, type) and value in Ask.__args__


def _exception(value: Value) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)


@dataclass(frozen=True)
class Row:
    """An event's priority and its fields, each with the check of its type. All fields must be given."""

    priority: Priority = Priority.INFO
    fields: Mapping[str, Callable[[Value], bool]] = field(default_factory=dict)


_ROLE = {"role": _member_of(Role)}
_DEVICE = {"device": _member_of(Role)}

CATALOGUE: Mapping[Event, Row] = {
    Event.STARTED: Row(Priority.NOTICE),
    Event.STOPPED: Row(Priority.NOTICE),
    Event.VISIT_BEGAN: Row(fields={"serial": _count}),
    Event.VISIT_ENDING: Row(fields={"serial": _count, "reason": _member_of(EndReason)}),
    Event.VISIT_OVER: Row(fields={"serial": _count}),
    Event.SPOOL_WIPED: Row(fields={"removed": _count}),
    Event.SPOOL_FULL: Row(Priority.WARNING),
    Event.SPOOL_BROKEN: Row(Priority.ERROR, {"exception": _exception, "errno": _count}),
    Event.PEER_JOINED: Row(fields=_ROLE),
    Event.PEER_GONE: Row(fields=_ROLE),
    Event.PEER_KILLED: Row(Priority.WARNING, _ROLE),
    Event.WORKER_STARTED: Row(fields=_DEVICE),
    Event.WORKER_NOT_STARTED: Row(Priority.ERROR, {**_DEVICE, "errno": _count}),
    Event.WORKER_EXITED: Row(Priority.NOTICE, {**_DEVICE, "status": _count}),
    Event.WORKER_KILLED: Row(Priority.WARNING, _DEVICE),
    Event.WORKER_CRASHED: Row(Priority.ERROR, {**_DEVICE, "exception": _exception}),
    Event.VERB_ENDED: Row(fields={**_DEVICE, "verb": _ask, "outcome": _member_of(Outcome)}),
    Event.DEVICE_CHANGED: Row(fields={**_DEVICE, "state": _member_of(DeviceState)}),
    Event.HALL_CHANGED: Row(fields={"state": _member_of(HallState)}),
    Event.LEFT_OVER: Row(Priority.ERROR, {"processes": _count}),
    Event.SERVICE_BEGAN: Row(Priority.NOTICE, {"serial": _count}),
    Event.SERVICE_REFUSED: Row(Priority.WARNING, {"failures": _count, "wait": _count}),
    Event.SERVICE_BROKEN: Row(Priority.ERROR),
    Event.SERVICE_TRIED: Row(Priority.NOTICE, {"trial": _member_of(Trial), "outcome": _member_of(Outcome)}),
    Event.PAPER_CHANGED: Row(fields={**_DEVICE, "paper": _member_of(Supply)}),
    Event.PAPER_SHORT: Row(Priority.WARNING, {**_DEVICE, "paper": _member_of(Supply)}),
    Event.PRINTS_BROKEN: Row(Priority.ERROR, {"harm": _member_of(Harm)}),
}


class Journal:
    """Writes events to a stream: the process's stderr, which systemd reads."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, event: Event, **fields: Value) -> None:
        """One line. Raises `JournalError` for a field that the catalogue lacks, wants, or wants otherwise."""
        row = CATALOGUE[event]
        if set(fields) != set(row.fields):
            raise JournalError(f"{event} has the fields {sorted(row.fields)}, not {sorted(fields)}")
        for name, value in fields.items():
            if not row.fields[name](value):
                raise JournalError(f"{event}: {name} may not be of type {type(value).__name__}")
        said = {"event": event.value, **{name: _plain(value) for name, value in fields.items()}}
        self._stream.write(f"<{row.priority.value}>{json.dumps(said)}\n")
        self._stream.flush()


def _plain(value: Value) -> str | int:
    if isinstance(value, type):
        return value.__name__ if _IDENTIFIER.fullmatch(value.__name__) else "?"
    return value.value if isinstance(value, StrEnum) else value
