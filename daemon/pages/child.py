"""What a child does: scan a sheet or a stack, or turn or crop one page. It has its pages to itself, ends with them."""

from __future__ import annotations

from pathlib import Path

from daemon.pages.words import (
    Advanced, Cancel, Channel, Crop, Failed, Finished, Gone, Look, Looked, Open, Opened, Order, Refused, Report, Scan,
    Stopped, Turn,
)
from drivers.base import Surroundings
from drivers.errors import Canceled, DeviceFailure, Retry
from drivers.scanner import PAGE_MODELS, PageScanner, Sheet, imaging
from rules.settings import Device

_TEXT = 1000


class Child:
    """Serves one worker's wishes until one of them made a page."""

    def __init__(self, channel: Channel[Order]) -> None:
        self._channel = channel
        self._scanner: PageScanner | None = None

    def run(self) -> None:
        """Returns when it has made what it was for, or when nobody asks any more."""
        try:
            while True:
                order = self._channel.heard()
                if order is not None and self._do(order):
                    break
        except Gone:
            pass  # the worker has other plans
        if self._scanner is not None:
            self._scanner.close()

    def _do(self, order: Order) -> bool:
        """Whether that was all."""
        try:
            report = self._report(order)
        except DeviceFailure as failure:
            report = Failed(retry=isinstance(failure, Retry), code=failure.code, act=failure.act,
                            detail=failure.detail[:_TEXT])
        except Canceled:
            report = Stopped()
        if report is not None:
            self._channel.send(report)
        return isinstance(order, Scan | Turn | Crop) and not (isinstance(report, Finished) and report.more)

    def _report(self, order: Order) -> Report | None:
        match order:
            case Open():
                return self._open(order)
            case Look():
                status = self._opened().status()
                return Looked(state=status.state, code=status.code, act=status.act)
            case Scan():
                scanner = self._opened()
                sheet = scanner.scan(order.dpi, order.colour, self._advance, order.quality)
                return _finished(sheet, more=scanner.holds_stack)
            case Turn() | Crop():
                return _changed(order)
            case Cancel():
                return None  # too late: what it was for is over

    def _open(self, order: Open) -> Opened:
        device = Device(model=order.model, address=order.address)
        self._scanner = PAGE_MODELS[order.model].build(device, Surroundings(assets=Path(order.assets)))
        if order.again:
            self._scanner.resume(order.again)
            return Opened(name=order.again, model="", serial="", firmware="")
        info = self._scanner.open()
        return Opened(name=self._scanner.name, model=info.model[:_TEXT], serial=info.serial[:_TEXT],
                      firmware=info.firmware[:_TEXT])

    def _opened(self) -> PageScanner:
        if self._scanner is None:
            raise Gone
        return self._scanner

    def _advance(self, done: int, total: int) -> None:
        self._channel.send(Advanced(done=done, total=total))
        if self._channel.called:
            self._opened().cancel()


def _changed(order: Turn | Crop) -> Finished | Refused:
    try:
        if isinstance(order, Turn):
            return _finished(imaging.turned(order.jpeg, order.quarters))
        return _finished(imaging.cropped(order.jpeg, order.left, order.top, order.right, order.bottom))
    except ValueError:
        return Refused()


def _finished(sheet: Sheet, more: bool = False) -> Finished:
    return Finished(jpeg=sheet.jpeg, preview=sheet.preview, width=sheet.width, height=sheet.height, blank=sheet.blank,
                    dark=sheet.dark, blurred=sheet.blurred, more=more)
