"""A page scanner through SANE (python-sane). The only file that imports it.

SANE_CONFIG_DIR, which the worker's environment sets, decides the backends and, for eSCL, the scanner's address. The
device is opened for each question and each scan: SANE has no other way to ask whether a scanner is still there.
What to know of python-sane: an exception that leaves the progress callback ends the process by a segmentation fault,
and so does closing during a scan; a scan that was cut short comes back as success; options out of range are clamped
without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import _sane
import sane
from PIL import Image

from drivers.base import DeviceInfo, DeviceStatus, Progress, State
from drivers.errors import Act, Code, DeviceFailure, DriverError, Retry
from drivers.scanner.contract import Sheet
from drivers.scanner.imaging import sheet_of
from drivers.turn import Busy, Turn

INPUT_OUTPUT = "Error during device I/O"

FAILURES: dict[str, tuple[Code, Act]] = {
    "Document feeder out of documents": (Code.PAGE_NO_PAPER, Act.CITIZEN),
    "Scanner cover is open": (Code.PAGE_COVER_OPEN, Act.CITIZEN),
    "Device busy": (Code.PAGE_BUSY, Act.CITIZEN),
    "End of file reached": (Code.PAGE_SHORT, Act.CITIZEN),
    "Document feeder jammed": (Code.PAGE_JAM, Act.STAFF),
    "Access to resource has been denied": (Code.DEVICE_DENIED, Act.ENGINEER),
    "Out of memory": (Code.PAGE_SCANNER_BROKEN, Act.NOBODY),
    "Operation not supported": (Code.PAGE_SCANNER_BROKEN, Act.ENGINEER),
    "Operation was cancelled": (Code.PAGE_SCANNER_BROKEN, Act.NOBODY),
    "Invalid argument": (Code.PAGE_SCANNER_BROKEN, Act.ENGINEER),
    INPUT_OUTPUT: (Code.PAGE_SCANNER_BROKEN, Act.NOBODY),
}
"""sane_strstatus's texts, which is all that python-sane tells. What the citizen can put right is `Retry`."""

_STATES = {Code.PAGE_SCANNER_GONE: State.NO_DEVICE, Code.PAGE_BUSY: State.BUSY, Code.PAGE_COVER_OPEN: State.USER_ERROR}

_COLOUR_MODES = ("color", "colour", "24bit color", "rgb")
_GREY_MODES = ("gray", "grey", "true gray", "8bit gray", "grayscale")
FLATBED = ("flatbed", "normal", "platen")
FEEDER = ("adf", "automatic document feeder", "adf front", "adf simplex")
"""What scanners call their sources, without regard to case."""

_BROKEN_OFF_ROWS = 8
"""Rows of exactly (128, 128, 128) at the end: what libjpeg puts for a picture whose file ended early. sane-airscan
passes that on as a success; paper never looks so."""


class SaneScanner:
    """See `drivers.scanner.contract.PageScanner`. `wanted` is a SANE device name, or "" for the first one there is.

    `sources` are names for where the paper lies, of which the scanner has one or no choice.
    """

    def __init__(self, model: str, wanted: str, sources: tuple[str, ...]) -> None:
        self._model, self._wanted, self._sources = model, wanted, sources
        self._turn = Turn()
        self._name = ""
        self._begun = False

    def open(self) -> DeviceInfo:
        """Choose the scanner and see that it answers. Raises `DriverError`."""
        with self._turn.take():
            self._leave()
            with _mapped():
                sane.init()
                self._begun = True
                found = {device[0]: device for device in sane.get_devices()}
            if self._wanted:
                self._name = self._wanted
            elif found:
                self._name = next(iter(found))
            else:
                raise _gone("SANE lists no scanner")
            with self._opened():
                pass
            _, maker, product, _ = found.get(self._name, (self._name, "", "", ""))
            return DeviceInfo(f"{maker} {product}".strip() or self._model)

    def status(self) -> DeviceStatus:
        """Open the scanner and let it go."""
        try:
            with self._turn.take(), self._opened():
                pass
        except Busy:
            return DeviceStatus(State.BUSY)
        except DeviceFailure as error:
            return DeviceStatus(_STATES.get(error.code, State.HARDWARE_ERROR), error.code, error.act)
        return DeviceStatus(State.ONLINE)

    def scan(self, dpi: int, colour: bool, progress: Progress) -> Sheet:
        """See `PageScanner.scan`."""
        with self._turn.take():
            with self._opened() as device:
                image, real_dpi = self._scan(device, dpi, colour, progress)
            self._turn.check()
            return sheet_of(image, real_dpi)

    def cancel(self) -> None:
        """See `Driver.cancel`. Takes effect at the next line that arrives."""
        self._turn.cancel()

    def close(self) -> None:
        """See `Driver.close`. Waits for a running scan to notice."""
        self.cancel()
        with self._turn.take_last():
            self._leave()

    def _scan(self, device: Any, dpi: int, colour: bool, progress: Progress) -> tuple[Image.Image, int]:
        self._turn.check()
        watch = _Watch(device, self._turn, progress)
        try:
            real_dpi = _prepare(device, dpi, colour, self._sources)
            device.start()
            lines = device.get_parameters()[2][1]
            image = device.snap(progress=watch.line)
        except _sane.error as error:
            watch.raise_own()
            raise self._failure(error, device) from None
        except RuntimeError:
            raise Retry(Code.PAGE_SHORT, "no data") from None
        watch.raise_own()
        if lines > 0 and image.height < lines:
            raise Retry(Code.PAGE_SHORT, f"{image.height} of {lines} lines")
        if _broke_off(image):
            raise Retry(Code.PAGE_SHORT, "the picture's data ended early")
        return image, real_dpi

    def _failure(self, error: Exception, device: Any) -> DeviceFailure:
        """An I/O error says nothing: whether the scanner can be opened again does."""
        if str(error) != INPUT_OUTPUT:
            return _failure_of(error)
        device.close()
        try:
            sane.open(self._name).close()
        except _sane.error:
            return _gone("the scanner does not answer any more")
        return DriverError(Code.PAGE_SCANNER_BROKEN, Act.NOBODY, "the scan broke off")

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        if not self._name:
            raise _gone("not open")
        try:
            device = sane.open(self._name)
        except _sane.error as error:
            # SANE says "Invalid argument" of a name that nobody has
            raise (_gone("the scanner does not answer") if str(error) in (INPUT_OUTPUT, "Invalid argument")
                   else _failure_of(error)) from None
        try:
            yield device
        finally:
            device.close()

    def _leave(self) -> None:
        self._name = ""
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
        except BaseException as error:  # noqa: B902 - a segmentation fault otherwise
            self._own = error
            self._device.cancel()

    def raise_own(self) -> None:
        """Raise what was kept."""
        if self._own is not None:
            raise self._own


def _broke_off(image: Image.Image) -> bool:
    end = image.crop((0, max(image.height - _BROKEN_OFF_ROWS, 0), image.width, image.height)).convert("RGB")
    return end.getextrema() == ((128, 128),) * 3


def _prepare(device: Any, dpi: int, colour: bool, sources: tuple[str, ...]) -> int:
    """Set what is asked and read it back. Returns the resolution that the scanner uses, at least `dpi` if it can."""
    options = device.opt
    if "source" in options and options["source"].is_active():
        source = _among(options["source"].constraint, sources)
        if source is None:
            raise DriverError(Code.PAGE_SCANNER_BROKEN, Act.ENGINEER, "the scanner has no such source; choose a model")
        device.source = source
    if "mode" in options:
        mode = _among(options["mode"].constraint, _COLOUR_MODES if colour else _GREY_MODES)
        if mode is None:
            raise DriverError(Code.PAGE_SCANNER_BROKEN, Act.ENGINEER, "the scanner has no such colour mode")
        device.mode = mode
        if device.mode != mode:
            raise DriverError(Code.PAGE_SCANNER_BROKEN, Act.ENGINEER, "the scanner does not keep its colour mode")
    resolution = _resolution(options, dpi)
    if resolution is not None:
        device.resolution = resolution
    for name, end in (("tl_x", 0), ("tl_y", 0), ("br_x", 1), ("br_y", 1)):
        if name in options and isinstance(options[name].constraint, tuple):
            setattr(device, name, options[name].constraint[end])
    return round(device.resolution) if resolution is not None else dpi


def _resolution(options: Any, dpi: int) -> int | None:
    if "resolution" not in options:
        return None
    constraint: tuple[float, float, float] | list[float] | None = options["resolution"].constraint
    if isinstance(constraint, tuple):
        return round(min(max(dpi, constraint[0]), constraint[1]))
    if constraint:
        return round(min((it for it in constraint if it >= dpi), default=max(constraint)))
    return dpi


def _among(constraint: object, names: tuple[str, ...]) -> str | None:
    """The scanner's own spelling of the first of `names` that it knows."""
    if not isinstance(constraint, list):
        return None
    spelt = {str(value).lower(): str(value) for value in constraint}
    return next((spelt[name] for name in names if name in spelt), None)


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
