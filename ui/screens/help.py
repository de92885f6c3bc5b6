"""操作说明: what to do on the very screen one came from, in three pictured sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.screen import Sample, Samples, Screen
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.label import Card, Heading, Icon, Label, Paragraph
from ui.widgets.motion import CardOnReader, CodeBeforeReader, Motion, PageOnGlass, ReceiptComing

ICONS: Mapping[str, tuple[str, str, str]] = {
    "home": ("hall", "idcard", "barcode"), "hall": ("person", "idcard", "progress"),
    "guide": ("person", "guide", "print"),
    "card": ("idcard", "card-tap", "check"), "identity": ("person", "check", "previous"),
    "enterprise": ("pen", "enterprise", "next"), "items": ("guide", "check", "search"),
    "search": ("pen", "guide", "search"), "ime": ("pen", "backspace", "check"),
    "results": ("search", "guide", "search"), "intro": ("guide", "check", "clock"),
    "notice": ("guide", "cross", "check"), "offices": ("office", "place", "next"),
    "form": ("lock", "pen", "warning"), "materials": ("cross", "page", "print"),
    "scan": ("page", "scan", "add"), "page": ("zoom-in", "scan", "check"), "pages": ("page", "scan", "check"),
    "receipt": ("receipt", "print", "exit"), "code": ("receipt", "barcode", "check"),
    "status": ("progress", "warning", "print"), "lookup": ("idcard", "pen", "barcode"),
    "filed": ("receipt", "check", "previous"), "booking": ("calendar", "guide", "idcard"),
    "slots": ("calendar", "clock", "next"), "confirm": ("calendar", "check", "previous"),
    "booked": ("receipt", "print", "exit"), "rating": ("idcard", "star", "exit"),
    "precheck": ("review", "scan", "receipt"), "signature": ("pen", "turn", "next"),
}
"""The screens that are explained, and a picture for each of their sentences."""
_MOTIONS: Mapping[str, type[Motion]] = {
    "card": CardOnReader, "identity": CardOnReader, "scan": PageOnGlass, "page": PageOnGlass, "materials": PageOnGlass,
    "receipt": ReceiptComing, "booked": ReceiptComing, "code": CodeBeforeReader, "status": CodeBeforeReader,
}
_CRUMBS = {"enterprise": "enterprise_code", "results": "items", "status": "progress", "lookup": "status"}
_START = "home"
_RIGHT = 800


class Help(Screen):
    """Where the device moves, it is shown; elsewhere, what all screens have in common."""

    name = "help"

    def view(self) -> View:
        room = content_box()
        screen = self.stage.before if self.stage.before in ICONS else _START
        left, right = room.left(room.w - _RIGHT - GUTTER), room.right_columns(_RIGHT)
        moving = _MOTIONS.get(screen)
        beside = (moving(box=right.inset(24)),) if moving is not None else self._common(right.inset(44, 32))
        close = Action(label=self.say("close"), tap=self.stage.leaves(BACK), icon="check")
        return View(
            content=(Card(box=left), *self._steps(left.inset(44, 32), screen), Card(box=right), *beside),
            hint=self.say("hint"), back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)), main=close,
        )

    def _steps(self, room: Box, screen: str) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        step = self.say(f"crumbs.{_CRUMBS.get(screen, screen)}")
        parts: list[Widget] = [Heading(box=room.top(56), text=self.say("lead", step=step))]
        for index, (icon, row) in enumerate(zip(ICONS[screen], room.below(72).rows(3, 16)), 1):
            mark = row.left(96).centred(96, 96)
            parts += [
                Icon(box=mark, name=icon, colour=theme.palette.brand, ground=theme.palette.tint),
                Paragraph(box=row.after(96 + 32), text=self.say(f"help_steps.{screen}{index}"), style=theme.type.label,
                          colour=theme.palette.ink, middle=True),
            ]
        return tuple(parts)

    def _common(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        entries = (
            ("help", self.say("frame.help"), self.say("footer_help")),
            ("home", self.say("frame.home"), self.say("footer_home")),
            ("barcode", self.say("frame.code"), self.say("footer_code")),
            ("clock", self.say("footer_clock"), self.say("footer_clock_line")),
        )
        parts: list[Widget] = [Heading(box=room.top(56), text=self.say("footer"))]
        for (icon, title, line), row in zip(entries, room.below(72).rows(4, 8)):
            mark = row.left(72).centred(72, 72)
            words = row.after(72 + 28).centred(row.w - 100, 92)
            parts += [
                Icon(box=mark, name=icon, colour=theme.palette.white, ground=theme.palette.deep),
                Label(box=words.top(46), text=title, style=theme.type.body_bold, colour=theme.palette.deep),
                Label(box=words.bottom_rows(46), text=line, style=theme.type.body, colour=theme.palette.ink),
            ]
        return tuple(parts)


def _about(screen: str) -> Sample:
    return lambda stage: Help(replace(stage, before=screen))


SAMPLES: Samples = {screen: _about(screen) for screen in ICONS}
