"""The barcode reader's worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from daemon.trade import Trade
from drivers import scanner
from drivers.base import Driver, Progress
from drivers.scanner import CodeReader
from wire.messages import Answer, Ask, CodeRead, Done
from wire.technician import TryCode
from wire.values import Slug

MODELS = {name: model.build for name, model in scanner.CODE_MODELS.items()}


class BarcodeTrade:
    """AwaitCode, TryCode."""

    def begin(self, driver: Driver, key_pressed: Callable[[Slug], None]) -> None:
        """Nothing."""

    def perform(self, device: Callable[[], Driver], ask: Ask, timeout_s: float, progress: Progress) -> Answer:
        """Wait for a code; progress says that it has begun. Raises what `CodeReader.read` raises."""
        reader = cast(CodeReader, device())
        progress(0, 0)
        code = reader.read(timeout_s)
        return Done() if isinstance(ask, TryCode) else CodeRead(code=code)


def trade(visit: Path, state: Path, driver: Driver) -> Trade:
    """The class's verbs."""
    return BarcodeTrade()
