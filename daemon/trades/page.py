"""The page scanner's worker: scans, turns and crops. Each result is a new page in the spool; the old one goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from daemon import deposits, spool
from daemon.pages.apart import PageMaker, ScannerApart
from daemon.trade import BadAsk, Trade
from drivers import scanner
from drivers.base import Driver, Factory, Progress
from drivers.scanner import Sheet
from wire.messages import Answer, Ask, CropPage, Done, DropPage, PageScanned, ScanPage, TurnPage
from wire.values import Slug, Token

MODELS: dict[str, Factory] = {name: ScannerApart for name in scanner.PAGE_MODELS}


class PageTrade:
    """ScanPage, and TurnPage, CropPage and DropPage, which need no scanner."""

    def __init__(self, folder: Path, maker: PageMaker) -> None:
        self._folder, self._maker = folder, maker

    def begin(self, driver: Driver, key_pressed: Callable[[Slug], None]) -> None:
        """Nothing."""

    def perform(self, device: Callable[[], Driver], ask: Ask, timeout_s: float, progress: Progress) -> Answer:
        """One verb. Raises what `PageScanner.scan` raises, PAGE_SPOOL_FULL, PAGE_UNKNOWN, and `BadAsk` for a box that
        leaves nothing.
        """
        match ask:
            case ScanPage():
                return self._keep(cast(PageMaker, device()).scan(ask.dpi, ask.colour, progress, ask.quality))
            case TurnPage():
                return self._instead(ask.page, lambda jpeg: self._maker.turned(jpeg, ask.quarters))
            case CropPage():
                return self._instead(
                    ask.page, lambda jpeg: self._maker.cropped(jpeg, ask.left, ask.top, ask.right, ask.bottom),
                )
            case DropPage():
                deposits.drop_page(self._folder, ask.page)
                return Done()
            case _:
                raise BadAsk

    def _instead(self, old: Token, change: Callable[[bytes], Sheet]) -> PageScanned:
        jpeg = deposits.read_page(self._folder, old)
        try:
            sheet = change(jpeg)
        except ValueError:
            raise BadAsk from None
        kept = self._keep(sheet)
        deposits.drop_page(self._folder, old)
        return kept

    def _keep(self, sheet: Sheet) -> PageScanned:
        page = deposits.put_page(self._folder, sheet.jpeg, sheet.preview)
        return PageScanned(page=page, width=sheet.width, height=sheet.height, blank=sheet.blank, dark=sheet.dark,
                           blurred=sheet.blurred)


def trade(visit: Path, state: Path, driver: Driver) -> Trade:
    """The class's verbs."""
    return PageTrade(visit / spool.PAGES, cast(PageMaker, driver))
