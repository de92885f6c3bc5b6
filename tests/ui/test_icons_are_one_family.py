"""Every icon is drawn on the same grid with the same stroke, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.vectors import IconError

ICONS = sorted((ASSETS / "icons").glob("*.svg"))
SOURCES = "".join(path.read_text("utf-8") for path in (ASSETS.parent / "ui").rglob("*.py"))


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_grid_and_stroke(kit: Kit, path: Path) -> None:
    svg = path.read_text("utf-8")
    assert 'viewBox="0 0 48 48"' in svg
    assert re.findall(r'stroke-width="([^"]+)"', svg) == ["3"]
    assert set(re.findall(r'stroke="([^"]+)"', svg)) == {"currentColor"}
    picture = kit.vectors.icon(path.stem, 48, kit.theme.palette.ink)
    assert picture.get_bounding_rect(min_alpha=40).w > 0
    assert picture.get_at((0, 0)).a == picture.get_at((47, 47)).a == 0


@pytest.mark.parametrize("name", [path.stem for path in ICONS])
def test_it_is_used(name: str) -> None:
    assert f'"{name}"' in SOURCES


def test_one_that_is_missing_is_named(kit: Kit) -> None:
    with pytest.raises(IconError, match="unicorn"):
        kit.vectors.icon("unicorn", 48, kit.theme.palette.ink)
