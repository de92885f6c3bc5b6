"""Sample papers to lay on the scanner: ``python -m emulated.papers OUT.png``. Persons and numbers are invented.

A page of a household register (户口簿), drawn at 300 dpi as a sheet a little smaller than A5, lying slightly askew the
way people lay things down.
"""

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from emulated.faults import Refused
from emulated.idcard_people import card_of
from emulated.idcard_text import Card
from emulated.receipt_type import find_font

DPI = 300
SHEET_MM = (143, 105)
MARGIN_MM = 9
BACKGROUND, PAPER, RULE, INK, STAMP = (252, 252, 251), (243, 238, 222), (150, 60, 60), (40, 38, 44), (190, 40, 40)
NATIONS = {"01": "汉", "03": "回", "05": "维吾尔", "11": "满", "15": "土家"}


def _rows(card: Card) -> list[list[tuple[str, str, int]]]:
    """Rows of (label, value, share of the width)."""
    return [
        [("姓　　名", card.name, 3), ("户主或与\n户主关系", "户主", 2)],
        [("曾 用 名", "", 3), ("性　　别", card.sex, 2)],
        [("出 生 地", card.address[:6], 3), ("民　　族", NATIONS.get(card.nation, "其他"), 2)],
        [("籍　　贯", card.address[:6], 3),
         ("出生日期", f"{card.birth[:4]}年{int(card.birth[4:6])}月{int(card.birth[6:])}日", 2)],
        [("住　　址", card.address, 5)],
        [("公民身份\n证件编号", card.number, 3), ("文化程度", "大学本科", 2)],
        [("服务处所", "样例有限公司", 3), ("职　　业", "职员", 2)],
    ]


def household_register(card: Card, font: Path, askew: float = 1.7) -> Image.Image:
    """The page, turned by ``askew`` degrees, on the scanner's white lid."""
    dots = DPI / 25.4
    width, height = (round(length * dots) for length in SHEET_MM)
    page = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(page)
    edge = round(MARGIN_MM * dots)
    title, label, value = (ImageFont.truetype(str(font), size) for size in (58, 34, 40))
    pen.text((width // 2, edge), "常住人口登记卡", INK, title, anchor="mt")
    top = edge + 90
    rows = _rows(card)
    tall = (height - top - edge - 60) // len(rows)
    for number, row in enumerate(rows):
        left, unit = edge, (width - 2 * edge) / sum(share for _, _, share in row)
        y = top + number * tall
        for name, written, share in row:
            right = left + round(unit * share)
            pen.rectangle((left, y, right, y + tall), outline=RULE, width=3)
            pen.line((left + 190, y, left + 190, y + tall), RULE, 3)
            pen.text((left + 95, y + tall // 2), name, RULE, label, anchor="mm", align="center")
            pen.text((left + 210, y + tall // 2), written, INK, value, anchor="lm")
            left = right
    pen.text((edge, height - edge), "登记日期：2019年05月06日", INK, label, anchor="ls")
    _stamp(page, font, (width - edge - 190, height - edge - 150))
    return _askew(page, askew)


def _stamp(page: Image.Image, font: Path, centre: tuple[int, int]) -> None:
    ring = Image.new("L", page.size, 0)
    pen = ImageDraw.Draw(ring)
    x, y = centre
    pen.ellipse((x - 130, y - 130, x + 130, y + 130), outline=190, width=9)
    pen.text((x, y - 30), "样例派出所", 190, ImageFont.truetype(str(font), 38), anchor="mm")
    pen.text((x, y + 40), "户口专用章", 190, ImageFont.truetype(str(font), 32), anchor="mm")
    page.paste(STAMP, (0, 0), ring.filter(ImageFilter.GaussianBlur(0.8)))


def _askew(page: Image.Image, degrees: float) -> Image.Image:
    scene = Image.new("RGB", (round(page.width * 1.14), round(page.height * 1.22)), BACKGROUND)
    shape = Image.new("L", page.size, 255).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=BACKGROUND)
    place = (scene.width - turned.width) // 2, (scene.height - turned.height) // 2
    shade = Image.new("L", scene.size, 0)
    shade.paste(shape.point([level // 4 for level in range(256)]), (place[0] + 5, place[1] + 6))
    scene.paste((120, 120, 120), (0, 0), shade.filter(ImageFilter.GaussianBlur(5)))
    scene.paste(turned, place, shape)
    return scene


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 written, 1 could not, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="emulated.papers", description="Draw a sample paper for the scanner.")
    parser.add_argument("out", type=Path, help="PNG file to write")
    parser.add_argument("--name", default="张三", help="whose page, a person of the desk's drawer (张三)")
    parser.add_argument("--askew", type=float, default=1.7, help="degrees it lies askew (1.7)")
    parser.add_argument("--font", help="a font with Chinese characters")
    options = parser.parse_args(arguments)
    try:
        page = household_register(card_of(options.name), find_font(options.font), options.askew)
        page.save(options.out, "PNG", dpi=(DPI, DPI))
    except (OSError, Refused) as error:
        print(f"no paper was drawn: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
