"""11 注意事项: what to know before applying, and the box to tick."""

from __future__ import annotations

from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.screen import Samples, Screen
from ui.stage import Stage
from ui.view import Action, View, Widget
from ui.widgets.choice import Checkbox
from ui.widgets.label import Card, Heading, Label, Paragraph
from wire.values import DeviceState, DeviceView

_MOST_POINTS = 6
_NUMBER = 32


class Notice(Screen):
    """确认 is dim until the box is ticked, and says why. That nothing can be printed is said here, before it begins."""

    name = "notice"

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
        y, room = inner.y + 56, inner.after(_NUMBER)
        points = [point.partition(".")[::2] for point in self._points()]
        style = setter.largest(theme.type.body, lambda smaller: y + sum(
            setter.height(text, smaller, room.w) + 5 for _, text in points) <= inner.bottom - 80)
        for number, text in points:
            height = setter.height(text, style, room.w)
            parts += [
                Label(box=Box(inner.x, y, _NUMBER, style.leading), text=f"{number}.", style=style,
                      colour=theme.palette.ink),
                Paragraph(box=Box(room.x, y, room.w, height), text=text, style=style, colour=theme.palette.ink),
            ]
            y += height + 5
        parts.append(Checkbox(box=inner.bottom_rows(80), label=self._words("agree"), strong=True,
                              ticked=self.stage.answers.notice_read, tap=self._tick))
        return tuple(parts)

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
