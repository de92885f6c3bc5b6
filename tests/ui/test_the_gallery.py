"""`./kiosk gallery`: a picture of each sample, and a page that names and shows each of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.ui.stages import ASSETS
from ui.gallery import VARIANT_NAMES, Picture, page_of
from ui.kit import Kit
from ui.screens import SCREENS
from ui.stills import OVER, OVERLAYS, VARIANTS

ALL = [Picture(name, sample, variant) for name, entry in SCREENS.items() for sample in entry.samples
       for variant in VARIANTS]
OVERS = [Picture(OVER, name, variant) for name in OVERLAYS for variant in VARIANTS]


def run(out: Path, *names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.gallery", "--assets", str(ASSETS), "--out", str(out), *names]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ASSETS.parent)


def test_the_page_shows_every_sample_once_by_its_name(kit: Kit) -> None:
    page = page_of([*ALL, *OVERS], kit.strings)
    for picture in (*ALL, *OVERS):
        assert page.count(f'src="{picture.file}"') == 1
        assert f"<span>{picture.sample} · {VARIANT_NAMES[picture.variant]}</span>" in page
    assert all(f"<code>{name}</code>" in page for name in (*SCREENS, OVER))
    assert "首页 <code>home</code>" in page and "事项列表 <code>items</code>" in page


def test_pictures_and_page_are_made_and_what_was_there_before_is_gone(tmp_path: Path) -> None:
    for name in ("home.of_old.png", "notes.txt"):
        (tmp_path / name).write_text("old")
    done = run(tmp_path, "pin", "over", "--variant", "standard", "--variant", "care")
    assert done.returncode == 0, done.stderr
    made = {picture.file for picture in (*ALL, *OVERS)
            if picture.screen in ("pin", OVER) and picture.variant in ("standard", "care")}
    assert {file.name for file in tmp_path.iterdir()} == made | {"index.html", "notes.txt"}
    with Image.open(tmp_path / "pin.empty.standard.png") as picture:
        assert picture.size == (1920, 1080)
    assert str(tmp_path / "index.html") in done.stdout


def test_a_screen_that_is_none_is_named_with_those_there_are(tmp_path: Path) -> None:
    done = run(tmp_path, "hoem")
    assert done.returncode == 2 and "no screen hoem; there are: home" in done.stderr


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path / "file" / "gallery", "pin")
    assert done.returncode == 1 and "kiosk gallery:" in done.stderr
