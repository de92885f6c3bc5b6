"""The pages of an application as PDF/A: read back by pikepdf (qpdf), which had no part in writing it.

veraPDF is not to be had as a package; what is looked at is what ISO 19005-1 asks of a file of pictures alone.
"""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageStat

from hall.envelopes import Application, HandedIn
from hall.process import StartError
from hall.server import srgb
from hall.server.dossier import pdf_of
from tests.hall.surroundings import MARKED_PAGE, PERSON, surroundings

INCH = 72


def page(mode: str, size: tuple[int, int], dpi: int) -> bytes:
    """A page of that kind."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, "JPEG", dpi=(dpi, dpi))
    return out.getvalue()


COLOUR, GREY, WIDE = page("RGB", (827, 1169), 100), page("L", (1654, 2339), 200), page("RGB", (600, 300), 150)


def application(*materials: tuple[bytes, ...]) -> Application:
    """One with these pages."""
    return Application(
        number="FS07-261123-0001-8", item="id-card", office="zumiao", at="2026-11-23T09:30:00", identity=PERSON,
        answers={}, notify="website", contact="",
        materials=tuple(HandedIn(material=f"m{number}", pages=pages) for number, pages in enumerate(materials)))


def test_every_page_stands_in_it_as_it_was_scanned_and_in_order() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(application((COLOUR, GREY), (WIDE,))))) as pdf:
        assert pdf.check_pdf_syntax() == []
        kept = [bytes(image.read_raw_bytes()) for one in pdf.pages for image in one.get_images().values()]
        assert kept == [COLOUR, GREY, WIDE]
        sizes = [tuple(round(float(side)) for side in one.mediabox[2:]) for one in pdf.pages]
    assert sizes == [(595, 842), (595, 842), (288, 144)]


def test_it_is_what_pdf_a_asks_for() -> None:
    data = pdf_of(application((COLOUR, GREY)))
    assert data.startswith(b"%PDF-1.") and all(byte > 127 for byte in data.splitlines()[1][1:5])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.is_encrypted and "/ID" in pdf.trailer and pdf.pdf_version <= "1.4"
        meta = pdf.open_metadata()
        assert meta.pdfa_status == "1B"
        assert meta["xmp:CreateDate"] and "dc:title" not in meta
        info = {str(key) for key in pdf.docinfo}
        assert info <= {"/CreationDate", "/ModDate", "/Producer"}
        assert "/Filter" not in pdf.Root.Metadata
        (intent,) = pdf.Root.OutputIntents
        assert (str(intent.S), int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
        assert intent.DestOutputProfile.read_bytes() == srgb.profile()
        assert not {"/Names", "/AcroForm", "/AA", "/OpenAction", "/OCProperties"} & set(pdf.Root.keys())
        for one in pdf.pages:
            assert {str(image.ColorSpace) for image in one.get_images().values()} <= {"/DeviceRGB", "/DeviceGray"}
            assert not any({"/SMask", "/Alternates", "/OPI"} & set(image.keys()) for image in one.get_images().values())


def test_the_profile_is_srgb_to_somebody_else() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb.profile()))
    ramp = Image.linear_gradient("L")
    colours = Image.merge("RGB", (ramp, ramp.rotate(90), ramp.rotate(180)))
    seen = ImageCms.profileToProfile(colours, ours, ImageCms.createProfile("sRGB"))
    assert seen is not None
    assert ours.profile.version == 2.1
    assert max(abs(a - b) for a, b in zip(ImageStat.Stat(seen).mean, ImageStat.Stat(colours).mean)) < 0.2


def test_nothing_to_put_in_it_and_a_page_that_is_none_are_said() -> None:
    with pytest.raises(StartError, match="nothing was handed in"):
        pdf_of(application())
    with pytest.raises(StartError, match="a page is no picture") as failure:
        pdf_of(application((COLOUR, MARKED_PAGE)))
    assert "household" not in str(failure.value)


def test_whoever_has_the_halls_key_gets_the_file_and_nobody_else() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope(page=COLOUR)
        with kiosk.http() as client:
            assert client.post("/envelopes", content=data, headers={"Idempotency-Key": number}).status_code == 201
        out = kiosk.folder / "dossier.pdf"
        assert kiosk.run("hall.server.dossier", number, "--out", str(out)).returncode == 0
        assert out.stat().st_mode & 0o777 == 0o600
        with pikepdf.open(out) as pdf:
            assert len(pdf.pages) == 1
        again = kiosk.run("hall.server.dossier", number, "--out", str(out))
        assert again.returncode != 0 and "name a file that does not exist yet" in again.stderr
        missing = kiosk.run("hall.server.dossier", "FS07-261123-0009-9", "--out", str(Path(kiosk.folder, "no.pdf")))
        assert missing.returncode != 0
        assert not Path(kiosk.folder, "no.pdf").exists()
