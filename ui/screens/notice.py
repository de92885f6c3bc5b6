"""11 注意事项: what to know before applying, and the box to tick."""

from __future__ import annotations

from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.screen import Samples, Screen
from ui.stage import Stage
from ui.theme import GUTTER, Style
from ui.view import Action, View, Widget
from ui.widgets.choice import Checkbox
from ui.widgets.label import Card, Heading, Label, Paragraph
from ui.widgets.row import Pager, SwipeGround
from wire.values import DeviceState, DeviceView

_MOST_POINTS = 6
_NUMBER = 32
_BETWEEN = 5
_FOOT = 80
"""What the box to tick takes, and the pager beside it."""
_PAGER_W = 600


class Notice(Screen):
    """确认 is dim until the box is ticked, and says why. That nothing can be printed is said here, before it begins."""

    name = "notice"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.page = 0

    def view(self) -> View:
        return View(
            content=self._content(content_box()),
            hint=self._words("hint") if self.stage.surroundings.has_paper else self.say("frame.cannot_print"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("confirm"), tap=self.stage.leaves(NEXT),
                        enabled=self.stage.answers.notice_read, reason=self.say("unticked")),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        theme, setter = self.stage.kit.theme, self.stage.kit.type
        inner = room.inset(40, 20)
        parts: list[Widget] = [Card(box=room), Heading(box=inner.top(44), text=self._words("title"))]
        number_w = max(_NUMBER, setter.width("0. ", theme.type.body))
        above, text_w = inner.below(56).top(inner.h - 56 - _FOOT), inner.w - number_w
        pages, style = self._pages(text_w, above.h)
        page, y = min(self.page, len(pages) - 1), above.y
        for number, text in pages[page]:
            height = setter.height(text, style, text_w)
            parts += [
                Label(box=Box(inner.x, y, number_w, style.leading), text=f"{number}.", style=style,
                      colour=theme.palette.ink),
                Paragraph(box=Box(inner.x + number_w, y, text_w, height), text=text, style=style,
                          colour=theme.palette.ink),
            ]
            y += height + _BETWEEN
        foot = inner.bottom_rows(_FOOT)
        if len(pages) > 1:
            parts.append(SwipeGround(box=above, turn_by=lambda by: self._turn(max(0, min(len(pages) - 1, page + by)))))
            parts.append(Pager(
                box=foot.right_columns(_PAGER_W), page=page, pages=len(pages), turn=self._turn,
                words=self.say("pager.page", page=page + 1, pages=len(pages)), previous=self.say("pager.previous"),
                next=self.say("pager.next")))
            foot = foot.left(foot.w - _PAGER_W - GUTTER)
        parts.append(Checkbox(box=foot, label=self._words("agree"), strong=True,
                              ticked=self.stage.answers.notice_read, tap=self._tick))
        return tuple(parts)

    def _pages(self, width: int, height: int) -> tuple[list[list[tuple[str, str]]], Style]:
        """The points by pages, and the style they are set in: one page; in 关怀版 as many as its letters need."""
        type_, setter = self.stage.kit.theme.type, self.stage.kit.type
        points = [(number, text) for number, _, text in (point.partition(".") for point in self._points())]
        if not self.stage.kit.manner.care:
            return [points], setter.largest(type_.body, lambda smaller: sum(
                setter.height(text, smaller, width) + _BETWEEN for _, text in points) <= height)
        pages: list[list[tuple[str, str]]] = [[]]
        left = height
        for number, text in points:
            needed = setter.height(text, type_.body, width) + _BETWEEN
            if needed > left and pages[-1]:
                pages.append([])
                left = height
            pages[-1].append((number, text))
            left -= needed
        return pages, type_.body

    def _turn(self, page: int) -> None:
        self.page = page

    def _points(self) -> list[str]:
        keys = (f"{self._rules}.point{number}" for number in range(1, _MOST_POINTS + 1))
        return [self.say(key) for key in keys if self.stage.kit.strings.has(key)]

    @property
    def _rules(self) -> str:
        """What is to be known differs by what is handed in."""
        return "precheck_notice" if self.stage.answers.task is Task.PRECHECK else self.name

    def _words(self, key: str) -> str:
        return self.say(f"{self._rules}.{key}")

    def _tick(self) -> None:
        self.stage.answers.notice_read = not self.stage.answers.notice_read


def _ticked(stage: Stage) -> Screen:
    stage.answers.notice_read = True
    return Notice(stage)


def _precheck(stage: Stage) -> Screen:
    stage.answers.task = Task.PRECHECK
    return Notice(stage)


def _no_printer(stage: Stage) -> Screen:
    stage.surroundings.devices["printer"] = DeviceView(device="printer", state=DeviceState.NO_DEVICE)
    return Notice(stage)


SAMPLES: Samples = {"unticked": Notice, "ticked": _ticked, "precheck": _precheck, "no_printer": _no_printer}
