"""The bands all screens share, and where everything of a screen goes. The only place that knows their heights."""

from __future__ import annotations

from collections.abc import Callable

from ui.geometry import SCREEN, Box
from ui.journey import AUDIENCE, CODE, HELP, HOME, Outcome, Step
from ui.kit import Kit
from ui.surroundings import Surroundings
from ui.switches import Switches, in_header
from ui.theme import GUTTER, MARGIN
from ui.view import Action, Bands, Tap, View, Widget
from ui.widgets.bands import Breadcrumb, Countdown, FooterButton, FooterWords, Header, Hint
from ui.widgets.button import Button, Kind
from ui.widgets.stations import StepIndicator
from wire.values import VisitState

HEADER = SCREEN.top(112)
CRUMBS = SCREEN.below(112).top(72)
FOOTER = SCREEN.bottom_rows(104)
_HINT = 64
_ACTIONS = 112
_TOP = CRUMBS.bottom + 32
_SIDE = SCREEN.inset(MARGIN, 0)
_RING_SHARES = 60


def content_box(hint: bool = True, actions: bool = True) -> Box:
    """Where a screen's content goes, by the bands it uses: 1792 wide, from row 216."""
    if hint:
        bottom = hint_box(actions).y - GUTTER
    else:
        bottom = FOOTER.y - (_ACTIONS + GUTTER if actions else 16)
    return Box(_SIDE.x, _TOP, _SIDE.w, bottom - _TOP)


def hint_box(actions: bool) -> Box:
    """Where the hint stands."""
    return Box(_SIDE.x, FOOTER.y - (_ACTIONS + 16 if actions else 64) - _HINT, _SIDE.w, _HINT)


def compose(
    view: View, kit: Kit, surroundings: Surroundings, step: Step, audience: str,
    leave: Callable[[Outcome], None], switches: Switches,
) -> tuple[Widget, ...]:
    """All widgets of the screen, from the ground up; a dialog is not among them."""
    if view.bands is Bands.NONE:
        return view.content
    citizen = view.bands is Bands.CITIZEN
    notice = kit.strings.say("frame.notice" if citizen else "frame.technician")
    unlocked = FooterWords(box=FOOTER, words=kit.strings.say("frame.unlocked"))
    footer = _footer(kit, leave, switches) if citizen else (unlocked,)
    chosen = in_header(kit, HEADER, switches) if citizen and surroundings.engaged else ()
    return (
        *_header(kit, surroundings, notice), *chosen, *_crumbs(kit, step, audience), *view.content, *_hint(kit, view),
        *_actions(kit, view), *footer,
    )


def _header(kit: Kit, surroundings: Surroundings, notice: str) -> tuple[Widget, ...]:
    place = kit.strings.say("frame.place", city=surroundings.place.city, district=surroundings.place.district)
    mark = kit.strings.say("frame.mark")
    if not surroundings.engaged:
        now = surroundings.now
        weekday = kit.strings.say(f"weekdays.{now.weekday()}")
        words = kit.strings.say("frame.clock", month=now.month, day=now.day, weekday=weekday, time=f"{now:%H:%M}")
        return (Header(box=HEADER, mark=mark, place=place, words=words, words_right=_SIDE.right,
                       brand=surroundings.place.brand),)
    ring = HEADER.right_columns(MARGIN + 88).left(88)
    left = surroundings.visit.seconds_left
    share = -(-left * _RING_SHARES // max(1, surroundings.countdown)) / _RING_SHARES
    return (
        Header(box=HEADER, mark=mark, place=place, words=notice, words_right=ring.x - 24),
        Countdown(box=ring, words=kit.strings.say("frame.seconds", seconds=left), share=min(1.0, share),
                  urgent=surroundings.visit.state is VisitState.WARNING),
    )


def _crumbs(kit: Kit, step: Step, audience: str) -> tuple[Widget, ...]:
    keys = [f"crumbs.{audience}" if key == AUDIENCE else key for key in step.crumbs]
    path = "-".join(kit.strings.say(key) for key in keys)
    crumbs = Breadcrumb(box=CRUMBS, lead=kit.strings.say("frame.position"), path=path)
    if step.station is None:
        return (crumbs,)
    names = tuple(kit.strings.say(f"stations.{index}") for index in range(6))
    room = Box(MARGIN + 620, CRUMBS.y, _SIDE.w - 620, CRUMBS.h - 1)
    return crumbs, StepIndicator(box=room, names=names, station=step.station)


def _hint(kit: Kit, view: View) -> tuple[Widget, ...]:
    if not view.hint:
        return ()
    words = kit.strings.say("frame.hint") + view.hint
    return (Hint(box=hint_box(bool(view.back or view.main or view.others)), words=words),)


def _actions(kit: Kit, view: View) -> tuple[Widget, ...]:
    buttons: list[Widget] = []
    y, height = FOOTER.y - _ACTIONS, 96
    if view.back is not None:
        buttons.append(_button(view.back, Box(_SIDE.x, y, _width(kit, view.back), height), Kind.SECONDARY))
    right = _SIDE.right
    at_right = [(action, Kind.SECONDARY) for action in reversed(view.others)]
    if view.main is not None:
        at_right.insert(0, (view.main, Kind.DANGER if view.main.danger else Kind.PRIMARY))
    for action, kind in at_right:
        width = _width(kit, action)
        buttons.append(_button(action, Box(right - width, y, width, height), kind))
        right -= width + GUTTER
    return tuple(buttons)


def _button(action: Action, box: Box, kind: Kind) -> Button:
    return Button(box=box, label=action.label, tap=action.tap, kind=kind, icon=action.icon, enabled=action.enabled,
                  reason=action.reason)


def _width(kit: Kit, action: Action) -> int:
    style = kit.theme.type.button_bold
    text = max(kit.type.width(line, style) for line in action.label.split("\n"))
    wanted = text + (64 if action.icon else 0) + 96
    return max(264, (wanted + 7) // 8 * 8)


def _footer(kit: Kit, leave: Callable[[Outcome], None], switches: Switches) -> tuple[Widget, ...]:
    entries: list[tuple[str, str, Tap]] = [
        ("frame.help", "help", lambda: leave(HELP)), ("frame.home", "home", lambda: leave(HOME)),
        ("frame.code", "barcode", lambda: leave(CODE)),
    ]
    if kit.manner.low:
        entries += [("switches.more", "person", switches.more),
                    ("switches.raise", "up", switches.lower) if switches.lowered
                    else ("switches.lower", "down", switches.lower)]
    return tuple(FooterButton(box=box, label=kit.strings.say(key), icon=icon, tap=tap)
                 for box, (key, icon, tap) in zip(FOOTER.columns(len(entries), 0), entries))
