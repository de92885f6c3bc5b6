"""Pictures that move, to show a hand where to go.

Drawn once in parts; the parts are moved. At `seconds` 0 each is a good still.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ui.canvas import Canvas
from ui.geometry import Box
from ui.theme import Level, Palette
from ui.view import Touchable, Widget

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" fill="none" ' \
        'stroke-linecap="round" stroke-linejoin="round">'
_FRAMES = 20


@dataclass(frozen=True, kw_only=True)
class Motion(Widget):
    """Something that moves in the middle of its box, 720 x 440."""

    @property
    def frames(self) -> int:
        return _FRAMES

    @property
    def level(self) -> Level:
        return Level.FLAT

    @property
    def _stage(self) -> Box:
        return self.box.centred(720, 440)


@dataclass(frozen=True, kw_only=True)
class CardOnReader(Motion):
    """The card comes from the right, lies on the sensing area, which answers with rings; then again."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette, stage = canvas.kit.theme.palette, self._stage
        moment = (canvas.seconds + 1.1) % 4.0
        reader = Box(stage.x + 80, stage.y + 130, 560, 300)
        canvas.art(_reader(palette), reader)
        if 1.4 <= moment < 3.3:
            beat = int((moment - 1.4) / 0.3) % 3
            for ring in range(beat + 1):
                grown = reader.centred(332 + 44 * ring, 212 + 44 * ring).moved(0, -14)
                canvas.art(_ring(grown, palette, 0.55 - 0.16 * ring), grown)
        come, gone = _eased((moment - 0.2) / 1.2), _eased((moment - 3.3) / 0.6)
        away = (1.0 - come) + gone
        card = Box(reader.centre[0] - 132 + round(240 * away), reader.centre[1] - 98 - round(170 * away), 264, 168)
        canvas.art(_card_shadow(palette), card.inset(-14).moved(-2, 8 + round(34 * away)))
        canvas.art(_card(palette), card)


@dataclass(frozen=True, kw_only=True)
class PageOnGlass(Motion):
    """The lid is open; a sheet comes from above and lies down in the corner that is marked."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette, stage = canvas.kit.theme.palette, self._stage
        moment = (canvas.seconds + 0.9) % 3.6
        glass = Box(stage.x + 120, stage.y + 150, 480, 280)
        canvas.art(_lid(palette), Box(stage.x + 120, stage.y + 10, 480, 150))
        canvas.art(_glass(palette), glass)
        away = 1.0 - _eased(moment / 1.4) + _eased((moment - 3.0) / 0.6)
        sheet = Box(glass.x + 28, glass.y + 26, 300, 212).moved(round(120 * away), -round(150 * away))
        canvas.art(_sheet(palette), sheet)


@dataclass(frozen=True, kw_only=True)
class Scanning(Motion):
    """The page under a bar of light, which stands where the scan stands (`share` 0 to 1), or wanders."""

    tells = True
    share: float | None = None

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette, stage = canvas.kit.theme.palette, self._stage
        glass = Box(stage.x + 120, stage.y + 80, 480, 280)
        canvas.art(_glass(palette), glass)
        canvas.art(_sheet(palette), Box(glass.x + 28, glass.y + 26, 300, 212))
        share = self.share if self.share is not None else 0.5 - 0.5 * math.cos(canvas.seconds * 1.6 + 1.0)
        along = round((glass.w - 32 - 56) * min(1.0, max(0.0, share)))
        canvas.art(_light(palette), Box(glass.x + 16 + along, glass.y + 14, 56, glass.h - 28))


@dataclass(frozen=True, kw_only=True)
class ReceiptComing(Motion):
    """The receipt comes out of the slot."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette, stage = canvas.kit.theme.palette, self._stage
        out = 60 + round(200 * _eased(((canvas.seconds + 0.9) % 3.0) / 1.8))
        slot = Box(stage.x + 140, stage.y + 90, 440, 110)
        canvas.art(_printer(palette), slot)
        paper = Box(stage.x + 240, slot.y + 62, 240, 260)
        outer = canvas.surface.get_clip()
        canvas.surface.set_clip(outer.clip(Box(paper.x, paper.y, paper.w, out)))
        canvas.art(_receipt(palette), paper.moved(0, out - paper.h))
        canvas.surface.set_clip(outer)


@dataclass(frozen=True, kw_only=True)
class CodeBeforeReader(Motion):
    """A receipt is held before the window; its barcode comes into the light, which turns green."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette, stage = canvas.kit.theme.palette, self._stage
        moment = (canvas.seconds + 1.9) % 4.0
        read = 1.6 <= moment < 3.2
        canvas.art(_code_reader(palette, read), Box(stage.x + 120, stage.y + 300, 480, 130))
        canvas.art(_beam(palette, read), Box(stage.x + 160, stage.y + 150, 400, 168))
        away = 1.0 - _eased((moment - 0.1) / 1.3) + _eased((moment - 3.3) / 0.6)
        canvas.art(_receipt(palette), Box(stage.x + 240 + round(150 * away), stage.y + 10 - round(10 * away), 240, 260))


def _eased(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)


def _svg(width: int, height: int, body: str) -> str:
    return _HEAD.format(w=width, h=height) + body + "</svg>"


def _reader(p: Palette) -> str:
    return _svg(560, 300, (
        f'<linearGradient id="g" x2="0" y2="1"><stop stop-color="{p.soft.hex}"/><stop offset="1" '
        f'stop-color="{p.ink.hex}"/></linearGradient>'
        f'<rect x="0" y="20" width="560" height="280" rx="36" fill="{p.ink.hex}"/>'
        f'<rect x="0" y="0" width="560" height="276" rx="36" fill="url(#g)"/>'
        f'<rect x="118" y="34" width="324" height="204" rx="24" fill="{p.deep.hex}" stroke="{p.amber.hex}" '
        'stroke-width="4" stroke-dasharray="14 12"/>'
        f'<g stroke="{p.white.hex}" stroke-width="6" stroke-opacity="0.9"><path d="M268 152a16 16 0 0 1 24 0"/>'
        '<path d="M254 136a36 36 0 0 1 52 0"/><path d="M240 120a56 56 0 0 1 80 0"/></g>'
        f'<circle cx="500" cy="52" r="9" fill="{p.done.mixed(p.white, 0.35).hex}"/>'
    ))


def _ring(box: Box, p: Palette, opacity: float) -> str:
    return _svg(box.w, box.h, (
        f'<rect x="4" y="4" width="{box.w - 8}" height="{box.h - 8}" rx="34" stroke="{p.amber.hex}" stroke-width="5" '
        f'stroke-opacity="{opacity:.2f}"/>'
    ))


def _card(p: Palette) -> str:
    paper, lines = p.tint.mixed(p.white, 0.45), p.brand.mixed(p.white, 0.45).hex
    return _svg(264, 168, (
        f'<rect x="1.5" y="1.5" width="261" height="165" rx="16" fill="{paper.hex}" stroke="{lines}" stroke-width="3"/>'
        f'<path d="M24 40h74M24 66h48M84 66h40M24 92h98M24 104h80M24 138h150" stroke="{lines}" stroke-width="8"/>'
        f'<rect x="166" y="26" width="74" height="88" rx="8" fill="{p.white.hex}"/>'
        f'<circle cx="203" cy="58" r="16" fill="{lines}"/>'
        f'<path d="M174 114c2-24 14-34 29-34s27 10 29 34z" fill="{lines}"/>'
    ))


def _card_shadow(p: Palette) -> str:
    return _svg(292, 196, (
        '<filter id="s" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="7"/></filter>'
        f'<rect x="16" y="16" width="260" height="164" rx="18" fill="{p.ink.hex}" fill-opacity="0.35" '
        'filter="url(#s)"/>'
    ))


def _lid(p: Palette) -> str:
    return _svg(480, 150, (
        f'<path d="M58 8h364c14 0 22 6 26 18l30 118H2L32 26C36 14 44 8 58 8z" fill="{p.soft.hex}"/>'
        f'<path d="M76 26h328c8 0 12 4 14 10l24 92H38l24-92c2-6 6-10 14-10z" fill="{p.line.hex}"/>'
    ))


def _glass(p: Palette) -> str:
    return _svg(480, 280, (
        f'<rect width="480" height="280" rx="24" fill="{p.soft.hex}"/>'
        f'<rect y="0" width="480" height="266" rx="24" fill="{p.soft.mixed(p.white, 0.15).hex}"/>'
        f'<rect x="16" y="14" width="448" height="238" rx="10" fill="{p.tint.mixed(p.brand, 0.18).hex}"/>'
        f'<path d="M28 74V26h48" stroke="{p.danger.hex}" stroke-width="8"/>'
        f'<path d="M330 30l-70 206M372 30l-70 206" stroke="{p.white.hex}" stroke-opacity="0.5" stroke-width="10"/>'
    ))


def _sheet(p: Palette) -> str:
    lines = p.outline.mixed(p.white, 0.45).hex
    return _svg(300, 212, (
        f'<rect x="3" y="5" width="296" height="206" rx="6" fill="{p.ink.hex}" fill-opacity="0.22"/>'
        f'<rect x="1" y="1" width="294" height="204" rx="6" fill="{p.white.hex}" stroke="{p.line.hex}" '
        'stroke-width="2"/>'
        f'<path d="M88 38h120" stroke="{p.brand.hex}" stroke-width="10"/>'
        f'<path d="M36 74h224M36 98h224M36 122h160M36 146h200" stroke="{lines}" stroke-width="7"/>'
        f'<circle cx="238" cy="164" r="24" stroke="{p.danger.hex}" stroke-width="5"/>'
    ))


def _light(p: Palette) -> str:
    return _svg(56, 252, (
        f'<linearGradient id="g"><stop stop-color="{p.amber.hex}" stop-opacity="0"/><stop offset="0.5" '
        f'stop-color="{p.amber.hex}" stop-opacity="0.75"/>'
        f'<stop offset="1" stop-color="{p.amber.hex}" stop-opacity="0"/>'
        '</linearGradient><rect width="56" height="252" fill="url(#g)"/>'
        f'<rect x="26" width="4" height="252" fill="{p.white.hex}"/>'
    ))


def _printer(p: Palette) -> str:
    return _svg(440, 110, (
        f'<rect width="440" height="110" rx="28" fill="{p.ink.hex}"/>'
        f'<rect width="440" height="98" rx="28" fill="{p.soft.hex}"/>'
        f'<rect x="84" y="52" width="272" height="20" rx="10" fill="{p.ink.hex}"/>'
        f'<circle cx="398" cy="32" r="9" fill="{p.done.mixed(p.white, 0.35).hex}"/>'
    ))


def _receipt(p: Palette) -> str:
    lines = p.outline.mixed(p.white, 0.4).hex
    bars = "".join(f'<rect x="{48 + i * 12}" y="176" width="{4 + (i * 5) % 7}" height="48" fill="{p.ink.hex}"/>'
                   for i in range(12))
    return _svg(240, 260, (
        f'<path d="M0 0h240v250l-20 10-20-10-20 10-20-10-20 10-20-10-20 10-20-10-20 10-20-10-20 10-20-10z" '
        f'fill="{p.white.hex}" stroke="{p.outline.mixed(p.white, 0.3).hex}" stroke-width="3"/>'
        f'<path d="M72 40h96" stroke="{p.brand.hex}" stroke-width="10"/>'
        f'<path d="M36 78h168M36 104h168M36 130h110" stroke="{lines}" stroke-width="7"/>{bars}'
    ))


def _code_reader(p: Palette, read: bool) -> str:
    lamp = p.done.mixed(p.white, 0.35) if read else p.amber
    return _svg(480, 130, (
        f'<rect y="14" width="480" height="116" rx="30" fill="{p.ink.hex}"/>'
        f'<rect width="480" height="116" rx="30" fill="{p.soft.hex}"/>'
        f'<rect x="60" y="18" width="360" height="40" rx="14" fill="{p.ink.hex}"/>'
        f'<rect x="72" y="32" width="336" height="6" rx="3" fill="{p.danger.hex}"/>'
        f'<circle cx="440" cy="88" r="9" fill="{lamp.hex}"/>'
    ))


def _beam(p: Palette, read: bool) -> str:
    colour = p.done if read else p.danger
    return _svg(400, 168, (
        f'<linearGradient id="g" x2="0" y2="1"><stop stop-color="{colour.hex}" stop-opacity="0.10"/>'
        f'<stop offset="1" stop-color="{colour.hex}" stop-opacity="0.38"/></linearGradient>'
        f'<path d="M0 0h400L332 168H68z" fill="url(#g)"/>'
    ))
