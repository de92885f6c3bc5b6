"""The page scanner as its worker has it: all that touches SANE or a picture happens in a child (see the package)."""

from __future__ import annotations

import os
import select
import time
import weakref
from typing import Protocol, TypeVar

import msgspec

from daemon.pages import words
from daemon.pages.nursery import Born, Nursery
from daemon.pages.words import Finished, Gone, Looked, Opened, Order, Report
from drivers.base import DeviceInfo, DeviceStatus, Driver, Progress, State, Surroundings
from drivers.errors import Act, Canceled, Code, DeviceFailure, DriverError, Retry
from drivers.scanner import Sheet
from drivers.scanner.sane_options import parse_address
from drivers.turn import Busy, Turn
from rules.settings import Device

OPENS_S = 90.0
"""For a scanner to be found and to answer; backends that ask the network take their time."""
LOOKS_S = 30.0
"""For a scanner that was found to answer."""
CHANGES_S = 30.0
"""For a page to be turned or cut."""
FINISHES_S = 30.0
"""From the last line to the finished page."""
GRACE_S = 1.0
"""After a cancel, before the child is killed; `daemon.lifecycle.CANCEL_S` kills the worker after twice that."""

SomeReport = TypeVar("SomeReport", bound=Report)


class PageMaker(Driver, Protocol):
    """What the page trade works with: scans a sheet, and changes a page that was kept."""

    def scan(self, dpi: int, colour: bool, progress: Progress, quality: int = 85) -> Sheet:
        """See `drivers.scanner.PageScanner.scan`."""

    def turned(self, jpeg: bytes, quarters: int) -> Sheet:
        """See `drivers.scanner.imaging.turned`. Needs no scanner, nor that it be open."""

    def cropped(self, jpeg: bytes, left: float, top: float, right: float, bottom: float) -> Sheet:
        """See `drivers.scanner.imaging.cropped`. As `turned`."""


class ScannerApart:
    """See `PageMaker`. One child is kept ready, which has SANE loaded and looks how the scanner is; it scans one sheet,
    or what one stack brings, and ends with it. A child that crashes or hangs is one failed verb, and the next one finds
    the scanner again.
    """

    def __init__(self, device: Device, surroundings: Surroundings, nursery: Nursery | None = None) -> None:
        """`nursery`: None for one of its own. Raises `ValueError` for an address that cannot be."""
        parse_address(device.address)
        self._opening = words.Open(model=device.model, address=device.address, assets=str(surroundings.assets))
        self._nursery = nursery or Nursery()
        self._ready: Born | None = None
        self._spent: Born | None = None
        self._name = ""
        self._holds = False
        """A child that is ready holds a stack: a sheet's back, or a sheet that was drawn in, is to come."""
        self._turn = Turn()
        self._alarm = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        weakref.finalize(self, os.close, self._alarm)

    def open(self) -> DeviceInfo:
        """See `Driver.open`. Raises `DriverError`, `Canceled`."""
        with self._turn.take():
            return self._seek()

    def status(self) -> DeviceStatus:
        """See `Driver.status`. Raises `Canceled`."""
        try:
            with self._turn.take():
                return self._looked()
        except Busy:
            return DeviceStatus(State.BUSY)
        except DeviceFailure as error:
            gone = error.code is Code.PAGE_SCANNER_GONE
            return DeviceStatus(State.NO_DEVICE if gone else State.HARDWARE_ERROR, error.code, error.act)

    def scan(self, dpi: int, colour: bool, progress: Progress, quality: int = 85) -> Sheet:
        """See `PageMaker.scan`."""
        order, begun = words.Scan(dpi=dpi, colour=colour, quality=quality), False

        def advance(done: int, total: int) -> None:
            nonlocal begun
            begun = True
            progress(done, total)

        with self._turn.take():
            child, begun = self._child(), self._holds
            try:
                return self._scanned(child, order, advance)
            except DriverError as error:
                if begun or error.code is not Code.PAGE_SCANNER_GONE:
                    raise
            # its cable may have been out for a moment: then it is another device now, which only a search finds
            self._seek()
            return self._scanned(self._child(), order, progress)

    def turned(self, jpeg: bytes, quarters: int) -> Sheet:
        """See `PageMaker.turned`."""
        return self._changed(words.Turn(jpeg=jpeg, quarters=quarters))

    def cropped(self, jpeg: bytes, left: float, top: float, right: float, bottom: float) -> Sheet:
        """See `PageMaker.cropped`."""
        return self._changed(words.Crop(jpeg=jpeg, left=left, top=top, right=right, bottom=bottom))

    def cancel(self) -> None:
        """See `Driver.cancel`. The child breaks the scan off at the next line; where none comes, it is killed."""
        self._turn.cancel()
        os.eventfd_write(self._alarm, 1)

    def close(self) -> None:
        """See `Driver.close`."""
        with self._turn.take_last(self.cancel):
            self._leave()

    def _seek(self) -> DeviceInfo:
        self._leave()
        child = self._nursery.child()
        opened = self._begun(child, self._opening)
        self._ready, self._name = child, opened.name
        return DeviceInfo(opened.model, opened.serial, opened.firmware)

    def _looked(self) -> DeviceStatus:
        for _ in range(2):
            child, self._ready = self._child(), None
            try:
                looked = self._answer(child, words.Look(), Looked, LOOKS_S)
            except Gone:
                continue
            self._ready = child
            return DeviceStatus(looked.state, looked.code, looked.act)
        raise _unfit("the process that looked at the scanner ended, twice")

    def _scanned(self, child: Born, order: words.Scan, progress: Progress) -> Sheet:
        self._ready, self._holds = None, False
        try:
            finished = self._answer(child, order, Finished, None, progress)
        except Gone:
            if self._looked().code is Code.PAGE_SCANNER_GONE:
                raise DriverError(Code.PAGE_SCANNER_GONE, Act.STAFF, "and the process that scanned ended") from None
            raise Retry(Code.PAGE_BROKE_OFF, "the process that scanned ended") from None
        self._holds = finished.more
        if finished.more:
            self._ready = child
        else:
            self._spent = child
        self._turn.check()
        return _sheet(finished)

    def _changed(self, order: words.Turn | words.Crop) -> Sheet:
        with self._turn.take():
            child = self._nursery.child()
            try:
                finished = self._answer(child, order, Finished, CHANGES_S)
            except Gone:
                raise DriverError(Code.WORKER_GONE, Act.NOBODY, "the process that changed the page ended") from None
            child.end()
            return _sheet(finished)

    def _child(self) -> Born:
        """The one that is ready, or another that takes up the same scanner."""
        if self._spent is not None:
            self._spent.end()  # two at once would find the scanner busy
            self._spent = None
        if self._ready is None:
            if not self._name:
                raise DriverError(Code.PAGE_SCANNER_GONE, Act.STAFF, "not open")
            child = self._nursery.child()
            self._begun(child, msgspec.structs.replace(self._opening, again=self._name))
            self._ready = child
        return self._ready

    def _begun(self, child: Born, order: words.Open) -> Opened:
        try:
            return self._answer(child, order, Opened, OPENS_S)
        except Gone:
            raise _unfit("the process that opened the scanner ended") from None

    def _leave(self) -> None:
        for child in (self._spent, self._ready):
            if child is not None:
                child.end()
        self._spent = self._ready = None
        self._name, self._holds = "", False

    def _answer(
        self, child: Born, order: Order, wanted: type[SomeReport], within_s: float | None,
        progress: Progress | None = None,
    ) -> SomeReport:
        """What the child makes of an order. Raises what it raised, `ValueError` for what it refused, `Canceled`; `Gone`
        where it ended, says what nobody asked for, or takes longer than `within_s`. It is no more after any of these.
        """
        try:
            child.channel.send(order)
            report = self._wait(child, within_s, progress)
        except BaseException:
            child.kill()
            raise
        if isinstance(report, wanted):
            return report
        child.end()
        match report:
            case words.Failed(retry=True):
                raise Retry(report.code, report.detail)
            case words.Failed():
                raise DriverError(report.code, report.act, report.detail)
            case words.Stopped():
                raise Canceled
            case words.Refused():
                raise ValueError("there is no such page or box")
            case _:
                raise Gone

    def _wait(self, child: Born, within_s: float | None, progress: Progress | None) -> Report:
        deadline = None if within_s is None else time.monotonic() + within_s
        told = False
        poll = select.poll()
        poll.register(self._alarm, select.POLLIN)
        poll.register(child.channel, select.POLLIN)
        while True:
            if self._turn.canceled and not told:
                told, deadline = True, time.monotonic() + GRACE_S
                child.channel.send(words.Cancel())
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise Canceled if told else Gone
            ready = dict(poll.poll(None if left is None else left * 1000))
            if self._alarm in ready:
                os.eventfd_read(self._alarm)
            if child.channel.fileno() not in ready:
                continue
            while (report := child.channel.heard()) is not None:
                if not isinstance(report, words.Advanced):
                    return report
                if progress is not None:
                    progress(report.done, report.total)
                if report.done == report.total and not told:
                    deadline = time.monotonic() + FINISHES_S
                if not child.channel.called:
                    break


def _sheet(finished: Finished) -> Sheet:
    return Sheet(finished.jpeg, finished.preview, finished.width, finished.height, blank=finished.blank,
                 dark=finished.dark, blurred=finished.blurred)


def _unfit(detail: str) -> DriverError:
    return DriverError(Code.PAGE_SCANNER_BROKEN, Act.NOBODY, detail)
