"""网上办理: from 首页 to 受理回执."""

from __future__ import annotations

from ui.journey import NEXT, Journey, Outcome, Station, Step

APPLY = Journey(
    start="home",
    steps={
        "home": Step("home", ("crumbs.home",), {Outcome("hall"): "notice"}),
        "notice": Step("notice", ("crumbs.personal", "crumbs.notice"), {NEXT: "home"}, Station.READ),
    },
    everywhere={},
)
