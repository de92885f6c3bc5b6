"""The ID-card worker: reads a card and leaves it in the spool; only its token and kind go over the bus. For a
technician it reads one and leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from daemon import deposits, spool
from daemon.trade import BadAsk, Trade
from drivers import idcard
from drivers.base import Driver, Progress
from drivers.idcard import CardReader, StaffCardReader
from wire.messages import Answer, Ask, CardRead, Done
from wire.technician import ReadStaffCard, StaffCardRead, TryCard
from wire.values import Slug

MODELS = {name: model.build for name, model in idcard.MODELS.items()}


class IdCardTrade:
    """ReadCard, TryCard, ReadStaffCard."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, driver: Driver, key_pressed: Callable[[Slug], None]) -> None:
        """Nothing: a reader is quiet until a card is wanted."""

    def perform(self, device: Callable[[], Driver], ask: Ask, timeout_s: float, progress: Progress) -> Answer:
        """Wait for a card. Raises what `CardReader.read` raises, and PAGE_SPOOL_FULL."""
        if isinstance(ask, ReadStaffCard):
            reader = device()
            if not isinstance(reader, StaffCardReader):
                raise BadAsk
            return StaffCardRead(number=reader.read_staff(timeout_s))
        card = cast(CardReader, device()).read(timeout_s)
        if isinstance(ask, TryCard):
            return Done()
        token = deposits.put_card(self._folder, card.identity, card.portrait)
        return CardRead(card=token, kind=card.identity.kind.value)


def trade(visit: Path, state: Path, driver: Driver) -> Trade:
    """The class's verbs."""
    return IdCardTrade(visit / spool.CARD)
