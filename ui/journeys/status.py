"""状态查询: by card, by a typed number, by a code; and what can be done about what was found."""

from __future__ import annotations

from collections.abc import Mapping

from ui.journey import AUDIENCE, NEXT, Outcome, Step
from ui.journeys.apply import CHOSEN, ENTERPRISE, FOUND, GUIDED, INPUT
from ui.journeys.booking import BY_CARD

REBOOK = Outcome("rebook")
"""改约: other hours for the booking `answers.about`."""
CANCEL = Outcome("cancel")
"""取消预约, for which a card is needed."""
CANCEL_CARDED = Outcome("cancel_carded")
"""The same, and the card was read in this visit already."""
SUPPLEMENT = Outcome("supplement")
"""补交材料 for the application `answers.about`, for which a card is needed."""
SUPPLEMENT_CARDED = Outcome("supplement_carded")
"""The same, and the card was read in this visit already."""

STATUS_STEPS: Mapping[str, Step] = {
    "lookup": Step("lookup", ("crumbs.status",), {BY_CARD: "filed_card", INPUT: "ime", FOUND: "status"}),
    "filed_card": Step("card", ("crumbs.status", "crumbs.card"), {NEXT: "filed"}, passing=True),
    "filed": Step("filed", ("crumbs.status", "crumbs.filed"), {FOUND: "status"}),
    "status": Step("status", ("crumbs.status", "crumbs.progress"), {
        REBOOK: "slots", CANCEL: "booking_card", CANCEL_CARDED: "confirm", SUPPLEMENT: "supplement_card",
        SUPPLEMENT_CARDED: "materials", CHOSEN: "intro", GUIDED: "guided_intro",
    }),
    "supplement_card": Step("card", (AUDIENCE, "crumbs.card"), {NEXT: "supplement_identity"}, passing=True),
    "supplement_identity": Step("identity", (AUDIENCE, "crumbs.identity"),
                                {NEXT: "materials", ENTERPRISE: "materials"}),
}
