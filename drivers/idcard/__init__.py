"""ID-card readers. `MODELS` is the table of what can be configured, made from the files in `models/`; a model's I/O
library is loaded when it is built."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from functools import partial

from drivers.base import Model, Surroundings, UsbId
from drivers.idcard import models
from drivers.idcard.contract import CardData, CardReader, StaffCardReader
from drivers.idcard.table import Profile, Reader
from drivers.transport import Transport
from rules.settings import Device

__all__ = ["MODELS", "CardData", "CardReader", "StaffCardReader", "model_of", "readers"]

_SERIAL_ADDRESS = re.compile(r"(/[^@]+)(?:@([0-9]{4,7}))?")


def readers() -> list[Reader]:
    """The `READER` of every file in `models/`. Raises `TypeError` for a file without one."""
    found = []
    for module in pkgutil.iter_modules(models.__path__):
        reader = getattr(importlib.import_module(f"{models.__name__}.{module.name}"), "READER", None)
        if not isinstance(reader, Reader):
            raise TypeError(f"drivers/idcard/models/{module.name}.py has no READER")
        found.append(reader)
    return found


def _usb(reader: Reader, device: Device, surroundings: Surroundings) -> CardReader:
    from drivers.idcard.sam_reader import BLAME
    from drivers.idcard.usb_ways import open_reader

    ids = (UsbId.parse(device.address),) if device.address else reader.ids
    return _reader(reader, surroundings, lambda: open_reader(ids, BLAME, surroundings.usb_backend))


def _serial(reader: Reader, device: Device, surroundings: Surroundings) -> CardReader:
    from drivers.idcard.sam_reader import BLAME
    from drivers.idcard.serial_way import open_at_any_rate

    address = _SERIAL_ADDRESS.fullmatch(device.address)
    if address is None:
        raise ValueError("a serial card reader's address is its port, such as /dev/ttyS0, or with a rate "
                         f"/dev/ttyS0@9600, not {device.address!r}")
    path, rates = address[1], (int(address[2]),) if address[2] else reader.rates
    return _reader(reader, surroundings, lambda: open_at_any_rate(path, rates, BLAME))


def _reader(reader: Reader, surroundings: Surroundings, connect: Callable[[], Transport]) -> CardReader:
    from drivers.idcard.portrait import LibraryPortraits
    from drivers.idcard.sam_reader import SamReader
    from drivers.recording import Recorder

    library, file = surroundings.portrait_library, surroundings.record_to
    way = connect if file is None else lambda: Recorder(connect(), file)
    return SamReader(reader.name, way, reader.delays, None if library is None else LibraryPortraits(library))


def _pcsc(reader: Reader, device: Device, surroundings: Surroundings) -> CardReader:
    from drivers.idcard.pcsc_reader import PcscReader

    return PcscReader(reader.name, device.address)


_BUILDERS = {Profile.USB: _usb, Profile.SERIAL: _serial, Profile.PCSC: _pcsc}


def model_of(reader: Reader) -> Model[CardReader]:
    """The row of `MODELS` for a reader."""
    return Model(reader.name, partial(_BUILDERS[reader.profile], reader), reader.ids)


MODELS = {reader.name: model_of(reader) for reader in readers()}
