"""The way to a SAM_V module over a serial port, at whichever of its rates it answers."""

from __future__ import annotations

import time
from collections.abc import Sequence

from drivers.idcard.sam_protocol import Answer, Decoder, Request
from drivers.serial_port import SerialPort, open_serial
from drivers.transport import Blame

WITHIN_S = 0.3
"""A module that hears the question for its status has answered by then; at a wrong rate it hears none."""


def open_at_any_rate(path: str, rates: Sequence[int], blame: Blame) -> SerialPort:
    """Open the port at the first rate at which the module answers, at the first of all where it never does.

    Raises `DriverError`.
    """
    for rate in rates:
        port = open_serial(path, rate, blame)
        try:
            if _answers(port):
                return port
        except BaseException:
            port.close()
            raise
        port.close()
    return open_serial(path, rates[0], blame)


def _answers(port: SerialPort) -> bool:
    port.flush()
    port.write(Request.SAM_STATUS.frame(), WITHIN_S)
    decoder = Decoder()
    deadline = time.monotonic() + WITHIN_S
    while (left := deadline - time.monotonic()) > 0:
        if any(isinstance(event, Answer) for event in decoder.receive(port.read(64, left))):
            return True
    return False
