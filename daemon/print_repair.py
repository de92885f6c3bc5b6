"""Puts a damaged print journal right: `python -m daemon.print_repair --config FILE`.

What can still be read of it is kept, the damaged file too. Of what cannot be read nobody knows whether it was printed:
every receipt whose number is of the day of the repair or before it carries 补打 from then on. Nothing is printed, and
nothing that was printed unmarked is ever printed unmarked again.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from daemon.prints import FILE, FOLDER, REPAIRING, SCHEMA, Mark, State, is_whole
from rules.settings import SettingsError, parse

_CANNOT = 2
_LONGEST = 64
"""Characters of a kind or a number; what is longer was not written by us."""
_COLUMNS = "id, kind, number, mark, state"
_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside its file, and would take for part of the new one."""

Row = tuple[int, str, str, str, str]


class CannotRepair(Exception):
    """The message says why and what to do."""


@dataclass(frozen=True)
class Repaired:
    """What was done: how many entries were kept, where the damaged file lies, and the day until which all is marked."""

    entries: int
    damaged: Path
    until: str


def repair(state: Path, now: datetime) -> Repaired | None:
    """Put the journal under a kiosk's `state` right; None where it was in order, or there is none yet.

    Power may go at any moment: until the end the journal counts as broken, and the repair can be run again.
    Raises `CannotRepair` while the printer's worker uses it, `OSError`.
    """
    folder = state / FOLDER
    with _alone(folder):
        if not (folder / REPAIRING).exists() and (not (folder / FILE).exists() or _is_in_order(folder / FILE)):
            return None
        _make(folder / REPAIRING, folder)
        _sync(folder)
        damaged = folder / f"{FILE}.damaged-{now:%Y%m%dT%H%M%S}"
        rows = _read(folder / FILE)
        fresh = folder / f"{FILE}.new"
        fresh.unlink(missing_ok=True)
        _make(fresh, folder)
        until = now.strftime("%y%m%d")
        _write(fresh, rows, until)
        for part in ("", *_BESIDE):
            if (folder / f"{FILE}{part}").exists():
                os.replace(folder / f"{FILE}{part}", f"{damaged}{part}")
        os.replace(fresh, folder / FILE)
        _sync(folder)
        (folder / REPAIRING).unlink()
        _sync(folder)
        return Repaired(len(rows), damaged, until)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CannotRepair("the printer's worker uses the journal; stop the kiosk's daemon first, then run this again, "
                           "then start it") from None
    finally:
        os.close(held)


def _is_in_order(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            return is_whole(database) and database.execute("SELECT count(*) FROM prints").fetchone() is not None
    except sqlite3.Error:
        return False


def _read(file: Path) -> list[Row]:
    """What can be read, from the front and then from the back: damage in the middle hides neither."""
    found: dict[int, Row] = {}
    if not file.exists():
        return []
    for order in ("ASC", "DESC"):
        try:
            with closing(sqlite3.connect(file, isolation_level=None)) as database:
                for row in database.execute(f"SELECT {_COLUMNS} FROM prints NOT INDEXED ORDER BY id {order}"):
                    if _is_ours(row):
                        found[row[0]] = row
        except (sqlite3.Error, UnicodeDecodeError):
            continue  # as far as it went
    return [found[place] for place in sorted(found)]


def _is_ours(row: tuple[object, ...]) -> bool:
    place, kind, number, mark, state = row
    return isinstance(place, int) and all(
        isinstance(text, str) and text.isascii() and len(text) <= _LONGEST for text in (kind, number)
    ) and mark in list(Mark) and state in list(State)


def _write(file: Path, rows: list[Row], until: str) -> None:
    """All of it is on stable storage afterwards."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for statement in ("PRAGMA synchronous = FULL", "BEGIN", *SCHEMA):
            database.execute(statement)
        # two unmarked ones of a number: the second is damage, the first is enough to mark all others
        database.executemany(f"INSERT OR IGNORE INTO prints ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)
        database.execute("INSERT INTO repairs (day) VALUES (?)", (until,))
        database.execute("COMMIT")


def _make(file: Path, folder: Path) -> None:
    """An empty file, of the folder's owner."""
    made = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if os.geteuid() == 0:
            owner = folder.stat()
            os.fchown(made, owner.st_uid, owner.st_gid)
    finally:
        os.close(made)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when the journal is in order now, 2 when a person has to do something first."""
    parser = argparse.ArgumentParser(
        prog="python -m daemon.print_repair",
        description="Puts a damaged print journal right; prints nothing. Run it as root, or as the printer's user.")
    parser.add_argument("--config", required=True, type=Path, metavar="FILE", help="the kiosk's configuration (TOML)")
    asked = parser.parse_args(arguments)
    try:
        settings = parse(asked.config.read_text(encoding="utf-8"), str(asked.config))
        done = repair(Path(settings.paths.state), datetime.now())
    except (SettingsError, CannotRepair) as error:
        return _cannot(str(error))
    except OSError as error:
        return _cannot(f"{error.filename}: {error.strerror}; run this as root")
    if done is None:
        print("The print journal is in order; nothing was changed.")
    else:
        print(f"The print journal was damaged and is put right: {done.entries} of its entries could be read and are "
              f"kept, the damaged file lies at {done.damaged}. Receipts with numbers of today ({done.until}) or before "
              "carry 补打 from now on, since nobody knows which of them were printed; those of tomorrow do not.")
    return 0


def _cannot(reason: str) -> int:
    print(f"print_repair: {reason}", file=sys.stderr)
    return _CANNOT


if __name__ == "__main__":
    sys.exit(main())
