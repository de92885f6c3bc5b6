"""Chip cards in a reader behind PC/SC: social-security cards for citizens, staff cards for technicians."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from drivers.base import DeviceInfo, DeviceStatus, State
from drivers.errors import Code, DriverError, Retry
from drivers.idcard.chip_cards import Transmit, is_staff_card, social_security, staff_number
from drivers.idcard.contract import CardData
from drivers.idcard.pcsc import CardLost, Inserted, Slot
from drivers.idcard.sam_reader import BLAME
from drivers.turn import Busy, Turn
from rules.identity import Identity

Result = TypeVar("Result")

STATUS_S = 0.0


class PcscReader:
    """See `drivers.idcard.contract.CardReader`. `slot` is a part of the reader's name; empty: the first."""

    def __init__(self, model: str, slot: str) -> None:
        self._model = model
        self._slot = Slot(slot, BLAME)
        self._turn = Turn()
        self._open = False
        self._spent: int | None = None

    def open(self) -> DeviceInfo:
        """Find the reader. Raises `DriverError`."""
        with self._turn.take():
            name = self._slot.open()
            self._open = True
            return DeviceInfo(self._model, serial=name)

    def status(self) -> DeviceStatus:
        """Whether pcscd and the reader are there. Busy while a verb runs."""
        try:
            with self._turn.take():
                self._check_open()
                self._slot.wait(STATUS_S)
        except Busy:
            return DeviceStatus(State.BUSY)
        except DriverError as error:
            return DeviceStatus(State.NO_DEVICE, error.code, error.act)
        return DeviceStatus(State.ONLINE)

    def read(self, timeout_s: float) -> CardData:
        """See `CardReader.read`. A staff card is CARD_UNKNOWN_KIND."""
        return self._with_card(timeout_s, lambda staff, transmit: CardData(_citizens(staff, transmit)))

    def read_staff(self, timeout_s: float) -> str:
        """See `StaffCardReader.read_staff`."""
        return self._with_card(timeout_s, _staffs)

    def cancel(self) -> None:
        """See `Driver.cancel`."""
        self._turn.cancel()
        self._slot.wake()

    def close(self) -> None:
        """See `Driver.close`."""
        with self._turn.take_last(self.cancel):
            self._open = False
            self._slot.close()

    def _with_card(self, timeout_s: float, action: Callable[[bool, Transmit], Result]) -> Result:
        """A card that was acted on counts once: it must be taken out and put in again."""
        with self._turn.take():
            self._check_open()
            inserted = self._await(time.monotonic() + timeout_s)
            try:
                card = self._slot.connect()
                try:
                    result = action(is_staff_card(inserted.atr), card.transmit)
                finally:
                    card.close()
            except CardLost:
                self._spent = inserted.count  # pcscd goes on for a while saying that it is there
                raise Retry(Code.CARD_INTERRUPTED, "the chip card") from None
            self._spent = inserted.count
            return result

    def _await(self, deadline: float) -> Inserted:
        while True:
            left = deadline - time.monotonic()
            inserted = self._slot.wait(max(left, 0), self._spent)
            self._turn.check()
            if inserted is not None:
                return inserted
            if left <= 0:
                raise Retry(Code.CARD_NONE)

    def _check_open(self) -> None:
        if not self._open:
            raise BLAME.is_gone("not open")


def _citizens(staff: bool, transmit: Transmit) -> Identity:
    if staff:
        raise Retry(Code.CARD_UNKNOWN_KIND)
    return social_security(transmit)


def _staffs(staff: bool, transmit: Transmit) -> str:
    if not staff:
        raise Retry(Code.CARD_UNKNOWN_KIND)
    return staff_number(transmit)
