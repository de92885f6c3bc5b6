"""A card is read into the spool; over the bus go its token and kind only."""

import msgspec

from rules.identity import Identity
from tests.daemon.fake_drivers import NAME, NUMBER
from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import CardRead, ReadCard, Touch
from wire.values import DeviceState


def test_a_card_laid_down_stands_in_the_spool(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        asked = screen.ask(ReadCard())
        screen.device("idcard", DeviceState.BUSY)
        kiosk.put("card")
        answer = completed(screen.reply(asked)).answer
        assert isinstance(answer, CardRead)
        assert answer.kind == "resident"
        card = kiosk.spool / "card" / answer.card
        identity = msgspec.msgpack.decode((card / "identity.msgpack").read_bytes(), type=Identity)
        assert (identity.name, identity.number) == (NAME, NUMBER)
        assert (card / "portrait.png").read_bytes() == b"a portrait"
        screen.device("idcard", DeviceState.ONLINE)
