"""A PostgreSQL of the test's own: Debian's real server on a unix socket in a folder that goes away with it."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

_NOBODY = "nobody"


@dataclass(frozen=True)
class Cluster:
    """A running server. Each asker gets a database of its own."""

    folder: Path
    user: str
    counter: Iterator[int] = field(default_factory=itertools.count)

    def new(self) -> str:
        """A fresh database's URL."""
        name = f"hall{next(self.counter)}"
        with psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://{self.user}@/{name}?host={self.folder}"


def _programs() -> Path:
    """Where Debian keeps initdb and postgres, of its newest version."""
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))


@contextmanager
def cluster(*, settings: tuple[str, ...] = ()) -> Iterator[Cluster]:
    """Start one; PostgreSQL refuses to run as root, so that root's runs as nobody."""
    root = os.geteuid() == 0
    user = _NOBODY if root else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if root:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data, programs = folder / "data", _programs()
    as_user = {"user": user, "cwd": folder} if root else {"cwd": folder}
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, capture_output=True, **as_user)
        options = ("listen_addresses=", f"unix_socket_directories={folder}", "max_connections=200", *settings)
        # -w: it returns once the server takes connections
        subprocess.run(
            [programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "start", "-o",
             " ".join(f"-c {option}" for option in options)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
        try:
            yield Cluster(folder, user)
        finally:
            subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], check=True,
                           capture_output=True, **as_user)
    finally:
        shutil.rmtree(folder)
