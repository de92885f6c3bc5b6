"""Pages as PDF/A, made by the sealer: read back by pikepdf (qpdf), which had no part in writing it.

veraPDF is not to be had as a package; what is looked at is what ISO 19005-1 asks of a file of pictures alone.
"""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageStat

from hall import pdfa, srgb
from hall.outbox import Outbox
from tests.hall.surroundings import MARKED_PAGE, PAGES, SUBMIT, surroundings
from wire.messages import Accepted


def page(mode: str, size: tuple[int, int], dpi: int, **more: bool) -> bytes:
    """A page of that kind."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, "JPEG", dpi=(dpi, dpi), **more)
    return out.getvalue()


COLOUR, GREY = page("RGB", (827, 1169), 100), page("L", (1654, 2339), 200, progressive=True)
WIDE, NO_DENSITY = page("RGB", (600, 300), 150), page("RGB", (1654, 2339), 1)


def test_every_page_stands_in_it_as_it_was_scanned_and_in_order() -> None:
    with pikepdf.open(io.BytesIO(pdfa.file_of((COLOUR, GREY, WIDE, NO_DENSITY)))) as pdf:
        assert pdf.check_pdf_syntax() == []
        kept = [bytes(image.read_raw_bytes()) for one in pdf.pages for image in one.get_images().values()]
        assert kept == [COLOUR, GREY, WIDE, NO_DENSITY]
        sizes = [tuple(round(float(side)) for side in one.mediabox[2:]) for one in pdf.pages]
    assert sizes == [(595, 842), (595, 842), (288, 144), (595, 842)]


def test_it_is_what_pdf_a_asks_for() -> None:
    data = pdfa.file_of((COLOUR, GREY))
    assert re.match(rb"%PDF-1\.[34]\n%", data) and all(byte > 127 for byte in data.splitlines()[1][1:5])
    assert data.endswith(b"%%EOF\n") and data.count(b"%%EOF") == 1
    # 6.1.4: entries of twenty bytes, and each is where the table says
    table = data[data.rindex(b"xref\n0"):]
    for number, place in enumerate(re.findall(rb"^([0-9]{10}) 00000 n $", table, re.MULTILINE), start=1):
        assert data.startswith(b"%d 0 obj\n" % number, int(place))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.is_encrypted and len(pdf.trailer.ID) == 2
        assert not pdf.docinfo, "nobody's name, and no moment"
        assert pdf.open_metadata().pdfa_status == "1B"
        assert "/Filter" not in pdf.Root.Metadata
        (intent,) = pdf.Root.OutputIntents
        assert (str(intent.S), int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
        assert intent.DestOutputProfile.read_bytes() == srgb.profile()
        assert not {"/Names", "/AcroForm", "/AA", "/OpenAction", "/OCProperties"} & set(pdf.Root.keys())
        for one in pdf.pages:
            assert {str(image.ColorSpace) for image in one.get_images().values()} <= {"/DeviceRGB", "/DeviceGray"}
            assert not any({"/SMask", "/Alternates", "/OPI"} & set(image.keys()) for image in one.get_images().values())


def test_the_sealer_makes_one_file_of_each_material() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.fill_spool()
        (kiosk.runtime / "visit" / "pages" / f"{PAGES[1]}.jpg").write_bytes(COLOUR)
        kiosk.be_daemon()
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert isinstance(reply.answer, Accepted), reply
        with Outbox(kiosk.outbox_folder) as outbox, kiosk.http() as client:
            data = outbox.read(reply.answer.number)
            client.post("/envelopes", content=data, headers={"Idempotency-Key": reply.answer.number})
        folder = kiosk.folder / "opened"
        opened = kiosk.run("hall.server.open", reply.answer.number, "--pages", str(folder))
        assert '"register": 2' in opened.stdout and [file.name for file in folder.iterdir()] == ["register.pdf"]
        with pikepdf.open(folder / "register.pdf") as pdf:
            kept = [bytes(image.read_raw_bytes()) for one in pdf.pages for image in one.get_images().values()]
        assert kept == [MARKED_PAGE, COLOUR]


def test_the_profile_is_srgb_to_somebody_else() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb.profile()))
    ramp = Image.linear_gradient("L")
    colours = Image.merge("RGB", (ramp, ramp.rotate(90), ramp.rotate(180)))
    seen = ImageCms.profileToProfile(colours, ours, ImageCms.createProfile("sRGB"))
    assert seen is not None
    assert ours.profile.version == 2.1
    assert max(abs(a - b) for a, b in zip(ImageStat.Stat(seen).mean, ImageStat.Stat(colours).mean)) < 0.2


@pytest.mark.parametrize("bad", [
    b"", b"%PDF-1.4", b"\xff\xd8", b"\xff\xd8\xff\xe0\0\x01", b"\xff\xd8\xff\xdb\0\x04ab\0", b"\xff\xd8\xff\xd9",
    b"\xff\xd8" + b"\xff" * 40, page("CMYK", (8, 8), 100),
    page("L", (8, 8), 100).replace(b"\0\x08\0\x08\x01", b"\0\x08\0\0\x01"),
], ids=lambda bad: repr(bad[:12]))
def test_a_page_that_is_no_picture_is_refused(bad: bytes) -> None:
    with pytest.raises(pdfa.NoPicture):
        pdfa.file_of((COLOUR, bad))


def test_a_header_cut_anywhere_is_refused() -> None:
    """Never an error of another kind."""
    whole = page("L", (8, 8), 100)
    for length in range(whole.index(b"\xff\xc0") + 9):
        with pytest.raises(pdfa.NoPicture):
            pdfa.file_of((whole[:length],))
