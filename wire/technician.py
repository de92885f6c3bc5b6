"""What is said on the bus for the technician's side: members of `wire.messages`' unions, in a file of their own."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from wire.values import MachineFact, Pin, Seconds, StaffNumber, Tagged, Trial


class AskLock(Tagged, frozen=True, kw_only=True, tag="ask_lock"):
    """Between visits: whether the technician's side has a PIN, and may be tried. Answer: LockState."""


class Unlock(Tagged, frozen=True, kw_only=True, tag="unlock"):
    """Between visits: the technician's PIN. Answer: Done, and the visit's state is `service`."""

    pin: Pin


class UnlockByCard(Tagged, frozen=True, kw_only=True, tag="unlock_by_card"):
    """Between visits: wait for a technician's card. Answer: Done, and the visit's state is `service`."""


class ReadStaffCard(Tagged, frozen=True, kw_only=True, tag="read_staff_card"):
    """Daemon to idcard worker: wait for a staff card, never a citizen's. Answer: StaffCardRead."""


class AskMachine(Tagged, frozen=True, kw_only=True, tag="ask_machine"):
    """In service: versions and the like. Answer: Machine."""


class TryDevice(Tagged, frozen=True, kw_only=True, tag="try_device"):
    """In service: have a device show that it works. Answer: Done; nothing of what it read."""

    trial: Trial


class TryCard(Tagged, frozen=True, kw_only=True, tag="try_card"):
    """Daemon to idcard worker: read a card and forget it. Answer: Done."""


class TryCode(Tagged, frozen=True, kw_only=True, tag="try_code"):
    """Daemon to barcode worker: read a code and forget it. Answer: Done."""


class LockState(Tagged, frozen=True, kw_only=True, tag="lock_state"):
    """`wait`: seconds until a PIN or a card may be tried again, 0 for at once. `cards`: whether some card opens it."""

    pin_set: bool
    wait: Seconds
    cards: bool = False


class StaffCardRead(Tagged, frozen=True, kw_only=True, tag="staff_card_read"):
    """A staff card's number, in hexadecimal."""

    number: StaffNumber


class Machine(Tagged, frozen=True, kw_only=True, tag="machine"):
    """The machine and what runs on it."""

    facts: Annotated[tuple[MachineFact, ...], Meta(max_length=40)]
