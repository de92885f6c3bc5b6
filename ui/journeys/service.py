"""The technician's side: the PIN, then the machine. It begins only while nobody is here."""

from __future__ import annotations

from ui.journey import NEXT, Journey, Step

SERVICE = Journey(
    start="pin",
    steps={
        "pin": Step("pin", ("crumbs.service", "crumbs.pin"), {NEXT: "machine"}, passing=True),
        "machine": Step("machine", ("crumbs.service", "crumbs.machine"), {}),
    },
    everywhere={},
    between_visits=True,
)
