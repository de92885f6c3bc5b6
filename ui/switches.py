"""The switches by which a citizen chooses how the screen serves: on 首页, in every header, and all of them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from ui.geometry import Box
from ui.kit import Kit
from ui.manner import Language, Manner
from ui.theme import GUTTER, TOUCH_MIN
from ui.view import Action, Widget
from ui.widgets.switch import Switch, SwitchBoard

_HEADER_LEFT = 756
_HEADER_WIDTHS = (176, 136, 136)
_HEADER_GAP = 16


@dataclass(frozen=True)
class Switches:
    """What the switches do."""

    choose: Callable[[Manner], None]
    more: Callable[[], None]
    """Show all of them."""
    lower: Callable[[], None]
    """Draw the picture down, or let it go up again."""
    lowered: bool = False


class _Entry(NamedTuple):
    label: str
    on: bool
    manner: Manner


def on_home(kit: Kit, room: Box, choose: Callable[[Manner], None]) -> tuple[Widget, ...]:
    """A row of all, 80 high, the present language left out."""
    languages = [entry for entry in _languages(kit) if not entry.on]
    entries = [*_ways(kit), *languages]
    boxes = room.columns(len(entries), GUTTER)
    return tuple(_switch(box, entry, choose, dark=False) for box, entry in zip(boxes, entries))


def in_header(kit: Kit, header: Box, switches: Switches) -> tuple[Widget, ...]:
    """关怀版, the other language, and 更多."""
    boxes, x = list[Box](), _HEADER_LEFT
    for width in _HEADER_WIDTHS:
        boxes.append(Box(x, header.y + (header.h - TOUCH_MIN) // 2, width, TOUCH_MIN))
        x += width + _HEADER_GAP
    manner = kit.manner
    english = manner.language is Language.ENGLISH
    other = _Entry(kit.strings.say(f"switches.{Language.SIMPLIFIED if english else Language.ENGLISH}"), False,
                   replace(manner, language=Language.SIMPLIFIED if english else Language.ENGLISH))
    more = Switch(box=boxes[2], label=kit.strings.say("switches.more"), tap=switches.more, dark=True)
    care = _switch(boxes[0], _ways(kit)[0], switches.choose, dark=True)
    return care, _switch(boxes[1], other, switches.choose, dark=True), more


def board(kit: Kit, choose: Callable[[Manner], None], close: Callable[[], None]) -> SwitchBoard:
    """All switches over the screen, in its lower half."""
    say = kit.strings.say
    entries = [*_ways(kit), *_languages(kit)]
    return SwitchBoard(
        title=say("switches.title"), close=Action(label=say("frame.close"), tap=close),
        switches=tuple((entry.label, entry.on, _tap(entry, choose)) for entry in entries),
    )


def _ways(kit: Kit) -> list[_Entry]:
    manner, say = kit.manner, kit.strings.say
    return [
        _Entry(say("switches.care"), manner.care, manner.with_care(not manner.care)),
        _Entry(say("switches.contrast"), manner.contrast, replace(manner, contrast=not manner.contrast)),
        _Entry(say("switches.low"), manner.low, replace(manner, low=not manner.low)),
        _Entry(say("switches.voice"), manner.voice, replace(manner, voice=not manner.voice)),
    ]


def _languages(kit: Kit) -> list[_Entry]:
    manner = kit.manner
    return [_Entry(kit.strings.say(f"switches.{language}"), language is manner.language,
                   replace(manner, language=language)) for language in Language]


def _switch(box: Box, entry: _Entry, choose: Callable[[Manner], None], dark: bool) -> Switch:
    return Switch(box=box, label=entry.label, on=entry.on, tap=_tap(entry, choose), dark=dark)


def _tap(entry: _Entry, choose: Callable[[Manner], None]) -> Callable[[], None]:
    return lambda: choose(entry.manner)
