"""Where the renderer cannot start, the screen says why: found by looking, drawn without SDL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from launch.house import here
from rules.settings import Paths, Settings, render
from ui.__main__ import NO_DISPLAY
from ui.emergency.causes import Cause, Machine, find
from ui.emergency.framebuffer import Framebuffer, NoScreen
from ui.emergency.picture import BAND, draw

FONTS = here().assets / "fonts"
LATER = 2_000_000_000.0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """One that is in order: nothing is found wrong with it."""
    (tmp_path / "state").mkdir()
    (tmp_path / "drm" / "card0-HDMI-A-1").mkdir(parents=True)
    (tmp_path / "drm" / "card0-HDMI-A-1" / "status").write_text("connected\n")
    (tmp_path / "epoch").touch()
    config = tmp_path / "kiosk.toml"
    config.write_text(render(Settings(paths=Paths(state=str(tmp_path / "state")))), encoding="utf-8")
    return Machine(config, tmp_path / "epoch", tmp_path / "drm", tmp_path / "image")


def test_a_wrong_configuration_is_named_with_file_and_line(machine: Machine) -> None:
    machine.config.write_text("[kiosk]\nhotlin = '1'\n", encoding="utf-8")
    cause = find(machine)
    assert cause.title == "机器的配置有误"
    assert "kiosk.toml:2: unknown key" in cause.detail
    assert cause.hotline == ""


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a" * 100_000])
def test_whatever_the_file_holds_there_is_something_to_say(machine: Machine, content: bytes) -> None:
    machine.config.write_bytes(content)
    assert find(machine).title


def test_a_missing_configuration_is_named(machine: Machine) -> None:
    machine.config.unlink()
    assert "kiosk.toml" in find(machine).detail


def test_a_clock_at_1970_is_told_and_how_to_set_it(machine: Machine) -> None:
    cause = find(machine, now=3600.0)
    assert cause.title == "机器的时钟不对"
    assert "1970-01-01" in cause.detail
    assert cause.hotline == Settings().kiosk.hotline


def test_on_an_image_the_data_must_be_a_partition(machine: Machine) -> None:
    machine.data_wanted.touch()
    assert find(machine, LATER).title == "数据分区不可用"


def test_a_data_folder_that_is_gone_is_told(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "state").rmdir()
    assert find(machine, LATER).title == "数据分区不可用"


def test_a_screen_that_is_not_connected_is_told(machine: Machine) -> None:
    (machine.screens / "card0-HDMI-A-1" / "status").write_text("disconnected\n")
    assert find(machine, LATER).title == "没有可用的显示驱动"


def test_where_nothing_is_found_the_renderer_itself_is_named(machine: Machine) -> None:
    assert find(machine, LATER).title == "屏幕程序未能启动"


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (800, 600), (3840, 2160)])
def test_the_picture_fills_the_screen_and_keeps_its_letters_inside(size: tuple[int, int]) -> None:
    longest = Cause("数据分区已满", "申请无处保存，因此暂停服务。" * 3, "kiosk.toml:1: " + "wrong " * 25, "0757-12345")
    picture = draw(longest, size, FONTS)
    assert picture.size == size
    assert picture.getpixel((5, 5)) == tuple(bytes.fromhex(BAND[1:]))
    edge = picture.crop((0, size[1] - 8, size[0], size[1]))
    assert edge.getcolors() is not None and len(edge.getcolors() or ()) == 1


def fake_sysfs(folder: Path, bits: int, stride: int) -> Path:
    """What the kernel says of a memory of 4 × 2 pixels that is twice as high."""
    for name, said in (("virtual_size", "4,4"), ("stride", str(stride)), ("bits_per_pixel", str(bits)),
                       ("modes", "U:4x2p-0")):
        (folder / name).write_text(said + "\n")
    return folder


def test_the_memory_gets_rows_as_it_has_them(tmp_path: Path) -> None:
    stride = 24
    screen = Framebuffer.look(fake_sysfs(tmp_path, 32, stride))
    memory = tmp_path / "fb0"
    memory.write_bytes(b"\x55" * stride * 4)
    screen.show(Image.new("RGB", (4, 2), "#FF0000"), memory)
    row = b"\x00\x00\xff\x00" * 4
    assert memory.read_bytes() == (row + bytes(stride - len(row))) * 2 + b"\x55" * stride * 2


@pytest.mark.parametrize(("bits", "stride"), [(8, 24), (16, 24), (32, 8), (32, 999999)])
def test_a_memory_that_is_not_known_is_refused(tmp_path: Path, bits: int, stride: int) -> None:
    folder = fake_sysfs(tmp_path, bits, stride)
    if stride > 100:
        (folder / "virtual_size").write_text("what\n")
    with pytest.raises(NoScreen):
        Framebuffer.look(folder)


def test_without_a_screen_it_says_so_and_leaves_in_good_order(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "ui.emergency", "--config", str(tmp_path / "none"), "--fonts",
                           str(FONTS), "--picture", str(tmp_path / "shown.png")],
                          cwd=here().root, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""})
    assert done.returncode == 0, done.stderr
    assert "机器的配置有误" in done.stderr
    with Image.open(tmp_path / "shown.png") as shown:
        assert shown.size == (1920, 1080)


def test_it_needs_nothing_of_the_renderer() -> None:
    asked = "import sys, ui.emergency.__main__; print([n for n in sys.modules if n.split('.')[0] in ('pygame', 'zmq')])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=here().root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_renderer_without_a_display_gives_up_with_a_status_of_its_own(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(render(Settings(paths=Paths(runtime=str(tmp_path), state=str(tmp_path), ime=str(tmp_path),
                                                  assets=str(here().assets)))), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run([sys.executable, "-m", "ui", "--config", str(config)], cwd=here().root, capture_output=True,
                          text=True, env={**environment, "SDL_VIDEODRIVER": "none-such"}, timeout=120)
    assert done.returncode == NO_DISPLAY, done.stderr
    assert "no display" in done.stderr
