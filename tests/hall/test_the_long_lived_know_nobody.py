"""Gateway, hall server and the sealers' parent outlive visits: none has anything of the citizen in its memory then."""

from __future__ import annotations

import re

import msgspec

from tests.hall.surroundings import DOCUMENT, MARKS, SUBMIT, surroundings
from wire.messages import Accepted, AskProgress
from wire.values import Outcome


def marks_in_memory(pid: int) -> list[bytes]:
    """Which of the citizen's marks stand in a process's memory, as UTF-8 or as Python keeps texts."""
    wanted = {form: mark for mark in MARKS for form in (mark, mark.decode().encode("utf-16-le"))}
    found: set[bytes] = set()
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            area = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if area is None:
                continue
            start, end = int(area[1], 16), int(area[2], 16)
            memory.seek(start)
            content = memory.read(end - start)
            found |= {mark for form, mark in wanted.items() if form in content}
    return sorted(found)


def test_after_an_application_who_stays_does_not_hold_the_citizen() -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        kiosk.fill_spool()
        kiosk.be_daemon()
        gateway = kiosk.start("hall.gateway")
        warm = kiosk.start("hall.warm")
        answer = kiosk.reply(kiosk.renderer("sealer"), SUBMIT).answer
        assert isinstance(answer, Accepted)
        kiosk.until(lambda: kiosk.waiting() == [])
        asked = kiosk.reply(kiosk.renderer("gateway"), AskProgress(number=answer.number))
        assert asked.outcome is Outcome.COMPLETED
        lived = {"gateway": gateway, "server": server, "the sealers' parent": warm}
        assert {name: marks_in_memory(process.pid) for name, process in lived.items()} == dict.fromkeys(lived, [])


def test_the_search_for_marks_finds_them_where_they_are() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.fill_spool()
        kiosk.be_daemon()
        sealer = kiosk.start("hall.sealer")
        # refused after the card was read: this one holds the citizen until the visit ends
        reply = kiosk.reply(kiosk.renderer("sealer"), msgspec.structs.replace(SUBMIT, notify="pigeon"))
        assert reply.outcome is Outcome.FAILED
        assert DOCUMENT.encode() in marks_in_memory(sealer.pid)
