"""Why there is no renderer, found by looking, and what to do about it. The first cause that is found is shown."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from rules.settings import Settings, SettingsError, parse

HALL_FLOOR = "请联系大厅工作人员，或到人工窗口办理。"
FEWEST_FREE = 16 * 1024 * 1024
"""Bytes; with less, no application can be kept."""
MOST_DETAIL = 160


@dataclass(frozen=True)
class Cause:
    """What is wrong, what whoever looks after the machine does, and the error as it came, for an engineer."""

    title: str
    remedy: str
    detail: str = ""
    hotline: str = ""


@dataclass(frozen=True)
class Machine:
    """Where to look. `earliest`: its time of change is the earliest that a right clock can show."""

    config: Path
    earliest: Path = Path("/usr/lib/clock-epoch")
    screens: Path = Path("/sys/class/drm")
    data_wanted: Path = Path("/etc/citizen-window/image")
    """Where this stands, the state folder must be a partition of its own: anything else is gone with the power."""


def find(machine: Machine, now: float | None = None) -> Cause:
    """The cause; "cannot start" where none is found. `now`: seconds since 1970, the machine's clock when left out."""
    try:
        settings = parse(machine.config.read_text(encoding="utf-8"), str(machine.config))
    except (OSError, UnicodeDecodeError, SettingsError) as error:
        return Cause("机器的配置有误", "请工程师按下面一行改正配置文件，本机随后自动恢复。", str(error)[:MOST_DETAIL])
    found = _clock(machine, time.time() if now is None else now) or _data(machine, settings) or _screen(machine)
    title, remedy, detail = found or (
        "屏幕程序未能启动", "本机每隔一会儿自动再试。若一直如此，请重新开机，或请工程师查看。", "")
    return Cause(title, remedy, detail[:MOST_DETAIL], settings.kiosk.hotline)


def _clock(machine: Machine, now: float) -> tuple[str, str, str] | None:
    try:
        earliest = machine.earliest.stat().st_mtime
    except OSError:
        return None
    if now >= earliest:
        return None
    return ("机器的时钟不对", "请接好网线，本机会自动校时；若开机后总是如此，请工程师更换主板电池。",
            f"clock {time.strftime('%Y-%m-%d', time.gmtime(now))}, not before "
            f"{time.strftime('%Y-%m-%d', time.gmtime(earliest))}")


def _data(machine: Machine, settings: Settings) -> tuple[str, str, str] | None:
    state = Path(settings.paths.state)
    if machine.data_wanted.exists() and not os.path.ismount(state):
        return ("数据分区不可用", "申请无处保存，因此暂停服务。请工程师检查硬盘和数据分区。", f"{state} is not mounted")
    try:
        room = os.statvfs(state)
    except OSError as error:
        return "数据分区不可用", "申请无处保存，因此暂停服务。请工程师检查硬盘和数据分区。", f"{state}: {error.strerror}"
    if room.f_bavail * room.f_frsize < FEWEST_FREE:
        return ("数据分区已满", "申请无处保存，因此暂停服务。请检查网络，待积存的申请送出后自动恢复；否则请工程师处理。",
                f"{state}: {room.f_bavail * room.f_frsize // 1024} KiB free")
    return None


def _screen(machine: Machine) -> tuple[str, str, str] | None:
    states = sorted(machine.screens.glob("card*-*/status"))
    if any(_says(state) == "connected" for state in states):
        return None
    return ("没有可用的显示驱动", "请检查显示器的连线；换过显卡的，请工程师查看。",
            f"no connected output among {len(states)} in {machine.screens}")


def _says(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
