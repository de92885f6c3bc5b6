"""What is sent to the printer lies in the tray as a picture, to be read by eye and by a barcode reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from escpos.printer import Dummy
from PIL import Image, ImageChops, ImageDraw

from emulated.client import StartedDesk
from tests.emulated.receipt_host import CUT, ReceiptHost, codes, dark_rows, receipts, state


@pytest.fixture
def host(desk: StartedDesk) -> Iterator[ReceiptHost]:
    host = ReceiptHost(desk)
    yield host
    host.close()


def printed(desk: StartedDesk, host: ReceiptHost, data: bytes) -> str:
    """Print one ticket and return its picture's path."""
    before = len(receipts(desk))
    host.write(data + CUT)
    desk.ask("wait-printed", at_least=before + 1)
    return str(receipts(desk)[-1]["png"])


def sketch() -> Image.Image:
    image = Image.new("1", (160, 48), 1)
    pen = ImageDraw.Draw(image)
    pen.ellipse((8, 4, 90, 44), fill=0)
    pen.line((100, 0, 159, 47), fill=0, width=3)
    return image


def test_picture_and_bytes_lie_side_by_side(desk: StartedDesk, host: ReceiptHost) -> None:
    data = b"\x1b@Receipt 1\n"
    printed(desk, host, data)
    receipt = receipts(desk)[0]
    assert Path(receipt["bytes"]).read_bytes() == data + CUT
    assert (receipt["number"], receipt["cut"]) == (1, "partial")
    with Image.open(receipt["png"]) as picture:
        assert picture.width == 576 + 64 + 48
    assert dark_rows(receipt["png"]) > 10


def test_chinese_stands_in_cells_of_24_dots(desk: StartedDesk, host: ReceiptHost) -> None:
    line = "市民之窗受理回执姓名张三事项户口登记一二三四"
    assert len(line) == 22
    path = printed(desk, host, b"\x1c&" + line.encode("gbk") + b"\x1c.\n")
    with Image.open(path) as picture:
        row = picture.convert("L").crop((24 + 32, 24 + 96, 24 + 32 + 576, 24 + 96 + 24))
    cells = [row.crop((24 * place, 0, 24 * place + 24, 24)) for place in range(24)]
    inked = [min(level for level, count in enumerate(cell.histogram()) if count) < 80 for cell in cells]
    assert inked == [True] * 22 + [False] * 2
    assert state(desk)["complaints"] == []


def test_double_size_is_twice_as_tall(desk: StartedDesk, host: ReceiptHost) -> None:
    small = dark_rows(printed(desk, host, b"\x1c&" + "国".encode("gbk") + b"\n"))
    large = dark_rows(printed(desk, host, b"\x1c&\x1cW\x01" + "国".encode("gbk") + b"\x1cW\x00\n"))
    assert large == 2 * small


def test_a_character_beyond_gbk_is_a_box_and_is_told(desk: StartedDesk, host: ReceiptHost) -> None:
    printed(desk, host, b"\x1c&\x81\x30\x81\x30\n")
    assert state(desk)["complaints"] == ["no GBK character 81 30", "no GBK character 81 30"]


def test_chinese_without_chinese_mode_is_not_chinese(desk: StartedDesk, host: ReceiptHost) -> None:
    host.write(b"\x1b@")
    wrong = printed(desk, host, "张三".encode("gbk") + b"\n")
    right = printed(desk, host, b"\x1c&" + "张三".encode("gbk") + b"\x1c.\n")
    with Image.open(wrong) as one, Image.open(right) as other:
        assert ImageChops.difference(one, other).getbbox() is not None


@pytest.mark.parametrize("data, text", [
    (b"{BSL20261123-0001", "SL20261123-0001"), (b"{C" + bytes((20, 26, 11, 23, 0, 99)), "202611230099"),
    (b"{BA{C" + bytes((12, 34)) + b"{Bz", "A1234z"), (b"{ASL 9", "SL 9"), (b"{Ba{{b", "a{b")])
def test_a_code128_can_be_read_by_a_barcode_reader(desk: StartedDesk, host: ReceiptHost, data: bytes,
                                                   text: str) -> None:
    command = b"\x1dw\x02\x1dh\x50\x1dH\x02\x1ba\x01\x1dk\x49" + bytes((len(data),)) + data
    assert codes(printed(desk, host, command)) == [text]


@pytest.mark.parametrize("level", [48, 49, 50, 51])
def test_a_qr_code_can_be_read(desk: StartedDesk, host: ReceiptHost, level: int) -> None:
    text = "SL20261123-0001 受理"
    stored = b"1P0" + text.encode()
    command = b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E" + bytes((level,)) + \
        b"\x1d(k" + len(stored).to_bytes(2, "little") + stored + b"\x1d(k\x03\x001Q0"
    assert codes(printed(desk, host, command)) == [text]


@pytest.mark.parametrize("command, complaint", [
    (b"\x1dk\x49\x03abc", "must begin with"), (b"\x1dw\x06\x1dk\x49\x20{B" + b"W" * 30, "wider than the paper"),
    (b"\x1dk\x43\x0c690123456789", "not drawn by this printer"), (b"\x1bZ", "unknown command 1b 5a"),
    (b"\x1d(Z\x02\x00ab", "unknown command 1d 28 5a"), (b"\x1bt\x63", "code page 99"), (b"\x07", "unknown command 07")])
def test_what_it_does_not_know_is_told_and_never_guessed(desk: StartedDesk, host: ReceiptHost, command: bytes,
                                                         complaint: str) -> None:
    path = printed(desk, host, b"\x1b@" + command)
    assert len(state(desk)["complaints"]) == 1 and complaint in state(desk)["complaints"][0]
    assert codes(path) == []


def test_python_escpos_prints_the_same_picture_by_all_three_ways(desk: StartedDesk, host: ReceiptHost) -> None:
    tickets = []
    for way in ("bitImageRaster", "graphics", "bitImageColumn"):
        builder = Dummy()
        builder.image(sketch(), impl=way)
        with Image.open(printed(desk, host, builder.output)) as picture:
            tickets.append(picture.crop((0, 24 + 96, picture.width, 24 + 96 + 48)).copy())
    assert ImageChops.difference(tickets[0], tickets[1]).getbbox() is None
    assert ImageChops.difference(tickets[0], tickets[2]).getbbox() is None
    assert state(desk)["complaints"] == []


def test_a_cut_without_feeding_leaves_the_end_for_the_next_ticket(desk: StartedDesk, host: ReceiptHost) -> None:
    host.write(b"\x1b@first\nsecond\n\x1dV\x00")
    desk.ask("wait-printed", at_least=1)
    first = receipts(desk)[0]
    assert first["cut"] == "full" and dark_rows(first["png"]) == 0
    assert dark_rows(printed(desk, host, b"")) > 20


def test_paper_that_hangs_out_can_be_torn_off(desk: StartedDesk, host: ReceiptHost) -> None:
    assert desk.ask("tear") == {"torn": False}
    host.write(b"unfinished\n")
    assert desk.ask("tear") == {"torn": True}
    assert receipts(desk)[0]["cut"] == "torn" and dark_rows(receipts(desk)[0]["png"]) > 10


def test_two_metres_without_a_cut_come_off_by_themselves(desk: StartedDesk, host: ReceiptHost) -> None:
    host.write(b"x\n" + b"\x1bJ\xff" * 70)
    desk.ask("wait-printed", at_least=1)
    assert receipts(desk)[0]["length_mm"] > 2000


def test_the_real_pace_prints_all_the_same(desk: StartedDesk, host: ReceiptHost) -> None:
    desk.ask("pace", pace="real")
    assert dark_rows(printed(desk, host, b"\x1b@paced\n")) > 10
    desk.ask("pace", pace="instant")
