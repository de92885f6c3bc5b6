"""Candidates in a bar and in the grid behind 更多: each shown once, none cut, and only as many worked out as shown."""

from ui.geometry import Box
from ui.ime.candidates import BATCH, CandidatePages
from ui.ime.engine import Composition

BAR = Box(64, 330, 1400, 92)
GRID = Box(64, 330, 1792, 552)


def _measure(text: str) -> int:
    return 44 * len(text) + 72


class _Counted:
    """A source of candidates that knows how far it was asked."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self.furthest = 0

    def fetch(self, start: int, count: int) -> tuple[str, ...]:
        self.furthest = max(self.furthest, start + count)
        return tuple(self._texts[start:start + count])


def _all_pages(pages: CandidatePages) -> list[str]:
    texts = [candidate.text for candidate in pages.page]
    while pages.next():
        texts.extend(candidate.text for candidate in pages.page)
    return texts


def test_pages_show_every_candidate_once_in_order(composition: Composition) -> None:
    for letter in "jie":
        composition.press(letter)
    every = list(composition.candidates(0, 5000))
    assert _all_pages(CandidatePages(composition.candidates, _measure, BAR)) == every
    assert _all_pages(CandidatePages(composition.candidates, _measure, GRID, lines=6)) == every


def test_candidates_stand_side_by_side_inside_the_bar() -> None:
    page = CandidatePages(_Counted(["身份证", "身份", "什"] * 9).fetch, _measure, BAR).page
    assert page[0].box == Box(64, 330, 204, 92)
    assert all(one.box.right == other.box.x for one, other in zip(page, page[1:], strict=False))
    assert page[-1].box.right <= BAR.right
    assert [candidate.index for candidate in page] == list(range(len(page)))


def test_the_grid_goes_on_in_the_next_line() -> None:
    page = CandidatePages(_Counted(["身份证"] * 100).fetch, _measure, GRID, lines=6).page
    assert len({candidate.box.y for candidate in page}) == 6
    assert page[8].box.x == GRID.x
    assert page[8].box.y > page[7].box.y


def test_turning_back_shows_the_same_page_again() -> None:
    pages = CandidatePages(_Counted([str(number) for number in range(60)]).fetch, _measure, BAR)
    first = pages.page
    assert not pages.previous()
    assert pages.next()
    assert pages.page[0].index == first[-1].index + 1
    assert pages.previous()
    assert pages.page == first
    assert not pages.has_previous


def test_only_what_is_shown_is_worked_out() -> None:
    source = _Counted([str(number) for number in range(10_000)])
    CandidatePages(source.fetch, _measure, BAR)
    assert source.furthest <= 2 * BATCH


def test_none_and_one_that_is_too_wide() -> None:
    assert CandidatePages(_Counted([]).fetch, _measure, BAR).page == ()
    wide = CandidatePages(_Counted(["很" * 99, "短"]).fetch, _measure, BAR)
    assert wide.page[0].box == BAR
    assert wide.next() and wide.page[0].text == "短"
    assert not wide.has_next and not wide.next()
