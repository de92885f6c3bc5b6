"""What may be asked of each device class: the one table that the daemon's and the worker's side share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.errors import Code
from wire.messages import (
    Answer, Ask, AwaitCode, CardRead, CodeRead, CropPage, Done, DropPage, PageScanned, PrintDocument, Printed, ReadCard,
    ScanPage, SetLamp, TurnPage,
)
from wire.technician import ReadStaffCard, StaffCardRead, TryCard, TryCode
from wire.values import Act, Failure, Role

CLASSES = (Role.IDCARD, Role.BARCODE, Role.PAGE, Role.PRINTER, Role.GPIO)
"""The device classes; each is a role, a socket and a worker process."""

OVERHEARING = frozenset({Role.BARCODE})
"""Classes whose worker may hold something of the citizen that nobody asked for: a code shown a moment too early."""

OVERTIME_S = 3.0
"""A worker's request runs so much longer than the asker's: it is the asker's deadline that ends it, by a cancel, and a
worker that lets even this pass is killed (`lifecycle.CANCEL_S` comes first)."""

LONGEST_S = 600.0
"""What `wire.values.Milliseconds` lets any request take."""

REASON_S = 0.25
"""A driver's own time-out comes so much before the asker's, so that it can say why nothing came."""


@dataclass(frozen=True)
class Verb:
    """One verb. `personal`: it leaves something of the citizen in the worker, holds the countdown, and shows as busy.
    `writes_pages`: it needs room in the spool. `on_device`: it needs the device itself, and tells how that is.
    """

    device: Role
    answer: type[Answer]
    personal: bool = True
    writes_pages: bool = False
    on_device: bool = True


VERBS: Mapping[type[Ask], Verb] = {
    ReadCard: Verb(Role.IDCARD, CardRead),
    AwaitCode: Verb(Role.BARCODE, CodeRead),
    ScanPage: Verb(Role.PAGE, PageScanned, writes_pages=True),
    TurnPage: Verb(Role.PAGE, PageScanned, writes_pages=True, on_device=False),
    CropPage: Verb(Role.PAGE, PageScanned, writes_pages=True, on_device=False),
    DropPage: Verb(Role.PAGE, Done, personal=False, on_device=False),
    PrintDocument: Verb(Role.PRINTER, Printed),
    SetLamp: Verb(Role.GPIO, Done, personal=False),
    TryCard: Verb(Role.IDCARD, Done),
    TryCode: Verb(Role.BARCODE, Done),
    ReadStaffCard: Verb(Role.IDCARD, StaffCardRead, personal=False),
}

CANNOT_START = 2
"""Exit status of a worker that said on stderr what a person must put right in the configuration first."""

_ABSENT: Mapping[Role, Code] = {
    Role.IDCARD: Code.READER_GONE,
    Role.BARCODE: Code.CODE_READER_GONE,
    Role.PAGE: Code.PAGE_SCANNER_GONE,
    Role.PRINTER: Code.PRINT_PRINTER_GONE,
    Role.GPIO: Code.GPIO_GONE,
}


def absent(device: Role) -> Failure:
    """The failure of a device that this kiosk does not have."""
    return Failure(code=_ABSENT[device].value, act=Act.STAFF, detail=f"devices.{device.value} names no model")


WORKER_GONE = Failure(code=Code.WORKER_GONE.value, act=Act.NOBODY)
SPOOL_FULL = Failure(code=Code.PAGE_SPOOL_FULL.value, act=Act.CITIZEN)
DEVICE_BUSY = Failure(code=Code.DEVICE_BUSY.value, act=Act.NOBODY)
