"""One SQLite file that must not lose anything: WAL, synchronous=FULL, errors that name the file and the remedy."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_BUSY_S = 10.0
FULL = frozenset({
    "SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE",
})
"""What SQLite says when the disk, a quota or a file size limit is at its end."""


class DatabaseError(Exception):
    """The file cannot be used. The message names it and the remedy."""


class DatabaseFull(DatabaseError):
    """There is no room on the disk. Nothing was written, whatever was begun is taken back."""


def stand(file: Path, mode: int, create: bool, shrinking: bool = False) -> None:
    """Look whether `file` can be used, and where there is none make it, if `create`. Raises `OSError`, `sqlite3.Error`.

    It never opens a file that is there: closing any descriptor of it would let go of the locks that SQLite holds
    elsewhere in this process (sqlite.org/howtocorrupt.html, 2.2). A new one has its modes before anybody sees it:
    SQLite waits for nobody when it changes them, and two that start together would fail.
    """
    try:
        kind = file.lstat().st_mode
    except FileNotFoundError:
        if not create:
            raise
        _make(file, mode, shrinking)
        return
    if not stat.S_ISREG(kind):
        raise OSError(errno.ELOOP if stat.S_ISLNK(kind) else errno.EISDIR, "is no file")
    if not os.access(file, os.R_OK | os.W_OK, effective_ids=True):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _make(file: Path, mode: int, shrinking: bool) -> None:
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".new-") as folder:
        new = Path(folder, file.name)
        # SQLite itself would make it readable for the group; its -wal and -shm take over the mode of the file
        os.close(os.open(new, os.O_RDWR | os.O_CLOEXEC | os.O_CREAT | os.O_EXCL, mode))
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            if shrinking:
                # counts only before the first page is written
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
        with suppress(FileExistsError):
            # not a rename: another may have made it in the meantime, and use it
            os.link(new, file)


@dataclass(frozen=True)
class Kind:
    """What a file is: its tables, their version, who may read it, and what to do when it cannot be used."""

    schema: str
    version: int
    mode: int
    remedy: str
    shrinking: bool = False
    """Whether room that was let go returns to the disk (`PRAGMA incremental_vacuum`)."""


class Database:
    """An open file. Many threads may use it, one at a time."""

    def __init__(self, file: Path, kind: Kind, create: bool = True) -> None:
        """Open it, and make it where there is none unless `create` is false. Raises `DatabaseError`."""
        self.file = file
        self._kind = kind
        self._lock = threading.Lock()
        try:
            with self._mapped():
                stand(file, kind.mode, create, kind.shrinking)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise self._full() from None
            raise DatabaseError(f"{file}: {error.strerror}; {kind.remedy}") from None
        with self._mapped():
            self._connection = sqlite3.connect(file, isolation_level=None, timeout=_BUSY_S, check_same_thread=False)
        try:
            with self._mapped():
                self._prepare()
        except DatabaseError:
            self._connection.close()
            raise

    def close(self) -> None:
        """Give it back. Idempotent."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, to read by."""
        with self._lock, self._mapped():
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, to write by: all of it is on stable storage afterwards, or nothing where anything raised."""
        with self._lock, self._mapped():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def limit(self, pages: int) -> None:
        """Let the file grow to at most so many pages of 4096 bytes: a quota below the disk's own end."""
        with self.reading() as connection:
            connection.execute(f"PRAGMA max_page_count = {int(pages)}")

    def _prepare(self) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN IMMEDIATE")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in self._kind.schema.split(";"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {self._kind.version}")
        self._connection.execute("COMMIT")
        if version not in (0, self._kind.version):
            raise DatabaseError(f"{self.file}: made by another version of this program (tables {version}, "
                                f"here {self._kind.version}); go back to that version, or {self._kind.remedy}")

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", type(error).__name__)
            if name in FULL:
                raise self._full() from None
            raise DatabaseError(f"{self.file}: cannot be used ({name}); {self._kind.remedy}") from None

    def _full(self) -> DatabaseFull:
        return DatabaseFull(f"{self.file}: no room left on the disk; free some, nothing was lost")
