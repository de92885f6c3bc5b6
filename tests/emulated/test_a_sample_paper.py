"""A page of a household register can be drawn, and laid on the scanner as it is."""

from pathlib import Path

import pytest
from PIL import Image

from emulated.client import StartedDesk
from emulated.papers import main


def test_the_page_is_drawn_askew_at_300_dpi_and_fits_the_glass(desk: StartedDesk, tmp_path: Path) -> None:
    out = tmp_path / "register.png"
    assert main([str(out), "--name", "李四", "--askew", "3"]) == 0
    with Image.open(out) as page:
        assert [round(dots) for dots in page.info["dpi"]] == [300, 300]
        assert page.width / 300 * 25.4 < 210 and page.height / 300 * 25.4 < 297
        corner = page.getpixel((5, 5))
        centre = page.getpixel((page.width // 2, page.height // 6))
    assert corner != centre
    assert desk.ask("paper", files=[str(out)]) == {"sheets": 1}


def test_different_people_have_different_pages(tmp_path: Path) -> None:
    for name in ("张三", "李四"):
        assert main([str(tmp_path / f"{name}.png"), "--name", name]) == 0
    assert (tmp_path / "张三.png").read_bytes() != (tmp_path / "李四.png").read_bytes()


def test_nobody_of_that_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "page.png"), "--name", "王二麻子"]) == 1
    assert "there are: 张三" in capsys.readouterr().err
