"""What every ID-card reader does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from drivers.base import Driver
from rules.identity import Identity


@dataclass(frozen=True)
class CardData:
    """One read card. `portrait` is a PNG, or None where it cannot be decoded, which is a normal outcome."""

    identity: Identity
    portrait: bytes | None = None

    def __repr__(self) -> str:
        """Never the person."""
        return f"<CardData {self.identity.kind}>"


class CardReader(Driver, Protocol):
    """Waits for a card and reads it."""

    def read(self, timeout_s: float) -> CardData:
        """Wait for a card for at most `timeout_s`, then read it, which may take some seconds more.

        Raises `Retry` (CARD_NONE, CARD_INTERRUPTED, CARD_UNREADABLE, CARD_UNKNOWN_KIND, CARD_BAD_CHECK), `DriverError`
        (READER_GONE, READER_SILENT, READER_BROKEN, DEVICE_BUSY, DEVICE_DENIED), `Canceled`.
        """


@runtime_checkable
class StaffCardReader(Protocol):
    """A card reader that reads technicians' cards, too."""

    def read_staff(self, timeout_s: float) -> str:
        """Wait for a staff card; its number in hexadecimal. Raises as `CardReader.read`; a citizen's card, of which
        nothing is read, is CARD_UNKNOWN_KIND.
        """
