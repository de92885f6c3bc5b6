"""The technician's first screen: every device as it is and who must act, what runs here, and trials of devices.

It never shows anything of a citizen, nor what a trial has read: only whether it read well, or why not.
"""

from __future__ import annotations

from collections.abc import Mapping

from ui.canvas import Align
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.screen import Sample, Samples, Screen
from ui.screens.out_of_use import moment
from ui.services import Errand
from ui.stage import Stage
from ui.theme import GUTTER, Colour, Style
from ui.view import Action, Bands, View, Widget
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Heading, Icon, Label, Paragraph, Tag
from wire.messages import Done
from wire.technician import Machine
from wire.values import (
    Act, DeviceState, DeviceView, Failure, MachineFact, Supply, Trial, VisitState, VisitView,
)

_DEVICES: Mapping[str, tuple[str, Trial | None]] = {
    "idcard": ("idcard", Trial.CARD), "barcode": ("barcode", Trial.CODE), "page": ("scan", None),
    "printer": ("print", Trial.PRINT), "gpio": ("lamp", Trial.LAMPS),
}
"""Every device class: its icon and its trial."""
_FACTS = 440
_GAP = 12
_LOSS_LINES = 4
_NAME, _STATE, _BUTTON = 260, 208, 216
_WELL = (DeviceState.ONLINE, DeviceState.BUSY)


class MachineScreen(Screen):
    """The daemon ends it after five minutes without a touch."""

    name = "machine"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.facts: tuple[MachineFact, ...] = ()
        self.trial: Trial | None = None
        self.result: Done | Failure | None = None
        self.input_loss = ""
        """What of the input's data is broken: `pinyin`, `handwriting`, or nothing."""
        self._errand: Errand | None = None

    def enter(self) -> None:
        engine = self.stage.engine
        self.input_loss = "pinyin" if engine is None else "" if engine.handwriting else "handwriting"
        self.stage.services.ask_machine(self._told)

    def view(self) -> View:
        room = content_box(hint=False)
        rows = room.left(room.w - _FACTS - GUTTER).rows(len(_DEVICES), _GAP)
        devices = self.stage.surroundings.devices
        parts: list[Widget] = []
        for row, (name, (icon, trial)) in zip(rows, _DEVICES.items()):
            view = devices.get(name, DeviceView(device=name, state=DeviceState.OFFLINE))
            parts += self._row(row, view, icon, trial)
        return View(
            content=(*parts, *self._machine(room.right_columns(_FACTS))), bands=Bands.TECHNICIAN,
            back=Action(label=self.say("leave"), tap=self.stage.leaves(BACK), icon="exit"), dialog=self._dialog(),
        )

    def _row(self, box: Box, view: DeviceView, icon: str, trial: Trial | None) -> list[Widget]:
        palette, styles = self.stage.kit.theme.palette, self.stage.kit.theme.type
        inner = box.inset(24, 0)
        name, state = inner.after(88).left(_NAME), inner.after(88 + _NAME).left(_STATE)
        words = inner.after(88 + _NAME + _STATE + GUTTER)
        words = words.left(words.w - _BUTTON - GUTTER)
        fore, ground = self._colours(view)
        parts: list[Widget] = [
            Card(box=box), Icon(box=inner.left(64).centred(64, 64), name=icon, colour=palette.brand,
                                ground=palette.tint),
            *self._lines(name, self.say(f"machine_device.{view.device}"), view.model, styles.label_medium),
            *self._lines(words, self._cause(view), self._who(view), styles.body),
        ]
        tag = Box(state.x, 0, state.w, 44).moved(0, state.y + (state.h - (84 if view.since else 44)) // 2)
        parts.append(Tag(box=tag, text=self.say(f"machine_state.{self._state(view)}"), fore=fore, ground=ground))
        if view.since:
            parts.append(Label(box=Box(tag.x, tag.bottom + 4, tag.w, 36), text=moment(self.stage, view.since),
                               style=styles.small, colour=palette.soft, align=Align.CENTRE))
        if trial is not None:
            button = inner.right_columns(_BUTTON).centred(_BUTTON, 88)
            parts.append(Button(box=button, label=self.say(f"try_{trial.value}"), tap=lambda: self._try(trial)))
        return parts

    def _lines(self, box: Box, first: str, second: str, style: Style) -> list[Widget]:
        """One line in the middle of the box, or two."""
        palette, small = self.stage.kit.theme.palette, self.stage.kit.theme.type.small
        height = style.leading + (small.leading if second else 0)
        top = Box(box.x, box.y + (box.h - height) // 2, box.w, style.leading)
        parts: list[Widget] = [Label(box=top, text=first, style=style, colour=palette.ink, shorten=True)]
        if second:
            parts.append(Label(box=Box(box.x, top.bottom, box.w, small.leading), text=second, style=small,
                               colour=palette.soft, shorten=True))
        return parts

    def _state(self, view: DeviceView) -> str:
        return "absent" if self._absent(view) else "paper_out" if view.paper is Supply.OUT else view.state.value

    def _absent(self, view: DeviceView) -> bool:
        """Not of this kiosk at all, which is nobody's fault."""
        return view.state is DeviceState.NO_DEVICE and view.code is None

    def _colours(self, view: DeviceView) -> tuple[Colour, Colour]:
        palette = self.stage.kit.theme.palette
        if self._absent(view):
            return palette.on_dim, palette.dim
        if view.state in _WELL and view.paper is not Supply.OUT:
            return (palette.on_hint, palette.hint) if view.paper is Supply.LOW else (palette.done, palette.done_tint)
        if view.act in (Act.STAFF, Act.ENGINEER) or view.paper is Supply.OUT:
            return palette.danger, palette.danger_tint
        return palette.on_hint, palette.hint

    def _cause(self, view: DeviceView) -> str:
        if self._absent(view):
            return self.say("absent")
        if view.code is not None:
            return self.stage.trouble(Failure(code=view.code, act=view.act)).what
        if view.device == "printer" and view.paper is not Supply.OK:
            return self.say(f"paper_{view.paper.value}")
        return self.say("well") if view.state in _WELL else self.say("wait")

    def _who(self, view: DeviceView) -> str:
        """Who must act, and the code for them."""
        return "" if view.code is None else f"{self.say(f'machine_act.{view.act.value}')}  {view.code}"

    def _machine(self, box: Box) -> list[Widget]:
        inner = box.inset(36, 28)
        parts: list[Widget] = [Card(box=box), Heading(box=inner.top(48), text=self.say("machine"))]
        theme, y = self.stage.kit.theme, inner.y + 56
        if self.input_loss:
            # what is broken comes before what is known; facts that then find no room can wait
            loss = Box(inner.x, y, inner.w, _LOSS_LINES * theme.type.small.leading)
            parts.append(Paragraph(box=loss, text=self.say(f"lost_{self.input_loss}"), style=theme.type.small_medium,
                                   colour=theme.palette.danger))
            y = loss.bottom + _GAP
        for fact in self.facts:
            key = f"machine_fact.{fact.name}"
            label = self.say(key) if self.stage.kit.strings.has(key) else fact.name
            line = Box(inner.x, y, inner.w, theme.type.small.leading)
            if line.bottom + line.h > inner.bottom:
                break
            parts += [Label(box=line, text=label, style=theme.type.small, colour=theme.palette.soft),
                      Label(box=line.moved(0, line.h), text=fact.value, style=theme.type.small_medium,
                            colour=theme.palette.ink, shorten=True)]
            y += 2 * line.h
        return parts

    def _told(self, result: Machine | Failure) -> None:
        if isinstance(result, Machine):
            self.facts = result.facts

    def _try(self, trial: Trial) -> None:
        self.trial, self.result = trial, None
        self._errand = self.stage.services.try_device(trial, self._tried)

    def _tried(self, result: Done | Failure) -> None:
        self.result, self._errand = result, None

    def _put_away(self) -> None:
        if self._errand is not None:
            self._errand.cancel()
        self.trial = self.result = self._errand = None

    def _dialog(self) -> Dialog | None:
        if self.trial is None:
            return None
        trial, close = self.trial, Action(label=self.say("frame.close"), tap=self._put_away)
        again = Action(label=self.say("frame.retry"), tap=lambda: self._try(trial))
        icon = next(icon for icon, of in _DEVICES.values() if of is trial)
        if self.result is None:
            return Dialog(title=self.say(f"trying_{trial.value}"), line=self.say(f"trying_{trial.value}_now"),
                          icon=icon, main=Action(label=self.say("frame.cancel"), tap=self._put_away))
        if isinstance(self.result, Done):
            return Dialog(title=self.say(f"well_{trial.value}"), line=self.say(f"well_{trial.value}_now"),
                          icon="check", main=close, other=again)
        trouble = self.stage.trouble(self.result)
        return Dialog(title=trouble.what, line=self.say(f"machine_act.{self.result.act.value}"), main=close,
                      other=again, code=trouble.code)


_FACTS_SAMPLE = tuple(MachineFact(name=name, value=value) for name, value in (
    ("kiosk", "FS01"), ("version", "0.1.0"), ("wire", "2"), ("system", "Debian GNU/Linux 12 (bookworm)"),
    ("kernel", "6.1.0-28-arm64 aarch64"), ("python", "3.11.2"), ("zmq", "4.3.5"),
))
_SICK = (
    DeviceView(device="idcard", state=DeviceState.NO_DEVICE, code="card.reader_gone", act=Act.STAFF,
               model="SAM-V USB 0400:c35a", since="2026-11-22T17:05"),
    DeviceView(device="barcode", state=DeviceState.NO_DEVICE),
    DeviceView(device="page", state=DeviceState.USER_ERROR, code="page.cover_open", act=Act.CITIZEN,
               model="Canon imageFORMULA DR-F120 flatbed scanner with a long name"),
    DeviceView(device="printer", state=DeviceState.HARDWARE_ERROR, code="print.paper_out", act=Act.STAFF,
               paper=Supply.OUT, model="ESC/POS 80 mm", since="2026-11-23T09:12"),
    DeviceView(device="gpio", state=DeviceState.STARTING),
)


def _with(
    trial: Trial | None = None, result: Done | Failure | None = None, devices: tuple[DeviceView, ...] = (),
    input_loss: str = "",
) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.visit = VisitView(state=VisitState.SERVICE, serial=1, seconds_left=297)
        stage.surroundings.devices.update({view.device: view for view in devices})
        screen = MachineScreen(stage)
        screen.facts, screen.trial, screen.result = _FACTS_SAMPLE, trial, result
        screen.input_loss = input_loss
        return screen

    return build


SAMPLES: Samples = {
    "well": _with(), "sick": _with(devices=_SICK),
    "no_pinyin": _with(input_loss="pinyin"), "no_handwriting": _with(input_loss="handwriting"),
    **{f"trying_{trial.value}": _with(trial) for trial in Trial},
    **{f"well_{trial.value}": _with(trial, Done()) for trial in Trial},
    "card_none": _with(Trial.CARD, Failure(code="card.none", act=Act.CITIZEN)),
    "printer_gone": _with(Trial.PRINT, Failure(code="print.printer_gone", act=Act.STAFF)),
}
