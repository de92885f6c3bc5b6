"""One JSON object a line, in both directions of a stream."""

import json
from collections.abc import Callable

from emulated.stream import Stream

LARGEST_LINE = 256 * 1024


class JsonLines:
    """Calls ``on_object`` for every line of ``stream``; closes it on anything that is no JSON object."""

    def __init__(self, stream: Stream, on_object: Callable[[dict[str, object]], None]) -> None:
        self._stream = stream
        self._on_object = on_object
        self._bytes = bytearray()
        stream.on_bytes = self._read

    def _read(self, data: bytes) -> None:
        self._bytes += data
        while (end := self._bytes.find(b"\n")) >= 0:
            line = bytes(self._bytes[:end])
            del self._bytes[:end + 1]
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if not isinstance(value, dict):
                self._refuse("a request is one JSON object on one line")
                return
            self._on_object(value)
        if len(self._bytes) > LARGEST_LINE:
            self._refuse(f"a line of more than {LARGEST_LINE} bytes")

    def _refuse(self, why: str) -> None:
        self._stream.send(json.dumps({"ok": False, "error": why}).encode() + b"\n")
        self._stream.close()
