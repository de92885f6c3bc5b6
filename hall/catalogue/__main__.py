"""`python -m hall.catalogue check|build`. Exit status: 0 good, 1 the source is wrong, 2 a file or the call is."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from hall.catalogue.build import build
from hall.catalogue.source import SourceError, load

GOOD, WRONG_SOURCE, CANNOT = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Check or build, and say what came of it."""
    asked = _parser().parse_args(arguments)
    source: Path = asked.source
    if not source.is_dir():
        print(f"{source}: is no folder; name the catalogue's folder with --source", file=sys.stderr)
        return CANNOT
    try:
        if asked.command == "check":
            entries = load(source).entries
            print(f"{source}: {len(entries)} items, nothing wrong")
        else:
            print(f"{asked.out}: {build(source, asked.out)} items")
    except SourceError as error:
        for problem in error.problems:
            print(f"{source}/{problem}", file=sys.stderr)
        print(f"{len(error.problems)} to put right; nothing was built", file=sys.stderr)
        return WRONG_SOURCE
    except (OSError, sqlite3.Error) as error:
        print(f"{error}; nothing was replaced. Check that {source} can be read, and that the folder of --out exists,"
              " can be written and has room", file=sys.stderr)
        return CANNOT
    return GOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hall.catalogue", description="The catalogue of items: check it, build it.")
    commands = parser.add_subparsers(dest="command", required=True)
    texts = {"check": "read every file and say what is wrong", "build": "check, then write the SQLite file"}
    for name, text in texts.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--source", type=Path, required=True, metavar="DIR", help="the folder of YAML files")
        if name == "build":
            command.add_argument("--out", type=Path, required=True, metavar="FILE", help="the SQLite file to replace")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
