"""All that a citizen can come for, as one journey from 首页; and what every screen's footer leads to."""

from __future__ import annotations

from ui.journey import CODE, HELP, Journey
from ui.journeys.apply import APPLY
from ui.journeys.booking import BOOKING_STEPS
from ui.journeys.status import STATUS_STEPS

CITIZEN = Journey(
    start="home", steps={**APPLY, **BOOKING_STEPS, **STATUS_STEPS}, everywhere={HELP: "help", CODE: "code"},
)
