"""The hall publishes another catalogue: kiosks fetch what changed, check it, and use it from the next visit on."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import update

from hall.catalogue import CatalogueError, contents, writing
from hall.catalogue.content import Content, ContentError, change, changed, version
from hall.catalogue.edition import KEY_FILE, write_key
from hall.catalogue.files import find_item, renewed
from hall.client import HallClient
from hall.renewal import Renewal
from hall.server.place import open_database
from hall.server.tables import editions
from rules.items import Item
from tests.hall.surroundings import CLOSED_ITEM, ITEM, Surroundings, content, surroundings
from wire.messages import GetItem, ItemDetail, SearchItems
from wire.values import VisitState

NEW_TITLE = "居民身份证换领"
NEWER = (msgspec.structs.replace(ITEM, title=NEW_TITLE), msgspec.structs.replace(ITEM, key="residence", title="居住证"))


def published(kiosk: Surroundings, *items: Item) -> str:
    """Publish these at the hall; what the command says."""
    file = kiosk.folder / "newer.sqlite"
    writing.write(content(items), file)
    done = kiosk.run("hall.server.publish", str(file))
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def renewal(kiosk: Surroundings) -> Iterator[Renewal]:
    """The kiosk's renewal, asking its hall at once whenever it looks."""
    moments = iter(range(0, 1_000_000, 1000))
    with closing(HallClient(kiosk.settings.hall.server)) as client:
        made = Renewal(kiosk.settings, client, lambda: float(next(moments)))
        made.tidy()
        yield made


def title(kiosk: Surroundings) -> str | None:
    """As which the item is known at the kiosk now."""
    item = find_item(kiosk.settings, ITEM.key)
    return None if item is None else item.title


def test_a_change_holds_what_is_other_and_makes_the_same_bytes(tmp_path: Path) -> None:
    old, new = content((ITEM, CLOSED_ITEM)), content(NEWER)
    by = change(old, new)
    assert set(by.rows) == {ITEM.key, "residence"} and by.order == (ITEM.key, "residence") and by.readings == {}
    assert set(by.spellings) == {NEW_TITLE, "居住证"}
    sent = msgspec.json.decode(msgspec.json.encode(by), type=type(by))
    assert version(changed(old, sent)) == version(new)
    writing.write(new, tmp_path / "new")
    writing.write(changed(contents_of(old, tmp_path / "old"), sent), tmp_path / "changed")
    assert (tmp_path / "new").read_bytes() == (tmp_path / "changed").read_bytes()


def contents_of(what: Content, file: Path) -> Content:
    """It, written and read back."""
    writing.write(what, file)
    return contents.read(file)


def test_a_change_of_something_else_is_refused() -> None:
    by = change(content((ITEM, CLOSED_ITEM)), content((ITEM, CLOSED_ITEM, NEWER[1])))
    with pytest.raises(ContentError, match="not one of what is here"):
        changed(content((ITEM,)), by)
    odd = msgspec.structs.replace(by, rows={"residence": msgspec.structs.replace(by.rows["residence"], record=b"\x80")})
    with pytest.raises(ContentError, match="does not understand"):
        changed(content((ITEM, CLOSED_ITEM)), odd)


def test_what_the_hall_publishes_is_used_from_the_next_visit_on() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        assert published(kiosk, *NEWER).startswith("edition 1: 2 items")
        assert published(kiosk, *NEWER).startswith("edition 1: 2 items")
        kiosk.be_daemon()
        guide = kiosk.start("hall.guide")
        old = kiosk.reply(kiosk.renderer("guide"), GetItem(item=ITEM.key)).answer
        assert isinstance(old, ItemDetail) and old.record["title"] == ITEM.title
        kiosk.start("hall.gateway")
        following = renewed(kiosk.settings).with_name("next.sqlite")
        kiosk.until(following.exists)
        assert title(kiosk) == ITEM.title
        kiosk.end_visit()
        kiosk.ended(guide)
        kiosk.start("hall.guide")
        kiosk.change(VisitState.IDLE)
        kiosk.until(lambda: not following.exists())
        assert title(kiosk) == NEW_TITLE and find_item(kiosk.settings, CLOSED_ITEM.key) is None
        kiosk.change(VisitState.ACTIVE)
        new = kiosk.reply(kiosk.renderer("guide"), GetItem(item=ITEM.key)).answer
        assert isinstance(new, ItemDetail) and new.record["title"] == NEW_TITLE


def test_an_edition_that_is_not_what_was_signed_is_left_and_a_change_that_does_not_fit_is_made_good() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        published(kiosk, ITEM)
        with renewal(kiosk) as renewing, closing(open_database(kiosk.settings)) as database:
            renewing.look()
            renewing.put_in_place()
            first = contents.read(renewed(kiosk.settings))

            # what the hall believes that the kiosk has is not what it has: the change does not fit
            published(kiosk, *NEWER)
            wrong = zlib.compress(msgspec.msgpack.encode(content(NEWER)))
            with database.transaction() as connection:
                connection.execute(update(editions).where(editions.c.version == version(first)).values(content=wrong))
            renewing.look()
            renewing.put_in_place()
            assert title(kiosk) == NEW_TITLE

            # nor is all of it what was signed: it is left
            published(kiosk, ITEM, CLOSED_ITEM)
            with database.transaction() as connection:
                connection.execute(update(editions).where(editions.c.serial == 3).values(content=wrong))
            renewing.look()
            assert (renewing.ready, title(kiosk)) == (False, NEW_TITLE)


def test_another_halls_edition_is_left_and_taken_away() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        published(kiosk, *NEWER)
        with renewal(kiosk) as renewing:
            renewing.look()
            renewing.put_in_place()
            assert title(kiosk) == NEW_TITLE
            key = Path(kiosk.settings.hall.public_key).with_name(KEY_FILE)
            key.write_text(write_key(SigningKey.generate().verify_key))
            renewing.tidy()
            assert title(kiosk) == ITEM.title
            renewing.look()
            assert not renewing.ready


def test_a_damaged_edition_is_passed_over_and_fetched_anew() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        published(kiosk, *NEWER)
        with renewal(kiosk) as renewing:
            renewing.look()
            renewing.put_in_place()
        file = renewed(kiosk.settings)
        whole = file.read_bytes()
        (file.parent / ".next.sqlite.half").write_bytes(whole[:100])
        for damaged in (b"", whole[:100], whole[:5000], whole[:4096] + b"\xff" * (len(whole) - 4096)):
            file.write_bytes(damaged)
            with pytest.raises(CatalogueError):
                contents.read(file)
            assert title(kiosk) == ITEM.title
        kiosk.be_daemon()
        kiosk.start("hall.guide")
        link = kiosk.renderer("guide")
        assert kiosk.reply(link, SearchItems(audience="person", words="身份证", page=0, page_size=10)).answer is not None
        answer = kiosk.reply(link, GetItem(item=ITEM.key)).answer
        assert isinstance(answer, ItemDetail) and answer.record["title"] == ITEM.title
        with renewal(kiosk) as renewing:
            assert list(file.parent.iterdir()) == []
            renewing.look()
            assert renewing.ready
