"""The pictures of pages before and after are written, and what is kept lies straight."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from launch import pages_beside


def test_a_picture_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_beside, "PAGES", (4,))
    monkeypatch.setattr(pages_beside, "DPI", 75)
    assert pages_beside.main(["--out", str(tmp_path / "pages")]) == 0
    (made,) = (tmp_path / "pages").iterdir()
    with Image.open(made) as picture:
        assert picture.height == pages_beside.TALL + pages_beside.CAPTION + 2 * pages_beside.GAP
        assert picture.width > 3 * pages_beside.GAP
