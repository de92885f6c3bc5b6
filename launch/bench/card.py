"""From the card laid on the reader to the identity on the screen, beside the reader's own time."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from drivers import idcard
from drivers.base import Surroundings
from emulated.client import DeskClient, StartedDesk
from emulated.doors.usb_backend import DeskBackend
from launch.bench.house import measured_kiosk
from launch.bench.measure import Figure, percentile
from launch.house import here
from rules.settings import Device

ROUNDS = 20
READ_S = 20.0
POLL_S = 0.3
"""The driver looks for a card so often; cards are laid at every phase of it. The rival's lies there already."""
OVER_THE_READER_MS = 250.0
PERSON = "张三"


def laid_to_shown() -> list[Figure]:
    """Milliseconds. The rival is the driver alone, in one process, with nothing to draw and nobody to tell."""
    own = _reader_alone()
    ours = []
    with measured_kiosk() as measured:
        citizen = measured.citizen
        for round_number in range(ROUNDS):
            citizen.awaits("home", within_s=20)
            citizen.touches("佛山")
            citizen.touches("个人办事")
            citizen.awaits("card")
            time.sleep(round_number * POLL_S / ROUNDS)
            citizen.desk.ask("card", name=PERSON)
            laid = time.perf_counter()
            citizen.awaits("identity", within_s=READ_S)
            ours.append((time.perf_counter() - laid) * 1000)
            citizen.desk.ask("card", name="none")
            citizen.touches("返回首页")
    return [Figure("card-laid-to-identity", "ms", ours, "the reader's own time", own,
                   limit=round(percentile(own, 50) + OVER_THE_READER_MS))]


def _reader_alone() -> list[float]:
    samples = []
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, StartedDesk(folder) as desk:
        reader = idcard.MODELS["sam-v-usb"].build(
            Device(model="sam-v-usb"), Surroundings(assets=here().assets, usb_backend=_backend(desk)))
        reader.open()
        for _ in range(ROUNDS):
            desk.ask("card", name=PERSON)
            laid = time.perf_counter()
            reader.read(READ_S)
            samples.append((time.perf_counter() - laid) * 1000)
            desk.ask("card", name="none")
        reader.close()
    return samples


def _backend(desk: DeskClient) -> DeskBackend:
    return DeskBackend(str(Path(desk.places()["usb"])))
