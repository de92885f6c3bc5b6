"""Card and pages are read by token; nothing else is, and what is broken names no contents."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pygame
import pytest

from rules.identity import CardKind, Identity, Sex
from ui.spool import Spool, SpoolError

TOKEN = "Zx81_sample-token-0001"
PERSON = Identity(kind=CardKind.RESIDENT, name="林示例", sex=Sex.FEMALE, nation="汉", birth="1988-05-17",
                  address="佛山市禅城区示例路1号", number="440604198805170029", issuer="示例公安局",
                  valid_from="2016-01-01", valid_to="2036-01-01")


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    (tmp_path / "card" / TOKEN).mkdir(parents=True)
    (tmp_path / "pages").mkdir()
    return tmp_path


def picture(kind: str) -> bytes:
    data = io.BytesIO()
    pygame.image.save(pygame.Surface((20, 30)), data, f"picture.{kind}")
    return data.getvalue()


def test_a_card_is_read(visit: Path) -> None:
    (visit / "card" / TOKEN / "identity.msgpack").write_bytes(msgspec.msgpack.encode(PERSON))
    (visit / "card" / TOKEN / "portrait.png").write_bytes(picture("png"))
    portrait = Spool(visit).portrait(TOKEN)
    assert Spool(visit).identity(TOKEN) == PERSON
    assert portrait is not None and portrait.get_size() == (20, 30)


def test_a_card_without_a_photo_has_none(visit: Path) -> None:
    assert Spool(visit).portrait(TOKEN) is None


def test_a_page_is_read(visit: Path) -> None:
    (visit / "pages" / f"{TOKEN}.jpg").write_bytes(picture("jpg"))
    with pytest.raises(SpoolError, match="nothing to read"):
        Spool(visit).preview(TOKEN)
    (visit / "pages" / f"{TOKEN}.preview.jpg").write_bytes(picture("jpg"))
    assert Spool(visit).preview(TOKEN).get_size() == Spool(visit).page(TOKEN).get_size() == (20, 30)


@pytest.mark.parametrize("token", ["../../etc/passwd-and-more", "short", "", "a" * 49, "with space in the token"])
def test_what_is_no_token_is_not_looked_for(visit: Path, token: str) -> None:
    with pytest.raises(SpoolError, match="not a token"):
        Spool(visit).page(token)


def test_broken_contents_are_an_error_that_does_not_show_them(visit: Path) -> None:
    (visit / "card" / TOKEN / "identity.msgpack").write_bytes(b"\xa9" + "林示例".encode())
    (visit / "pages" / f"{TOKEN}.jpg").write_bytes("林示例".encode())
    for read in (Spool(visit).identity, Spool(visit).page):
        with pytest.raises(SpoolError) as raised:
            read(TOKEN)
        assert "林" not in str(raised.value)
        assert raised.value.__cause__ is None


def test_what_is_far_too_large_is_refused(visit: Path) -> None:
    (visit / "card" / TOKEN / "identity.msgpack").write_bytes(b"\0" * 5000)
    with pytest.raises(SpoolError, match="larger"):
        Spool(visit).identity(TOKEN)
