"""``.venv/bin/python -m launch.constraints > launch/constraints.txt``: pin all that is installed, dependencies too.

Run it in a checkout whose `.venv` was made anew (`./kiosk clean`, then `./kiosk setup` with an empty constraints.txt),
or what somebody installed by hand is pinned as well.
"""

from __future__ import annotations

import sys
from importlib.metadata import distributions

WITH_THE_VENV = frozenset({"pip", "setuptools", "wheel", "citizen-window"})


def frozen() -> list[str]:
    """`name==version` of all that is installed, but for what a new virtual environment has by itself."""
    pins = {dist.metadata["Name"].lower(): f"{dist.metadata['Name']}=={dist.version}" for dist in distributions()}
    return [pins[name] for name in sorted(pins) if name not in WITH_THE_VENV]


if __name__ == "__main__":
    print("# Written by launch/constraints.py, which says how. setup.cfg says what is wanted and why.")
    print("\n".join(frozen()))
    sys.exit(0)
