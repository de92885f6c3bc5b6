"""办事预约: item, office, day and hours without a card; then the card, and the hall says whether there was a place.

Booking anew and giving a booking up begin at the booking's own state (`journeys/status.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ui.journey import AUDIENCE, NEXT, Outcome, Step
from ui.journeys.apply import CHOSEN, ENTERPRISE, INPUT, QUERY, RATE, SEARCH

BY_CARD = Outcome("by_card")
"""What has the owner of a card filed?"""
CARDED = Outcome("carded")
"""On, and the card that is needed for it was read in this visit already."""
SLOTS = Outcome("slots")
"""The hours were taken meanwhile: choose others."""

BOOKING_STEPS: Mapping[str, Step] = {
    "booking": Step("booking", ("crumbs.booking",), {NEXT: "booking_items", BY_CARD: "filed_card"}),
    "booking_items": Step("items", (AUDIENCE, "crumbs.items"), {SEARCH: "booking_search", CHOSEN: "booking_intro"}),
    "booking_search": Step("search", (AUDIENCE, "crumbs.search"), {INPUT: "ime", QUERY: "booking_results"}),
    "booking_results": Step("results", (AUDIENCE, "crumbs.items"),
                            {SEARCH: "booking_search", CHOSEN: "booking_intro"}),
    "booking_intro": Step("intro", (AUDIENCE, "crumbs.intro"), {NEXT: "booking_offices"}),
    "booking_offices": Step("offices", (AUDIENCE, "crumbs.offices"), {NEXT: "slots"}),
    "slots": Step("slots", (AUDIENCE, "crumbs.slots"), {NEXT: "booking_card", CARDED: "confirm"}),
    "booking_card": Step("card", (AUDIENCE, "crumbs.card"), {NEXT: "booking_identity"}, passing=True),
    "booking_identity": Step("identity", (AUDIENCE, "crumbs.identity"), {NEXT: "confirm", ENTERPRISE: "confirm"}),
    "confirm": Step("confirm", (AUDIENCE, "crumbs.confirm"), {NEXT: "booked"}),
    "booked": Step("booked", (AUDIENCE, "crumbs.booked"), {SLOTS: "slots", RATE: "rating"}),
}
