"""The receipt printer over real pyusb and python-escpos against the desk, which draws what came out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from drivers.base import Paper, State, Surroundings
from drivers.errors import Act, Canceled, Code, DriverError
from drivers.printer import FONT
from drivers.printer.layout import lay_out
from drivers.printer.picture import Type
from drivers.printer.profiles import PROFILES
from drivers.printer.talk import BLAME, Delays
from drivers.printer.thermal import ThermalPrinter
from drivers.usb_bulk import open_usb
from emulated.client import StartedDesk
from rules.blocks import Barcode, Document, Heading, KeyValue, Paragraph, QrCode, Rule, Tick
from tests.drivers.conftest import ASSETS
from tests.drivers.printers import make_printer
from tests.drivers.twins import silent, unheard

SHORT = Delays(status=0.3, piece=0.1, stuck=0.3, confirm=3.0)
WIDTH = 576
NUMBER = "FS01-261123-0007-K"
RECEIPT = Document(kind="receipt", number=NUMBER, blocks=(
    Heading(text="受理回执"), Rule(), KeyValue(key="回执编号", value=NUMBER), KeyValue(key="申请人", value="陈𬭎、王㛃"),
    Rule(), Barcode(code=NUMBER), Heading(text="𬭎", level=1), Tick(text="户口簿", ticked=True),
    Paragraph(text="凭回执编号只能查到事项和进度。", small=True), QrCode(code="SX-JUMIN-SHENFENZHENG")))
LONG = Document(kind="item_guide", number="SX-A", blocks=tuple(
    Paragraph(text=f"{number} 办事指南" * 12) for number in range(60)))


@pytest.fixture
def printer(surroundings: Surroundings) -> Iterator[ThermalPrinter]:
    """An opened printer with short delays."""
    profile = PROFILES["escpos-80"]
    built = ThermalPrinter(
        "escpos-80-usb", profile, lambda: open_usb(profile.ids, BLAME, surroundings.usb_backend),
        surroundings.assets / FONT, SHORT)
    built.open()
    yield built
    built.close()


def receipts(desk: StartedDesk) -> list[Path]:
    """Pictures of what came out."""
    printed = desk.ask("printed")["receipts"]
    assert isinstance(printed, list)
    return [Path(receipt["png"]) for receipt in printed]


def black_and_white(picture: Path) -> Image.Image:
    """The printed dots on white; the desk's own grey and shadow are cut off."""
    with Image.open(picture) as opened:
        whole = opened.convert("L").point([0 if level < 128 else 255 for level in range(256)])
    return whole.crop((56, 30, 56 + WIDTH, whole.height - 60))


def complaints(desk: StartedDesk) -> object:
    """What the desk's printer did not understand or could not draw."""
    devices = desk.ask("state")["devices"]
    assert isinstance(devices, dict)
    return devices["printer"]["complaints"]


def test_a_receipt_comes_out_confirmed_and_its_codes_can_be_read(printer: ThermalPrinter, desk: StartedDesk) -> None:
    assert printer.print(RECEIPT, False, silent, unheard) is True
    picture, = receipts(desk)
    found = zxingcpp.read_barcodes(black_and_white(picture))
    assert sorted(code.text for code in found) == [NUMBER, "SX-JUMIN-SHENFENZHENG"]
    assert complaints(desk) == []


def test_the_paper_shows_the_same_lines_as_our_own_picture_of_them(
        printer: ThermalPrinter, desk: StartedDesk) -> None:
    printer.print(RECEIPT, False, silent, unheard)
    paper = black_and_white(receipts(desk)[0])
    ours = Type(ASSETS / FONT).paper(lay_out(RECEIPT, WIDTH), WIDTH)
    assert _bands(paper) == _bands(ours)


def test_rare_characters_stand_in_their_line_at_the_same_height(printer: ThermalPrinter, desk: StartedDesk) -> None:
    document = Document(kind="receipt", number="FS01", blocks=(Paragraph(text="国㛃国"), Paragraph(text="国国国")))
    printer.print(document, False, silent, unheard)
    paper = ImageChops.invert(black_and_white(receipts(desk)[0]))
    text = paper.crop((0, 0, 72, paper.height))
    top = text.getbbox()
    assert top is not None
    rare = text.crop((24, top[1] - 4, 48, top[1] + 24)).getbbox()
    plain = text.crop((0, top[1] - 4, 24, top[1] + 24)).getbbox()
    assert rare is not None and plain is not None
    assert abs(rare[3] - plain[3]) <= 3
    assert rare[3] - rare[1] >= 18


def test_a_copy_is_marked(printer: ThermalPrinter, desk: StartedDesk) -> None:
    document = Document(kind="receipt", number="FS01", blocks=(Paragraph(text="样张"),))
    printer.print(document, False, silent, unheard)
    printer.print(document, True, silent, unheard)
    first, copy = (black_and_white(picture) for picture in receipts(desk))
    assert _bands(copy) == _bands(first) + 1


def test_progress_counts_bytes_to_the_end(printer: ThermalPrinter) -> None:
    seen: list[tuple[int, int]] = []
    printer.print(LONG, False, lambda done, total: seen.append((done, total)), unheard)
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 4096


def test_a_mute_printer_has_unknown_paper_and_does_not_print(printer: ThermalPrinter, desk: StartedDesk) -> None:
    desk.ask("fault", device="printer", fault="mute")
    status = printer.status()
    assert (status.state, status.code, status.paper) == (State.OFFLINE, Code.PRINT_MUTE, Paper.UNKNOWN)
    assert _failure(printer).code is Code.PRINT_MUTE
    assert receipts(desk) == []


@pytest.mark.parametrize(("roll", "paper", "code"), [
    ("ok", Paper.OK, None), ("low", Paper.LOW, None), ("out", Paper.OUT, Code.PRINT_PAPER_OUT)])
def test_a_printer_without_paper_is_online_and_says_so(
        printer: ThermalPrinter, desk: StartedDesk, roll: str, paper: Paper, code: Code | None) -> None:
    desk.ask("paper-roll", level=roll)
    status = printer.status()
    assert (status.state, status.paper, status.code) == (State.ONLINE, paper, code)


@pytest.mark.parametrize(("fault", "code", "act"), [
    ("paper-out", Code.PRINT_PAPER_OUT, Act.STAFF), ("cover-open", Code.PRINT_COVER_OPEN, Act.STAFF),
    ("head-hot", Code.PRINT_HEAD_HOT, Act.NOBODY),
])
def test_what_keeps_it_from_printing_is_told_before_a_byte_is_sent(
        printer: ThermalPrinter, desk: StartedDesk, fault: str, code: Code, act: Act) -> None:
    desk.ask("fault", device="printer", fault=fault)
    failure = _failure(printer)
    assert (failure.code, failure.act) == (code, act)
    desk.ask("fault", device="printer", fault="none")
    assert printer.print(RECEIPT, False, silent, unheard) is True
    assert len(receipts(desk)) == 1


@pytest.mark.parametrize(("fault", "code"), [("cutter", Code.PRINT_CUTTER), ("jam", Code.PRINT_JAM)])
def test_what_goes_wrong_on_the_way_is_told(
        printer: ThermalPrinter, desk: StartedDesk, fault: str, code: Code) -> None:
    desk.ask("fault", device="printer", fault=fault)
    assert _failure(printer).code is code
    assert printer.status().state is State.HARDWARE_ERROR


def test_paper_that_ends_in_the_middle_leaves_nothing_for_the_next_citizen(
        printer: ThermalPrinter, desk: StartedDesk) -> None:
    desk.ask("fault", device="printer", fault="paper-out", value=8)
    assert _failure(printer, LONG).code is Code.PRINT_PAPER_OUT
    desk.ask("fault", device="printer", fault="none")
    devices = desk.ask("state")["devices"]
    assert isinstance(devices, dict)
    assert devices["printer"]["buffered"] == 0


def test_a_printer_that_takes_no_more_is_not_waited_for_for_ever(printer: ThermalPrinter, desk: StartedDesk) -> None:
    desk.ask("fault", device="printer", fault="nak-after", value=600)
    assert _failure(printer, LONG).code is Code.PRINT_BROKEN


def test_a_printer_that_takes_no_more_can_be_given_up(printer: ThermalPrinter, desk: StartedDesk) -> None:
    desk.ask("fault", device="printer", fault="nak-after", value=600)
    with pytest.raises(Canceled):
        printer.print(LONG, False, lambda done, total: printer.cancel() if done >= 512 else None, unheard)


def test_an_answer_that_never_comes_is_unknown_and_not_success(printer: ThermalPrinter, desk: StartedDesk) -> None:
    def mute(done: int, total: int) -> None:
        desk.ask("fault", device="printer", fault="mute")

    assert printer.print(RECEIPT, False, mute, unheard) is False


def test_a_cable_pulled_in_the_middle(printer: ThermalPrinter, desk: StartedDesk) -> None:
    desk.ask("fault", device="printer", fault="unplug-after", value=600)
    assert _failure(printer, LONG).code is Code.PRINT_PRINTER_GONE
    assert printer.status().state is State.NO_DEVICE


def _failure(printer: ThermalPrinter, document: Document = RECEIPT) -> DriverError:
    with pytest.raises(DriverError) as failure:
        printer.print(document, False, silent, unheard)
    return failure.value


def _bands(image: Image.Image) -> int:
    """How many bands of black there are from top to bottom."""
    rows = ImageChops.invert(image).resize((1, image.height), Image.Resampling.BOX).tobytes()
    return sum(1 for above, below in zip(b"\0" + rows, rows, strict=False) if not above and below)


def test_paper_in_the_presenters_mouth_is_told_until_it_is_taken(desk: StartedDesk, surroundings: Surroundings) -> None:
    presenter = make_printer("custom-vkp80-usb", desk, surroundings)
    presenter.open()
    assert presenter.print(RECEIPT, False, silent, unheard) is True
    status = presenter.status()
    assert (status.state, status.code, status.act) == (State.ONLINE, Code.PRINT_IN_EXIT, Act.CITIZEN)
    desk.ask("take")
    status = presenter.status()
    presenter.close()
    assert (status.state, status.code) == (State.ONLINE, None)
