"""The presenter draws only what changed, shows what is pressed, and tells a tap from a drag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pygame
import pytest

from tests.ui.stages import ASSETS
from ui.canvas import Canvas
from ui.geometry import SCREEN, Box
from ui.kit import Kit
from ui.manner import STANDARD_MANNER, Manner
from ui.presenter import Presenter
from ui.theme import STANDARD
from ui.view import Drag, Touchable, Widget
from ui.widgets.button import Button
from ui.widgets.motion import CardOnReader
from ui.widgets.progress import ProgressBar, Waiting
from ui.widgets.row import Pager, SwipeGround

LEFT, RIGHT = Box(100, 100, 200, 96), Box(600, 100, 200, 96)


@dataclass
class Table:
    """A presenter and what happened."""

    presenter: Presenter
    surface: pygame.Surface
    happened: list[str] = field(default_factory=list)

    def note(self, what: str) -> Callable[[], None]:
        return lambda: self.happened.append(what)


@pytest.fixture
def table(kit: Kit) -> Table:
    surface = pygame.Surface(SCREEN.size)
    happened: list[str] = []
    return Table(Presenter(surface, kit, happened.append), surface, happened)


def buttons(table: Table, right: str = "右") -> tuple[tuple[Widget, ...], ...]:
    return ((Button(box=LEFT, label="左", tap=table.note("left")),
             Button(box=RIGHT, label=right, tap=table.note(right))),)


def bytes_of(surface: pygame.Surface, box: Box) -> bytes:
    return pygame.image.tobytes(surface.subsurface(box), "RGB")


def test_a_view_like_the_one_before_draws_nothing(table: Table) -> None:
    table.presenter.show_first(buttons(table), 0.0)
    assert table.presenter.show(buttons(table), 0.0) == []


def test_only_what_changed_is_drawn(table: Table) -> None:
    table.presenter.show_first(buttons(table), 0.0)
    before = table.surface.copy()
    drawn = table.presenter.show(buttons(table, "右边"), 0.0)
    assert len(drawn) == 1 and drawn[0].contains(RIGHT) and not drawn[0].meets(LEFT)
    assert bytes_of(table.surface, LEFT) == bytes_of(before, LEFT)
    assert bytes_of(table.surface, RIGHT) != bytes_of(before, RIGHT)


def test_what_went_away_is_painted_over(table: Table, kit: Kit) -> None:
    table.presenter.show_first(buttons(table), 0.0)
    table.presenter.show((), 0.0)
    assert table.surface.get_at(RIGHT.centre)[:3] == tuple(kit.theme.palette.page)


def test_pressed_looks_pressed_at_once_and_let_go_looks_as_before(table: Table) -> None:
    table.presenter.show_first(buttons(table), 0.0)
    before = pygame.image.tobytes(table.surface, "RGB")
    assert table.presenter.finger_down(*LEFT.centre, 0.0)
    assert pygame.image.tobytes(table.surface, "RGB") != before
    assert table.happened == []
    assert table.presenter.finger_up(*LEFT.centre, 0.0)
    assert pygame.image.tobytes(table.surface, "RGB") == before
    assert table.happened == ["left"]


def test_a_finger_that_slides_off_taps_nothing(table: Table) -> None:
    table.presenter.show_first(buttons(table), 0.0)
    table.presenter.finger_down(*LEFT.centre, 0.0)
    table.presenter.finger_moved(*RIGHT.centre, 0.0)
    table.presenter.finger_up(*RIGHT.centre, 0.0)
    assert table.happened == []


def test_what_is_not_enabled_says_why(table: Table) -> None:
    dim = Button(box=LEFT, label="确认", tap=table.note("tapped"), enabled=False, reason="请先勾选")
    table.presenter.show_first(((dim,),), 0.0)
    table.presenter.finger_down(*LEFT.centre, 0.0)
    table.presenter.finger_up(*LEFT.centre, 0.0)
    assert table.happened == ["请先勾选"]


def test_a_dialog_takes_all_touches(table: Table) -> None:
    over = Button(box=Box(1000, 500, 200, 96), label="上", tap=table.note("over"))
    table.presenter.show_first((*buttons(table), (over,), ()), 0.0)
    for box in (LEFT, over.box):
        table.presenter.finger_down(*box.centre, 0.0)
        table.presenter.finger_up(*box.centre, 0.0)
    assert table.happened == ["over"]
    assert [touchable.label for touchable in table.presenter.touchables()] == ["上"]


def test_a_key_acts_when_the_finger_comes_down(table: Table) -> None:
    key = Button(box=LEFT, label="年", tap=table.note("key"), repeats=True)
    table.presenter.show_first(((key,),), 0.0)
    table.presenter.finger_down(*LEFT.centre, 0.0)
    assert table.happened == ["key"]
    assert table.presenter.pressed is not None and table.presenter.pressed.repeats
    table.presenter.finger_up(*LEFT.centre, 0.0)
    assert table.happened == ["key"]


def test_pressed_survives_a_new_view_that_still_has_it(table: Table) -> None:
    table.presenter.show_first(buttons(table), 0.0)
    table.presenter.finger_down(*LEFT.centre, 0.0)
    table.presenter.show(buttons(table, "右边"), 0.0)
    table.presenter.finger_up(*LEFT.centre, 0.0)
    assert table.happened == ["left"]


@pytest.mark.parametrize(("way", "turned"), [((-300, 0), [1]), ((300, 8), [-1]), ((0, -300), [1]), ((60, 0), [])])
def test_a_swipe_over_a_list_turns_the_page(table: Table, way: tuple[int, int], turned: list[int]) -> None:
    turns: list[int] = []
    ground = SwipeGround(box=Box(0, 0, 1800, 900), turn_by=turns.append)
    table.presenter.show_first(((ground, *buttons(table)[0]),), 0.0)
    x, y = LEFT.centre[0] + 400, LEFT.centre[1] + 400
    table.presenter.finger_down(x, y, 0.0)
    table.presenter.finger_moved(x + way[0] // 2, y + way[1] // 2, 0.0)
    table.presenter.finger_up(x + way[0], y + way[1], 0.0)
    assert turns == turned
    assert table.happened == []


def test_a_swipe_that_begins_on_a_row_does_not_tap_it(table: Table) -> None:
    turns: list[int] = []
    ground = SwipeGround(box=Box(0, 0, 1800, 900), turn_by=turns.append)
    table.presenter.show_first(((ground, *buttons(table)[0]),), 0.0)
    x, y = RIGHT.centre
    table.presenter.finger_down(x, y, 0.0)
    table.presenter.finger_moved(x - 200, y, 0.0)
    table.presenter.finger_up(x - 200, y, 0.0)
    assert (turns, table.happened) == ([1], [])


def test_a_drag_is_told_where_it_began_and_where_it_is(table: Table) -> None:
    drags: list[Drag] = []

    @dataclass(frozen=True, kw_only=True)
    class Ground(Widget):
        def draw(self, canvas: object, pressed: Touchable | None) -> None:
            """Nothing is seen."""

        def touchables(self) -> tuple[Touchable, ...]:
            return (Touchable("", self.box, drag=drags.append, surface=True),)

    table.presenter.show_first(((Ground(box=LEFT),),), 0.0)
    table.presenter.finger_down(*LEFT.centre, 0.0)
    table.presenter.finger_moved(LEFT.centre[0] + 50, LEFT.centre[1], 0.0)
    table.presenter.finger_up(LEFT.centre[0] + 70, LEFT.centre[1], 0.0)
    assert [(drag.at[0] - drag.start[0], drag.ended) for drag in drags] == [(50, False), (70, True)]


def test_only_what_moves_is_drawn_on_a_tick(table: Table) -> None:
    bar = ProgressBar(box=Box(100, 400, 800, 40), done=0, total=0)
    table.presenter.show_first(((*buttons(table)[0], bar),), 0.0)
    assert table.presenter.frames > 0
    assert table.presenter.tick(0.5) == [bar.box]
    table.presenter.show(buttons(table), 0.5)
    assert table.presenter.frames == 0


@pytest.mark.parametrize("manner", [STANDARD_MANNER, Manner(contrast=True)])
def test_where_nothing_moves_only_what_goes_on_is_told_once_a_second(manner: Manner) -> None:
    still = Kit.load(ASSETS, manner, frames=0)
    surface = pygame.Surface(SCREEN.size)
    presenter = Presenter(surface, still, print)
    card, waiting = CardOnReader(box=Box(0, 0, 800, 500)), Waiting(box=Box(900, 0, 800, 500), words="请稍候")
    presenter.show_first(((card,),), 2.0)
    assert (presenter.frames, presenter.tick(3.0)) == (0, [])
    drawn = bytes_of(surface, card.box)
    presenter.show_first(((card, waiting),), 4.0)
    assert (presenter.frames, presenter.tick(5.0)) == (1, [waiting.box])
    assert bytes_of(surface, card.box) == drawn


def test_high_contrast_stands_still_and_goes_on_when_it_ends() -> None:
    kit = Kit.load(ASSETS)
    presenter = Presenter(pygame.Surface(SCREEN.size), kit, print)
    card = CardOnReader(box=Box(0, 0, 800, 500))
    presenter.show_first(((card,),), 0.0)
    most = STANDARD.motion.frames_per_second
    assert presenter.frames == most
    kit.wear(Manner(contrast=True))
    assert presenter.frames == 0
    kit.wear(STANDARD_MANNER)
    assert presenter.frames == most


def test_a_pager_offers_only_pages_that_exist() -> None:
    turns: list[int] = []
    first = Pager(box=Box(0, 0, 800, 80), page=0, pages=2, words="第 1/2 页", previous="上一页", next="下一页",
                  turn=turns.append)
    assert [touchable.enabled for touchable in first.touchables()] == [False, True]
    forward = first.touchables()[1].tap
    assert forward is not None
    forward()
    assert turns == [1]


@dataclass(frozen=True, kw_only=True)
class Sheet(Widget):
    """Something to write on, and a bubble above while it is pressed."""

    pen: Callable[[Drag], None] = field(compare=False)
    bubble: Box

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable("纸", self.box, pen=self.pen, bubble=self.bubble),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        if pressed is not None and pressed.bubble is not None:
            canvas.fill(pressed.bubble, canvas.kit.theme.palette.brand)


def test_a_pen_is_followed_from_the_first_pixel(table: Table) -> None:
    drags: list[Drag] = []
    sheet = Sheet(box=RIGHT, pen=drags.append, bubble=RIGHT)
    table.presenter.show_first(((sheet,),), 0.0)
    table.presenter.finger_down(650, 150, 0.0)
    table.presenter.finger_moved(652, 150, 0.0)
    table.presenter.finger_moved(900, 400, 0.0)
    table.presenter.finger_up(901, 400, 0.0)
    assert [drag.at for drag in drags] == [(650, 150), (652, 150), (900, 400), (901, 400)]
    assert [drag.ended for drag in drags] == [False, False, False, True]


def test_a_dot_is_a_stroke_too(table: Table) -> None:
    drags: list[Drag] = []
    table.presenter.show_first(((Sheet(box=RIGHT, pen=drags.append, bubble=RIGHT),),), 0.0)
    table.presenter.finger_down(650, 150, 0.0)
    table.presenter.finger_up(650, 150, 0.0)
    assert [drag.ended for drag in drags] == [False, True]


def test_a_bubble_comes_and_goes_and_stays_above_what_changes_beneath(table: Table) -> None:
    above = Box(600, 20, 200, 60)

    def layers(title: str) -> tuple[tuple[Widget, ...], ...]:
        button = Button(box=above, label=title, tap=table.note(title))
        return ((button, Sheet(box=RIGHT, pen=lambda drag: None, bubble=above)),)

    table.presenter.show_first(layers("上"), 0.0)
    before = bytes_of(table.surface, above)
    table.presenter.finger_down(650, 150, 0.0)
    bubble = bytes_of(table.surface, above)
    assert bubble != before
    table.presenter.show(layers("上面"), 0.0)
    assert bytes_of(table.surface, above) == bubble
    table.presenter.show(layers("上"), 0.0)
    table.presenter.finger_up(650, 150, 0.0)
    assert bytes_of(table.surface, above) == before
