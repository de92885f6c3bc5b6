"""`./kiosk check`: types, style, import rules and the house's own rules, side by side; then a table."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from typing import TextIO

from launch import rules_of_the_house, units
from launch.house import House

TOOLS = {
    "mypy": ("-m", "mypy"),
    "flake8": ("-m", "flake8"),
    "import-linter": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
}


@dataclass(frozen=True)
class Outcome:
    """How one check ended. `faults` is what it says when it is not content."""

    name: str
    clean: bool
    seconds: float
    faults: str


def run_all(house: House, out: TextIO) -> bool:
    """Run every check, print what is wrong and a table, and say whether all are clean."""
    started = time.monotonic()
    running = {name: subprocess.Popen([str(house.python), *arguments], cwd=house.root, env=house.environment(),
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, encoding="utf-8", errors="replace")
               for name, arguments in TOOLS.items()}
    outcomes = [_own(name, house) for name in rules_of_the_house.RULES]
    began = time.monotonic()
    wrong, exposures = units.faults(house)
    outcomes.append(Outcome("units", not wrong, time.monotonic() - began, "\n".join(wrong)))
    for name, process in running.items():
        said, _ = process.communicate()
        outcomes.append(Outcome(name, process.returncode == 0, time.monotonic() - started, said.strip()))
    for outcome in outcomes:
        if not outcome.clean:
            print(f"--- {outcome.name}\n{outcome.faults}\n", file=out)
    print("\n".join(("exposure of each unit, 0 to 10 (systemd-analyze security)", *exposures, "")), file=out)
    width = max(len(outcome.name) for outcome in outcomes)
    print(f"{'check':<{width}}  result   seconds", file=out)
    for outcome in outcomes:
        print(f"{outcome.name:<{width}}  {'clean ' if outcome.clean else 'FAULTS'}   {outcome.seconds:5.1f}", file=out)
    out.flush()
    return all(outcome.clean for outcome in outcomes)


def _own(name: str, house: House) -> Outcome:
    started = time.monotonic()
    faults = rules_of_the_house.RULES[name](house)
    return Outcome(name, not faults, time.monotonic() - started, "\n".join(faults))
