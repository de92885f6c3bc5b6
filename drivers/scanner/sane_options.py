"""A SANE device's options: found by what they mean, set, and read back. Nothing here loads SANE.

python-sane takes a mis-spelt option for a plain attribute and clamps a value out of range without a word, so that an
option is looked up before it is set and compared afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drivers.errors import Act, Code, DriverError

_COLOUR_MODES = ("color", "colour", "24bit color", "rgb")
_GREY_MODES = ("gray", "grey", "true gray", "8bit gray", "grayscale")
FLATBED = ("flatbed", "normal", "platen")
FEEDER = ("adf", "automatic document feeder", "adf front", "adf simplex")
DUPLEX = ("adf duplex", "automatic document feeder (duplex)", "duplex")
"""What scanners call their sources, without regard to case."""

_CORNERS = (("tl_x", 0), ("tl_y", 0), ("br_x", 1), ("br_y", 1))
_WORDS_OF_TRUTH = {"yes": 1, "true": 1, "1": 1, "no": 0, "false": 0, "0": 0}
_NEAR = 0.01
"""Part of a corner's range: scanners move a corner to whole dots."""


@dataclass(frozen=True)
class Wish:
    """`name` is a SANE device name or "" for the first of its kind; `options` are set on it before anything else."""

    name: str
    options: tuple[tuple[str, str], ...] = ()


def parse_address(address: str) -> Wish:
    """ "DEVICE; OPTION=VALUE; …" as in the configuration. Raises `ValueError` that says how it is written."""
    name, *rest = (part.strip() for part in address.split(";"))
    options = []
    for part in rest:
        option, equals, value = (it.strip() for it in part.partition("="))
        if not (option and equals and value):
            raise ValueError(f"a SANE address is DEVICE; OPTION=VALUE; …, and {part!r} is no OPTION=VALUE")
        options.append((option.replace("-", "_"), value))
    return Wish(name, tuple(options))


def source_among(options: Any, sources: tuple[str, ...]) -> str | None:
    """The scanner's own word for one of `sources`; "" where it has but one place for paper and says nothing of it."""
    if "source" not in options or not options["source"].is_active():
        return "" if sources == FLATBED else None
    return _among(options["source"].constraint, sources)


def prepare(device: Any, dpi: int, colour: bool, sources: tuple[str, ...], wish: Wish) -> int:
    """Set what is asked and read it back. Returns the resolution that the scanner uses, at least `dpi` if it can.

    Raises `DriverError` (PAGE_SCANNER_BROKEN) for a scanner that lacks something or does not keep it.
    """
    for name, text in wish.options:
        if name not in device.opt:
            raise _unfit(f"the scanner has no option {name}")
        _keep(device, name, _typed(device.opt[name], name, text))
    source = source_among(device.opt, sources)
    if source is None:
        raise _unfit("the scanner has no such source; choose a model")
    if source:
        _keep(device, "source", source)
    if "mode" in device.opt and device.opt["mode"].is_active():
        mode = _among(device.opt["mode"].constraint, _COLOUR_MODES if colour else _GREY_MODES)
        if mode is None:
            raise _unfit("the scanner has no such colour mode")
        _keep(device, "mode", mode)
    if "depth" in device.opt and device.opt["depth"].is_active() and 8 in (device.opt["depth"].constraint or ()):
        _keep(device, "depth", 8)
    real_dpi = _set_resolution(device, dpi)
    for name, end in _CORNERS:
        constraint = device.opt[name].constraint if name in device.opt else None
        if isinstance(constraint, tuple):
            _keep(device, name, constraint[end], _NEAR * abs(constraint[1] - constraint[0]))
    return real_dpi


def _set_resolution(device: Any, dpi: int) -> int:
    if "resolution" not in device.opt or not device.opt["resolution"].is_active():
        return dpi
    constraint: tuple[float, float, float] | list[float] | None = device.opt["resolution"].constraint
    if isinstance(constraint, tuple):
        value, step = min(max(dpi, constraint[0]), constraint[1]), max(constraint[2], 1.0)
    else:
        value, step = min((it for it in constraint or (dpi,) if it >= dpi), default=max(constraint or (dpi,))), 0.0
    _keep(device, "resolution", round(value), step)
    return round(float(device.resolution))


def _keep(device: Any, name: str, value: Any, near: float = 0.0) -> None:
    if device.opt[name].is_active() and device.opt[name].is_settable():
        try:
            setattr(device, name, value)
        except (TypeError, ValueError):
            raise _unfit(f"the scanner refuses {value!r} for {name}") from None
    found = getattr(device, name)
    kept = found == value if isinstance(value, str) else abs(float(found) - float(value)) <= near + 1e-6
    if not kept:
        raise _unfit(f"the scanner does not keep {name}")


def _typed(option: Any, name: str, text: str) -> Any:
    if isinstance(option.constraint, list) and text in map(str, option.constraint):
        return next(value for value in option.constraint if str(value) == text)
    if text.lower() in _WORDS_OF_TRUTH and option.type == 0:
        return _WORDS_OF_TRUTH[text.lower()]
    try:
        return {1: int, 2: float}.get(option.type, str)(text)
    except ValueError:
        raise _unfit(f"{text!r} is no value of the option {name}") from None


def _among(constraint: object, names: tuple[str, ...]) -> str | None:
    """The scanner's own spelling of the first of `names` that it knows."""
    if not isinstance(constraint, list):
        return None
    spelt = {str(value).lower(): str(value) for value in constraint}
    return next((spelt[name] for name in names if name in spelt), None)


def _unfit(detail: str) -> DriverError:
    return DriverError(Code.PAGE_SCANNER_BROKEN, Act.ENGINEER, detail)
