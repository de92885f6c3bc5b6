"""Every step of all four, by kill and by cut, with ever larger pages until there were enough."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from tests.hall.cuts.armed import preloaded
from tests.hall.cuts.trials import Trials
from tests.hall.surroundings import MARKED_PAGE, surroundings

_INSIDE = "CITIZEN_WINDOW_CUTS"
_PARTS = ("submissions", "deliveries", "arrivals", "renewals")


def main() -> int:
    """0 when nothing was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.hall.cuts")
    parser.add_argument("--kills", type=int, default=500, help="at least so many")
    parser.add_argument("--part", choices=_PARTS, action="append", help="only this; all four where none is named")
    given = parser.parse_args()
    if _INSIDE not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run([sys.executable, "-m", "tests.hall.cuts", *sys.argv[1:]], check=False,
                                  env={**preloaded(Path(folder)), _INSIDE: "1"}).returncode
    return _run(given.kills, given.part or _PARTS)


def _run(wanted: int, parts: tuple[str, ...]) -> int:
    kills, lost, doubled, size = 0, 0, 0, 2000
    while kills < wanted:
        with surroundings() as kiosk:
            kiosk.make_keys()
            trials = Trials(kiosk, MARKED_PAGE + bytes(size))
            steps = {"submissions": trials.submissions, "deliveries": trials.deliveries, "arrivals": trials.arrivals,
                     "renewals": trials.renewals}
            for part, power in product(parts, (False, True)):
                if kills + trials.kills >= wanted:
                    break
                before, whole = trials.kills, True
                for _ in steps[part](power):
                    if kills + trials.kills >= wanted:
                        whole = False
                        break
                print(f"{part}, pages of {size} bytes, {'cut' if power else 'kill -9'}: "
                      f"{'every one of' if whole else 'the first'} {trials.kills - before} steps", flush=True)
        kills, lost, doubled = kills + trials.kills, lost + len(trials.lost), doubled + len(trials.doubled)
        size *= 30
    print(f"{kills} kills and cuts: {lost} lost, {doubled} doubled")
    return 1 if lost or doubled else 0


if __name__ == "__main__":
    sys.exit(main())
