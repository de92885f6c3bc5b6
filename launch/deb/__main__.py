"""`python -m launch.deb [--try]`: bring what building needs, build, and perhaps try. Exit codes as `kiosk` has them."""

from __future__ import annotations

import sys

from launch import packages
from launch.deb.build import build
from launch.deb.trial import attempt
from launch.house import here
from launch.progress import DONE, Progress, exit_code


def main(arguments: list[str]) -> int:
    """Build the package, with `--try` look at it in a fresh Debian."""
    house = here()
    progress = Progress(house.logs, house.environment())

    def body() -> int:
        lacking = packages.missing(packages.listed(house.root / "launch" / "deb" / "packages.txt"))
        if lacking:
            progress.say(f"deb: Debian packages: {' '.join(lacking)}")
            packages.install(lacking, progress)
        package = build(house, progress)
        if "--try" in arguments:
            attempt(house, package, progress)
        return DONE

    return exit_code(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
