"""The card reader's cable pulled and put back at a kiosk that stands idle: how long until the screen says so."""

from __future__ import annotations

import tempfile
import time

from drivers import idcard
from drivers.base import State, Surroundings
from drivers.errors import DriverError
from emulated.client import StartedDesk
from emulated.doors.usb_backend import DeskBackend
from launch.bench.house import measured_kiosk
from launch.bench.measure import Figure
from launch.house import here
from rules.settings import Device

ROUNDS = 20
PHASES_S = 1.0
"""The worker looks and seeks at its own times; cables are pulled and put back at every phase of them."""
SHOWN_MS, READY_MS = 1000.0, 3000.0
NO_CARD = "读卡器暂时不能使用，恢复后"
WITH_CARD = "个人办事"


def pulled_and_put_back() -> list[Figure]:
    """Milliseconds to the screen's saying so, and to the touch target's being back. The rival is the driver alone,
    asked without a pause. What is promised is for each time, not for most.
    """
    seen_gone, opened = _driver_alone()
    shown, ready = [], []
    with measured_kiosk() as measured:
        citizen = measured.citizen
        citizen.awaits("home", within_s=60)
        citizen.touches("佛山")
        citizen.awaits("hall", with_label=WITH_CARD)
        for round_number in range(ROUNDS):
            time.sleep(round_number * PHASES_S / ROUNDS)
            citizen.desk.ask("unplug", device="idcard")
            pulled = time.perf_counter()
            citizen.reads(NO_CARD)
            shown.append((time.perf_counter() - pulled) * 1000)
            time.sleep(round_number * PHASES_S / ROUNDS)
            citizen.desk.ask("plug", device="idcard")
            back = time.perf_counter()
            citizen.awaits("hall", with_label=WITH_CARD)
            ready.append((time.perf_counter() - back) * 1000)
    return [
        Figure("unplugged-to-shown", "ms", shown, "the driver alone", seen_gone, limit=SHOWN_MS, limit_at=99),
        Figure("replugged-to-ready", "ms", ready, "the driver alone", opened, limit=READY_MS, limit_at=99),
    ]


def _driver_alone() -> tuple[list[float], list[float]]:
    gone, back = [], []
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, StartedDesk(folder) as desk:
        reader = idcard.MODELS["sam-v-usb"].build(Device(model="sam-v-usb"), Surroundings(
            assets=here().assets, usb_backend=DeskBackend(desk.places()["usb"])))
        reader.open()
        for _ in range(ROUNDS):
            desk.ask("unplug", device="idcard")
            pulled = time.perf_counter()
            while reader.status().state is not State.NO_DEVICE:
                pass
            gone.append((time.perf_counter() - pulled) * 1000)
            desk.ask("plug", device="idcard")
            plugged = time.perf_counter()
            while True:
                try:
                    reader.open()
                    break
                except DriverError:
                    continue
            back.append((time.perf_counter() - plugged) * 1000)
        reader.close()
    return gone, back
