"""Intake: the hall's keyed hash of the document number in one sealed index, computed in a process that then ends.

`python -m hall.server.intake FOLDER NUMBER` reads the sealed index from stdin and writes the hash to stdout in hex. The
server calls it once an envelope, so that no document number stays in a process that lives on.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from hall.envelopes import EnvelopeError, open_index
from hall.process import StartError, guarded
from hall.server.keys import Keys

_UNREADABLE = 3
_LIMIT_S = 30.0


class IntakeBroken(RuntimeError):
    """The process could not do its work, which is not the envelope's fault."""


async def intake(folder: Path, number: str, index: bytes) -> bytes:
    """Have a process of its own hash the document number in `index`. Raises `EnvelopeError`, `IntakeBroken`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hall.server.intake", str(folder), number,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_LIMIT_S):
            output, _ = await process.communicate(index)
    except TimeoutError:
        raise IntakeBroken("intake did not answer") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == _UNREADABLE:
        raise EnvelopeError("its index is not sealed to this hall's key, or was damaged")
    if process.returncode != 0:
        raise IntakeBroken(f"intake ended with status {process.returncode}")
    return bytes.fromhex(output.decode("ascii"))


def main(arguments_given: Sequence[str]) -> int:
    """The process itself."""
    folder, number = arguments_given

    def body() -> int:
        keys = Keys(Path(folder))
        try:
            document = open_index(number, sys.stdin.buffer.read(), keys.private())
        except EnvelopeError:
            return _UNREADABLE
        print(keys.person(document).hex())
        return 0

    return guarded(body)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise StartError("give the folder of the hall's keys and a number")
    sys.exit(main(sys.argv[1:]))
