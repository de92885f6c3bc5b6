"""A kiosk's life on one machine: first boot with a stick, a whole journey, and power cuts while it submits."""

from __future__ import annotations

import time
from pathlib import Path

from launch.image.qemu import Guest
from launch.image.surroundings import Surroundings
from launch.image.trial import BOOT_S, Trial
from launch.progress import StepFailed

CUT_AFTER_S = (0.5, 3.0, 8.0)
"""How long after the last touch the power goes, in turn; the last is past the receipt on a machine of its own."""
IDLE_S = 60.0
SETTLED_S = 20.0
"""After 首页 stands; whoever starts with the machine has started."""


class Life:
    """Boots when a part wants it; what it wrote lies on its disk from one part, and one run, to the next."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._guest: Guest | None = None
        self._trial: Trial | None = None
        self._printed = 0
        self._promised = ""

    def is_born(self) -> str:
        """From a disk as it was written, and a stick with its configuration, to 首页."""
        _, took = self._boots(self._around.stick)
        return took

    def is_silent(self) -> str:
        """Nobody on its network hears anything of it."""
        trial = self._up()
        assert self._guest is not None
        try:
            with self._guest.with_outsider() as outsider:
                knocked, answers = outsider.knocks()
        except OSError as error:
            raise StepFailed(f"the outsider: {error}") from error
        if answers:
            raise StepFailed(f"from the network the kiosk answers {knocked} packets: {', '.join(answers)}")
        trial.keep("while-somebody-knocked")
        return f"{knocked} packets, no answer"

    def has_no_doors(self) -> str:
        """Keys that elsewhere open a console, a restart or a menu."""
        trial = self._up()
        return f"{trial.keys_lead_nowhere(self._around.script().to_submission[0].picture)} chords, 首页 stands"

    def serves(self) -> str:
        """From 首页 to the printed receipt and to its state."""
        trial, script = self._up(), self._around.script()
        began = time.monotonic()
        self._submits(trial, cables=True)
        number = trial.takes_the_receipt(self._printed)
        took = time.monotonic() - began
        trial.leaves(script)
        trial.sees("首页", script.state[0].picture, BOOT_S)
        trial.knows(script, number)
        return f"首页 to paper {took:.0f} s, {number}, its state is known; {trial.cables()}"

    def rests(self) -> str:
        """What it takes while nobody is there."""
        trial = self._up()
        assert self._guest is not None
        trial.sees("首页", self._around.script().to_submission[0].picture, BOOT_S)
        trial.waits(SETTLED_S)
        total, available = self._guest.memory_mb()
        before, began = self._guest.processor_s(), time.monotonic()
        trial.waits(IDLE_S)
        share = (self._guest.processor_s() - before) / (time.monotonic() - began)
        return (f"memory {total - available:.0f} of {total:.0f} MB in use; the emulator takes {share:.0%} of one of "
                "this machine's processors")

    def loses_power(self, number: int) -> str:
        """Who has seen a receipt finds it after the power is back; who has not finds a kiosk that works."""
        trial = self._up()
        self._submits(trial)
        after_s = CUT_AFTER_S[number % len(CUT_AFTER_S)]
        time.sleep(after_s)
        promised = trial.code()
        trial.keep(f"cut-{number + 1}")
        self.ends()
        trial, took = self._boots()
        if promised:
            trial.knows(self._around.script(), promised)
        told = f"its screen had promised {promised}, and it is known" if promised else "nothing was promised yet"
        return f"{after_s} s after the last touch; {told}; {took}"

    def ends(self) -> None:
        """The power goes. Idempotent."""
        if self._guest is not None:
            self._guest.cut_power()
        self._guest = self._trial = None

    def _up(self) -> Trial:
        return self._trial or self._boots()[0]

    def _boots(self, stick: Path | None = None) -> tuple[Trial, str]:
        self.ends()
        began = time.monotonic()
        guest = self._guest = Guest(self._around.image, self._around.folder / "machine", stick=stick)
        self._around.plugs(guest)
        trial = self._around.trial(guest)
        trial.sees("首页", self._around.script().to_submission[0].picture, BOOT_S)
        self._trial = trial
        took = f"首页 {time.monotonic() - began:.0f} s after power on ({guest.processor_s():.0f} s of a processor)"
        return trial, took

    def _submits(self, trial: Trial, cables: bool = False) -> None:
        script = self._around.script()
        printed = self._around.desk.ask("printed")["receipts"]
        assert isinstance(printed, list)
        self._printed = len(printed)
        rehearsed = next(step.fields[0][1] for step in script.to_submission if step.verb == "paper")
        assert isinstance(rehearsed, list)
        trial.follows(script.to_submission, {tuple(rehearsed): [str(self._around.paper)]}, cables)
