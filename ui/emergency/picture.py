"""The picture: one sentence that can be read from three metres, what to do, whom to call."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from rules.lines import break_lines
from ui.emergency.causes import HALL_FLOOR, Cause

BACK, BAND, LETTERS, GREY, WHITE = "#F4F8FD", "#1A5FB4", "#10233F", "#56657A", "#FFFFFF"
_LEFT, _RIGHT = 0.10, 0.90
"""Margins, in parts of the width."""


def draw(cause: Cause, size: tuple[int, int], fonts: Path) -> Image.Image:
    """RGB, of `size` pixels. Raises `OSError` where a font is missing."""
    width, height = size
    unit = min(width / 1920, height / 1080)
    # the same letters everywhere: Pillow's other way needs a library that an image lacks
    faces = {name: ImageFont.truetype(str(fonts / f"NotoSansSC-{name}.otf"), 10, layout_engine=ImageFont.Layout.BASIC)
             for name in ("Bold", "Regular")}
    picture = Image.new("RGB", size, BACK)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width, round(150 * unit)), fill=BAND)
    left, room = round(width * _LEFT), round(width * (_RIGHT - _LEFT))
    pen.text((left, round(75 * unit)), "市民之窗 · 暂停服务", WHITE, faces["Bold"].font_variant(size=round(56 * unit)),
             anchor="lm")
    y = round(270 * unit)
    call = f"{HALL_FLOOR}服务热线：{cause.hotline}" if cause.hotline else HALL_FLOOR
    for words, face, points, colour, gap in (
            (cause.title, "Bold", 88, LETTERS, 50), (call, "Bold", 48, LETTERS, 70),
            ("工作人员：" + cause.remedy, "Regular", 42, GREY, 40), (cause.detail, "Regular", 30, GREY, 0)):
        font = faces[face].font_variant(size=max(10, round(points * unit)))
        for line in break_lines(words, room, lambda text, font=font: round(font.getlength(text))):  # type: ignore[misc]
            pen.text((left, y), line, colour, font)
            y += round(points * 1.5 * unit)
        y += round(gap * unit)
    return picture
