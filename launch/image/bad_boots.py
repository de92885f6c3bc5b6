"""Machines on which something is wrong: each must come to a screen that says what to do, never to a black one."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from launch.house import House
from launch.image.disk import KEY_LABEL, ROOT_LABEL, SECTOR, SLOTS
from launch.image.qemu import SCREEN, layer_over, spoil
from launch.image.trial import FEW
from launch.image.wrong import CAUSE, SIZES
from launch.progress import StepFailed
from rules.settings import Settings
from ui.emergency.causes import Cause
from ui.emergency.picture import draw

NO_DATA = Cause("数据分区不可用", "申请无处保存，因此暂停服务。请工程师检查硬盘和数据分区。",
                "/var/lib/citizen-window is not mounted", Settings().kiosk.hotline)
"""As `ui.emergency.causes` says it."""
FULL = Cause("数据分区已满", "申请无处保存，因此暂停服务。请检查网络，待积存的申请送出后自动恢复；否则请工程师处理。",
             "/var/lib/citizen-window: 10000 KiB free", Settings().kiosk.hotline)
FEW_BUT_FOR_A_NUMBER = 3000
"""Pixels: how much is free is not known beforehand."""
SPOILT = 64 * 1024
"""Bytes at a root's beginning; its superblock is there."""
SMALL_MIB = 34
"""LUKS2 keeps 16 for itself."""


@dataclass(frozen=True)
class BadBoot:
    """`spoils` is done to the disk before; `more` is said to QEMU; one of `pictures` must come, `few` pixels apart."""

    name: str
    pictures: tuple[Image.Image, ...]
    spoils: Callable[[Path, Path], None] | None = None
    more: Sequence[str] = ()
    small: bool = False
    """Its disk leaves no room for an application."""
    few: int = FEW

    def prepare(self, image: Path, folder: Path) -> Path:
        """A machine of its own in `folder`; the image that it has. Raises `StepFailed`."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if self.small:
            image = _small(image, folder / "small.img")
        layer = layer_over(image, folder, "" if self.small else "4G")
        if self.spoils is not None:
            self.spoils(image, layer)
        return image


def bad_boots(house: House, home: Image.Image) -> tuple[BadBoot, ...]:
    """All of them. `home` is 首页: a clock at 1970 is put right, to when the image was made."""
    fonts = house.assets / "fonts"
    start = tuple(draw(CAUSE, size, fonts) for size in SIZES)
    return (
        BadBoot("a data partition whose key is damaged", (draw(NO_DATA, SCREEN, fonts),),
                lambda image, layer: spoil(layer, place_of(image, KEY_LABEL), SECTOR)),
        BadBoot("a full data partition", (draw(FULL, SCREEN, fonts),), small=True, few=FEW_BUT_FOR_A_NUMBER),
        BadBoot("a corrupt slot, and no other", start,
                lambda image, layer: spoil(layer, place_of(image, ROOT_LABEL.format(SLOTS[0])), SPOILT)),
        BadBoot("a clock at 1970", (home,), more=("-rtc", "base=1970-01-01T00:01:00")),
    )


def _small(image: Path, to: Path) -> Path:
    """The same, with a data partition that is full as soon as it has a file system."""
    _run("cp", "--sparse=always", str(image), str(to))
    number = 2 * len(SLOTS) + 2
    _run("sfdisk", "--quiet", "-N", str(number), str(to), said=f"size={SMALL_MIB}MiB\n")
    # so that it has nothing to grow into
    _run("sfdisk", "--quiet", "--append", str(to), said="name=nothing\n")
    return to


def _run(*command: str, said: str = "") -> None:
    done = subprocess.run(command, input=said, capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"{command[0]}: {done.stderr.strip()}")


def place_of(image: Path, label: str) -> int:
    """Where a partition begins, in bytes. Raises `StepFailed`."""
    done = subprocess.run(["sfdisk", "--json", str(image)], capture_output=True, text=True)
    if done.returncode == 0:
        for part in json.loads(done.stdout)["partitiontable"]["partitions"]:
            if part.get("name") == label:
                return int(part["start"]) * SECTOR
    raise StepFailed(f"{image} has no partition {label}")
