"""The courier: brings envelopes from the outbox to the hall, one a step, and knows when to try again.

A hall that is away makes everything wait, longer each time. A hall that stumbles over one envelope makes only that one
wait, and after many tries it is set aside. One that the hall refuses is set aside at once. None is ever thrown away.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hall.answers import Heartbeat
from hall.client import HallAway, HallClient, HallRefuses, HallStumbles
from hall.outbox import MAX_DELAY_S, QUOTA, Outbox
from rules.version import VERSION
from wire.values import HallState

HEALTH_S = 15.0
"""How often, in seconds, the hall is asked whether it is there when there is nothing to bring."""
BEAT_S = 60.0
"""How often, in seconds, the hall is told how this kiosk is, when there is nothing to bring."""
MAX_AWAY_S = 60.0
"""The longest time, in seconds, between two looks for a hall that is away."""
MOST_TRIES = 12
"""After so many tries an envelope over which the hall stumbles is set aside: some two hours."""

OLD_S = 24 * 3600.0
"""An envelope that waits longer than so many seconds is told to staff."""
FULL = 0.8
"""The part of the outbox's quota from which staff are told."""

log = logging.getLogger("courier")


@dataclass(frozen=True)
class Report:
    """After a step: the hall as it was found, how many envelopes wait, and when to take the next step."""

    hall: HallState
    waiting: int
    again_in_s: float


class Courier:
    """Takes steps, in whatever one thread calls it."""

    def __init__(
        self, outbox: Outbox, client: HallClient, kiosk: str, clock: Callable[[], float], chance: random.Random,
    ) -> None:
        """`kiosk` is this one's id; `clock` gives seconds since the epoch; `chance` spreads many kiosks' tries."""
        self._outbox = outbox
        self._client = client
        self._kiosk = kiosk
        self._clock = clock
        self._chance = chance
        self._away = 0
        self._beat_at = 0.0
        self._told: frozenset[str] = frozenset()

    def step(self) -> Report:
        """Bring one envelope, or ask how the hall is. Raises `hall.database.DatabaseError`."""
        report = self._stepped()
        self._watch()
        return report

    def _watch(self) -> None:
        """Tell staff of an outbox that fills up or does not empty: once when it begins, once when it is over."""
        load = self._outbox.load()
        alarms = {}
        if load.oldest and self._clock() - datetime.fromisoformat(load.oldest).timestamp() > OLD_S:
            alarms["old"] = (f"an envelope waits since {load.oldest}; look why: python -m hall.aside, "
                             "and whether the hall can be reached")
        if load.size > FULL * QUOTA:
            alarms["full"] = (f"the outbox holds {load.size >> 20} MiB of {QUOTA >> 20}; once it is full nothing can "
                              "be handed in: look whether the hall can be reached")
        for name in sorted(alarms.keys() - self._told):
            log.error("%s", alarms[name])
        if self._told - alarms.keys():
            log.info("over: %s", ", ".join(sorted(self._told - alarms.keys())))
        self._told = frozenset(alarms)

    def _stepped(self) -> Report:
        due = self._outbox.due(self._clock())
        try:
            if due is None:
                self._look()
                pause = self._until_due()
            else:
                self._bring(due.number, due.tries)
                pause = 0.0
        except HallAway as error:
            self._away += 1
            if self._away == 1:
                log.warning("the hall is away (%s); what is handed in waits here", error)
            return Report(HallState.OFFLINE, self._outbox.waiting(), self._delay(self._away, MAX_AWAY_S))
        if self._away:
            log.info("the hall is back")
        self._away = 0
        return Report(HallState.ONLINE, self._outbox.waiting(), pause)

    def _look(self) -> None:
        """Whether the hall is there; once a minute it is told how this kiosk is. Raises `HallAway`."""
        now = self._clock()
        if self._beat_at <= now < self._beat_at + BEAT_S:
            self._client.check()
            return
        waiting = self._outbox.all()
        aside = sum(1 for one in waiting if one.aside)
        beat = Heartbeat(kiosk=self._kiosk, version=VERSION, waiting=len(waiting) - aside, aside=aside,
                         oldest=waiting[0].at if waiting else None)
        try:
            self._client.beat(beat)
        except HallRefuses as error:
            # it is there, and does not know this kiosk: nothing that is sent would be taken
            raise HallAway(str(error)) from None
        self._beat_at = now

    def _bring(self, number: str, tries: int) -> None:
        try:
            self._client.deliver(number, self._outbox.read(number))
        except HallRefuses as error:
            self._set_aside(number, str(error))
        except HallStumbles as error:
            # is it this envelope, or does the hall stumble over everything?
            self._client.check()
            if tries + 1 >= MOST_TRIES:
                self._set_aside(number, str(error))
            else:
                self._outbox.postpone(number, self._clock() + self._delay(tries + 1, MAX_DELAY_S))
        else:
            self._outbox.delivered(number)

    def _set_aside(self, number: str, reason: str) -> None:
        self._outbox.set_aside(number, reason)
        log.error("%s is set aside, it is kept: %s. Put it right, then: python -m hall.aside --retry %s",
                  number, reason, number)

    def _until_due(self) -> float:
        due = self._outbox.next_due()
        return HEALTH_S if due is None else min(max(due - self._clock(), 0.0), HEALTH_S)

    def _delay(self, tries: int, longest: float) -> float:
        return self._chance.uniform(0.5, 1.0) * min(2.0 ** min(tries, 16), longest)
