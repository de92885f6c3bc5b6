"""What needs somebody inside: processes killed while a citizen is there, and what each of them takes in memory."""

from __future__ import annotations

import shutil
import time

from launch.image.qemu import Guest
from launch.image.surroundings import Surroundings
from launch.image.trial import BOOT_S, CHANGE_S, Trial
from launch.image.witness import Witness, with_witness
from launch.progress import StepFailed

SERVE = ("server", "gateway", "guide", "sealer")
"""Whose death the citizen does not see."""
SHOW = ("ui", "daemon")
"""Whose death ends the visit."""
ASK_S = 2.0


def deaths(around: Surroundings) -> str:
    """kill -9 of each; what came of it, and the figures. Raises `StepFailed`."""
    folder = around.folder / "inside-machine"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    start = with_witness(around.image.parent, folder / "initrd")
    with Guest(around.image, folder, start=start) as guest:
        trial = around.trial(guest, "inside")
        home, hall = around.script().to_submission[0], around.script().to_submission[1]
        assert home.touch is not None
        trial.sees("首页", home.picture, BOOT_S)
        witness = guest.witness()
        said = [_figures(witness)]
        around.progress.say(f"      {said[0]}")
        for name in SERVE:
            said.append(_killed(witness, trial, name))
            trial.sees(f"首页 without {name}", home.picture, CHANGE_S)
        for name in SHOW:
            trial.presses(home.touch)
            trial.sees(f"大厅 before {name} dies", hall.picture, CHANGE_S)
            said.append(_killed(witness, trial, name))
            trial.sees(f"首页 after {name} died", home.picture, CHANGE_S)
            around.progress.say(f"      {said[-1]}; 首页 stands")
        trial.presses(home.touch)
        trial.sees("大厅 after all deaths", hall.picture, CHANGE_S)
        trial.keep("after-all-deaths")
        witness.close()
    return "; ".join(said)


def _killed(witness: Witness, trial: Trial, name: str) -> str:
    """All processes of a unit; another stands in its place. Raises `StepFailed`."""
    unit = f"citizen-window-{name}.service"
    before = witness.ask(f"systemctl show --property=MainPID --value {unit}")
    witness.ask(f"systemctl kill --kill-whom=all --signal=KILL {unit}")
    began = time.monotonic()
    while True:
        state, pid = (witness.ask(f"systemctl show --property={what} --value {unit}")
                      for what in ("ActiveState", "MainPID"))
        if state == "active" and pid not in (before, "0"):
            return f"{name} killed, and back after {time.monotonic() - began:.0f} s"
        if time.monotonic() - began > CHANGE_S:
            raise StepFailed(f"{unit} is {state} {CHANGE_S:.0f} s after kill -9")
        trial.waits(ASK_S)


def _figures(witness: Witness) -> str:
    """Of the machine at 首页: its own clock when the renderer was ready, and memory."""
    ready = int(witness.ask("systemctl show --property=ActiveEnterTimestampMonotonic --value "
                            "citizen-window-ui.service"))
    told = witness.ask("for unit in /sys/fs/cgroup/system.slice/citizen-window-*.service "
                       "/sys/fs/cgroup/system.slice/system-citizen*/*.service; do for p in $(cat $unit/cgroup.procs); "
                       "do echo ${unit##*/} $(grep ^Pss: /proc/$p/smaps_rollup); done; done")
    pss: dict[str, int] = {}
    for line in told.splitlines():
        words = line.split()
        if len(words) == 4:
            name = words[0].removeprefix("citizen-window-").removesuffix(".service")
            pss[name] = pss.get(name, 0) + int(words[2])
    sizes = ", ".join(f"{name} {kib * 1.024 / 1000:.0f}"
                      for name, kib in sorted(pss.items(), key=lambda each: -each[1]))
    return f"首页 ready at {ready / 1e6:.0f} s of the machine's own clock; PSS in MB: {sizes}"
