"""The hall server and the gateway are killed before 提交申请: the receipt says 待上传, the envelope is safe on this
machine, and once both are back the hall has it once, and 扫描条码 shows it.
"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from launch.emulated_kiosk import residents
from launch.journey import leaves
from launch.supervisor import Resident, command_line
from tests.faults.steps import in_the_hall, to_the_receipt
from tests.journeys.stay import Stay, stay

DELIVERED_S = 60.0


def test_handed_in_while_the_hall_is_away(tmp_path: Path) -> None:
    with stay(tmp_path, without=("server",)) as kiosk:
        server = start_server(kiosk)
        server.kill()
        server.wait()
        kill_gateway(kiosk)
        citizen = kiosk.citizen
        number = to_the_receipt(citizen)
        citizen.reads("待上传", "申请已安全保存在本机", "您不用重新申报")
        citizen.desk.ask("wait-printed", at_least=1, seconds=DELIVERED_S)
        leaves(citizen)
        assert in_the_hall(kiosk.premises.state) == []

        server = start_server(kiosk)
        try:
            kill_gateway(kiosk)
            kiosk.until(lambda: in_the_hall(kiosk.premises.state) == [number], "the hall has it", DELIVERED_S)
            citizen.touches("扫描条码")
            citizen.shows_code(number)
            citizen.awaits("status")
            citizen.reads("工作人员已经收到申请", number)
        finally:
            server.kill()
            server.wait()


def start_server(kiosk: Stay) -> subprocess.Popen[bytes]:
    """The hall server, ours to kill: a supervisor would bring it back at once."""
    resident = server_of(kiosk)
    with open(kiosk.premises.logs / "server.log", "ab") as log:
        process = subprocess.Popen(
            command_line(resident), env=dict(resident.environment), cwd="/", stdout=log, stderr=log)
    kiosk.until(resident.ready, "the hall server answers")
    return process


def server_of(kiosk: Stay) -> Resident:
    """How launch starts it."""
    every = residents(kiosk.premises, {}, os.environ, "instant", False)
    return next(resident for resident in every if resident.name == "server")


def kill_gateway(kiosk: Stay) -> None:
    """The supervisor brings a new one."""
    before = kiosk.pid("gateway")
    os.kill(before, signal.SIGKILL)
    kiosk.until(lambda: kiosk.kiosk.supervisor.pid("gateway") not in (None, before), "a new gateway")
