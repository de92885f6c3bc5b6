"""A raw TCP port (9100 at printers), which carries nothing but the device's bytes, both ways."""

from __future__ import annotations

import re
import socket

from drivers.errors import DriverError
from drivers.fd_stream import FdStream
from drivers.transport import Blame

PORT = 9100
CONNECT_S = 3.0
_ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?")


def parse_host(address: str) -> tuple[str, int]:
    """Host and port of "printer.example:9100", "192.0.2.7" or "[2001:db8::7]". Raises `ValueError` that says how."""
    found = _ADDRESS.fullmatch(address)
    port = int(found["port"] or PORT) if found else 0
    if found is None or not 1 <= port <= 65535:
        raise ValueError(f"a network printer's address is HOST or HOST:PORT, as 192.0.2.7:9100, not {address!r}")
    return found["six"] or found["host"], port


def open_network(host: str, port: int, blame: Blame) -> FdStream:
    """Connect. Raises `DriverError`."""
    try:
        with socket.create_connection((host, port), CONNECT_S) as connection:
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # a printer that is switched off says nothing: after some 20 s the kernel calls it gone
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, value in ((socket.TCP_KEEPIDLE, 10), (socket.TCP_KEEPINTVL, 5), (socket.TCP_KEEPCNT, 2)):
                connection.setsockopt(socket.IPPROTO_TCP, option, value)
            return FdStream(connection.detach(), blame, "the network printer")
    except OSError as error:
        raise _mapped(error, blame) from None


def _mapped(error: OSError, blame: Blame) -> DriverError:
    if isinstance(error, TimeoutError):
        return blame.is_gone("the network printer does not answer")
    if isinstance(error, ConnectionRefusedError):
        return blame.is_gone("the network printer takes no connection, or has one already")
    return blame.is_gone("the network printer cannot be reached")
