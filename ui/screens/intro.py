"""10 事项介绍: everything about an item under ten headings, paged; from here it is begun."""

from __future__ import annotations

import msgspec

from rules.items import Audience, Item
from rules.receipt import ITEM_GUIDE, sections
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.apply import BOOKING
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.screens.printing import Printing, PrintState
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.article import Section, pages_of
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Fact, Paragraph, Tag
from ui.widgets.progress import Waiting
from ui.widgets.row import Pager, SwipeGround
from ui.widgets.trouble import TroublePage
from wire.messages import ItemDetail
from wire.values import Act, Failure

_SIDE = 560
_PAGER_W, _PAGER_H = 640, 80
_PAGER_GAP = 8
_TAG_H = 48
_LABEL = 136


class Intro(Screen):
    """The item's name and what people ask first stand at the left, all the rest at the right."""

    name = "intro"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.failure: Failure | None = None
        self.page = 0
        self.printing = Printing(stage)
        self.told = True
        """The citizen has seen how the print went."""

    def enter(self) -> None:
        if self.stage.answers.item is None:
            self._ask()

    def view(self) -> View:
        item = self.stage.answers.item
        hint = "counter_only" if self._counter_only(item) else "hint_missing" if self.failure is not None else "hint"
        return View(
            content=self._content(content_box(), item), hint=self.words(hint),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)), others=self._others(item),
            main=Action(label=self.words("begin"), tap=self.stage.leaves(NEXT),
                        enabled=item is not None and not self._counter_only(item), reason=self._reason(item)),
            dialog=None if self.told else self._dialog(),
        )

    def _counter_only(self, item: Item | None) -> bool:
        """One books a visit to the counter for what cannot be applied for here, too."""
        return item is not None and not item.can_apply and self.stage.answers.task is not Task.BOOKING

    def _others(self, item: Item | None) -> tuple[Action, ...]:
        if self.failure is not None:
            return (Action(label=self.say("frame.retry"), tap=self._ask, icon="turn"),)
        if item is None:
            return ()
        printing = Action(label=self.say("print"), tap=self._print, icon="print",
                          enabled=self.stage.surroundings.has_paper, reason=self.say("no_printer"))
        if not self._counter_only(item):
            return (printing,)
        return printing, Action(label=self.say("begin_booking"), tap=self._book, icon="calendar",
                                enabled=self.stage.surroundings.hall_answers, reason=self.say("booking.away"))

    def _book(self) -> None:
        """What only the counter does can be booked from here, with the item that was read about."""
        answers = self.stage.answers
        item = answers.item
        answers.begin(Task.BOOKING)
        answers.item_key, answers.item = item.key if item is not None else "", item
        self.stage.leave(BOOKING)

    def _reason(self, item: Item | None) -> str:
        if self.failure is not None:
            return self.stage.trouble(self.failure).what
        return self.say("counter_only" if item is not None else "items.loading")

    def _content(self, room: Box, item: Item | None) -> tuple[Widget, ...]:
        if self.failure is not None:
            return (TroublePage(box=room, trouble=self.stage.trouble(self.failure)),)
        if item is None:
            return (Waiting(box=room, words=self.say("items.loading")),)
        left, right = room.left(_SIDE), room.after(_SIDE + GUTTER)
        return (Card(box=left), *self._summary(left.inset(36, 32), item), Card(box=right),
                *self._article(right.inset(44, 16), item))

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
            marked = words == self.say("no_apply")
            parts.append(Tag(box=Box(x, y, width, _TAG_H), text=words,
                             fore=theme.palette.on_hint if marked else theme.palette.deep,
                             ground=theme.palette.hint if marked else theme.palette.tint))
            x += width + 12
        y += _TAG_H + 20
        facts = (("unit", item.unit), ("time_limit", "".join(item.time_limit)), ("fee", "".join(item.fee)),
                 ("phone", item.phone))
        style = setter.largest(theme.type.body_medium, lambda smaller: y + sum(
            setter.height(value, smaller, room.w - _LABEL) + 8 for _, value in facts) <= room.bottom)
        for key, value in facts:
            tall = setter.height(value, style, room.w - _LABEL)
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
        whom = ("unit", item.unit), ("phone", item.phone)
        text += [Section(self.say(key), (value,)) for key, value in whom if value]
        body = room.top(room.h - _PAGER_H - _PAGER_GAP)
        pages = pages_of(text, self.stage.kit, body)
        self.page = min(self.page, len(pages) - 1)
        pager = Pager(
            box=room.bottom_rows(_PAGER_H).right_columns(_PAGER_W), page=self.page, pages=len(pages),
            words=self.say("pager.page", page=self.page + 1, pages=len(pages)),
            previous=self.say("pager.previous"), next=self.say("pager.next"), turn=self._turn,
        )
        ground = SwipeGround(box=body, turn_by=lambda by: self._turn(self.page + by))
        return (ground, *pages[self.page], pager)

    def _turn(self, page: int) -> None:
        self.page = max(0, page)

    def _print(self) -> None:
        self.told = False
        self.printing.start_about(ITEM_GUIDE, self.stage.answers.item_key)

    def _put_away(self) -> None:
        self.told = True

    def _dialog(self) -> Dialog:
        understood = Action(label=self.say("materials.understood"), tap=self._put_away)
        if self.printing.running:
            return Dialog(title=self.say("printing"), line=self.say("printing_now"), main=understood, icon="print")
        if self.printing.state is PrintState.PRINTED:
            return Dialog(title=self.say("printed"), line=self.say("printed_now"), main=understood, icon="check")
        again = Action(label=self.say("materials.print_again"), tap=self._print)
        failure = self.printing.failure or Failure(code="print.mute", act=Act.CITIZEN)
        trouble = self.stage.trouble(failure)
        return Dialog(title=trouble.what, line=trouble.now, main=understood, other=again, code=trouble.code)

    def _ask(self) -> None:
        self.failure = None
        self.stage.services.get_item(self.stage.answers.item_key, self._came)

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


def _for(task: Task) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.task, stage.answers.item = task, ITEM
        return Intro(stage)

    return build


def _missing(stage: Stage) -> Screen:
    screen = Intro(stage)
    screen.failure = Failure(code="item.not_found", act=Act.STAFF)
    return screen


def _long(stage: Stage) -> Screen:
    stage.answers.item = msgspec.structs.replace(
        ITEM, title="居民身份证有效期满换领、损坏换领、登记项目变更换领（示例）", sample=True, category="居民身份证",
        unit="佛山市公安局禅城分局治安管理大队户政管理中队（示例）", fee=("首次申领、换领：免费；", "丢失补领：每证40元。"),
        target=("具有本市常住户口、依法应当申请领取居民身份证的中国公民，由本人申请；未满十六周岁的，由监护人代为申请。",) * 3)
    return Intro(stage)


def _printed(stage: Stage) -> Screen:
    screen = Intro(stage)
    stage.answers.item = msgspec.structs.replace(ITEM, title="临时居民身份证办理", can_apply=False)
    screen.printing.state, screen.told = PrintState.PRINTED, False
    return screen


SAMPLES: Samples = {"first": _page(0), "last": _page(9), "counter_only": _counter_only, "printed": _printed,
                    "long": _long, "waiting": Intro, "missing": _missing, "booking": _for(Task.BOOKING),
                    "precheck": _for(Task.PRECHECK)}
