"""Nobody touches any more: a dialog asks, and then the visit ends everywhere, even while the whole screen hangs."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

from launch.journey import ITEM
from rules.settings import Settings, Visit
from tests.faults.steps import to_the_items
from tests.journeys.stay import stay

SHORT = Visit(countdown=35, warning=20)


def hurried(settings: Settings) -> Settings:
    return replace(settings, visit=SHORT)


def test_the_citizen_walks_away_from_a_form(tmp_path: Path) -> None:
    with stay(tmp_path, hurried) as kiosk:
        citizen = kiosk.citizen
        to_the_items(citizen)
        citizen.leafs_to(ITEM, "下一页")
        citizen.touches("开始办理")
        citizen.awaits("notice")
        assert kiosk.in_spool() != []
        sealer, guide, worker = kiosk.sealer(), kiosk.pid("guide"), kiosk.worker("idcard")
        citizen.awaits("notice", with_label="继续办理", within_s=SHORT.countdown)
        citizen.touches("继续办理")
        citizen.touches_the_one_with("我已阅读并确认")
        citizen.touches("确认")
        citizen.awaits("offices", with_label="上一步")
        citizen.awaits("offices", with_label="继续办理", within_s=SHORT.countdown)
        screen = kiosk.pid("ui")
        held = kiosk.renderers()
        for pid in (screen, *held):
            os.kill(pid, signal.SIGSTOP)
        kiosk.until(lambda: kiosk.in_spool() == [], "the visit is wiped", SHORT.countdown)
        kiosk.until(lambda: not any(is_alive(pid) for pid in held), "the hung renderer is killed")
        os.kill(screen, signal.SIGCONT)
        citizen.awaits("home")
        kiosk.until(lambda: kiosk.sealer() != sealer and kiosk.pid("guide") != guide, "a new sealer and guide")
        kiosk.until(lambda: kiosk.workers().get("idcard", worker) != worker, "a new card worker")


def is_alive(pid: int) -> bool:
    """Whether a process can still run: one that is dead and not yet reaped cannot."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
