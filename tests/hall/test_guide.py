"""The guide answers what the catalogue knows, prepares what may be printed, and says what to do when it cannot."""

from __future__ import annotations

import resource

import msgspec
import pytest

from hall.guide import VISIT_CPU_S
from rules.blocks import Document, Heading
from rules.items import Item
from tests.hall.surroundings import ITEM, surroundings
from wire.messages import DocumentReady, GetItem, ItemDetail, ItemPage, ListItems, PrepareDocument, SearchItems
from wire.values import Outcome


def test_lists_searches_and_details_come_from_the_catalogue() -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        kiosk.start("hall.guide")
        link = kiosk.renderer("guide")
        listed = kiosk.reply(link, ListItems(audience="person")).answer
        assert isinstance(listed, ItemPage)
        assert [row.item for row in listed.rows] == ["id-card", "passport"]
        found = kiosk.reply(link, SearchItems(audience="person", words="shenfenzheng")).answer
        assert isinstance(found, ItemPage)
        assert [row.item for row in found.rows] == ["id-card"] and not found.near
        detail = kiosk.reply(link, GetItem(item="id-card")).answer
        assert isinstance(detail, ItemDetail)
        assert msgspec.convert(detail.record, Item) == ITEM


@pytest.mark.parametrize(("kind", "title"), [("material_list", "材料清单"), ("item_guide", "办事指南")])
def test_a_document_about_an_item_is_ready_to_print(kind: str, title: str) -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        kiosk.start("hall.guide")
        ready = kiosk.reply(kiosk.renderer("guide"), PrepareDocument(kind=kind, item="id-card")).answer
        assert ready == DocumentReady(kind=kind, number="SX-ID-CARD")
        file = kiosk.runtime / "visit" / "documents" / f"{kind}.SX-ID-CARD.msgpack"
        document = msgspec.msgpack.decode(file.read_bytes(), type=Document)
        assert document.blocks[0] == Heading(text=title)


def test_what_is_not_there_is_said_by_its_code() -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        kiosk.start("hall.guide")
        link = kiosk.renderer("guide")
        asks = (
            GetItem(item="flying"), PrepareDocument(kind="material_list", item="flying"),
            PrepareDocument(kind="receipt", item="id-card"),
        )
        replies = [kiosk.reply(link, ask) for ask in asks]
        assert [reply.outcome for reply in replies] == [Outcome.FAILED] * 3
        assert [reply.failure.code for reply in replies if reply.failure is not None] == [
            "item.not_found", "item.not_found", "document.not_found"]


def test_a_missing_catalogue_names_the_command_and_is_found_once_it_was_built() -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        built = kiosk.folder / "catalogue.sqlite"
        away = built.rename(kiosk.folder / "away.sqlite")
        kiosk.start("hall.guide")
        link = kiosk.renderer("guide")
        reply = kiosk.reply(link, ListItems(audience="person"))
        assert reply.failure is not None and reply.failure.code == "catalogue.broken"
        assert "kiosk catalogue build" in reply.failure.detail
        away.rename(built)
        assert isinstance(kiosk.reply(link, ListItems(audience="person")).answer, ItemPage)


def test_a_damaged_catalogue_names_the_command() -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        (kiosk.folder / "catalogue.sqlite").write_bytes(b"rubbish" * 1000)
        kiosk.start("hall.guide")
        reply = kiosk.reply(kiosk.renderer("guide"), GetItem(item="id-card"))
        assert reply.failure is not None and reply.failure.code == "catalogue.broken"
        assert "kiosk catalogue build" in reply.failure.detail


def test_without_a_spool_a_document_is_refused_and_the_guide_goes_on() -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        (kiosk.runtime / "visit" / "documents").rmdir()
        kiosk.start("hall.guide")
        link = kiosk.renderer("guide")
        reply = kiosk.reply(link, PrepareDocument(kind="material_list", item="id-card"))
        assert reply.failure is not None and reply.failure.code == "document.not_found"
        assert isinstance(kiosk.reply(link, GetItem(item="id-card")).answer, ItemDetail)


def test_whoever_keeps_it_working_for_a_whole_visit_ends_it() -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        guide = kiosk.start("hall.guide")
        link = kiosk.renderer("guide")
        kiosk.until(lambda: link.greeted)
        hard = resource.prlimit(guide.pid, resource.RLIMIT_CPU)[1]
        kiosk.reply(link, ListItems(audience="person"))
        soft = resource.prlimit(guide.pid, resource.RLIMIT_CPU)[0]
        assert VISIT_CPU_S <= soft < 2 * VISIT_CPU_S
        # what is used up counts, however it was used
        resource.prlimit(guide.pid, resource.RLIMIT_CPU, (0, hard))
        kiosk.until(lambda: bool(kiosk.reply(link, SearchItems(audience="person", words="shenfenzheng")).failure)
                    or guide.poll() is not None)
        assert kiosk.ended(guide) != 0
