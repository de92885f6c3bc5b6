"""The values inside messages: bounded types, enumerations, and the shapes that asks, answers and notices share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct

VERSION = 2
"""Raised with every change that an older peer would misread; peers of another version are refused at `Hello`."""

Slug = Annotated[str, Meta(min_length=1, max_length=48, pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Token = Annotated[str, Meta(min_length=16, max_length=48, pattern=r"^[A-Za-z0-9_-]+$")]
RequestId = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Number = Annotated[str, Meta(min_length=4, max_length=32, pattern=r"^[0-9A-Z-]+$")]
SlotName = Annotated[str, Meta(max_length=24, pattern=r"^2[0-9]{3}-[0-9]{2}-[0-9]{2} [0-9]{2}:00-[0-9]{2}:00$")]
"""A day and its hours, as `rules.booking` writes them."""
Line = Annotated[str, Meta(max_length=200)]
Pin = Annotated[str, Meta(min_length=6, max_length=12, pattern=r"^[0-9]+$")]
StaffNumber = Annotated[str, Meta(min_length=8, max_length=20, pattern=r"^[0-9a-f]+$")]
Text = Annotated[str, Meta(max_length=4000)]
Seconds = Annotated[int, Meta(ge=0, le=86400)]
Milliseconds = Annotated[int, Meta(ge=1, le=600_000)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Fraction = Annotated[float, Meta(ge=0.0, le=1.0)]
Record = dict[str, Any]
"""A value whose type lives in `rules` (wire sees nothing of ours): whoever reads it converts and checks it there."""


class Role(StrEnum):
    """Who a peer is. The socket says it first, the kernel's credentials second; `Hello` only repeats it."""

    UI = "ui"
    SEALER = "sealer"
    GUIDE = "guide"
    GATEWAY = "gateway"
    IDCARD = "idcard"
    BARCODE = "barcode"
    PAGE = "page"
    PRINTER = "printer"
    GPIO = "gpio"


class Outcome(StrEnum):
    """How a request ended. There is always exactly one."""

    COMPLETED = "completed"
    CANCELED = "canceled"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    FAILED = "failed"


class Act(StrEnum):
    """Who must act on a failure."""

    CITIZEN = "citizen"
    STAFF = "staff"
    ENGINEER = "engineer"
    NOBODY = "nobody"


class VisitState(StrEnum):
    """`idle`: nobody is here. `active`: counting down. `warning`: the last seconds. `ending`: wiping. `service`: a
    technician is here instead of a citizen; ends as a visit does.
    """

    IDLE = "idle"
    ACTIVE = "active"
    WARNING = "warning"
    SERVICE = "service"
    ENDING = "ending"


class EndReason(StrEnum):
    """Why a visit ended."""

    EXIT = "exit"
    HOME = "home"
    COUNTDOWN = "countdown"
    RENDERER_GONE = "renderer_gone"
    SHUTDOWN = "shutdown"


class DeviceState(StrEnum):
    """A device's state, in XFS4IoT's words."""

    STARTING = "starting"
    ONLINE = "online"
    BUSY = "busy"
    USER_ERROR = "user_error"
    HARDWARE_ERROR = "hardware_error"
    OFFLINE = "offline"
    NO_DEVICE = "no_device"


class Trial(StrEnum):
    """What a technician may have a device do."""

    CARD = "card"
    CODE = "code"
    PRINT = "print"
    LAMPS = "lamps"


class Supply(StrEnum):
    """Paper and the like. Unknown is never "ok"."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


class HallState(StrEnum):
    """Whether the hall server answers, as the gateway sees it."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plain value inside messages."""


class Tagged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag=str.lower):
    """A member of one of the unions below, told apart by its `type`."""


class VisitView(Shape, frozen=True, kw_only=True):
    """The visit as any peer may know it. `serial` counts visits since the daemon's start; 0 is none yet."""

    state: VisitState
    serial: Count
    seconds_left: Seconds


class DeviceView(Shape, frozen=True, kw_only=True):
    """One device. `code` is the failure that keeps it from working, `paper` only means something for the printer.

    `since`: from when it has not been of use, ISO 8601 with minutes, local time; empty while it is. The daemon says it.
    """

    device: Slug
    state: DeviceState
    model: Line = ""
    paper: Supply = Supply.UNKNOWN
    code: Slug | None = None
    act: Act = Act.NOBODY
    needs: tuple[Slug, ...] = ()
    since: Line = ""


class PlaceView(Shape, frozen=True, kw_only=True):
    """Where this kiosk stands. Configuration, never code."""

    brand: Line
    city: Line
    district: Line


class Snapshot(Shape, frozen=True, kw_only=True):
    """All that a peer needs to know when it arrives; after it, notices keep it true."""

    place: PlaceView
    visit: VisitView
    devices: tuple[DeviceView, ...]
    hall: HallState


class Failure(Shape, frozen=True, kw_only=True):
    """Why a request was refused or failed: a stable code, who must act, and a hint for engineers that names nobody."""

    code: Slug
    act: Act
    detail: Line = ""


class MachineFact(Shape, frozen=True, kw_only=True):
    """One thing a technician wants to know of the machine: a name for it, and what it is."""

    name: Slug
    value: Line


class Match(Shape, frozen=True, kw_only=True):
    """A run of characters to mark in a title: start and length in characters."""

    start: Count
    length: Count


class ItemRow(Shape, frozen=True, kw_only=True):
    """An item as lists show it."""

    item: Slug
    title: Line
    category: Line
    department: Line
    audience: Slug
    can_apply: bool
    matches: tuple[Match, ...] = ()


class Facet(Shape, frozen=True, kw_only=True):
    """A category or department and how many items it has."""

    name: Line
    items: Count


class ProgressStep(Shape, frozen=True, kw_only=True):
    """One state that an application was in; `at` is ISO 8601 with minutes, local time of the hall."""

    state: Slug
    at: Line
    note: Line = ""


class SlotView(Shape, frozen=True, kw_only=True):
    """A slot and how many places it has left."""

    slot: SlotName
    left: Count


class FiledRow(Shape, frozen=True, kw_only=True):
    """A number as its owner's list shows it; `state` is its latest."""

    number: Number
    kind: Slug
    item: Line
    office: Line
    state: Slug
    at: Line
    slot: SlotName | None = None
