"""Intake: the hall's keyed hash of the document number in one sealed index, computed in a process that then ends.

A process of its own stands ready with all it needs but the keys, and forks a child an envelope: some milliseconds
instead of a new interpreter. What is to be opened goes to the child alone, by a socket that the standing process only
passes on: no document number stays in a process that lives on.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hall.envelopes import EnvelopeError, open_index
from hall.process import StartError, guarded
from hall.server.keys import Keys

_LIMIT_S = 30.0
_LARGEST = 4096
_UNREADABLE = b"unreadable"


class IntakeBroken(RuntimeError):
    """The process could not do its work, which is not the envelope's fault."""


class Intake:
    """Asks the standing process. One event loop's."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds the hall's keys."""
        self._folder = folder
        self._standing: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None

    async def __call__(self, number: str, index: bytes) -> bytes:
        """The keyed hash of the document number in `index`. Raises `EnvelopeError`, `IntakeBroken`."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._hand_over(theirs)
            reader, writer = await asyncio.open_connection(sock=ours)
        except BaseException:
            ours.close()
            raise
        try:
            async with asyncio.timeout(_LIMIT_S):
                writer.write(number.encode("ascii") + b"\n" + index)
                writer.write_eof()
                told = await reader.read(_LARGEST)
        except (TimeoutError, ConnectionError):
            raise IntakeBroken("intake did not answer") from None
        finally:
            writer.close()
        if told == _UNREADABLE:
            raise EnvelopeError("its index is not sealed to this hall's key, or was damaged")
        if len(told) != 64:
            raise IntakeBroken("intake ended without an answer; its own words are in the log")
        return bytes.fromhex(told.decode("ascii"))

    def close(self) -> None:
        """End the standing process. Idempotent."""
        if self._link is not None:
            self._link.close()
            self._link = None
        if self._standing is not None:
            self._standing.wait()
            self._standing = None

    def _hand_over(self, theirs: socket.socket) -> None:
        """Give a socket to a child of the standing process, which is started where it is not there or has died."""
        for _ in range(2):
            link = self._link or self._start()
            try:
                socket.send_fds(link, [b"!"], [theirs.fileno()])
                return
            except OSError:
                self.close()
        raise IntakeBroken("intake does not stand")

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._standing = subprocess.Popen(
                [sys.executable, "-m", "hall.server.intake", str(self._folder), str(theirs.fileno())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        self._link = ours
        return ours


def _stand(folder: Path, link: socket.socket) -> None:
    """Fork a child for each socket that comes, until the server is gone."""
    # nobody waits for the children
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # the server's own stop ends this by the link
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        said, files, _, _ = socket.recv_fds(link, 1, 1)
        if not said:
            return
        if os.fork() == 0:
            link.close()
            status = 1
            try:
                with socket.socket(fileno=files[0]) as asked:
                    asked.sendall(_opened(folder, asked))
                status = 0
            except (StartError, OSError) as error:
                print(f"intake: {error}", file=sys.stderr)
            finally:
                os._exit(status)
        os.close(files[0])


def _opened(folder: Path, asked: socket.socket) -> bytes:
    """In the child: what is asked, read and answered."""
    data = bytearray()
    while part := asked.recv(_LARGEST):
        data += part
        if len(data) > _LARGEST:
            return _UNREADABLE
    number, _, index = bytes(data).partition(b"\n")
    keys = Keys(folder)
    try:
        document = open_index(number.decode("ascii"), index, keys.private())
    except EnvelopeError:
        return _UNREADABLE
    return keys.person(document).hex().encode("ascii")


def main(arguments_given: Sequence[str]) -> int:
    """The standing process."""
    folder, link = arguments_given

    def body() -> int:
        with socket.socket(fileno=int(link)) as server:
            _stand(Path(folder), server)
        return 0

    return guarded(body)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise StartError("the hall server starts this")
    sys.exit(main(sys.argv[1:]))
