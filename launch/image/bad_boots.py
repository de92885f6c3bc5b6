"""Machines on which something is wrong: each must come to a screen that says what to do, never to a black one."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from launch.image.disk import KEY_LABEL, ROOT_LABEL, SECTOR, SLOTS
from launch.image.qemu import SCREEN, Guest, layer_over, spoil
from launch.image.stick import make_stick
from launch.image.surroundings import Surroundings
from launch.image.trial import BOOT_S, FEW, Trial
from launch.image.witness import with_witness
from launch.image.wrong import CAUSE, SIZES
from launch.progress import StepFailed
from rules.settings import Settings, SettingsError, parse
from ui.emergency.causes import MOST_DETAIL, Cause
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
WRONG = "[kiosk]\nid = \"FS01\"\nhotlin = \"0757-12345\"\n"
NAMED = "KIOSK-SETUP/kiosk.toml"
"""How the screen names the stick's file (image-build/root/usr/lib/kiosk/enrol)."""
ASK_S = 5.0


@dataclass(frozen=True)
class BadBoot:
    """A machine of its own whose disk is laid out anew by `lays`, written over by `spoils`, or left as it is. One of
    `pictures` must come, `few` pixels apart; none stands for 首页.
    """

    name: str
    pictures: tuple[Image.Image, ...] = ()
    lays: Callable[[Path], None] | None = None
    spoils: Callable[[Path, Path], None] | None = None
    stick: Path | None = None
    screen: bool = True
    """Whether it has one; else one is plugged in when the machine has found none."""
    few: int = FEW


def bad_boots(around: Surroundings) -> tuple[BadBoot, ...]:
    """All of them. Raises `StepFailed`."""
    fonts = around.house.assets / "fonts"
    start = tuple(draw(CAUSE, size, fonts) for size in SIZES)
    root, data = 2, len(SLOTS) + 3
    return (
        BadBoot("a stick with a wrong configuration", (draw(_refused(), SCREEN, fonts),), stick=_wrong_stick(around)),
        BadBoot("no data partition", (draw(NO_DATA, SCREEN, fonts),),
                lays=lambda disk: _lay(disk, f"--delete {disk} {data}")),
        BadBoot("a data partition whose key is damaged", (draw(NO_DATA, SCREEN, fonts),),
                spoils=lambda image, layer: spoil(layer, place_of(image, KEY_LABEL), SECTOR)),
        BadBoot("a full data partition", (draw(FULL, SCREEN, fonts),), lays=_small, few=FEW_BUT_FOR_A_NUMBER),
        BadBoot("no screen, and one is connected later", screen=False),
        BadBoot("a kernel whose root is in no slot", start,
                lays=lambda disk: _lay(disk, f"--part-label {disk} {root} nothing")),
        BadBoot("a corrupt slot, and no other", start,
                spoils=lambda image, layer: spoil(layer, place_of(image, ROOT_LABEL.format(SLOTS[0])), SPOILT)),
    )


def boots_without(around: Surroundings, bad: BadBoot) -> str:
    """Boot it; what came and when. Raises `StepFailed`."""
    folder = around.folder / "bad-machine"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    image = around.image
    if bad.lays is not None:
        image = folder / "laid.img"
        _run("cp", "--sparse=always", "--reflink=auto", str(around.image), str(image))
        bad.lays(image)
    layer = layer_over(image, folder, "" if bad.lays is not None else "4G")
    if bad.spoils is not None:
        bad.spoils(image, layer)
    start = None if bad.screen else with_witness(around.image.parent, folder / "initrd")
    with Guest(image, folder, stick=bad.stick or (None if bad.pictures else around.stick), start=start,
               screen=bad.screen) as guest:
        if not bad.pictures:
            around.plugs(guest)
        trial = around.trial(guest)
        pictures = bad.pictures or (around.script().to_submission[0].picture,)
        said = "" if bad.screen else _connects(guest, trial)
        took = trial.sees(bad.name, pictures[0], BOOT_S, *pictures[1:], few=bad.few)
        trial.keep(bad.name.replace(" ", "-").replace(",", ""))
    return f"{said}{'the screen says what to do' if bad.pictures else '首页'} after {took:.0f} s"


def _connects(guest: Guest, trial: Trial) -> str:
    """A screen, once the kiosk has said that it finds none. Raises `StepFailed`."""
    witness = guest.witness()
    began = time.monotonic()
    while "emergency: 没有可用的显示驱动" not in (said := witness.ask(
            "journalctl --no-pager --output=cat --unit=citizen-window-emergency.service")):
        if time.monotonic() - began > BOOT_S:
            raise StepFailed(f"it does not miss its screen within {BOOT_S:.0f} s; it says: {said[-300:]}")
        trial.waits(ASK_S)
    witness.close()
    guest.connect_screen()
    return "it misses its screen, and one is connected; "


def _refused() -> Cause:
    try:
        parse(WRONG, NAMED)
    except SettingsError as error:
        return Cause("机器的配置有误", "请工程师按下面一行改正配置文件，本机随后自动恢复。", str(error)[:MOST_DETAIL])
    raise StepFailed(f"this is no wrong configuration: {WRONG}")


def _wrong_stick(around: Surroundings) -> Path:
    configuration, stick = around.folder / "wrong.toml", around.folder / "wrong-stick.img"
    configuration.write_text(WRONG, encoding="utf-8")
    make_stick(stick, configuration)
    return stick


def _small(disk: Path) -> None:
    """With a data partition that is full as soon as it has a file system, and nothing to grow into."""
    _lay(disk, f"-N {len(SLOTS) + 3} {disk}", f"size={SMALL_MIB}MiB\n")
    _lay(disk, f"--append {disk}", "name=nothing\n")


def _lay(disk: Path, words: str, said: str = "") -> None:
    _run("sfdisk", "--quiet", *words.split(), said=said)


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
