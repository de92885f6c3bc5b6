"""A page scanner through SANE (python-sane). The only file that imports it.

SANE_CONFIG_DIR, which the worker's environment sets, decides the backends and, for eSCL, the scanner's address. The
device is opened for each question and each sheet: SANE has no other way to ask whether a scanner is still there.
What to know of python-sane: an exception that leaves the progress callback ends the process by a segmentation fault,
and so does closing during a scan; a scan that was cut short comes back as success.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import _sane
import numpy as np
import sane
from PIL import Image

from drivers.base import DeviceInfo, DeviceStatus, Progress, State
from drivers.errors import Act, Code, DeviceFailure, DriverError, Retry
from drivers.scanner import pixels
from drivers.scanner.contract import Sheet
from drivers.scanner.imaging import QUALITY, broke_off, sheet_of
from drivers.scanner.pixels import Picture
from drivers.scanner.sane_options import FLATBED, prepare, source_among, Wish
from drivers.turn import Busy, Turn

INPUT_OUTPUT = "Error during device I/O"

FAILURES: dict[str, tuple[Code, Act]] = {
    "Document feeder out of documents": (Code.PAGE_NO_PAPER, Act.CITIZEN),
    "Scanner cover is open": (Code.PAGE_COVER_OPEN, Act.CITIZEN),
    "Device busy": (Code.PAGE_BUSY, Act.CITIZEN),
    "End of file reached": (Code.PAGE_SHORT, Act.CITIZEN),
    "Operation was canceled": (Code.PAGE_STOPPED, Act.CITIZEN),
    INPUT_OUTPUT: (Code.PAGE_BROKE_OFF, Act.CITIZEN),
    "Document feeder jammed": (Code.PAGE_JAM, Act.STAFF),
    "Access to resource has been denied": (Code.DEVICE_DENIED, Act.ENGINEER),
    "Out of memory": (Code.PAGE_SCANNER_BROKEN, Act.NOBODY),
    "Operation not supported": (Code.PAGE_SCANNER_BROKEN, Act.ENGINEER),
    "Invalid argument": (Code.PAGE_SCANNER_BROKEN, Act.ENGINEER),
}
"""sane_strstatus's texts, which is all that python-sane tells. What the citizen can put right is `Retry`."""

_CLOSES_S = 5
"""For a scanner whose scan broke off to be let go of."""
_MOST_DOTS = 30_000
"""A side of A3 at 1200 dpi has fewer."""

_STATES = {Code.PAGE_SCANNER_GONE: State.NO_DEVICE, Code.PAGE_BUSY: State.BUSY, Code.PAGE_COVER_OPEN: State.USER_ERROR}


@dataclass(frozen=True)
class _Stack:
    """What a feeder was begun with: a second side, or further sheets, may be in the device's hands already."""

    device: Any
    dpi: int
    asked: tuple[int, bool]


class SaneScanner:
    """See `drivers.scanner.contract.PageScanner`. `sources` are names for where the paper lies, of which the scanner
    has one or no choice.
    """

    def __init__(self, model: str, wish: Wish, sources: tuple[str, ...]) -> None:
        self._model, self._wish, self._sources = model, wish, sources
        self._turn = Turn()
        self._name = ""
        self._begun = False
        self._stack: _Stack | None = None
        self._used: Any = None
        """What was scanned with and is not needed any more, still open: sane-airscan was seen to wait for ever in its
        close, and a page that is there, or a reason why it is not, should not wait for that.
        """

    def open(self) -> DeviceInfo:
        """Choose the scanner and see that it answers. Raises `DriverError`."""
        with self._turn.take():
            self._leave()
            with _mapped():
                sane.init()
                self._begun = True
                found = {device[0]: device for device in sane.get_devices()}
            if not self._wish.name and not found:
                raise _gone("SANE lists no scanner")
            self._name = self._first([self._wish.name] if self._wish.name else list(found))
            _, maker, product, _ = found.get(self._name, (self._name, "", "", ""))
            return DeviceInfo(f"{maker} {product}".strip() or self._model)

    def resume(self, name: str) -> None:
        """See `PageScanner.resume`."""
        with self._turn.take():
            self._leave()
            with _mapped():
                sane.init()
                self._begun = True
            self._name = name

    @property
    def name(self) -> str:
        """See `PageScanner.name`."""
        return self._name

    @property
    def holds_stack(self) -> bool:
        """See `PageScanner.holds_stack`."""
        return self._stack is not None

    def status(self) -> DeviceStatus:
        """Open the scanner and let it go; while it holds a stack it is not disturbed."""
        try:
            with self._turn.take():
                if self._stack is None:
                    self._put_away()
                    with self._opened(self._name):
                        pass
        except Busy:
            return DeviceStatus(State.BUSY)
        except DeviceFailure as error:
            return DeviceStatus(_STATES.get(error.code, State.HARDWARE_ERROR), error.code, error.act)
        return DeviceStatus(State.ONLINE)

    def scan(self, dpi: int, colour: bool, progress: Progress, quality: int = QUALITY) -> Sheet:
        """See `PageScanner.scan`. With a duplex feeder every second call brings a sheet's back."""
        with self._turn.take():
            page, real_dpi = self._side(dpi, colour, progress)
            self._turn.check()
            return sheet_of(page, real_dpi, quality)

    def cancel(self) -> None:
        """See `Driver.cancel`. Takes effect at the next line that arrives."""
        self._turn.cancel()

    def close(self) -> None:
        """See `Driver.close`. Waits for a running scan to notice."""
        with self._turn.take_last(self.cancel):
            self._leave()

    def _first(self, names: list[str]) -> str:
        """The first of `names` that answers and has our place for paper; the reason where none does."""
        reason: DeviceFailure | None = None
        for name in names:
            try:
                with self._opened(name) as device:
                    if source_among(device.opt, self._sources) is not None:
                        return name
                failure: DeviceFailure = DriverError(
                    Code.PAGE_SCANNER_BROKEN, Act.ENGINEER, "no scanner has such a source; choose a model")
            except DeviceFailure as error:
                failure = error
            reason = reason or failure
        assert reason is not None
        raise reason

    def _side(self, dpi: int, colour: bool, progress: Progress) -> tuple[Image.Image, int]:
        """One side of a sheet; the bytes that it came in are let go of."""
        stack, self._stack = self._stack, None
        if stack is not None:
            self._put_away()
            self._used = stack.device
            if stack.asked == (dpi, colour) and (picture := self._next(stack, progress)) is not None:
                return pixels.image(picture), stack.dpi
        picture, real_dpi = self._begin(dpi, colour, progress)
        return pixels.image(picture), real_dpi

    def _next(self, stack: _Stack, progress: Progress) -> Picture | None:
        """The next side of a stack; None where that was all, and another may lie in the feeder by now."""
        try:
            picture = self._one(stack.device, progress, stay=True)
        except Retry as failure:
            if failure.code is not Code.PAGE_NO_PAPER:
                raise
            return None
        self._stack, self._used = stack, None
        return picture

    def _begin(self, dpi: int, colour: bool, progress: Progress) -> tuple[Picture, int]:
        """The first side of a sheet. The scanner stays open, also where this fails: what went wrong is told first.

        A feeder stays begun, as SANE has it for stacks: sane-airscan asks for the next sheet while it still decodes
        this one, and to stop it then would lose the sheet.
        """
        self._put_away()
        feeds = self._sources != FLATBED
        self._used = device = self._device(self._name)
        with _mapped():
            real_dpi = prepare(device, dpi, colour, self._sources, self._wish)
            picture = self._one(device, progress, stay=feeds)
        if feeds:
            self._stack, self._used = _Stack(device, real_dpi, (dpi, colour)), None
        return picture, real_dpi

    def _one(self, device: Any, progress: Progress, stay: bool = False) -> Picture:
        """One side. `stay`: the scanner is not told that this was all."""
        self._turn.check()
        watch = _Watch(device, self._turn, progress)
        try:
            device.start()
            wide, lines = device.get_parameters()[2]
            if not (0 < wide <= _MOST_DOTS and -1 <= lines <= _MOST_DOTS and lines):
                # python-sane believes any number, and dies of it
                raise DriverError(Code.PAGE_SCANNER_BROKEN, Act.ENGINEER, f"a page of {wide} x {lines} dots")
            # SaneDev.snap would copy the page three times on its way into a Pillow image
            data, width, height, samples, _ = device.dev.snap(stay, False, watch.line)
        except _sane.error as error:
            watch.raise_own()
            raise self._failure(error) from None
        watch.raise_own()
        if not data or height < lines:
            raise Retry(Code.PAGE_SHORT, f"{height} of {lines} lines")
        shape = (height, width, samples) if samples > 1 else (height, width)
        picture: Picture = np.frombuffer(data, np.uint8).reshape(shape)
        if broke_off(picture):
            raise Retry(Code.PAGE_SHORT, "the picture's data ended early")
        return picture

    def _failure(self, error: Exception) -> DeviceFailure:
        """An I/O error says nothing: whether the scanner can be opened again does. Ends the process where that cannot
        be asked, because it waits for ever.
        """
        if str(error) != INPUT_OUTPUT:
            return _failure_of(error)
        signal.alarm(_CLOSES_S)
        self._put_away()  # with the interpreter's lock: no thread of ours could end this
        signal.alarm(0)
        try:
            sane.open(self._name).close()
        except _sane.error:
            return _gone("the scanner does not answer any more")
        return Retry(Code.PAGE_BROKE_OFF, "the scan broke off")

    def _device(self, name: str) -> Any:
        if not name:
            raise _gone("not open")
        try:
            return sane.open(name)
        except _sane.error as error:
            # SANE says "Invalid argument" of a name that nobody has
            raise (_gone("the scanner does not answer") if str(error) in (INPUT_OUTPUT, "Invalid argument")
                   else _failure_of(error)) from None

    @contextmanager
    def _opened(self, name: str) -> Iterator[Any]:
        device = self._device(name)
        try:
            yield device
        finally:
            device.close()

    def _put_away(self) -> None:
        """Close what the last scan left open."""
        used, self._used = self._used, None
        if used is not None:
            used.close()

    def _leave(self) -> None:
        self._name = ""
        self._put_away()
        stack, self._stack = self._stack, None
        if stack is not None:
            stack.device.close()
        if self._begun:
            self._begun = False
            sane.exit()


class _Watch:
    """What python-sane calls for each line. Nothing may leave it, so that it keeps what went wrong."""

    def __init__(self, device: Any, turn: Turn, progress: Progress) -> None:
        self._device, self._turn, self._progress = device, turn, progress
        self._shown = -1
        self._own: BaseException | None = None

    def line(self, done: int, total: int) -> None:
        """Report each per cent once; cancel the scan from within, where that is safe."""
        try:
            if self._own is not None:
                return
            self._turn.check()
            share = done * 100 // total if total > 0 else done // 100
            if share != self._shown:
                self._shown = share
                self._progress(done, max(total, 0))
        except BaseException as error:  # a segmentation fault otherwise
            self._own = error
            self._device.cancel()

    def raise_own(self) -> None:
        """Raise what was kept."""
        if self._own is not None:
            raise self._own


@contextmanager
def _mapped() -> Iterator[None]:
    try:
        yield
    except _sane.error as error:
        raise _failure_of(error) from None


def _failure_of(error: Exception) -> DeviceFailure:
    code, act = FAILURES.get(str(error), (Code.PAGE_SCANNER_BROKEN, Act.ENGINEER))
    return Retry(code) if act is Act.CITIZEN else DriverError(code, act, str(error))


def _gone(detail: str) -> DriverError:
    return DriverError(Code.PAGE_SCANNER_GONE, Act.STAFF, detail)
