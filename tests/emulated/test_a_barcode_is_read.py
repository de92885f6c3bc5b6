"""A code held before the reader arrives at the real pyserial, whole and with its end, or spoilt as the fault says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from emulated.client import DeskRefused, StartedDesk


@pytest.fixture
def line(desk: StartedDesk) -> Iterator[serial.Serial]:
    with serial.Serial(desk.places()["barcode"], 9600, timeout=30) as line:
        yield line


def exchange(line: serial.Serial, command: bytes, count: int) -> bytes:
    line.write(command)
    return bytes(line.read(count))


def test_a_code_comes_with_its_end(desk: StartedDesk, line: serial.Serial) -> None:
    assert desk.ask("code", text="SL20261123-0001") == {"sent": True}
    assert line.read_until(b"\r") == b"SL20261123-0001\r"


def test_chinese_comes_as_utf_8(desk: StartedDesk, line: serial.Serial) -> None:
    desk.ask("code", text="受理回执")
    assert line.read_until(b"\r") == "受理回执\r".encode()


@pytest.mark.parametrize("fault, expected", [
    ("lf", b"A12\n"), ("crlf", b"A12\r\n"), ("no-suffix", b"A12"), ("truncated", b"A"), ("twice", b"A12\rA12\r"),
    ("garbage", b"\xff\x00\x1b\xfe\x80\r"), ("byte-by-byte", b"A12\r")])
def test_faults(desk: StartedDesk, line: serial.Serial, fault: str, expected: bytes) -> None:
    desk.ask("fault", device="barcode", fault=fault, times=1, value=1)
    desk.ask("code", text="A12")
    desk.ask("code", text="Z")
    received = line.read(len(expected) + 2)
    assert sorted(received) == sorted(expected + b"Z\r")


def test_gbk(desk: StartedDesk, line: serial.Serial) -> None:
    desk.ask("fault", device="barcode", fault="gbk")
    desk.ask("code", text="回执")
    assert line.read_until(b"\r") == "回执".encode("gbk") + b"\r"


def test_silent(desk: StartedDesk, line: serial.Serial) -> None:
    desk.ask("fault", device="barcode", fault="silent", times=1)
    assert desk.ask("code", text="A12") == {"sent": False}
    assert desk.ask("code", text="B") == {"sent": True}
    assert line.read_until(b"\r") == b"B\r"


def test_endless(desk: StartedDesk, line: serial.Serial) -> None:
    desk.ask("fault", device="barcode", fault="endless", times=1)
    desk.ask("code", text="A12")
    assert line.read(3000) == b"8" * 3000


def test_a_hang_up_and_a_new_line_after_plugging(desk: StartedDesk, line: serial.Serial) -> None:
    desk.ask("unplug", device="barcode")
    with pytest.raises(serial.SerialException):
        line.read(1)
    assert not Path(desk.places()["barcode"]).exists()
    with pytest.raises(DeskRefused, match="plug it first"):
        desk.ask("code", text="A12")
    desk.ask("plug", device="barcode")
    with serial.Serial(desk.places()["barcode"], 9600, timeout=30) as again:
        desk.ask("code", text="A12")
        assert again.read_until(b"\r") == b"A12\r"


def test_on_demand_it_reads_once_a_trigger(desk: StartedDesk, line: serial.Serial) -> None:
    acknowledged = b"\x02\x010000@SCNMOD0\x06;\x03"
    assert exchange(line, b"~\x010000@SCNMOD0;\x03", len(acknowledged)) == acknowledged
    assert desk.ask("code", text="A12") == {"sent": False}
    acknowledged = b"\x02\x010000#SCNTRG1\x06;\x03"
    assert exchange(line, b"~\x010000#SCNTRG1;\x03", len(acknowledged)) == acknowledged
    assert desk.ask("code", text="A12") == {"sent": True}
    assert desk.ask("code", text="B") == {"sent": False}
    assert line.read_until(b"\r") == b"A12\r"


def test_triggers_of_the_other_make_and_unknown_commands(desk: StartedDesk, line: serial.Serial) -> None:
    exchange(line, b"~\x010000@SCNMOD0;\x03", 17)
    unknown = b"\x02\x010000@ABCDEF\x05;\x03"
    assert exchange(line, b"\x16T\r~\x010000@ABCDEF;\x03", len(unknown)) == unknown
    assert desk.ask("code", text="A12") == {"sent": True}
    assert exchange(line, b"\x16T\r\x16U\r~\x010000@ABCDEF;\x03", 4 + len(unknown)) == b"A12\r" + unknown
    assert desk.ask("code", text="B") == {"sent": False}


@pytest.mark.parametrize("text", ["", "a\rb", "8" * 5000])
def test_an_unfit_code_is_refused(desk: StartedDesk, text: str) -> None:
    with pytest.raises(DeskRefused, match="no line end"):
        desk.ask("code", text=text)
