"""Power cuts, kills and full disks: what was answered for is kept, what was not is not half there."""

from __future__ import annotations

import os
import resource
import signal
from datetime import datetime
from pathlib import Path

import pytest

from hall.database import DatabaseError, DatabaseFull
from hall.envelopes import MAX_BODY
from hall.outbox import Outbox, Sealed
from tests.hall.surroundings import MARKED_PAGE, PAGES, SUBMIT, Surroundings, surroundings
from wire.messages import Accepted
from wire.values import Outcome

NOW = datetime(2026, 11, 23, 9, 30)


def sealed(sequence: int, size: int = 100) -> Sealed:
    return Sealed(f"FS07-{sequence:04}", "id-card", "zumiao", bytes(size))


def ready(kiosk: Surroundings) -> None:
    kiosk.make_keys()
    kiosk.fill_spool()
    kiosk.be_daemon()


def test_a_sealer_killed_between_commit_and_answer_has_lost_nothing() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        dying = kiosk.start("tests.hall.dying_sealer")
        link = kiosk.renderer("sealer")
        assert kiosk.reply(link, SUBMIT).outcome is Outcome.FAILED
        assert kiosk.ended(dying) == -signal.SIGKILL
        kept = kiosk.waiting()
        assert len(kept) == 1

        kiosk.start("hall.sealer")
        again = kiosk.reply(link, SUBMIT)
        assert isinstance(again.answer, Accepted) and again.answer.number == kept[0]
        assert kiosk.waiting() == kept
        receipts = os.listdir(kiosk.runtime / "visit" / "documents")
        assert receipts == [f"receipt.{kept[0]}.msgpack"]


def test_a_full_disk_is_said_and_leaves_nothing_half_written() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        for page in PAGES:
            (kiosk.runtime / "visit" / "pages" / f"{page}.jpg").write_bytes(MARKED_PAGE + bytes(300_000))
        Outbox(kiosk.outbox_folder).close()
        sealer = kiosk.start("hall.sealer")
        link = kiosk.renderer("sealer")
        kiosk.until(lambda: link.greeted)
        resource.prlimit(sealer.pid, resource.RLIMIT_FSIZE, (200_000, 200_000))
        reply = kiosk.reply(link, SUBMIT)
        assert reply.outcome is Outcome.FAILED and reply.failure is not None
        assert reply.failure.code == "seal.disk_full"
        assert kiosk.waiting() == []
        assert os.listdir(kiosk.runtime / "visit" / "documents") == []
        assert sealer.poll() is None

        kiosk.end_visit()
        kiosk.ended(sealer)
        kiosk.start("hall.sealer")
        fresh = kiosk.renderer("sealer")
        answer = kiosk.reply(fresh, SUBMIT).answer
        assert isinstance(answer, Accepted) and answer.number.split("-")[2] == "0001"


def test_a_receipt_that_cannot_be_written_does_not_undo_the_application() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        (kiosk.runtime / "visit" / "documents").rmdir()
        kiosk.start("hall.sealer")
        answer = kiosk.reply(kiosk.renderer("sealer"), SUBMIT).answer
        assert isinstance(answer, Accepted)
        assert kiosk.waiting() == [answer.number]


def test_a_quota_that_is_reached_keeps_what_was_there_and_takes_no_number(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox", pages=40) as outbox:
        first = outbox.put(b"first", NOW, sealed)
        with pytest.raises(DatabaseFull, match="no room left on the disk"):
            outbox.put(b"second", NOW, lambda sequence: sealed(sequence, 400_000))
        assert [waiting.number for waiting in outbox.all()] == [first.number]
        assert outbox.put(b"third", NOW, sealed).number == "FS07-0002"


def test_what_fails_while_it_is_sealed_takes_no_number(tmp_path: Path) -> None:
    def fails(sequence: int) -> Sealed:
        raise ZeroDivisionError

    with Outbox(tmp_path / "outbox") as outbox:
        with pytest.raises(ZeroDivisionError):
            outbox.put(b"first", NOW, fails)
        assert outbox.put(b"first", NOW, sealed).number == "FS07-0001"


def test_the_room_of_a_delivered_envelope_returns_to_the_disk(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox") as outbox:
        number = outbox.put(b"first", NOW, lambda sequence: sealed(sequence, 4_000_000)).number
        outbox.delivered(number)
        assert sum(file.stat().st_size for file in (tmp_path / "outbox").iterdir()) < 200_000


def test_the_largest_envelope_has_room(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox") as outbox:
        number = outbox.put(b"first", NOW, lambda sequence: sealed(sequence, MAX_BODY)).number
        assert len(outbox.read(number)) == MAX_BODY


def test_a_damaged_outbox_is_named_and_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir()
    file = tmp_path / "outbox" / "outbox.sqlite"
    file.write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseError, match=r"outbox\.sqlite: cannot be used .* move it away for an engineer"):
        Outbox(tmp_path / "outbox")
    assert file.read_bytes() == b"this is no database" * 100


def test_a_damaged_outbox_is_said_to_the_screen() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        kiosk.outbox_folder.mkdir()
        (kiosk.outbox_folder / "outbox.sqlite").write_bytes(b"this is no database" * 100)
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None and reply.failure.code == "seal.outbox_broken"


def test_another_group_member_may_write_the_outbox(tmp_path: Path) -> None:
    old = os.umask(0o007)
    try:
        with Outbox(tmp_path / "outbox") as outbox:
            outbox.put(b"first", NOW, sealed)
            modes = {file.name: oct(file.stat().st_mode & 0o777) for file in (tmp_path / "outbox").iterdir()}
    finally:
        os.umask(old)
    assert modes == dict.fromkeys(("outbox.sqlite", "outbox.sqlite-wal", "outbox.sqlite-shm"), "0o660")
