"""A screen's errands end exactly once, or never after the screen was left."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.ui.stages import PaperBus
from ui.services import Services, Whom
from rules.items import ScanRule
from wire.frames import Reply
from wire.messages import CardRead, Done, ListItems, PageScanned, ReadCard, ScanPage
from wire.values import Act, Failure, Outcome

CARD = CardRead(card="c" * 24, kind="resident")


@dataclass
class Asker:
    """Who asked, and what came."""

    bus: PaperBus = field(default_factory=PaperBus)
    came: list[object] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)
    redrawn: list[bool] = field(default_factory=list)

    @property
    def services(self) -> Services:
        return Services(self.bus, lambda: self.redrawn.append(True))


@pytest.fixture
def asker() -> Asker:
    return Asker()


def test_an_answer_comes_once_and_the_screen_is_looked_at_again(asker: Asker) -> None:
    errand = asker.services.read_card(asker.came.append)
    assert (asker.bus.asked[0].whom, asker.bus.asked[0].ask) == (Whom.DAEMON, ReadCard())
    asker.bus.answer(CARD)
    asker.bus.answer(CARD)
    assert (asker.came, asker.redrawn, errand.running) == ([CARD], [True], False)


def test_a_failure_comes_as_it_is(asker: Asker) -> None:
    failure = Failure(code="card.unreadable", act=Act.CITIZEN)
    asker.services.read_card(asker.came.append)
    asker.bus.fail(failure)
    assert asker.came == [failure]


@pytest.mark.parametrize(("outcome", "code"), [
    (Outcome.TIMED_OUT, "request.timed_out"), (Outcome.CANCELED, "request.canceled"),
])
def test_an_end_without_a_failure_gets_one(asker: Asker, outcome: Outcome, code: str) -> None:
    asker.services.read_card(asker.came.append)
    asker.bus.asked[0].done(Reply(id="r0", outcome=outcome))
    assert asker.came == [Failure(code=code, act=Act.NOBODY)]


def test_an_answer_to_another_question_is_no_answer(asker: Asker) -> None:
    asker.services.read_card(asker.came.append)
    asker.bus.answer(Done())
    assert [type(came) for came in asker.came] == [Failure]


def test_progress_is_told_while_it_runs(asker: Asker) -> None:
    asker.services.scan_page(ScanRule(), asker.came.append, lambda done, total: asker.told.append((done, total)))
    assert asker.bus.asked[0].ask == ScanPage(dpi=200, colour=True)
    progress = asker.bus.asked[0].progress
    assert progress is not None
    progress(40, 100)
    asker.bus.answer(PageScanned(page="p" * 24, width=10, height=20))
    progress(100, 100)
    assert asker.told == [(40, 100)]


def test_what_is_not_wanted_any_more_is_canceled_and_silent(asker: Asker) -> None:
    errand = asker.services.read_card(asker.came.append)
    errand.cancel()
    errand.cancel()
    asker.bus.answer(CARD)
    assert (asker.came, asker.bus.asked[0].canceled) == ([], True)


def test_leaving_a_screen_cancels_all_it_asked(asker: Asker) -> None:
    services = asker.services
    services.read_card(asker.came.append)
    services.list_items(ListItems(audience="person"), asker.came.append)
    services.close()
    assert [asked.canceled for asked in asker.bus.asked] == [True, True]
    assert asker.bus.asked[1].whom is Whom.GUIDE
