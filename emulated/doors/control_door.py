"""The desk's control socket: one JSON object in, ``{"do": verb, …}``; one out, with ``ok`` and maybe ``error``."""

import json
from collections.abc import Callable
from functools import partial

from emulated.faults import Refused
from emulated.json_lines import JsonLines
from emulated.loop import Loop, Timer
from emulated.stream import Stream
from emulated.verbs import VERBS, Desk, Fields, Waiting


class ControlDoor:
    """Answers requests; those that wait are answered when :meth:`counted` is told of progress."""

    def __init__(self, loop: Loop, desk: Desk) -> None:
        self._loop = loop
        self._desk = desk
        self._waiting: list[tuple[Waiting, Callable[[Fields], None], Timer]] = []

    def admit(self, stream: Stream) -> None:
        """Somebody connected."""
        JsonLines(stream, partial(self._request, stream))

    def counted(self, name: str) -> None:
        """One more of ``name`` has happened."""
        self._desk.counts[name] += 1
        for entry in list(self._waiting):
            waiting, answer, timer = entry
            if waiting.count == name and self._desk.counts[name] >= waiting.at_least:
                timer.cancel()
                self._waiting.remove(entry)
                answer({"ok": True, "count": self._desk.counts[name]})

    def _request(self, stream: Stream, request: Fields) -> None:
        def answer(fields: Fields) -> None:
            stream.send(json.dumps(fields, ensure_ascii=False).encode() + b"\n")

        verb = VERBS.get(str(request.get("do")))
        if verb is None:
            answer({"ok": False, "error": f"no verb {request.get('do')!r}; there are: {', '.join(VERBS)}"})
            return
        try:
            result = verb(self._desk, request)
        except Refused as refused:
            answer({"ok": False, "error": str(refused)})
            return
        if isinstance(result, Waiting):
            self._wait(result, answer)
        else:
            answer({"ok": True, **result})

    def _wait(self, waiting: Waiting, answer: Callable[[Fields], None]) -> None:
        reached = self._desk.counts[waiting.count]
        if reached >= waiting.at_least:
            answer({"ok": True, "count": reached})
            return

        def too_late() -> None:
            self._waiting.remove(entry)
            reached = self._desk.counts[waiting.count]
            answer({"ok": False, "error": f"{waiting.count} is {reached}, not {waiting.at_least}, after "
                    f"{waiting.seconds:g} s", "count": reached})

        entry = waiting, answer, self._loop.later(waiting.seconds, too_late)
        self._waiting.append(entry)
