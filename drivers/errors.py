"""What can go wrong with a device, in two trees: `Retry` (the person can try again) and `DriverError` (they cannot).

Every failure has a code that never changes and says who must act. Screens have a sentence for each `Code`; foreign
exceptions are mapped to these once, at the transport.
"""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Who must act."""

    CITIZEN = "citizen"
    STAFF = "staff"
    ENGINEER = "engineer"
    NOBODY = "nobody"


class Code(StrEnum):
    """Stable names of failures. The part before the dot is the device class."""

    CARD_NONE = "card.none"
    CARD_INTERRUPTED = "card.interrupted"
    CARD_UNREADABLE = "card.unreadable"
    CARD_UNKNOWN_KIND = "card.unknown_kind"
    CARD_BAD_CHECK = "card.bad_check"
    READER_GONE = "card.reader_gone"
    READER_SILENT = "card.reader_silent"
    READER_BROKEN = "card.reader_broken"
    CODE_NONE = "code.none"
    CODE_READER_GONE = "code.reader_gone"
    CODE_READER_MUTE = "code.reader_mute"
    PAGE_NO_PAPER = "page.no_paper"
    PAGE_JAM = "page.jam"
    PAGE_COVER_OPEN = "page.cover_open"
    PAGE_BUSY = "page.busy"
    PAGE_SHORT = "page.short"
    PAGE_BROKE_OFF = "page.broke_off"
    PAGE_STOPPED = "page.stopped"
    PAGE_SCANNER_GONE = "page.scanner_gone"
    PAGE_SCANNER_BROKEN = "page.scanner_broken"
    PAGE_SPOOL_FULL = "page.spool_full"
    PAGE_UNKNOWN = "page.unknown_page"
    PRINT_PAPER_OUT = "print.paper_out"
    PRINT_COVER_OPEN = "print.cover_open"
    PRINT_CUTTER = "print.cutter"
    PRINT_JAM = "print.jam"
    PRINT_HEAD_HOT = "print.head_hot"
    PRINT_MUTE = "print.mute"
    PRINT_PRINTER_GONE = "print.printer_gone"
    PRINT_BROKEN = "print.broken"
    PRINT_IN_EXIT = "print.in_exit"
    """Nothing is wrong: a presenter holds the paper out, for a while."""
    PRINT_NO_DOCUMENT = "print.no_document"
    PRINT_STARTED_BEFORE = "print.started_before"
    GPIO_GONE = "gpio.gone"
    DEVICE_BUSY = "device.busy"
    DEVICE_DENIED = "device.denied"
    WORKER_GONE = "device.worker_gone"


class DeviceFailure(Exception):
    """Root of both trees. `detail` is for an engineer and names nobody."""

    def __init__(self, code: Code, act: Act, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.act = act
        self.detail = detail


class Retry(DeviceFailure):
    """The citizen can put it right and try again; the device is well."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(code, Act.CITIZEN, detail)


class DriverError(DeviceFailure):
    """The device is not well; staff or an engineer must act, or it recovers by itself (`Act.NOBODY`)."""


class Canceled(Exception):
    """The verb was canceled; nothing was left behind."""
