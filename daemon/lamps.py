"""The lamps that show a citizen where to look: kept here as wanted, brought to the gpio worker, best effort."""

from __future__ import annotations

from collections.abc import Callable

from daemon.jobs import End, Job
from wire.loop import Loop
from wire.messages import SetLamp
from wire.values import Slug

CARD = "card"
PRINTER = "printer"

_PATIENCE_S = 2.0


class Lamps:
    """A lamp that could not be set is set at the next occasion; nobody waits for it."""

    def __init__(self, loop: Loop, submit: Callable[[Job], None]) -> None:
        """`submit` takes jobs for the gpio worker."""
        self._loop = loop
        self._submit = submit
        self._wanted: dict[Slug, bool] = {}
        self._card_was_read = False

    def set(self, lamp: Slug, on: bool) -> None:
        """Want a lamp on or off."""
        if self._wanted.get(lamp, False) is not on:
            self._wanted[lamp] = on
            self._bring(lamp)

    def card_read(self) -> None:
        """A card was read: it may still lie there. Its lamp goes off until `remind`."""
        self._card_was_read = True
        self.set(CARD, False)

    def remind(self) -> None:
        """A citizen is about to go: the lamp at the reader, if a card was read in this visit, until its end."""
        if self._card_was_read:
            self.set(CARD, True)

    def all_off(self) -> None:
        """Nobody is here."""
        self._card_was_read = False
        for lamp in list(self._wanted):
            self.set(lamp, False)

    def repeat(self) -> None:
        """The gpio worker is new and knows of no lamp."""
        for lamp in self._wanted:
            self._bring(lamp)

    def _bring(self, lamp: Slug) -> None:
        job = Job(SetLamp(lamp=lamp, on=self._wanted[lamp]), self._loop.now() + _PATIENCE_S, self._brought)
        self._submit(job)

    def _brought(self, end: End) -> None:
        """A lamp that stays dark keeps nobody from anything; the device's own view says that it is not well."""
