"""Pictures are numbered in the order seen, and a page leafs through them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from launch.album import Album

PICTURE = Image.new("RGB", (32, 18), (10, 20, 30))


def test_pictures_are_numbered_in_the_order_seen(tmp_path: Path) -> None:
    album = Album(tmp_path)
    album.add(PICTURE, "home", "首页")
    source = tmp_path / "elsewhere"
    PICTURE.save(source, "PNG")
    album.add_file(source, "receipt", "受理回执")
    assert sorted(file.name for file in tmp_path.glob("*.png")) == ["01-home.png", "02-receipt.png"]


def test_the_page_shows_all_and_needs_nothing_else(tmp_path: Path) -> None:
    album = Album(tmp_path)
    album.add(PICTURE, "home", "首页 <1>")
    album.add(PICTURE, "hall", "办事大厅")
    page = album.close().read_text(encoding="utf-8")
    assert page.index('src="01-home.png"') < page.index('src="02-hall.png"')
    assert "首页 &lt;1&gt;" in page
    assert "1 / 2" in page and "2 / 2" in page
    assert "http" not in page.replace("<!doctype html>", "")


def test_an_earlier_album_goes_and_other_files_stay(tmp_path: Path) -> None:
    first = Album(tmp_path)
    first.add(PICTURE, "home", "首页")
    first.add(PICTURE, "hall", "办事大厅")
    first.close()
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "holiday.png").write_bytes(b"mine")
    Album(tmp_path).add(PICTURE, "home", "首页")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["01-home.png", "holiday.png", "notes.txt"]
