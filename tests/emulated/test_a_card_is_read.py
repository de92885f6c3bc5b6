"""A citizen lays a card: the reader finds, selects and reads it, and what it says is what the standard says."""

from collections.abc import Iterator

import pytest

from emulated.client import DeskRefused, StartedDesk
from tests.emulated.card_host import FIND, NEWEST, READ, READ_ALL, RESET, SAM_ID, SELECT, STATUS, CardHost, opened


@pytest.fixture
def host(desk: StartedDesk) -> Iterator[CardHost]:
    host = CardHost(desk)
    yield host
    host.close()


def read_text(host: CardHost) -> bytes:
    assert host.ask(FIND) == (0x9F, bytes(4))
    assert host.ask(SELECT) == (0x90, bytes(8))
    code, data = host.ask(READ)
    assert code == 0x90 and len(data) == 4 + 256 + 1024
    assert data[:4] == bytes.fromhex("01000400")
    return data[4:260]


def field(block: bytes, offset: int, length: int) -> str:
    return block[offset:offset + length].decode("utf-16-le").rstrip(" ")


def test_without_a_card_nothing_is_found(host: CardHost) -> None:
    assert host.ask(FIND) == (0x80, b"")
    assert host.ask(SELECT) == (0x81, b"")
    assert host.ask(READ) == (0x41, b"")


def test_a_resident_card_has_its_fields_in_their_places(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="张三")
    block = read_text(host)
    assert field(block, 0, 30) == "张三"
    assert field(block, 30, 2) == "1"
    assert field(block, 32, 4) == "01"
    assert field(block, 36, 16) == "19900307"
    assert field(block, 52, 70).startswith("浙江省杭州市")
    assert field(block, 122, 36) == "330106199003074218"
    assert field(block, 158, 30) == "杭州市公安局西湖分局"
    assert (field(block, 188, 16), field(block, 204, 16)) == ("20180612", "20380612")
    assert field(block, 248, 2) == ""


@pytest.mark.parametrize("name", ["王㛃", "陈𬭎", "阿卜杜热合曼·买买提明"])
def test_rare_characters_and_long_names_come_whole(desk: StartedDesk, host: CardHost, name: str) -> None:
    desk.ask("card", name=name)
    assert field(read_text(host), 0, 30) == name


def test_a_card_can_be_valid_for_ever(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="吴长青")
    assert field(read_text(host), 204, 16) == "长期"


def test_a_residence_permit_says_j_and_has_a_pass_number(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="何港生")
    block = read_text(host)
    assert field(block, 248, 2) == "J"
    assert (field(block, 220, 18), field(block, 238, 4)) == ("H01234567", "01")
    assert field(block, 32, 4) == ""


def test_a_foreigners_card_before_2023_says_i(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="SMITH, JOHN WILLIAM")
    block = read_text(host)
    assert field(block, 248, 2) == "I"
    assert field(block, 0, 120) == "SMITH, JOHN WILLIAM"
    assert len(field(block, 122, 30)) == 15
    assert field(block, 152, 6) == "GBR"


def test_a_foreigners_card_of_2023_says_y_and_its_english_name_goes_on(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="马丁")
    block = read_text(host)
    assert field(block, 248, 2) == "Y"
    whole = block[52:122].decode("utf-16-le") + block[220:242].decode("utf-16-le")
    assert whole.rstrip() == "MARTIN, JEAN-BAPTISTE ALEXANDRE EMMANUEL"
    assert field(block, 242, 6) == "FRA"


def test_the_photograph_begins_as_wlt_does(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="李四")
    host.ask(FIND)
    host.ask(SELECT)
    _, data = host.ask(READ)
    assert data[260:271] == bytes.fromhex("574c66007e00320000ff85")
    assert len(data[260:]) == 1024


def test_fingerprints_and_a_changed_address_are_there_when_asked_for(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="孙迁居")
    host.ask(FIND)
    host.ask(SELECT)
    code, data = host.ask(READ_ALL)
    assert code == 0x90 and data[:6] == bytes.fromhex("010004000400")
    assert data[6 + 1280:6 + 1281] == b"C" and len(data) == 6 + 256 + 1024 + 1024
    code, address = host.ask(NEWEST)
    assert code == 0x90 and len(address) == 70
    assert address.decode("utf-16-le").rstrip() == "四川省成都市锦江区新居路21号"


def test_an_address_that_never_changed_is_absent(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="张三")
    read_text(host)
    assert host.ask(NEWEST) == (0x91, b"")


def test_status_reset_and_sam_id(host: CardHost) -> None:
    assert host.ask(STATUS) == (0x90, b"")
    assert host.ask(RESET) == (0x90, b"")
    code, number = host.ask(SAM_ID)
    assert code == 0x90 and len(number) == 16


def test_a_frame_may_come_in_any_pieces_and_after_rubbish(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="张三")
    frame = bytes.fromhex("aaaaaa96690003200122")
    for split in range(1, len(frame)):
        host.raw(b"\x00\xaa\xaa" + frame[:split])
        host.raw(frame[split:])
        assert opened(host.receive()) == (0x9F, bytes(4))


@pytest.mark.parametrize("frame, code", [
    ("aaaaaa96690003200123", 0x10), ("aaaaaa96690001", 0x11), ("aaaaaa9669ffff", 0x11),
    ("aaaaaa96690003770175", 0x21), ("aaaaaa966900042001aa8f", 0x21)])
def test_wrong_frames_are_answered_with_their_code(host: CardHost, frame: str, code: int) -> None:
    host.raw(bytes.fromhex(frame))
    assert opened(host.receive()) == (code, b"")


def test_a_card_that_was_read_is_not_found_again_until_it_is_laid_anew(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", name="张三")
    read_text(host)
    assert host.ask(FIND) == (0x80, b"")
    assert host.ask(READ) == (0x41, b"")
    desk.ask("card", name="none")
    desk.ask("card", name="张三")
    assert host.ask(FIND) == (0x9F, bytes(4))


def test_any_card_can_be_made_up_and_its_number_is_completed(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("card", fields={"name": "赵六", "sex": "女", "birth": "20000229", "number": "11010519491231002"})
    block = read_text(host)
    assert (field(block, 0, 30), field(block, 30, 2)) == ("赵六", "2")
    assert field(block, 122, 36) == "11010519491231002X"


@pytest.mark.parametrize("fields, reason", [
    ({"name": "赵" * 16}, "room for 30"), ({"name": "赵六", "colour": "red"}, "no field 'colour'"),
    ({"sex": "女"}, "at least a name"), ({"name": "赵六", "kind": "Q"}, "no document kind"),
    ({"name": "赵六", "birth": "x"}, "number"),
    ({"name": 5}, "must be a text"), ({"name": "赵六", "fingerprints": 3}, "0, 1 or 2")])
def test_an_impossible_card_is_refused_with_a_reason(desk: StartedDesk, fields: object, reason: str) -> None:
    with pytest.raises(DeskRefused, match=reason):
        desk.ask("card", fields=fields)
