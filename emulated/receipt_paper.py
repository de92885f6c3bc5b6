"""The paper: an endless strip of dots under the head, cut into tickets, and what a ticket looks like to the eye."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from emulated.receipt_type import BLANK

WIDTH = 576
"""Dots across the head, 8 to the millimetre: 72 mm on 80 mm paper. 58 mm printers have 384."""

MARGIN = 32
"""Dots of paper on each side that the head does not reach."""

HEAD_TO_CUTTER = 96
"""Dots (12 mm) between the head and the cutter. What was printed last is still below the cutter: a cut without feeding
goes through it, and it heads the next ticket."""

LONGEST = 16000
"""Dots (2 m) after which an uncut strip is taken off, so that the desk's memory is bounded."""

DESK_COLOUR, PAPER_COLOUR, INK_COLOUR = (203, 205, 208), (252, 251, 247), (38, 36, 40)


class Strip:
    """The paper from the cutter's edge on. Row ``head`` is under the print head; ``fed`` counts all rows ever fed."""

    def __init__(self, width: int = WIDTH) -> None:
        self.width = width
        self._rows = Image.new("L", (width, 2048), BLANK)
        self.head = HEAD_TO_CUTTER
        self.fed = 0
        self.printed = False

    def stamp(self, image: Image.Image, left: int) -> None:
        """Print ``image`` from the present row on; the paper does not move yet. Dots beyond the head are lost."""
        self._grow(self.head + image.height)
        place = (left, self.head, left + image.width, self.head + image.height)
        self._rows.paste(ImageChops.lighter(self._rows.crop(place), image), place[:2])
        self.printed = True

    def feed(self, dots: int) -> None:
        """Move the paper on."""
        self.head += dots
        self.fed += dots
        self._grow(self.head)

    def cut(self) -> Image.Image:
        """Cut at the cutter; the rows between cutter and head begin the next ticket."""
        at = max(self.head - HEAD_TO_CUTTER, 1)
        return self._take(at)

    def tear(self) -> Image.Image:
        """Pull out what there is and tear it off; nothing stays."""
        return self._take(self.head + HEAD_TO_CUTTER)

    def too_long(self) -> bool:
        """Whether nobody has cut for 2 m."""
        return self.head > LONGEST

    def _take(self, at: int) -> Image.Image:
        self._grow(at)
        ticket = self._rows.crop((0, 0, self.width, at))
        rest = self._rows.crop((0, at, self.width, at + 2048))
        self._rows = rest
        self.head = HEAD_TO_CUTTER
        self.printed = rest.getbbox() is not None
        return ticket

    def _grow(self, rows: int) -> None:
        if rows > self._rows.height:
            taller = Image.new("L", (self.width, max(rows, self._rows.height * 2)), BLANK)
            taller.paste(self._rows, (0, 0))
            self._rows = taller


def picture(ticket: Image.Image, edge: str) -> Image.Image:
    """A ticket as it lies on the desk, one pixel a dot. ``edge`` is full, partial (a tab held it) or torn."""
    fringe = {"torn": 8, "partial": 4}.get(edge, 0)
    width, height = ticket.width + 2 * MARGIN, ticket.height + fringe
    around = 24
    paper = Image.new("RGB", (width, height), PAPER_COLOUR)
    paper.paste(INK_COLOUR, (MARGIN, 0), ticket)
    shape = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(shape)
    if edge == "torn":
        for left in range(0, width, 12):
            pen.polygon(((left, height), (left + 6, height - fringe + 1), (left + 12, height)), fill=0)
    elif edge == "partial":
        middle = width // 2
        pen.rectangle((0, height - fringe, middle - 12, height), fill=0)
        pen.rectangle((middle + 12, height - fringe, width, height), fill=0)
    size = (width + 2 * around, height + 2 * around)
    shadow = Image.new("L", size, 0)
    shadow.paste(shape.point([level * 2 // 5 for level in range(256)]), (around + 3, around + 5))
    scene = Image.new("RGB", size, DESK_COLOUR)
    scene.paste((70, 72, 78), (0, 0), shadow.filter(ImageFilter.GaussianBlur(6)))
    scene.paste(paper, (around, around), shape)
    return scene
