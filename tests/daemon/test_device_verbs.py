"""What the screen asks of the other devices arrives there, and the answer comes back."""

from dataclasses import replace

from rules.blocks import Document, Heading
from rules.settings import Device
from tests.daemon.kiosk import Kiosk, Site, completed, settings_in
from wire.messages import (
    AwaitCode, CodeRead, CropPage, DropPage, PageScanned, PrintDocument, Printed, ScanPage, Touch, TurnPage,
)
from wire.values import DeviceState, Outcome, Role

RECEIPT = Document(kind="receipt", number="FS01-26-1", blocks=(Heading(text="受理回执"),))


def test_a_code_that_is_shown_is_read(site: Site) -> None:
    with Kiosk(site, devices=["barcode"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("code", text="FS01-26-000123")
        assert completed(screen.get(AwaitCode())).answer == CodeRead(code="FS01-26-000123")


def test_a_page_is_scanned_with_its_progress_and_dropped_again(site: Site) -> None:
    with Kiosk(site, devices=["page"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        asked = screen.ask(ScanPage(dpi=300, colour=True))
        assert screen.hear(lambda said: said.progress is not None).progress == (1, 3)
        answer = completed(screen.reply(asked)).answer
        assert isinstance(answer, PageScanned)
        assert (answer.width, answer.height, answer.blank) == (100, 200, False)
        assert kiosk.spooled() == [f"pages/{answer.page}.jpg", f"pages/{answer.page}.preview.jpg"]
        completed(screen.get(DropPage(page=answer.page)))
        assert kiosk.spooled() == []


def test_a_page_that_is_not_there_cannot_be_turned(site: Site) -> None:
    with Kiosk(site, devices=["page"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        said = screen.get(TurnPage(page="A" * 24, quarters=1))
        assert said.outcome is Outcome.FAILED and said.failure is not None and said.failure.code == "page.unknown_page"


def test_a_page_that_is_no_picture_is_refused_and_kept(site: Site) -> None:
    with Kiosk(site, devices=["page"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        answer = completed(screen.get(ScanPage(dpi=300, colour=True))).answer
        assert isinstance(answer, PageScanned)
        said = screen.get(CropPage(page=answer.page, left=0.1, top=0.1, right=0.9, bottom=0.9))
        assert said.outcome is Outcome.REFUSED and said.failure is not None
        assert said.failure.code == "request.malformed"
        assert kiosk.spooled() == [f"pages/{answer.page}.jpg", f"pages/{answer.page}.preview.jpg"]


def test_a_document_in_the_spool_is_printed(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.lay(RECEIPT)
        printed = completed(screen.get(PrintDocument(kind="receipt", number=RECEIPT.number))).answer
        assert printed == Printed(confirmed=True)
        assert (kiosk.desk / f"printed.{RECEIPT.number}").read_text() == "unmarked\n"


def test_what_is_not_in_the_spool_or_names_another_number_is_not_printed(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.lay(RECEIPT, as_number="FS01-26-9")
        for number in ("FS01-26-8", "FS01-26-9"):
            said = screen.get(PrintDocument(kind="receipt", number=number))
            assert said.outcome is Outcome.FAILED
            assert said.failure is not None and said.failure.code == "print.no_document"
        assert not list(kiosk.desk.glob("printed.*"))


def test_a_device_that_the_kiosk_does_not_have_is_said_to_be_missing(site: Site) -> None:
    whole = settings_in(site.folder)
    without = replace(whole, devices=replace(whole.devices, barcode=Device()))
    with Kiosk(site, settings=without) as kiosk:
        screen = kiosk.join(Role.UI)
        welcome = screen.greeting.welcome
        assert welcome is not None
        assert [view.state for view in welcome.devices if view.device == "barcode"] == [DeviceState.NO_DEVICE]
        completed(screen.get(Touch()))
        said = screen.get(AwaitCode())
        assert said.outcome is Outcome.FAILED and said.failure is not None and said.failure.code == "code.reader_gone"
