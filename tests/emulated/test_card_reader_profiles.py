"""Makes of reader differ in their endpoints; the frames on them are the same."""

import pytest

from emulated.client import StartedDesk
from tests.emulated.card_host import FIND, STATUS, CardHost, opened


def test_four_endpoints_carry_preamble_and_rest_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    with StartedDesk(tmp_path_factory.mktemp("desk"), "--pace", "instant", "--idcard-profile", "four-endpoint") as desk:
        desk.ask("card", name="张三")
        host = CardHost(desk)
        assert host.device.write(0x02, bytes.fromhex("aaaaaa96690003")) == 7
        assert host.device.write(0x06, bytes.fromhex("200122")) == 3
        head, rest = bytes(host.device.read(0x81, 64)), bytes(host.device.read(0x85, 64))
        assert len(head) == 7 and opened(head + rest) == (0x9F, bytes(4))
        host.close()


def test_interrupt_endpoints(tmp_path_factory: pytest.TempPathFactory) -> None:
    with StartedDesk(tmp_path_factory.mktemp("desk"), "--pace", "instant", "--idcard-profile", "interrupt") as desk:
        host = CardHost(desk, vendor=0x0483, out=0x01)
        endpoints = host.device[0][(0, 0)].endpoints()
        assert [endpoint.bmAttributes & 3 for endpoint in endpoints] == [3, 3]
        assert host.ask(STATUS) == (0x90, b"")
        assert host.ask(FIND) == (0x80, b"")
        host.close()
