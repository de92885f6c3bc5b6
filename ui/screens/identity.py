"""4 身份信息确认: what the card says, the number's middle masked. An expired card cannot go on, and is told where to go."""

from __future__ import annotations

from datetime import date

import msgspec
import pygame

from rules import mask
from rules.identity import CardKind, Identity, Sex
from rules.items import Audience
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.apply import ENTERPRISE
from ui.people import PERSON
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.label import Card, Fact, Icon, Picture
from ui.widgets.trouble import TroubleCard

_PHOTO = 432
_LABEL = 176
_TROUBLE = 152
_WHEN_IN_TROUBLE = ("person", "number", "issuer", "validity")
"""What is enough to see which card it is about."""
_OF_FOREIGNERS = (CardKind.FOREIGNER_2017, CardKind.FOREIGNER_2023)
"""Their cards are renewed at the exit and entry window."""


class IdentityScreen(Screen):
    """What a citizen looks at before going on: it is they, and the card is valid."""

    name = "identity"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.portrait: pygame.Surface | None = None

    def enter(self) -> None:
        self.portrait = self.stage.spool.portrait(self.stage.answers.card)

    def view(self) -> View:
        identity = self.stage.answers.identity
        back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        if identity is None:
            return View(content=(), back=back)
        trouble = self._trouble(identity)
        onward = ENTERPRISE if self.stage.answers.audience is Audience.ENTERPRISE else NEXT
        return View(
            content=self._content(content_box(), identity, trouble),
            hint=self.say("hint_trouble" if trouble else "hint"),
            back=back,
            main=Action(label=self.say("enter"), tap=self.stage.leaves(onward), enabled=trouble is None,
                        reason=trouble.what if trouble else ""),
        )

    def _content(self, room: Box, identity: Identity, trouble: Trouble | None) -> tuple[Widget, ...]:
        palette = self.stage.kit.theme.palette
        above: tuple[Widget, ...] = ()
        if trouble is not None:
            above = (TroubleCard(box=room.top(_TROUBLE), trouble=trouble, grave=True),)
            room = room.below(_TROUBLE + GUTTER)
        photo, facts = room.left(_PHOTO), room.after(_PHOTO + GUTTER)
        frame = photo.inset(48, 40)
        likeness: Widget = (
            Picture(box=frame, picture=self.portrait) if self.portrait is not None
            else Icon(box=frame.centred(240, 240), name="person", colour=palette.soft, ground=palette.tint)
        )
        rows = self._rows(identity)
        if trouble is not None:
            rows = [(key, value) for key, value in rows if key in _WHEN_IN_TROUBLE]
        return (*above, Card(box=photo), likeness, Card(box=facts), *self._facts(facts.inset(48, 32), rows))

    def _facts(self, room: Box, rows: list[tuple[str, str]]) -> tuple[Widget, ...]:
        setter, style = self.stage.kit.type, self.stage.kit.theme.type.body_medium
        parts: list[Widget] = []
        heights = [setter.height(value, style, room.w - _LABEL) for _, value in rows]
        gap = min(20, max(0, (room.h - sum(heights)) // max(1, len(rows) - 1)))
        y = room.y
        for (key, value), height in zip(rows, heights):
            parts.append(Fact(box=Box(room.x, y, room.w, height), label=self.say(key), value=value, label_width=_LABEL))
            y += height + gap
        return tuple(parts)

    def _rows(self, identity: Identity) -> list[tuple[str, str]]:
        valid_to = self._day(identity.valid_to) if identity.valid_to else self.say("for_ever")
        english = identity.english_name if identity.english_name != identity.name else ""
        rows = [
            ("person", identity.name), ("english_name", english),
            ("sex", self._sex(identity.sex)), ("nation", identity.nation), ("nationality", identity.nationality),
            ("birth", self._day(identity.birth)), ("address", identity.address),
            ("number", mask.number(identity.number)), ("pass_number", mask.number(identity.pass_number)),
            ("issuer", identity.issuer),
            ("validity", self.say("from_to", start=self._day(identity.valid_from), end=valid_to)),
        ]
        return [(key, value) for key, value in rows if value]

    def _sex(self, sex: Sex) -> str:
        return {Sex.MALE: self.say("male"), Sex.FEMALE: self.say("female")}.get(sex, "")

    def _day(self, text: str) -> str:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return self.say("day", year=day.year, month=day.month, day=day.day)

    def _trouble(self, identity: Identity) -> Trouble | None:
        today = self.stage.surroundings.now.date().isoformat()
        if identity.valid_to and identity.valid_to < today:
            window = "expired_exit_now" if identity.kind in _OF_FOREIGNERS else "expired_now"
            return Trouble(self.say("expired"), self.say(window), "card.expired")
        if identity.valid_from > today:
            return Trouble(self.say("early"), self.say("early_now"), "card.not_yet_valid")
        return None


def _someone(**changes: object) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.identity = msgspec.structs.replace(PERSON, **changes)
        return IdentityScreen(stage)

    return build


SAMPLES: Samples = {
    "resident": _someone(),
    "for_ever": _someone(valid_to="", name="阿卜杜拉·买买提吐尔逊", nation="维吾尔"),
    "expired": _someone(valid_from="2005-01-01", valid_to="2025-01-01"),
    "foreigner_expired": _someone(kind=CardKind.FOREIGNER_2023, name="安娜", english_name="EXAMPLE, ANNA MARIA",
                                  valid_to="2026-11-22"),
    "not_yet_valid": _someone(valid_from="2030-01-01", valid_to="2050-01-01"),
    "foreigner": _someone(kind=CardKind.FOREIGNER_2023, name="安娜", english_name="EXAMPLE, ANNA MARIA", nation="",
                          nationality="DEU", address="", number="932682198501010017"),
    "foreigner_without_chinese_name": _someone(
        kind=CardKind.FOREIGNER_2017, name="SMITH, JOHN WILLIAM", english_name="SMITH, JOHN WILLIAM", nation="",
        nationality="GBR", address="", issuer="", number="GBR110079021405"),
    "hmt": _someone(kind=CardKind.HMT_RESIDENT, name="陳示例", nation="", pass_number="H12345678",
                    number="810000199408230021"),
    "from_taiwan": _someone(kind=CardKind.HMT_RESIDENT, name="林示例", nation="", pass_number="01234567",
                            number="830000198307160134"),
}
