"""Who is plugged into the same network as a kiosk, and knocks at its ports. Raw Ethernet, so that nothing helps.

Ethernet II, ARP (RFC 826), IPv4 (RFC 791), TCP (RFC 9293), ICMP (RFC 792), UDP (RFC 768).
"""

from __future__ import annotations

import select
import socket
import struct
import time
from pathlib import Path

MAC, ADDRESS = bytes.fromhex("525400c0ffee"), bytes((10, 0, 2, 77))
GUEST = bytes((10, 0, 2, 15))
"""What QEMU's network gives the first machine on it."""
_ARP, _IPV4 = 0x0806, 0x0800
_ICMP, _TCP, _UDP = 1, 6, 17
_SYN = 0x02
TCP_PORTS = (*range(1, 4096), *range(4096, 65536, 16))
UDP_PORTS = (53, 67, 68, 69, 111, 123, 137, 161, 500, 631, 1900, 3702, 5353, 5355)
AFTER_S, BEFORE_S = 10.0, 600.0
BATCH = 64
"""Packets; a virtio card's queue holds 256."""


class Outsider:
    """One end of QEMU's datagram network. Raises `OSError` where the machine has gone. QEMU's own network must be off:
    it would carry each knock on to the network that this machine is on.
    """

    def __init__(self, own: Path, machine: Path) -> None:
        own.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(own))
        self._machine = str(machine)
        self._asked = 0

    def knocks(self) -> tuple[int, list[str]]:
        """How many packets went to the kiosk, and what it answered them; an address is asked for, first of all.

        Raises `OSError` where nobody has the kiosk's address: then nothing was proved.
        """
        mac, _ = self._settles()
        packets = [_tcp(port) for port in TCP_PORTS]
        packets += [_udp(port) for port in UDP_PORTS]
        packets.append(_ipv4(_ICMP, _checked(struct.pack("!BBHHH", 8, 0, 0, 1, 1) + b"kiosk", 2)))
        answers: set[str] = set()
        for first in range(0, len(packets), BATCH):
            for packet in packets[first:first + BATCH]:
                self._send(mac, _IPV4, packet)
            answers |= self._settles()[1]
        # a kernel answers in order; a program takes its time
        until = time.monotonic() + AFTER_S
        while frame := self._frame(max(0.0, until - time.monotonic())):
            answers |= _answer(frame)
        return len(packets), sorted(answers)

    def close(self) -> None:
        """Leave. Idempotent."""
        self._socket.close()

    def _settles(self) -> tuple[bytes, set[str]]:
        """Ask who has the kiosk's address: once that is answered, whatever was sent before has been seen. Its MAC, and
        what it said until then. Each time another asks, so that a late answer is none to the next question.
        """
        self._asked += 1
        asking = bytes((*ADDRESS[:3], 100 + self._asked % 100))
        question = struct.pack("!HHBBH", 1, _IPV4, 6, 4, 1) + MAC + asking + bytes(6) + GUEST
        answers: set[str] = set()
        began = time.monotonic()
        while time.monotonic() - began < BEFORE_S:
            self._send(b"\xff" * 6, _ARP, question)
            until = time.monotonic() + 1
            while (left := until - time.monotonic()) > 0:
                frame = self._frame(left)
                if frame[12:14] == struct.pack("!H", _ARP) and frame[20:22] == b"\0\2" \
                        and (frame[28:32], frame[38:42]) == (GUEST, asking):
                    return frame[22:28], answers
                answers |= _answer(frame)
        raise OSError(f"nobody on the network has the kiosk's address within {BEFORE_S:.0f} s")

    def _send(self, to: bytes, kind: int, body: bytes) -> None:
        self._socket.sendto((to + MAC + struct.pack("!H", kind) + body).ljust(60, b"\0"), self._machine)

    def _frame(self, within_s: float) -> bytes:
        """The next frame, or nothing."""
        ready, _, _ = select.select([self._socket], [], [], within_s)
        return self._socket.recv(65536) if ready else b""


def _answer(frame: bytes) -> set[str]:
    """What somebody says to us; the kiosk goes on asking everybody for its own servers."""
    body = frame[14:]
    if frame[:6] != MAC or frame[12:14] != struct.pack("!H", _IPV4) or len(body) < 24:
        return set()
    ports = struct.unpack_from("!HH", body, (body[0] & 15) * 4) if len(body) >= (body[0] & 15) * 4 + 4 else (0, 0)
    return {f"protocol {body[9]} from port {ports[0]}"}


def _ipv4(protocol: int, body: bytes) -> bytes:
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0x4000, 64, protocol, 0) + ADDRESS + GUEST
    return _checked(head, 10) + body


def _tcp(port: int) -> bytes:
    head = struct.pack("!HHIIBBHHH", 40000, port, 1, 0, 5 << 4, _SYN, 65535, 0, 0)
    return _ipv4(_TCP, _checked(head, 16, _pseudo(_TCP, len(head))))


def _udp(port: int) -> bytes:
    body = b"kiosk?"
    head = struct.pack("!HHHH", 40000, port, 8 + len(body), 0) + body
    return _ipv4(_UDP, _checked(head, 6, _pseudo(_UDP, len(head))))


def _pseudo(protocol: int, length: int) -> bytes:
    return ADDRESS + GUEST + struct.pack("!BBH", 0, protocol, length)


def _checked(data: bytes, place: int, before: bytes = b"") -> bytes:
    """`data` with the Internet's checksum (RFC 1071) over it and `before` at `place`."""
    whole = before + data
    words = struct.unpack(f"!{(len(whole) + 1) // 2}H", whole + b"\0" * (len(whole) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return data[:place] + struct.pack("!H", ~total & 0xFFFF) + data[place + 2:]
