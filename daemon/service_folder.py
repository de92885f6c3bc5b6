"""What opens the technician's side, in `paths.state`/service: small files, put in their place whole."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FOLDER = "service"
LARGEST = 8192
"""Bytes of one file that are read."""


class ServiceBroken(Exception):
    """The files cannot be read or written, or hold what cannot be. The message names the file."""


class ServiceFolder:
    """Only its owner may read it: the daemon's user."""

    def __init__(self, state: Path) -> None:
        """Touches nothing yet."""
        self._folder = state / FOLDER

    def path(self, name: str) -> Path:
        """Where a file stands."""
        return self._folder / name

    def read(self, name: str) -> bytes | None:
        """What a file holds, without white space at its ends; None where there is none. Raises `ServiceBroken`."""
        try:
            descriptor = os.open(self.path(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ServiceBroken(f"{self.path(name)}: {error.strerror}") from None
        with open(descriptor, "rb") as file:
            return file.read(LARGEST).strip()

    def write(self, name: str, text: bytes) -> None:
        """Put a file in its place, on stable storage, whole or not at all. Raises `ServiceBroken`."""
        passing = self._folder / f".{name}.{secrets.token_hex(6)}"
        try:
            self._folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with open(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(text + b"\n")
                file.flush()
                os.fsync(file.fileno())
            passing.rename(self.path(name))
            folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise ServiceBroken(f"{self.path(name)}: {error.strerror}") from None
