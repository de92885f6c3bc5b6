"""Synthetic pages as they lie on a scanner's glass, with the angle they lie at: for measuring, not for showing.

Every page follows from its number alone. What varies: what is printed, the paper's size and tint, where and how askew
it lies, the bed (a white lid, a grey one, a black one), uneven light, the edge's shadow, the sensor's noise.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZES_MM = ((210, 297), (182, 257), (148, 210), (143, 105), (210, 148), (105, 148))
GLASS_MM = (216, 303)
BEDS = (252, 235, 120, 40, 10)
TINTS = ((255, 255, 253), (249, 247, 240), (243, 238, 222), (226, 236, 243), (244, 226, 230))
STEEPEST = 10.0
WORDS = "居民户口簿常住人口登记卡姓名出生地民族住址本市身份证件编号文化程度服务处所样张内容均系编造申请人签字"
MARKS = "，。、；"


@dataclass(frozen=True)
class Laid:
    """The picture and the truth: ``angle`` is how far the page lies turned counter-clockwise, in degrees."""

    picture: Image.Image
    angle: float
    bed: int
    kind: str


def laid_page(number: int, font: Path, dpi: int = 150) -> Laid:
    """The page of that number."""
    chance = random.Random(number)
    kind = ("letter", "form", "letter", "certificate")[number % 4]
    dots = dpi / 25.4
    size = SIZES_MM[chance.randrange(len(SIZES_MM))]
    page = draw_page(kind, (round(size[0] * dots), round(size[1] * dots)), chance.choice(TINTS), font, chance, dpi)
    angle = chance.uniform(-STEEPEST, STEEPEST)
    bed = BEDS[number // 4 % len(BEDS)]
    return Laid(_laid(page, angle, bed, chance, dots), angle, bed, kind)


def draw_page(kind: str, size: tuple[int, int], tint: tuple[int, int, int], font: Path, chance: random.Random,
              dpi: int) -> Image.Image:
    """A page with something on it: ``letter``, ``form`` or ``certificate``."""
    page = Image.new("RGB", size, tint)
    pen = ImageDraw.Draw(page)
    tall = max(9, round(dpi * chance.uniform(0.11, 0.17)))
    type_ = ImageFont.truetype(str(font), tall)
    ink = chance.choice(((20, 20, 24), (40, 38, 44), (30, 30, 90)))
    left, top = round(size[0] * 0.11), round(size[1] * 0.1)
    title = ImageFont.truetype(str(font), round(tall * 1.6))
    pen.text((size[0] // 2, top), "".join(chance.choices(WORDS, k=6)), ink, title, anchor="mt")
    first = top + 3 * tall
    draw = {"letter": _letter, "form": _form, "certificate": _certificate}[kind]
    draw(pen, size, left, first, tall, type_, ink, chance)
    return page


def _letter(pen: ImageDraw.ImageDraw, size: tuple[int, int], left: int, top: int, tall: int,
            type_: ImageFont.FreeTypeFont, ink: tuple[int, int, int], chance: random.Random) -> None:
    room = (size[0] - 2 * left) // tall
    y = top
    while y < size[1] * 0.86:
        letters = chance.choice((room, room, room, max(3, room // 2)))
        line = "".join(chance.choice(MARKS) if chance.random() < 0.09 else chance.choice(WORDS)
                       for _ in range(letters))
        pen.text((left, y), line, ink, type_)
        y += round(tall * 1.65)


def _form(pen: ImageDraw.ImageDraw, size: tuple[int, int], left: int, top: int, tall: int,
          type_: ImageFont.FreeTypeFont, ink: tuple[int, int, int], chance: random.Random) -> None:
    rule, wide = (150, 60, 60), size[0] - 2 * left
    for y in range(top, round(size[1] * 0.86) - 2 * tall, round(tall * 2.2)):
        split = left + round(wide * chance.choice((0.3, 0.5)))
        for start, end in ((left, split), (split, left + wide)):
            pen.rectangle((start, y, end, y + round(tall * 2.2)), outline=rule, width=max(1, tall // 12))
            letters = chance.randrange(1, max(2, (end - start) // tall - 1))
            pen.text((start + tall // 2, y + tall // 2), "".join(chance.choices(WORDS, k=letters)), ink, type_)


def _certificate(pen: ImageDraw.ImageDraw, size: tuple[int, int], left: int, top: int, tall: int,
                 type_: ImageFont.FreeTypeFont, ink: tuple[int, int, int], chance: random.Random) -> None:
    pen.rectangle((left // 2, left // 2, size[0] - left // 2, size[1] - left // 2), outline=(160, 120, 60), width=3)
    photo = (left, top, left + tall * 5, top + tall * 6)
    pen.rectangle(photo, fill=(120, 140, 170))
    pen.ellipse((photo[0] + tall, photo[1] + tall, photo[2] - tall, photo[3]), fill=(200, 170, 150))
    for number in range(5):
        pen.text((photo[2] + tall, top + number * round(tall * 1.5)), "".join(chance.choices(WORDS, k=5)), ink, type_)
    x, y, wide = size[0] * 0.7, size[1] * 0.75, tall * 3
    pen.ellipse((x - wide, y - wide, x + wide, y + wide), outline=(200, 60, 60), width=max(2, tall // 6))


def _laid(page: Image.Image, angle: float, bed: int, chance: random.Random, dots: float) -> Image.Image:
    """On the glass, in its light, with shadow and noise."""
    glass = round(GLASS_MM[0] * dots), round(GLASS_MM[1] * dots)
    scene = Image.new("RGB", glass, (bed, bed, max(0, bed - 1)))
    turned = page.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    shape = Image.new("L", page.size, 255).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    spare = max(0, glass[0] - turned.width), max(0, glass[1] - turned.height)
    over = min(0, glass[0] - turned.width) // 2, min(0, glass[1] - turned.height) // 2
    place = over[0] + round(chance.random() * spare[0]), over[1] + round(chance.random() * spare[1])
    shade = Image.new("L", glass, 0)
    shade.paste(shape.point([level // 5 for level in range(256)]), (place[0] + 3, place[1] + 3))
    scene.paste((90, 90, 90) if bed > 60 else (0, 0, 0), (0, 0), shade.filter(ImageFilter.GaussianBlur(dots / 3)))
    scene.paste(turned, place, shape)
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(glass)
    depth = chance.uniform(0, 0.12)
    scene = ImageChops.multiply(scene, Image.merge("RGB", (light.point(
        [round(255 * (1 - depth * level / 255)) for level in range(256)]),) * 3))
    noise = Image.effect_noise((glass[0] // 2, glass[1] // 2), chance.uniform(1, 8)).resize(glass)
    return ImageChops.add(scene, Image.merge("RGB", (noise,) * 3), 1.0, -128)
