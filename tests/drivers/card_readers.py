"""Every entry of the table of card readers, once for each layout that it is met with, and drivers with short delays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from drivers import idcard
from drivers.base import Surroundings
from drivers.idcard.contract import CardReader
from drivers.idcard.sam_protocol import Request
from drivers.idcard.table import Profile
from drivers.idcard.transaction import Delays
from emulated.client import DeskClient
from rules.settings import Device

SHORT = Delays(poll=0.01, write=0.3, settle=0.02, late=0.3, answers=tuple(
    (request, 1.0 if request is Request.READ else 0.4) for request in Request))
"""For what never comes."""
PATIENT = Delays(poll=0.01, write=30.0, settle=5.0, late=30.0, answers=tuple((request, 30.0) for request in Request))
"""For what does come, a byte at a time, on a machine that has other things to do."""
READERS = {reader.name: reader for reader in idcard.readers()}


@dataclass(frozen=True)
class Entry:
    """A model, and the make of reader that the desk brings for it."""

    model: str
    make: str

    def __str__(self) -> str:
        return f"{self.model}/{self.make}"


ENTRIES = (
    Entry("sam-v-usb", "two-endpoint"), Entry("sam-v-usb", "four-endpoint"), Entry("sam-v-usb", "interrupt"),
    Entry("sam-v-usb", "composite"), Entry("sam-v-hid", "hid"), Entry("sam-v-hid", "hid-set-report"),
    Entry("sam-v-serial", "serial"),
)


@contextmanager
def reader_at(
    entry: Entry, desk: DeskClient, surroundings: Surroundings, delays: Delays = SHORT,
) -> Iterator[CardReader]:
    """The entry's driver, opened at a desk that has such a reader."""
    desk.ask("reader", make=entry.make)
    row = replace(READERS[entry.model], delays=delays)
    address = desk.places()["idcard"] if row.profile is Profile.SERIAL else ""
    reader = idcard.model_of(row).build(Device(model=entry.model, address=address), surroundings)
    try:
        reader.open()
        yield reader
    finally:
        reader.close()
