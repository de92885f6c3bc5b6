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
IN_1970, YEAR = ("-rtc", "base=1970-01-01T00:01:00"), 2026
"""What an empty battery says; when there was no kiosk yet."""


class Inside:
    """One machine with a witness, its clock at 1970 when it is switched on; it boots when a part wants it."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._guest: Guest | None = None
        self._trial: Trial | None = None
        self._witness: Witness | None = None

    def wakes_in_1970(self) -> str:
        """A battery that is empty: to 首页, and the clock is put right, to when the image was made."""
        trial, witness = self._up()
        trial.keep("a-clock-at-1970")
        year = witness.ask("date -u +%Y")
        if int(year) < YEAR:
            raise StepFailed(f"the machine goes on in {year}")
        return f"首页, in {year}"

    def has_figures(self) -> str:
        """Of the machine at 首页: its own clock when the renderer was ready, and memory."""
        return _figures(self._up()[1])

    def survives(self) -> str:
        """kill -9 of each process; of the renderer and the daemon while a citizen is there."""
        trial, witness = self._up()
        home, hall = self._around.script().to_submission[:2]
        assert home.touch is not None
        said: list[str] = []
        for name in SERVE:
            said.append(_killed(witness, trial, name))
            trial.sees(f"首页 without {name}", home.picture, CHANGE_S)
        for name in SHOW:
            trial.presses(home.touch)
            trial.sees(f"大厅 before {name} dies", hall.picture, CHANGE_S)
            said.append(_killed(witness, trial, name))
            trial.sees(f"首页 after {name} died", home.picture, CHANGE_S)
        trial.presses(home.touch)
        trial.sees("大厅 after all deaths", hall.picture, CHANGE_S)
        trial.keep("after-all-deaths")
        return "; ".join(said)

    def ends(self) -> None:
        """The power goes. Idempotent."""
        if self._witness is not None:
            self._witness.close()
        if self._guest is not None:
            self._guest.cut_power()
        self._guest = self._trial = self._witness = None

    def _up(self) -> tuple[Trial, Witness]:
        if self._trial is None or self._witness is None:
            self.ends()
            folder = self._around.folder / "inside-machine"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            start = with_witness(self._around.image.parent, folder / "initrd")
            self._guest = Guest(self._around.image, folder, stick=self._around.stick, start=start,
                                more=IN_1970)
            self._around.plugs(self._guest)
            trial = self._around.trial(self._guest)
            trial.sees("首页 in 1970", self._around.script().to_submission[0].picture, BOOT_S)
            self._trial, self._witness = trial, self._guest.witness()
        return self._trial, self._witness


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
