"""``python -m launch.dictionary --out DIR``: build the input dictionary, or find it up to date."""

import argparse
import sys
import time
from pathlib import Path

from launch.dictionary.build import BuildError, Sources, build
from launch.dictionary.lexicon import SourceError

CHECKOUT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the command; 0 when the dictionary stands, 1 when it could not be built."""
    parser = argparse.ArgumentParser(prog="python -m launch.dictionary", description=__doc__)
    parser.add_argument("--out", type=Path, default=CHECKOUT / ".build" / "ime", metavar="DIR",
                        help="where the built dictionary goes (default: .build/ime of the checkout)")
    parser.add_argument("--own", type=Path, default=CHECKOUT / "assets" / "ime", metavar="DIR",
                        help="our own schema and phrase lists (default: assets/ime)")
    parser.add_argument("--catalogue", type=Path, default=CHECKOUT / "assets" / "catalogue", metavar="DIR",
                        help="the items whose names and keywords must be found (default: assets/catalogue)")
    arguments = parser.parse_args()
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"input dictionary: {line} ({time.monotonic() - started:.1f} s)", flush=True)

    try:
        sources = Sources(arguments.own.resolve(), arguments.catalogue.resolve())
        changed = build(arguments.out.resolve(), sources, say)
    except (BuildError, SourceError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The input dictionary cannot be written to {arguments.out}: {error}. See that the disk has 50 MB "
              "free and that the directory is yours, then run the same command again.", file=sys.stderr)
        return 1
    say(f"built in {arguments.out}" if changed else f"{arguments.out} is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
