"""The configuration file: TOML text in, frozen dataclasses out. Pure: whoever starts a process reads the file.

An unknown key, a wrong type or a value out of range is an error that names the file and the line; nothing is guessed.
Every process reads the same file and uses its part.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

Section = TypeVar("Section")


class SettingsError(ValueError):
    """The file cannot be used. The message says where and what to write instead."""


@dataclass(frozen=True)
class Place:
    """Where the kiosk stands, as the screens show it."""

    brand: str = "智慧安源"
    city: str = "佛山"
    district: str = "禅城区"


@dataclass(frozen=True)
class Kiosk:
    """This machine. `id` is two letters and two digits, part of every number it gives (`rules.receipt_number`)."""

    id: str = "FS01"
    hotline: str = "0757-12345"


@dataclass(frozen=True)
class Motion:
    """`frames` a second of what moves on the screen, 0 to 15; 0: nothing moves."""

    frames: int = 15


@dataclass(frozen=True)
class Paths:
    """`runtime` is a tmpfs folder (sockets, the visit's spool), `state` is on disk; `ime`, `catalogue` and `voice` are
    built.
    """

    runtime: str = "/run/citizen-window"
    state: str = "/var/lib/citizen-window"
    assets: str = "/usr/share/citizen-window/assets"
    ime: str = "/var/lib/citizen-window/ime"
    catalogue: str = "/var/lib/citizen-window/catalogue.sqlite"
    voice: str = "/usr/share/citizen-window/voice"


@dataclass(frozen=True)
class Visit:
    """Seconds: the whole countdown (and 关怀版's), its warning, and how long a device verb may hold it."""

    countdown: int = 300
    slow_countdown: int = 450
    warning: int = 30
    hold: int = 120
    spool_mib: int = 256


@dataclass(frozen=True)
class Voice:
    """How loud the spoken prompts are, in percent; 0: this kiosk never speaks."""

    volume: int = 70


@dataclass(frozen=True)
class Device:
    """One device. `model` is a name in its class's MODELS; `address` is what it needs (a port, a name, a host)."""

    model: str = ""
    address: str = ""


@dataclass(frozen=True)
class Devices:
    """The five device classes; an empty model means that the kiosk has none."""

    idcard: Device = field(default_factory=lambda: Device(model="sam-v-usb"))
    barcode: Device = field(default_factory=lambda: Device(model="serial", address="/dev/ttyACM0"))
    page: Device = field(default_factory=lambda: Device(model="sane"))
    printer: Device = field(default_factory=lambda: Device(model="escpos-80-usb"))
    gpio: Device = field(default_factory=Device)


@dataclass(frozen=True)
class IdCard:
    """`portrait_library`: the file of the reader maker's library that decodes photos; empty: a silhouette is shown."""

    portrait_library: str = ""


@dataclass(frozen=True)
class Users:
    """User names or numbers, one a process. Empty: the process runs as whoever starts it (a developer's desk)."""

    idcard: str = ""
    barcode: str = ""
    page: str = ""
    printer: str = ""
    gpio: str = ""
    ui: str = ""
    sealer: str = ""
    guide: str = ""
    gateway: str = ""
    server: str = ""


@dataclass(frozen=True)
class Hall:
    """The hall server: `unix:PATH` or `http(s)://host`. Its public key seals every envelope."""

    server: str = "unix:/run/citizen-window/hall-server.sock"
    public_key: str = "/var/lib/citizen-window/hall/hall.pub"


@dataclass(frozen=True)
class Server:
    """The hall server's own. A kiosk alone needs none of it.

    `database` postgresql://…, `bodies` s3+https://HOST/BUCKET; empty: on disk. `listen` HOST:PORT for kiosks elsewhere,
    with the files of a TLS certificate and its key, or behind a proxy that has them. `smtp` smtp+starttls://HOST and
    the `sender`'s address tell citizens by e-mail; `sms` is a program that does so by short message; `notices` is how
    often, in seconds, it is asked whether somebody is to be told.
    """

    database: str = ""
    bodies: str = ""
    listen: str = ""
    certificate: str = ""
    certificate_key: str = ""
    smtp: str = ""
    sender: str = ""
    sms: str = ""
    notices: int = 10


@dataclass(frozen=True)
class Settings:
    """The whole file."""

    place: Place = field(default_factory=Place)
    kiosk: Kiosk = field(default_factory=Kiosk)
    motion: Motion = field(default_factory=Motion)
    paths: Paths = field(default_factory=Paths)
    voice: Voice = field(default_factory=Voice)
    visit: Visit = field(default_factory=Visit)
    devices: Devices = field(default_factory=Devices)
    idcard: IdCard = field(default_factory=IdCard)
    users: Users = field(default_factory=Users)
    hall: Hall = field(default_factory=Hall)
    server: Server = field(default_factory=Server)


def parse(text: str, file_name: str) -> Settings:
    """Read a configuration file's text. Raises `SettingsError` naming `file_name` and the line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file_name}: {error}") from error
    settings = _read(Settings, raw, (), text, file_name)
    _check(settings, text, file_name)
    return settings


def render(settings: Settings) -> str:
    """The same settings as TOML text, every key written out; `parse` reads it back to an equal value."""
    lines: list[str] = []
    _render(settings, (), lines)
    return "\n".join(lines) + "\n"


def _render(section: Any, path: tuple[str, ...], lines: list[str]) -> None:
    plain = [(f.name, getattr(section, f.name)) for f in fields(section)]
    if path and not all(is_dataclass(value) for _, value in plain):
        lines.append(f"[{'.'.join(path)}]")
    for name, value in plain:
        if is_dataclass(value):
            _render(value, (*path, name), lines)
        elif isinstance(value, str):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'{name} = "{escaped}"')
        else:
            lines.append(f"{name} = {value}")


def _read(cls: type[Section], raw: dict[str, Any], path: tuple[str, ...], text: str, file_name: str) -> Section:
    types = get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, value in raw.items():
        full = (*path, key)
        name = ".".join(full)
        if key not in types:
            raise SettingsError(
                f"{_where(text, file_name, full)}: unknown key {name}; known here: {', '.join(sorted(types))}")
        wanted = types[key]
        if isinstance(wanted, type) and is_dataclass(wanted):
            if not isinstance(value, dict):
                raise SettingsError(f"{_where(text, file_name, full)}: {name} is a section, write [{name}]")
            values[key] = _read(wanted, value, full, text, file_name)
        elif type(value) is not wanted:
            raise SettingsError(f"{_where(text, file_name, full)}: {name} must be {_WORDS[wanted]}, not {value!r}")
        else:
            values[key] = value
    return cls(**values)


_WORDS = {str: "a text in quotes", int: "a whole number"}

_RANGES = {
    ("visit", "countdown"): (30, 3600),
    ("visit", "slow_countdown"): (60, 3600),
    ("voice", "volume"): (0, 100),
    ("motion", "frames"): (0, 15),
    ("visit", "warning"): (10, 120),
    ("visit", "hold"): (10, 600),
    ("visit", "spool_mib"): (16, 4096),
    ("server", "notices"): (1, 3600),
}


def _check(settings: Settings, text: str, file_name: str) -> None:
    for path, (low, high) in _RANGES.items():
        value = getattr(getattr(settings, path[0]), path[1])
        if not low <= value <= high:
            where = _where(text, file_name, path)
            raise SettingsError(f"{where}: {'.'.join(path)} must be from {low} to {high}, not {value}")
    if settings.visit.warning >= settings.visit.countdown:
        where = _where(text, file_name, ('visit', 'warning'))
        raise SettingsError(f"{where}: visit.warning must be shorter than visit.countdown")
    if settings.idcard.portrait_library and not settings.idcard.portrait_library.startswith("/"):
        where = _where(text, file_name, ('idcard', 'portrait_library'))
        raise SettingsError(f"{where}: idcard.portrait_library must be a whole path, from / on")
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}", settings.kiosk.id):
        where = _where(text, file_name, ('kiosk', 'id'))
        raise SettingsError(f"{where}: kiosk.id must be two capital letters and two digits, such as FS01")


def _where(text: str, file_name: str, path: tuple[str, ...]) -> str:
    return f"{file_name}:{_line(text, path)}"


def _line(text: str, path: tuple[str, ...]) -> int:
    """The line where a key stands; tomllib does not tell. 1 where the key's spelling hides it."""
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[([^\[\]]+)\]", line)
        if header:
            section = tuple(part.strip(" \"'") for part in header.group(1).split("."))
            if section == path:
                return number
            continue
        key = re.match(r"\s*([A-Za-z0-9_.\"'-]+)\s*=", line)
        if key:
            full = (*section, *(part.strip("\"'") for part in key.group(1).split(".")))
            if full == path or full[: len(path)] == path:
                return number
    return 1
