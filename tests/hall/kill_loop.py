"""kill -9 at any time, again and again: `python -m tests.hall.kill_loop [ROUNDS] [SEED]`.

Each round a citizen hands something in while sealer, gateway and hall server are killed after a random time; then it is
handed in again until it is answered. At the end the hall must have every answered number, and one for each submission.
"""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import dataclass

import msgspec

from tests.hall.surroundings import DOCUMENT, SUBMIT, Surroundings, surroundings
from wire.messages import Accepted, Submit

LATEST_S = 0.6
"""A process is killed within so many seconds: a sealer starts, seals and answers in about half of it."""


@dataclass(frozen=True)
class Outcome:
    """What came of all rounds."""

    submitted: int
    kills: int
    answered: frozenset[str]
    kept: tuple[str, ...]

    @property
    def lost(self) -> frozenset[str]:
        """Answered, and not at the hall."""
        return self.answered - set(self.kept)

    @property
    def doubled(self) -> int:
        """More at the hall than was handed in."""
        return len(self.kept) - self.submitted


class Killer:
    """Starts what is not there and kills it."""

    def __init__(self, kiosk: Surroundings, chance: random.Random) -> None:
        self.kills = 0
        self._kiosk = kiosk
        self._chance = chance
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, module: str) -> subprocess.Popen[bytes]:
        """The process, started anew where it has ended."""
        there = self._running.get(module)
        if there is None or there.poll() is not None:
            there = self._running[module] = self._kiosk.start(module)
        return there

    def soon(self, module: str) -> None:
        """Kill it after a while, if it is still there then."""
        process = self.start(module)

        def kill() -> None:
            if process.poll() is None:
                process.kill()
                self.kills += 1

        self._kiosk.loop.call_later(self._chance.uniform(0.0, LATEST_S), kill)


def run(rounds: int, seed: int) -> Outcome:
    """So many submissions."""
    chance = random.Random(seed)
    answered: set[str] = set()
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.fill_spool()
        kiosk.be_daemon()
        killer = Killer(kiosk, chance)
        for number in range(rounds):
            submit = msgspec.structs.replace(SUBMIT, answers={**SUBMIT.answers, "remark": f"第{number}次"})
            answered.add(_handed_in(kiosk, killer, submit))
            # each visit has its own spool: ten submissions are the most for one
            for paper in (kiosk.runtime / "visit" / "documents").iterdir():
                paper.unlink()
        kiosk.until(lambda: _delivered(kiosk, killer), 120)
        found = tuple(kiosk.run("hall.server.find", given=DOCUMENT).stdout.split())
    return Outcome(rounds, killer.kills, frozenset(answered), found)


def _handed_in(kiosk: Surroundings, killer: Killer, submit: Submit) -> str:
    """Hand it in, by ever new sealers, the first of which is killed; the number."""
    for module in ("hall.server", "hall.gateway", "hall.sealer"):
        killer.soon(module)
    while True:
        sealer = killer.start("hall.sealer")
        link = kiosk.renderer("sealer")
        came: list[object] = []
        link.ask(submit, 30, lambda reply: came.append(reply.answer))
        kiosk.until(lambda: bool(came) or sealer.poll() is not None)
        kiosk.renderers.pop("sealer").close()
        if came and isinstance(came[0], Accepted):
            kiosk.ended(sealer)
            return came[0].number


def _delivered(kiosk: Surroundings, killer: Killer) -> bool:
    killer.start("hall.server")
    killer.start("hall.gateway")
    return kiosk.waiting() == []


def main(given: list[str]) -> int:
    """0 when nothing was lost or doubled."""
    rounds, seed = (int(given[0]) if given else 500), (int(given[1]) if len(given) > 1 else 1)
    outcome = run(rounds, seed)
    print(f"{outcome.submitted} submissions, {outcome.kills} kills: {len(outcome.lost)} lost, "
          f"{outcome.doubled} doubled")
    return 1 if outcome.lost or outcome.doubled else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
