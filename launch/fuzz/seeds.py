"""What fuzzing starts from: sound frames and cards of invented people, from the desk's own coder."""

from __future__ import annotations

from pathlib import Path

from emulated.idcard_hid import wrapped
from emulated.idcard_people import everyone
from emulated.idcard_text import photo_block
from launch.fuzz.idcard import TARGETS, framed


def write(folder: Path) -> int:
    """Write the seeds of `idcard`, a file each. Returns how many."""
    codec, envelopes, text, transaction = range(len(TARGETS))
    seeds = [bytes((codec, 7)) + framed(b"\0\0\x80") + framed(b"\0\0\x9f\0\0\0\0")]
    for card in everyone():
        block = card.text_block()
        read = bytes.fromhex("01000400") + block + photo_block(card)
        answer = framed(b"\0\0\x90" + read)
        seeds += [bytes((text,)) + block, bytes((codec,)) + answer,
                  bytes((envelopes,)) + b"".join(wrapped(answer, spoilt=False)),
                  bytes((transaction, 0)) + b"".join(bytes((status,)) + len(data).to_bytes(2, "big") + data
                                                     for status, data in _answers(read))]
    for number, seed in enumerate(seeds):
        (folder / f"{number:03d}").write_bytes(seed)
    return len(seeds)


def _answers(read: bytes) -> tuple[tuple[int, bytes], ...]:
    return (0x9F, bytes(4)), (0x90, bytes(8)), (0x90, read), (0x91, b"")
