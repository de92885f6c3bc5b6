"""11 注意事项: what to know before applying, and the box to tick."""

from __future__ import annotations

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.screen import Samples, Screen
from ui.stage import Stage
from ui.view import Action, View, Widget
from ui.widgets.choice import Checkbox
from ui.widgets.label import Card, Heading, Label, Paragraph

_POINTS = ("point1", "point2", "point3", "point4", "point5", "point6")
_NUMBER = 32


class Notice(Screen):
    """确认 is dim until the box is ticked, and says why."""

    name = "notice"

    def view(self) -> View:
        return View(
            content=self._content(content_box()),
            hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("confirm"), tap=self.stage.leaves(NEXT),
                        enabled=self.stage.answers.notice_read, reason=self.say("unticked")),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        theme, setter = self.stage.kit.theme, self.stage.kit.type
        inner = room.inset(40, 20)
        style = theme.type.body
        parts: list[Widget] = [Card(box=room), Heading(box=inner.top(44), text=self.say("title"))]
        y = inner.y + 56
        for point in _POINTS:
            number, _, text = self.say(point).partition(".")
            room = inner.after(_NUMBER)
            height = setter.height(text, style, room.w)
            parts += [
                Label(box=Box(inner.x, y, _NUMBER, style.leading), text=f"{number}.", style=style,
                      colour=theme.palette.ink),
                Paragraph(box=Box(room.x, y, room.w, height), text=text, style=style, colour=theme.palette.ink),
            ]
            y += height + 5
        parts.append(Checkbox(box=inner.bottom_rows(80), label=self.say("agree"), strong=True,
                              ticked=self.stage.answers.notice_read, tap=self._tick))
        return tuple(parts)

    def _tick(self) -> None:
        self.stage.answers.notice_read = not self.stage.answers.notice_read


def _ticked(stage: Stage) -> Screen:
    stage.answers.notice_read = True
    return Notice(stage)


SAMPLES: Samples = {"unticked": Notice, "ticked": _ticked}
