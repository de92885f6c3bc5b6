"""Byte streams on the loop: a listening unix socket, and its connections with bounded buffers."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from emulated.loop import Loop

LARGEST_PATH = 107
"""Longest path a unix socket may have, in bytes (sys/un.h, less the closing zero)."""

LARGEST_BACKLOG = 8 * 1024 * 1024
"""Bytes a peer may leave unread before it is disconnected."""


class Stream:
    """One connection. Bytes go to ``on_bytes``; ``on_closed`` is called once, whoever closed."""

    def __init__(self, loop: Loop, connection: socket.socket) -> None:
        self.on_bytes: Callable[[bytes], None] = lambda data: None
        self.on_closed: Callable[[], None] = lambda: None
        self._loop = loop
        self._socket = connection
        self._unsent = bytearray()
        self._open = True
        connection.setblocking(False)
        loop.watch(connection.fileno(), self._readable)

    def send(self, data: bytes) -> None:
        """Send all of ``data``, in the background where the peer is slow."""
        if not self._open:
            return
        idle = not self._unsent
        self._unsent += data
        if len(self._unsent) > LARGEST_BACKLOG:
            self.close()
        elif idle:
            self._flush()

    def close(self) -> None:
        """Disconnect. Idempotent."""
        if not self._open:
            return
        self._open = False
        self._loop.forget(self._socket.fileno())
        self._socket.close()
        self.on_closed()

    def _readable(self) -> None:
        try:
            data = self._socket.recv(256 * 1024)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.on_bytes(data)
        else:
            self.close()

    def _flush(self) -> None:
        try:
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close()
            return
        del self._unsent[:sent]
        self._loop.watch_writable(self._socket.fileno(), self._flush if self._unsent else None)


class Listener:
    """A unix socket at ``path`` with permissions ``mode``; each caller becomes a :class:`Stream`."""

    def __init__(self, loop: Loop, path: Path, mode: int, on_stream: Callable[[Stream], None]) -> None:
        if len(os.fsencode(path)) > LARGEST_PATH:
            raise OSError(f"the path {path} is too long for a unix socket ({LARGEST_PATH} bytes at most); "
                          "give --dir a shorter directory")
        self._loop = loop
        self._on_stream = on_stream
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path.unlink(missing_ok=True)
        self._socket.bind(str(path))
        os.chmod(path, mode)
        self._socket.listen(64)
        self._socket.setblocking(False)
        loop.watch(self._socket.fileno(), self._accept)

    def _accept(self) -> None:
        try:
            connection, _ = self._socket.accept()
        except OSError:
            return
        self._on_stream(Stream(self._loop, connection))
