"""The spool has its quota; what finds no room is told so, and nothing breaks."""

import resource
from pathlib import Path

import pytest

from daemon import deposits
from drivers.errors import Code, DriverError
from rules.settings import Visit
from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import ReadCard, ScanPage, Touch
from wire.values import Outcome


def test_a_full_spool_takes_no_more_pages(site: Site) -> None:
    with Kiosk(site, Visit(spool_mib=1), devices=["page"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        completed(screen.get(ScanPage(dpi=300, colour=True)))
        junk = kiosk.spool / "pages" / "junk"
        junk.write_bytes(bytes(1024 * 1024))
        said = screen.get(ScanPage(dpi=300, colour=True))
        assert said.outcome is Outcome.FAILED and said.failure is not None
        assert said.failure.code == "page.spool_full"


def test_a_card_that_finds_no_room_is_no_crash(site: Site) -> None:
    with Kiosk(site, Visit(spool_mib=0), devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("card")
        said = screen.get(ReadCard())
        assert said.outcome is Outcome.FAILED and said.failure is not None
        assert said.failure.code == "page.spool_full"
        assert kiosk.spooled() == []


def test_of_a_page_that_finds_no_room_nothing_is_left(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(DriverError) as failure:
            deposits.put_page(tmp_path, jpeg=bytes(8192), preview=bytes(1024))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert failure.value.code is Code.PAGE_SPOOL_FULL
    assert list(tmp_path.iterdir()) == []
