"""The usbredir door, from the side that QEMU is on: what is plugged on the desk appears there, answers, and goes."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulated.client import DeskRefused, StartedDesk
from emulated.doors.usbredir_wire import CAPABILITIES, Assembler, BadPacket, Kind, Packet, hello

PATIENCE_S = 30.0
PORTS = ("idcard", "printer", "code", "serial-code", "touch")
FIND_CARD = bytes.fromhex("aaaaaa96690003200122")
GET, CONTROL, BULK, REPORT = 0x80, struct.Struct("<BBBBHHH"), struct.Struct("<BBHIH"), struct.Struct("<BBH")


class Port:
    """One of QEMU's sockets, with whoever plugs in there."""

    def __init__(self, path: Path) -> None:
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(path))
        self._listening.listen(1)
        self._listening.settimeout(PATIENCE_S)
        self._line: socket.socket | None = None
        self._frames = Assembler()
        self._waiting: list[Packet] = []

    def plugged(self, greeting: Packet | None = None) -> dict[int, Packet]:
        """Wait for a device, greet it, and say what it told of itself."""
        if self._line is not None:
            self._line.close()
        self._line = self._listening.accept()[0]
        self._line.settimeout(PATIENCE_S)
        self._frames, self._waiting = Assembler(), []
        self.send(greeting or hello())
        told = [self.next() for _ in range(4)]
        return {packet.kind: packet for packet in told}

    def send(self, packet: Packet) -> None:
        assert self._line is not None
        self._line.sendall(packet.pack())

    def next(self) -> Packet:
        """The next packet. Raises `EOFError` where the device was pulled."""
        assert self._line is not None
        while not self._waiting:
            data = self._line.recv(65536)
            if not data:
                raise EOFError
            self._waiting += self._frames.feed(data)
        return self._waiting.pop(0)

    def control(self, request_type: int, request: int, value: int, index: int, length: int,
                payload: bytes = b"") -> tuple[int, bytes]:
        """Status and data of a control transfer."""
        head = CONTROL.pack(0, request, request_type, 0, value, index, length)
        self.send(Packet(Kind.CONTROL_PACKET, 7, head + payload))
        answer = self.next()
        assert (answer.kind, answer.number) == (Kind.CONTROL_PACKET, 7)
        return answer.body[3], answer.body[CONTROL.size:]

    def hang_up(self) -> None:
        """As when the machine is switched off."""
        assert self._line is not None
        self._line.close()

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._listening.close()


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[dict[str, Port]]:
    """A machine's free ports."""
    made = {name: Port(tmp_path / f"{name}.red") for name in PORTS}
    yield made
    for port in made.values():
        port.close()


@pytest.fixture
def desk(tmp_path: Path, ports: dict[str, Port]) -> Iterator[StartedDesk]:
    """A desk with everything plugged into that machine."""
    words = [word for name in PORTS for word in ("--kernel", f"{name}={tmp_path / name}.red")]
    with StartedDesk(tmp_path / "desk", "--pace", "instant", *words) as started:
        yield started


@pytest.mark.parametrize("name", PORTS)
def test_a_device_says_what_it_is_before_it_is_there(desk: StartedDesk, ports: dict[str, Port], name: str) -> None:
    told = ports[name].plugged()
    assert list(told) == [Kind.HELLO, Kind.INTERFACE_INFO, Kind.EP_INFO, Kind.DEVICE_CONNECT]
    vendor, product = struct.unpack_from("<HH", told[Kind.DEVICE_CONNECT].body, 4)
    status, described = ports[name].control(GET, 6, 0x0100, 0, 18)
    assert (status, struct.unpack_from("<HH", described, 8)) == (0, (vendor, product))
    assert len(told[Kind.EP_INFO].body) == 32 * 3 + 32 * 2
    status, whole = ports[name].control(GET, 6, 0x0200, 0, 512)
    assert (status, struct.unpack_from("<H", whole, 2)[0]) == (0, len(whole))


@pytest.mark.parametrize("name", ["code", "touch"])
def test_a_hid_device_gives_its_report_descriptor_as_it_announces_it(desk: StartedDesk, ports: dict[str, Port],
                                                                     name: str) -> None:
    ports[name].plugged()
    _, whole = ports[name].control(GET, 6, 0x0200, 0, 512)
    announced = struct.unpack_from("<H", whole, 9 + 9 + 7)[0]
    status, report = ports[name].control(0x81, 6, 0x2200, 0, 1024)
    assert (status, len(report)) == (0, announced)
    assert ports[name].control(0x81, 6, 0x2200, 3, 1024)[0] == 4


def test_the_card_reader_answers_over_bulk(desk: StartedDesk, ports: dict[str, Port]) -> None:
    port = ports["idcard"]
    port.plugged()
    desk.ask("card", name="张三")
    port.send(Packet(Kind.SET_CONFIGURATION, 1, b"\x01"))
    assert port.next().body == b"\x00\x01"
    port.send(Packet(Kind.BULK_PACKET, 2, BULK.pack(0x81, 0, 64, 0, 0)))
    port.send(Packet(Kind.BULK_PACKET, 3, BULK.pack(0x02, 0, len(FIND_CARD), 0, 0) + FIND_CARD))
    answers = {answer.number: answer for answer in (port.next(), port.next())}
    assert answers[3].body == BULK.pack(0x02, 0, len(FIND_CARD), 0, 0)
    assert answers[2].body[BULK.size:].startswith(bytes.fromhex("aaaaaa9669"))


def test_a_read_that_is_given_up_ends_as_canceled(desk: StartedDesk, ports: dict[str, Port]) -> None:
    port = ports["idcard"]
    port.plugged()
    port.send(Packet(Kind.BULK_PACKET, 9, BULK.pack(0x81, 0, 64, 0, 0)))
    port.send(Packet(Kind.CANCEL_DATA_PACKET, 9, b""))
    answer = port.next()
    assert (answer.kind, answer.number, answer.body[1]) == (Kind.BULK_PACKET, 9, 1)


def test_a_finger_arrives_as_reports_without_being_asked_for(desk: StartedDesk, ports: dict[str, Port]) -> None:
    port = ports["touch"]
    port.plugged()
    assert port.control(0xA1, 1, 0x0302, 0, 2) == (0, b"\x02\x01")
    port.send(Packet(Kind.START_INTERRUPT_RECEIVING, 4, b"\x81"))
    assert port.next().kind == Kind.INTERRUPT_RECEIVING_STATUS
    desk.ask("touch", x=1000, y=0, finger="down")
    desk.ask("touch", x=1000, y=0, finger="up")
    reports = [port.next().body[REPORT.size:] for _ in range(2)]
    assert reports == [b"\x01\x01\x00\xff\x7f\x00\x00\x01", b"\x01\x00\x00\xff\x7f\x00\x00\x01"]


def test_a_code_arrives_as_a_report_and_on_the_line(desk: StartedDesk, ports: dict[str, Port]) -> None:
    ports["code"].plugged()
    ports["serial-code"].plugged()
    ports["code"].send(Packet(Kind.START_INTERRUPT_RECEIVING, 4, b"\x81"))
    ports["code"].next()
    ports["serial-code"].send(Packet(Kind.BULK_PACKET, 5, BULK.pack(0x81, 0, 64, 0, 0)))
    desk.ask("code", text="FS0120261123000018")
    assert b"FS0120261123000018" in ports["code"].next().body
    assert ports["serial-code"].next().body[BULK.size:] == b"FS0120261123000018\r"


def test_the_line_keeps_its_coding(desk: StartedDesk, ports: dict[str, Port]) -> None:
    port = ports["serial-code"]
    port.plugged()
    coding = bytes.fromhex("00c20100000008")
    assert port.control(0x21, 0x20, 0, 0, 7, coding)[0] == 0
    assert port.control(0xA1, 0x21, 0, 0, 7) == (0, coding)
    assert port.control(0x21, 0x77, 0, 0, 0)[0] == 4


@pytest.mark.parametrize(("name", "cable"), [("idcard", "idcard"), ("printer", "printer"), ("touch", "touch"),
                                             ("serial-code", "barcode")])
def test_a_pulled_cable_is_gone_and_a_plugged_one_is_back(desk: StartedDesk, ports: dict[str, Port], name: str,
                                                          cable: str) -> None:
    ports[name].plugged()
    desk.ask("unplug", device=cable)
    with pytest.raises(EOFError):
        ports[name].next()
    desk.ask("plug", device=cable)
    assert Kind.DEVICE_CONNECT in ports[name].plugged()


def test_a_machine_that_comes_back_finds_everything_again(desk: StartedDesk, ports: dict[str, Port]) -> None:
    ports["printer"].plugged()
    ports["printer"].hang_up()
    assert Kind.DEVICE_CONNECT in ports["printer"].plugged()


@pytest.mark.parametrize("rubbish", [
    Packet(Kind.BULK_PACKET, 1, b"\x81"), Packet(Kind.BULK_PACKET, 1, BULK.pack(0x8F, 0, 64, 0, 0)),
    Packet(99, 1, b""), Packet(Kind.CONTROL_PACKET, 1, b""), Packet(Kind.SET_CONFIGURATION, 1, b""),
    Packet(Kind.START_INTERRUPT_RECEIVING, 1, b"\x81")])
def test_who_speaks_otherwise_is_left_and_the_desk_goes_on(desk: StartedDesk, ports: dict[str, Port],
                                                           rubbish: Packet) -> None:
    port = ports["idcard"]
    port.plugged()
    port.send(rubbish)
    with pytest.raises(EOFError):
        port.next()
    assert desk.ask("state")


def test_a_machine_too_old_is_left(desk: StartedDesk, ports: dict[str, Port]) -> None:
    with pytest.raises(EOFError):
        ports["idcard"].plugged(Packet(Kind.HELLO, 0, bytes(64) + struct.pack("<I", CAPABILITIES & ~(1 << 5))))


def test_a_finger_needs_a_place_and_a_panel(desk: StartedDesk, tmp_path: Path) -> None:
    with pytest.raises(DeskRefused, match="from 0 to 1000"):
        desk.ask("touch", x=1001, y=0, finger="down")
    with StartedDesk(tmp_path / "without") as other, pytest.raises(DeskRefused, match="--kernel touch"):
        other.ask("touch", x=1, y=1, finger="down")


def test_packets_are_the_same_at_every_cut() -> None:
    stream = hello().pack() + Packet(Kind.BULK_PACKET, 2 ** 40, b"abc").pack() + Packet(Kind.RESET, 3, b"").pack()
    whole = list(Assembler().feed(stream))
    for cut in range(len(stream)):
        frames = Assembler()
        assert [*frames.feed(stream[:cut]), *frames.feed(stream[cut:])] == whole


def test_a_head_that_promises_too_much_is_refused_at_once() -> None:
    with pytest.raises(BadPacket):
        list(Assembler().feed(struct.pack("<III", Kind.HELLO, 2 ** 31, 0)))
