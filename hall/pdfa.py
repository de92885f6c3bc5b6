"""Scanned pages as one PDF/A-1b file (ISO 19005-1, on PDF 1.4): each JPEG stands in it as it is, not compressed anew.

Written out here: a file of pictures alone is a dozen kinds of object, and img2pdf with Pillow, pikepdf and lxml would
be half as much again on the start of a sealer, which a citizen waits for. The file names nobody and no moment: no
title, no author, no date, and its identifier is a digest of its pages.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from hall import srgb

_DENSITY = 200.0
"""Dots per inch of a page that does not say its own."""
_DENSITIES = (25.0, 2400.0)
_MOST_PIXELS = 30_000
"""Of a side; JPEG's own end is 65535."""
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive: those that DCTDecode reads (PDF Reference 1.4, 3.3.7)."""
_OTHER_FRAMES = frozenset(range(0xC0, 0xD0)) - _FRAMES - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length: TEM, RSTn, SOI."""
_COLOURS = {1: b"/DeviceGray", 3: b"/DeviceRGB"}
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class NoPicture(ValueError):
    """A page is no JPEG that a PDF/A can hold. The message names nobody."""


@dataclass(frozen=True)
class _Frame:
    """What a JPEG's header says: pixels, components, dots per inch."""

    width: int
    height: int
    components: int
    density: tuple[float, float]

    @property
    def points(self) -> tuple[float, float]:
        """The page's size, in 1/72 inch."""
        return self.width / self.density[0] * 72, self.height / self.density[1] * 72


def file_of(pages: Sequence[bytes]) -> bytes:
    """One file of these JPEGs, in order, a page each. Raises `NoPicture`."""
    profile = srgb.profile()
    kids = b" ".join(b"%d 0 R" % (5 + 3 * place) for place in range(len(pages)))
    objects: list[tuple[bytes, ...]] = [
        (b"<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
         b"/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile 4 0 R>>]>>",),
        (b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids),),
        _stream(b"/Type/Metadata/Subtype/XML", _XMP),
        _stream(b"/N 3", profile),
    ]
    digest = hashlib.sha256()
    for place, jpeg in enumerate(pages):
        frame = _frame(jpeg)
        width, height = frame.points
        number = 5 + 3 * place
        objects += [
            (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R"
             b"/Resources<</XObject<</Scan %d 0 R>>>>>>" % (width, height, number + 1, number + 2),),
            _stream(b"", b"q %.2f 0 0 %.2f 0 0 cm /Scan Do Q" % (width, height)),
            _stream(b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%b/Filter/DCTDecode"
                    % (frame.width, frame.height, _COLOURS[frame.components]), jpeg),
        ]
        digest.update(hashlib.sha256(jpeg).digest())
    return _joined(objects, digest.hexdigest()[:32].encode("ascii"))


def _stream(entries: bytes, data: bytes) -> tuple[bytes, ...]:
    return b"<<%b/Length %d>>\nstream\n" % (entries, len(data)), data, b"\nendstream"


def _joined(objects: Sequence[tuple[bytes, ...]], name: bytes) -> bytes:
    """Objects numbered from 1, and the table that says where each begins."""
    parts, at, table = [_HEAD], len(_HEAD), [b"0000000000 65535 f \n"]
    for number, content in enumerate(objects, start=1):
        table.append(b"%010d 00000 n \n" % at)
        written = (b"%d 0 obj\n" % number, *content, b"\nendobj\n")
        parts += written
        at += sum(map(len, written))
    parts += [b"xref\n0 %d\n" % len(table), *table, b"trailer\n<</Size %d/Root 1 0 R/ID[<%b><%b>]>>\n" % (
        len(table), name, name), b"startxref\n%d\n%%%%EOF\n" % at]
    return b"".join(parts)


def _frame(jpeg: bytes) -> _Frame:
    """Its header, ITU-T T.81 annex B; the density from JFIF's segment. Raises `NoPicture`."""
    density, at = (_DENSITY, _DENSITY), 2
    if not jpeg.startswith(b"\xff\xd8"):
        raise NoPicture("a page does not begin like a JPEG")
    try:
        while True:
            if jpeg[at] != 0xFF:
                raise NoPicture("a page's JPEG is damaged")
            kind = jpeg[at + 1]
            if kind == 0xFF or kind in _BARE:
                at += 1 if kind == 0xFF else 2
                continue
            size = int.from_bytes(jpeg[at + 2:at + 4], "big")
            segment = jpeg[at + 4:at + 2 + size]
            if kind == 0xE0 and segment.startswith(b"JFIF\0"):
                density = _density(*struct.unpack(">BHH", segment[7:12]))
            elif kind in _FRAMES:
                depth, height, width, components = struct.unpack(">BHHB", segment[:6])
                sides = 0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS
                if depth != 8 or components not in _COLOURS or not sides:
                    raise NoPicture("a page's picture is of no kind that a PDF/A can hold")
                return _Frame(width, height, components, density)
            elif kind in _OTHER_FRAMES or kind in (0xD9, 0xDA) or size < 2:
                raise NoPicture("a page's JPEG is of a kind that cannot be kept")
            at += 2 + size
    except (IndexError, struct.error):
        raise NoPicture("a page's JPEG is cut short") from None


def _density(unit: int, across: int, down: int) -> tuple[float, float]:
    """Dots per inch, JFIF 1.02: the unit is 1 for an inch, 2 for a centimetre, 0 for none."""
    factor = {1: 1.0, 2: 2.54}.get(unit, 0.0)
    found = across * factor, down * factor
    return found if all(_DENSITIES[0] <= one <= _DENSITIES[1] for one in found) else (_DENSITY, _DENSITY)
