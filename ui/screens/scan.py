"""15 扫描材料: how to lay one page of one material, and the scan itself."""

from __future__ import annotations

import msgspec

from rules.items import Material, ScanRule
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.samples import ITEM, PAGE
from ui.screen import Sample, Samples, Screen
from ui.screens.patience import Patience
from ui.services import Errand
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Label, Paragraph, Tag
from ui.widgets.motion import PageOnGlass, Scanning
from ui.widgets.progress import ProgressBar
from ui.widgets.trouble import TroubleCard
from wire.messages import DeviceChanged, Done, Notice, PageScanned
from wire.values import Act, DeviceState, DeviceView, Failure

_DEVICE = "page"
_GONE = Failure(code="page.scanner_gone", act=Act.NOBODY)
_BAR_STEPS = 100
"""The bar moves in whole hundredths, so that a line more of the page is not a new picture."""


class Scan(Screen):
    """Waits for 扫描, shows how far it is, asks about a blank page. A scanner that comes back can be used at once."""

    name = "scan"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.failure: Failure | None = None
        self.scanning = False
        self.share: float | None = None
        """How much of the page was read, 0 to 1; None while nobody knows."""
        self.doubtful: PageScanned | None = None
        """A page that may be good for nothing: blank, too dark, blurred."""
        self.away = False
        """The scanner did not work when it was last looked at."""
        self.patience = Patience(stage, "scan.scanning")
        self._errand: Errand | None = None

    def enter(self) -> None:
        self.stage.answers.page = None
        self._look_at_scanner()

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, DeviceChanged) and notice.view.device == _DEVICE:
            self._look_at_scanner()

    def view(self) -> View:
        material = self.stage.answers.scanned_material
        if material is None:
            return View(content=(), back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)))
        works = self.stage.surroundings.works(_DEVICE)
        if self.scanning:
            back = Action(label=self.say("cancel"), tap=self._cancel)
        else:
            back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        return View(
            content=self._content(content_box(), material), hint=self.say("busy" if self.scanning else "hint"),
            back=back,
            main=Action(label=self.say("scan"), tap=self._scan, icon="scan", enabled=works and not self.scanning,
                        reason=self.say("busy" if self.scanning else "no_scanner")),
            dialog=self._question() if self.doubtful is not None else None,
        )

    def _content(self, room: Box, material: Material) -> tuple[Widget, ...]:
        left, right = room.left(1016), room.after(1016 + GUTTER)
        moving: Widget = Scanning(box=left.inset(24), share=self.share) if self.scanning else PageOnGlass(
            box=left.inset(24))
        return (Card(box=left), moving, Card(box=right), *self._words(right.inset(36, 28), material))

    def _words(self, room: Box, material: Material) -> tuple[Widget, ...]:
        theme, setter = self.stage.kit.theme, self.stage.kit.type
        title = self.say("title", title=material.title)
        height = min(2, len(setter.lines(title, theme.type.label_bold, room.w))) * theme.type.label_bold.leading
        parts: list[Widget] = [
            Paragraph(box=room.top(height), text=title, style=theme.type.label_bold, colour=theme.palette.deep),
            *self._tags(room.below(height + 8).top(44), material),
        ]
        rest = room.below(height + 72)
        if self.scanning:
            return *parts, *self._progress(rest)
        if self.failure is not None:
            grave = self.failure.act in (Act.STAFF, Act.ENGINEER)
            trouble = TroubleCard(box=rest, grave=grave,
                                  trouble=self.stage.trouble(self.failure))
            return *parts, trouble
        how = (material.scan.how or self.say("how")).rstrip("。；")
        lines = [self.say("step1"), self.say("step2", how=how + "；"), self.say("step3")]
        gap = 12
        style = theme.type.label
        if sum(setter.height(line, style, rest.w) + gap for line in lines) > rest.h:
            style = theme.type.body
        y = rest.y
        for line in lines:
            tall = setter.height(line, style, rest.w)
            parts.append(Paragraph(box=Box(rest.x, y, rest.w, tall), text=line, style=style, colour=theme.palette.ink))
            y += tall + gap
        return tuple(parts)

    def _tags(self, room: Box, material: Material) -> tuple[Widget, ...]:
        theme, answers = self.stage.kit.theme, self.stage.answers
        page = self.say("page", page=answers.next_place + 1)
        texts = [page]
        brought = [one.key for one in answers.item.materials if one.key in answers.brought] if answers.item else []
        if len(brought) > 1 and material.key in brought:
            texts.append(self.say("which", index=brought.index(material.key) + 1, total=len(brought)))
        tags: list[Widget] = []
        x = room.x
        for text in texts:
            width = self.stage.kit.type.width(text, theme.type.small_medium) + 32
            tags.append(Tag(box=Box(x, room.y, width, room.h), text=text, fore=theme.palette.deep,
                            ground=theme.palette.tint))
            x += width + 12
        return tuple(tags)

    def _progress(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        known = self.share is not None
        bar = ProgressBar(box=room.top(40), done=round((self.share or 0.0) * _BAR_STEPS), total=_BAR_STEPS * known)
        words = Paragraph(box=room.below(160 if known else 64).top(200), text=self.patience.words,
                          style=theme.type.label, colour=theme.palette.ink)
        if not known:
            return bar, words
        percent = Label(box=room.below(56).top(88), text=f"{round((self.share or 0.0) * 100)}%", style=theme.type.large,
                        colour=theme.palette.brand)
        return bar, words, percent

    def _question(self) -> Dialog:
        page = self.doubtful
        why = "blank" if page is None or page.blank else "dark" if page.dark else "blurred"
        return Dialog(
            title=self.say(why), line=self.say(f"{why}_line"), icon="page",
            main=Action(label=self.say("again"), tap=self._drop_doubtful),
            other=Action(label=self.say("keep"), tap=self._keep_doubtful),
        )

    def _scan(self) -> None:
        material = self.stage.answers.scanned_material
        if material is None or self.scanning:
            return
        self.scanning, self.share, self.failure = True, None, None
        self.patience.begin()
        self._errand = self.stage.services.scan_page(
            material.scan, self._scanned, self._progressed)

    def _progressed(self, done: int, total: int) -> None:
        if total > 0:
            self.share = min(_BAR_STEPS, done * _BAR_STEPS // total) / _BAR_STEPS

    def _cancel(self) -> None:
        if self._errand is not None:
            self._errand.cancel()
        self._stop()
        self.stage.toast(self.say("canceled"))
        self._look_at_scanner()

    def _scanned(self, result: PageScanned | Failure) -> None:
        self._stop()
        if isinstance(result, Failure):
            self.failure = result
            self._look_at_scanner()
        elif result.blank or result.dark or result.blurred:
            self.doubtful = result
        else:
            self._keep(result)

    def _stop(self) -> None:
        self.scanning, self._errand = False, None
        self.patience.end()

    def _keep(self, page: PageScanned) -> None:
        self.stage.answers.page = page
        self.stage.leave(NEXT)

    def _keep_doubtful(self) -> None:
        if self.doubtful is not None:
            self._keep(self.doubtful)

    def _drop_doubtful(self) -> None:
        if self.doubtful is not None:
            self.stage.services.drop_page(self.doubtful.page, _forgotten)
            self.doubtful = None

    def _look_at_scanner(self) -> None:
        """A scanner that does not work says why; that goes when it is back. What a scan said stays till the next."""
        view = self.stage.surroundings.devices.get(_DEVICE)
        if not self.stage.surroundings.works(_DEVICE):
            self.away = True
            if not self.scanning:
                code = view.code if view is not None else None
                self.failure = Failure(code=code, act=view.act) if code is not None and view is not None else _GONE
        elif self.away and view is not None and view.state is DeviceState.ONLINE:
            self.away, self.failure = False, None


def _forgotten(result: Done | Failure) -> None:
    """A page that could not be dropped goes with the visit."""


def _laid(stage: Stage) -> Scan:
    stage.answers.item = ITEM
    stage.answers.brought = {material.key for material in ITEM.materials}
    stage.answers.material = ITEM.materials[0].key
    return Scan(stage)


def _reading(share: float | None, step: int) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = _laid(stage)
        screen.scanning, screen.share, screen.patience.step = True, share, step
        return screen

    return build


def _failed(code: str, act: Act, state: DeviceState = DeviceState.ONLINE) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices[_DEVICE] = DeviceView(device=_DEVICE, state=state)
        screen = _laid(stage)
        screen.failure = Failure(code=code, act=act)
        return screen

    return build


def _doubtful(blank: bool = False, dark: bool = False, blurred: bool = False) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = _laid(stage)
        screen.doubtful = msgspec.structs.replace(PAGE, blank=blank, dark=dark, blurred=blurred)
        return screen

    return build


def _long(stage: Stage) -> Screen:
    screen = _laid(stage)
    how = "打开到本人页和变更登记页，装订线靠上，正面朝下，靠红色角标放平，必要时用手轻轻压住书脊。"
    material = Material(key="household-register", title="监护人同意书（监护人为外国公民的须附中文译本及公证书）",
                        required=True, scan=ScanRule(how=how))
    stage.answers.item = msgspec.structs.replace(ITEM, materials=(material,))
    stage.answers.pages = {"household-register": [PAGE] * 9}
    return screen


SAMPLES: Samples = {
    "ready": _laid, "long": _long,
    "begins": _reading(None, 0), "half": _reading(0.5, 1), "slow": _reading(None, 2),
    "no_paper": _failed("page.no_paper", Act.CITIZEN), "jam": _failed("page.jam", Act.STAFF),
    "cover_open": _failed("page.cover_open", Act.CITIZEN), "busy": _failed("page.busy", Act.NOBODY),
    "scanner_gone": _failed("page.scanner_gone", Act.NOBODY, DeviceState.NO_DEVICE),
    "scanner_broken": _failed("page.scanner_broken", Act.ENGINEER, DeviceState.HARDWARE_ERROR),
    "spool_full": _failed("page.spool_full", Act.CITIZEN),
    "broke_off": _failed("page.broke_off", Act.CITIZEN), "stopped": _failed("page.stopped", Act.CITIZEN),
    "denied": _failed("device.denied", Act.ENGINEER, DeviceState.HARDWARE_ERROR),
    "blank": _doubtful(blank=True), "dark": _doubtful(dark=True), "blurred": _doubtful(blurred=True),
}
