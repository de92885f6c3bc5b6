"""``python -m launch.fuzz SUBJECT [--runs N] [--seconds S]``. libFuzzer prints what it reaches, and ends the process.

What it found is kept in .build/fuzz: the inputs that reach something new, to go on from, and one that broke anything.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

import atheris

from launch.house import here

with atheris.instrument_imports(include=["drivers.idcard"]):
    from launch.fuzz import idcard, seeds

SUBJECTS: dict[str, Callable[[bytes], None]] = {"idcard": idcard.one}
LARGEST_INPUT = 2600
SLOW_S = 5
MEMORY_MIB = 512


def main() -> None:
    """Never returns: libFuzzer ends the process, with 0 when nothing broke."""
    parser = argparse.ArgumentParser(prog="kiosk fuzz")
    parser.add_argument("subject", choices=sorted(SUBJECTS))
    parser.add_argument("--runs", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=int, default=0, help="0: no limit")
    asked = parser.parse_args()
    folder = here().build / "fuzz" / asked.subject
    found, begun = folder / "reached", folder / "seeds"
    for place in (found, begun):
        place.mkdir(parents=True, exist_ok=True)
    seeds.write(begun)
    atheris.Setup([sys.argv[0], f"-runs={asked.runs}", f"-max_total_time={asked.seconds}", f"-timeout={SLOW_S}",
                   f"-rss_limit_mb={MEMORY_MIB}", f"-max_len={LARGEST_INPUT}", f"-artifact_prefix={folder}/broke-",
                   "-print_final_stats=1", str(found), str(begun)], SUBJECTS[asked.subject])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
