"""A process that has no business there floods citizen.sock with rubbish, false greetings and frames that are too large,
over many connections: the daemon stays, and a citizen gets a receipt meanwhile.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launch import accounts
from launch.journey import leaves
from launch.supervisor import Resident, command_line
from tests.faults.steps import HOME_S, to_the_receipt
from tests.journeys.stay import Stay, stay

MOST_LOGGED = 64 * 1024
"""Bytes in the daemon's log, of a visit and a flood."""


def test_a_citizen_goes_on_through_a_flood(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        citizen.awaits("home", within_s=HOME_S)
        daemon = kiosk.pid("daemon")
        with flood(kiosk) as log:
            kiosk.until(lambda: "flooding" in log.read_text(), "the flood begins")
            to_the_receipt(citizen)
            leaves(citizen)
        assert kiosk.pid("daemon") == daemon
        assert (kiosk.premises.logs / "daemon.log").stat().st_size < MOST_LOGGED


@contextmanager
def flood(kiosk: Stay) -> Iterator[Path]:
    """As the sealer's user, who may connect to the renderer's socket and is no renderer; on a desk we all are one."""
    made = kiosk.premises
    log = made.logs / "flood.log"
    # that user may have no way into this checkout
    script = shutil.copy(Path(__file__).with_name("flood.py"), made.base)
    Path(script).chmod(0o644)
    program = (str(made.house.python), str(script), str(made.runtime / "citizen.sock"))
    resident = Resident("flood", program, {"PYTHONPATH": str(made.house.root)}, lambda: True,
                        accounts.account("sealer", made.apart))
    with open(log, "wb") as said:
        process = subprocess.Popen(command_line(resident), env=dict(resident.environment), cwd="/", stdout=said,
                                   stderr=said)
    try:
        yield log
    finally:
        process.kill()
        process.wait()
