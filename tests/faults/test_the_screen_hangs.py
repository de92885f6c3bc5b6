"""The screen's process hangs in the middle of a visit: it is killed, the visit is wiped, and 首页 is back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.faults.steps import HOME_S, to_the_items
from tests.journeys.stay import stay
from ui.warm import HANGS_LOOKS, LOOK_S

NOTICED_S = HANGS_LOOKS * LOOK_S + 60


def test_a_hung_renderer_is_replaced(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        to_the_items(citizen)
        assert kiosk.in_spool() != []
        (hung,) = kiosk.renderers()
        os.kill(hung, signal.SIGSTOP)
        kiosk.until(lambda: hung not in kiosk.renderers(), "the hung renderer is gone", NOTICED_S)
        kiosk.until(lambda: kiosk.in_spool() == [], "the visit is wiped")
        citizen.awaits("home", within_s=HOME_S)
        to_the_items(citizen)
