"""10 事项介绍: everything about an item under ten headings, paged; from here it is begun."""

from __future__ import annotations

import msgspec

from rules.items import Audience, Item
from rules.receipt import sections
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.article import Section, pages_of
from ui.widgets.label import Card, Fact, Paragraph, Tag
from ui.widgets.progress import Waiting
from ui.widgets.row import Pager, SwipeGround
from ui.widgets.trouble import TroubleCard
from wire.messages import ItemDetail
from wire.values import Act, Failure

_SIDE = 424
_PAGER_W, _PAGER_H = 640, 80
_TAG_H = 48
_LABEL = 136


class Intro(Screen):
    """The item's name and what people ask first stand at the left, all the rest at the right."""

    name = "intro"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.failure: Failure | None = None
        self.page = 0

    def enter(self) -> None:
        if self.stage.answers.item is None:
            self.stage.services.get_item(self.stage.answers.item_key, self._came)

    def view(self) -> View:
        item = self.stage.answers.item
        return View(
            content=self._content(content_box(), item), hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("begin"), tap=self.stage.leaves(NEXT),
                        enabled=item is not None and item.can_apply,
                        reason=self.say("counter_only" if item is not None else "items.loading")),
        )

    def _content(self, room: Box, item: Item | None) -> tuple[Widget, ...]:
        if self.failure is not None:
            return (TroubleCard(box=room.top(200), trouble=self.stage.trouble(self.failure)),)
        if item is None:
            return (Waiting(box=room, words=self.say("items.loading")),)
        left, right = room.left(_SIDE), room.after(_SIDE + GUTTER)
        return (Card(box=left), *self._summary(left.inset(36, 32), item), Card(box=right),
                *self._article(right.inset(44, 32), item))

    def _summary(self, room: Box, item: Item) -> tuple[Widget, ...]:
        theme, setter = self.stage.kit.theme, self.stage.kit.type
        height = setter.height(item.title, theme.type.title, room.w)
        parts: list[Widget] = [Paragraph(box=room.top(height), text=item.title, style=theme.type.title,
                                         colour=theme.palette.ink)]
        y = room.y + height + 16
        x = room.x
        for words in self._tags(item):
            width = setter.width(words, theme.type.small_medium) + 32
            if x + width > room.right and x > room.x:
                x, y = room.x, y + _TAG_H + 8
            parts.append(Tag(box=Box(x, y, width, _TAG_H), text=words, fore=theme.palette.deep,
                             ground=theme.palette.tint))
            x += width + 12
        y += _TAG_H + 20
        facts = (("unit", item.unit), ("time_limit", "".join(item.time_limit)), ("fee", "".join(item.fee)),
                 ("phone", item.phone))
        for key, value in facts:
            tall = setter.height(value, theme.type.body_medium, room.w - _LABEL)
            if y + tall > room.bottom:
                break
            parts.append(Fact(box=Box(room.x, y, room.w, tall), label=self.say(key), value=value,
                              label_width=_LABEL))
            y += tall + 8
        return tuple(parts)

    def _tags(self, item: Item) -> tuple[str, ...]:
        audience = "person" if item.audience is Audience.PERSON else "enterprise"
        apply = "can_apply" if item.can_apply else "no_apply"
        words = (self.say(audience), item.category, self.say(apply))
        return (*words, self.say("sample")) if item.sample else words

    def _article(self, room: Box, item: Item) -> tuple[Widget, ...]:
        text = [Section(heading, paragraphs) for heading, paragraphs in sections(item)]
        pages = pages_of(text, self.stage.kit, room.top(room.h - _PAGER_H - 16))
        self.page = min(self.page, len(pages) - 1)
        pager = Pager(
            box=room.bottom_rows(_PAGER_H).right_columns(_PAGER_W), page=self.page, pages=len(pages),
            words=self.say("pager.page", page=self.page + 1, pages=len(pages)),
            previous=self.say("pager.previous"), next=self.say("pager.next"), turn=self._turn,
        )
        ground = SwipeGround(box=room.top(room.h - _PAGER_H - 16), turn_by=lambda by: self._turn(self.page + by))
        return (ground, *pages[self.page], pager)

    def _turn(self, page: int) -> None:
        self.page = max(0, page)

    def _came(self, result: ItemDetail | Failure) -> None:
        if isinstance(result, Failure):
            self.failure = result
            return
        try:
            self.stage.answers.item = msgspec.convert(result.record, Item)
        except msgspec.ValidationError:
            self.failure = Failure(code="catalogue.broken", act=Act.ENGINEER)


def _page(number: int) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.item = ITEM
        screen = Intro(stage)
        screen.page = number
        return screen

    return build


def _counter_only(stage: Stage) -> Screen:
    stage.answers.item = msgspec.structs.replace(ITEM, title="临时居民身份证办理", can_apply=False)
    return Intro(stage)


def _missing(stage: Stage) -> Screen:
    screen = Intro(stage)
    screen.failure = Failure(code="item.not_found", act=Act.STAFF)
    return screen


SAMPLES: Samples = {"first": _page(0), "last": _page(9), "counter_only": _counter_only, "waiting": Intro,
                    "missing": _missing}
