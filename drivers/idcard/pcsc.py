"""A reader behind PC/SC, through pyscard and pcscd. The only file that imports it.

pcscd may end and come back: then every handle is dead for good, and it is only told by errors. So each error lets go of
the context, and the next look takes a new one. pyscard's own monitor does not survive that, hence the raw calls.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from smartcard import scard

from drivers.errors import DriverError
from drivers.transport import Blame

LOOK_S = 0.25
"""SCardGetStatusChange is left this often to look for `wake`: SCardCancel is lost when it comes a moment early."""
AGAIN_S = 0.2
"""Before pcscd is asked anew after it was gone."""


@dataclass(frozen=True)
class Inserted:
    """A card in the slot: its answer to reset, and which insertion it is, as pcscd counts them."""

    atr: bytes
    count: int


class CardLost(Exception):
    """The card was taken out, or does not answer."""


class Slot:
    """One reader. `name` is a part of its name; empty is the first. All but `wake` belong to one thread."""

    def __init__(self, name: str, blame: Blame) -> None:
        self._name, self._blame = name, blame
        self._context: int | None = None
        self._reader = ""
        self._woken = threading.Event()

    def open(self) -> str:
        """Find the reader and return its name. Raises `DriverError` where pcscd or the reader is not there."""
        self.close()
        result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if result != scard.SCARD_S_SUCCESS:
            raise self._gone(result)
        self._context = context
        result, names = scard.SCardListReaders(context, [])
        fitting = [name for name in names if self._name in name] if result == scard.SCARD_S_SUCCESS else []
        if not fitting:
            self.close()
            raise self._gone(result)
        self._reader = fitting[0]
        return self._reader

    def wait(self, timeout_s: float, known: int | None = None) -> Inserted | None:
        """The card that lies in the slot or is put there, but for the insertion `known`; None: none came in time.

        Raises `DriverError` when pcscd or the reader is gone and did not come back in time.
        """
        deadline = time.monotonic() + timeout_s
        state = scard.SCARD_STATE_UNAWARE
        while not self._woken.is_set():
            left = deadline - time.monotonic()
            try:
                state, atr = self._look(state, min(max(left, 0), LOOK_S))
                if state & scard.SCARD_STATE_PRESENT and not state & scard.SCARD_STATE_MUTE and state >> 16 != known:
                    return Inserted(atr, state >> 16)
            except DriverError:
                state = scard.SCARD_STATE_UNAWARE
                if left <= AGAIN_S:
                    raise
                self._woken.wait(AGAIN_S)
                continue
            if left <= 0:
                break
        self._woken.clear()
        return None

    def wake(self) -> None:
        """End a waiting `wait` early, or the next one. From any thread."""
        self._woken.set()

    def connect(self) -> Card:
        """The card in the slot, for this process alone. Raises `CardLost`, `DriverError`."""
        if self._context is None:
            raise self._blame.is_gone("not open")
        result, handle, protocol = scard.SCardConnect(
            self._context, self._reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1)
        if result == scard.SCARD_E_SHARING_VIOLATION:
            raise self._blame.is_taken("another program holds the card")
        if result != scard.SCARD_S_SUCCESS:
            raise CardLost
        return Card(handle, scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1)

    def close(self) -> None:
        """Let the reader go. Idempotent; never raises."""
        context, self._context = self._context, None
        if context is not None:
            scard.SCardReleaseContext(context)

    def _look(self, known: int, timeout_s: float) -> tuple[int, bytes]:
        if self._context is None:
            self.open()
        result, states = scard.SCardGetStatusChange(
            self._context, round(timeout_s * 1000), [(self._reader, known & ~scard.SCARD_STATE_CHANGED)])
        if result == scard.SCARD_E_TIMEOUT:
            return known, b""
        if result != scard.SCARD_S_SUCCESS:
            self.close()
            raise self._gone(result)
        _, state, atr = states[0]
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            self.close()
            raise self._gone(result)
        return state, bytes(atr)

    def _gone(self, result: int) -> DriverError:
        return self._blame.is_gone(f"no PC/SC reader (pcscd says {result & 0xFFFFFFFF:#010x})")


class Card:
    """A connected card."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle, self._protocol = handle, protocol

    def transmit(self, command: bytes) -> bytes:
        """The response with its two status bytes. Raises `CardLost`. It has no time-out: only pcscd's end ends it."""
        result, response = scard.SCardTransmit(self._handle, self._protocol, list(command))
        if result != scard.SCARD_S_SUCCESS or len(response) < 2:
            raise CardLost
        return bytes(response)

    def close(self) -> None:
        """Leave the card as it is. Never raises."""
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD)
