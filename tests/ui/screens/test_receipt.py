"""18 受理回执: the number, its barcode on the glass, and paper that comes, does not come, or may have come."""

from __future__ import annotations

import msgspec
import pygame
import pytest
import zxingcpp
from PIL import Image

from rules.receipt import RECEIPT
from tests.ui.hand import labels, reason, touch
from tests.ui.pictures import draw
from tests.ui.stages import PaperStage
from ui.journey import EXIT
from ui.journeys.apply import RATE
from ui.kit import Kit
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screens.receipt import SAMPLES, Receipt
from ui.widgets.label import Fact, Label, Tag
from ui.widgets.trouble import TroubleCard
from wire.messages import Accepted, DeviceChanged, PrintDocument, Printed
from wire.values import Act, DeviceState, DeviceView, Failure, Supply


def shown(paper: PaperStage, accepted: Accepted = ACCEPTED) -> Receipt:
    answers = paper.stage.answers
    answers.identity, answers.item, answers.office, answers.accepted = PERSON, ITEM, OFFICES[0], accepted
    screen = Receipt(paper.stage)
    screen.enter()
    return screen


def trouble(screen: Receipt) -> str:
    return next((card.trouble.what for card in screen.view().content if isinstance(card, TroubleCard)), "")


def printer(paper: PaperStage, screen: Receipt, state: DeviceState, supply: Supply = Supply.OK) -> None:
    view = DeviceView(device="printer", state=state, paper=supply)
    paper.stage.surroundings.devices["printer"] = view
    screen.noticed(DeviceChanged(view=view))


@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_the_barcode_is_read_off_the_glass(kit: Kit, sample: str) -> None:
    surface = draw(kit, "receipt", SAMPLES[sample]).surface
    picture = Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
    assert [(found.format, found.text) for found in zxingcpp.read_barcodes(picture)] == [
        (zxingcpp.BarcodeFormat.Code128, ACCEPTED.number)]


def test_it_says_what_was_accepted_and_masks_the_name(paper: PaperStage) -> None:
    content = shown(paper).view().content
    facts = {widget.label: widget.value for widget in content if isinstance(widget, Fact)}
    assert facts == {"申报事项": "居民身份证办理", "办理处": "祖庙街道行政服务中心", "申请人": "张*",
                     "提交时间": "2026年11月23日 09:47"}
    assert ACCEPTED.number in [widget.text for widget in content if isinstance(widget, Label)]


def test_it_is_printed_by_itself_and_one_can_leave(paper: PaperStage) -> None:
    screen = shown(paper)
    assert [asked.ask for asked in paper.bus.asked] == [PrintDocument(kind=RECEIPT, number=ACCEPTED.number)]
    assert "取走后再退出" in reason(screen, "退出")
    paper.bus.answer(Printed(confirmed=True))
    touch(screen, "退出")
    assert paper.outcomes == [RATE]


def test_who_gave_a_mark_leaves_at_once(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(Printed(confirmed=True))
    paper.stage.answers.rated = ACCEPTED.number
    touch(screen, "退出")
    assert paper.outcomes == [EXIT]


def test_a_print_that_hangs_holds_nobody(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.alarms[-1].callback()
    assert "退出" in labels(screen)


def test_printed_again_it_may_be_a_copy(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(Printed(confirmed=True))
    touch(screen, "打印回执")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=RECEIPT, number=ACCEPTED.number, copy=True)


def test_coming_back_to_it_prints_nothing(paper: PaperStage) -> None:
    shown(paper)
    paper.bus.answer(Printed(confirmed=True))
    Receipt(paper.stage).enter()
    assert len(paper.bus.asked) == 1


def test_leaving_it_while_it_prints_is_not_called_printed(paper: PaperStage) -> None:
    shown(paper)
    again = Receipt(paper.stage)
    again.enter()
    assert trouble(again) == "不清楚是否已经打印"
    touch(again, "打印回执")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=RECEIPT, number=ACCEPTED.number, copy=True)


def test_what_nobody_confirmed_is_not_called_printed(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(Printed(confirmed=False))
    assert trouble(screen) == "不清楚是否已经打印"
    touch(screen, "打印回执")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=RECEIPT, number=ACCEPTED.number, copy=True)


@pytest.mark.parametrize(("code", "sentence"), [
    ("print.paper_out", "打印纸用完了"), ("print.cover_open", "打印机的盖子没有合上"), ("print.cutter", "打印机没有切断纸张"),
    ("print.jam", "打印机卡纸了"), ("print.head_hot", "打印机需要冷却一会儿"), ("print.mute", "不清楚是否已经打印"),
    ("print.printer_gone", "打印机没有连上"), ("print.broken", "打印机出了故障"), ("print.no_document", "没有找到要打印的内容"),
])
def test_every_failure_has_its_sentence_and_the_receipt_stays(paper: PaperStage, code: str, sentence: str) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code=code, act=Act.STAFF))
    assert trouble(screen) == sentence
    assert ACCEPTED.number in [widget.text for widget in screen.view().content if isinstance(widget, Label)]
    assert {"打印回执", "退出"} <= labels(screen)


def test_when_paper_is_back_it_is_printed_by_itself_once(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code="print.paper_out", act=Act.STAFF))
    printer(paper, screen, DeviceState.ONLINE, Supply.OUT)
    assert len(paper.bus.asked) == 1
    printer(paper, screen, DeviceState.ONLINE)
    assert len(paper.bus.asked) == 2
    paper.bus.fail(Failure(code="print.paper_out", act=Act.STAFF))
    printer(paper, screen, DeviceState.ONLINE)
    assert len(paper.bus.asked) == 2


def test_what_is_printed_by_itself_is_never_a_copy(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code="print.paper_out", act=Act.STAFF))
    printer(paper, screen, DeviceState.ONLINE)
    first = PrintDocument(kind=RECEIPT, number=ACCEPTED.number)
    assert [asked.ask for asked in paper.bus.asked] == [first, first]
    paper.bus.fail(Failure(code="print.started_before", act=Act.CITIZEN))
    assert trouble(screen) == "不清楚是否已经打印"
    touch(screen, "打印回执")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=RECEIPT, number=ACCEPTED.number, copy=True)


def test_a_jam_waits_for_a_hand(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code="print.jam", act=Act.STAFF))
    printer(paper, screen, DeviceState.ONLINE)
    assert len(paper.bus.asked) == 1


def test_one_that_waits_for_the_hall_says_so(paper: PaperStage) -> None:
    screen = shown(paper, msgspec.structs.replace(ACCEPTED, waiting=True))
    view = screen.view()
    assert "待上传" in [widget.text for widget in view.content if isinstance(widget, Tag)]
    assert "恢复后自动上传" in view.hint
