"""Envelopes go from the outbox to the hall, once each, whatever happens in between."""

from __future__ import annotations

import json
import os
import select
import signal
from pathlib import Path

from nacl.public import PrivateKey

from hall.outbox import Outbox
from tests.hall.surroundings import SUBMIT, Surroundings, surroundings
from wire.messages import Accepted
from wire.values import HallState, Role


def kept(kiosk: Surroundings, number: str) -> bool:
    """Whether the hall has the application."""
    with kiosk.http() as client:
        return client.get(f"/applications/{number}").status_code == 200


def reported(kiosk: Surroundings, state: HallState, waiting: int) -> bool:
    """Whether this is what the daemon was told last."""
    return bool(kiosk.reports) and (kiosk.reports[-1].state, kiosk.reports[-1].waiting) == (state, waiting)


def test_what_waits_at_the_start_is_delivered_and_leaves_the_outbox() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        numbers = [kiosk.put(sequence) for sequence in (1, 2, 3)]
        kiosk.start("hall.gateway")
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))
        assert [kept(kiosk, number) for number in numbers] == [True] * 3
        assert kiosk.waiting() == []


def test_a_citizens_application_goes_from_the_screen_to_the_hall() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.fill_spool()
        kiosk.be_daemon()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))
        kiosk.start("hall.sealer")
        answer = kiosk.reply(kiosk.renderer("sealer"), SUBMIT).answer
        assert isinstance(answer, Accepted)
        kiosk.until(lambda: kiosk.waiting() == [])
        opened = json.loads(kiosk.run("hall.server.open", answer.number).stdout)
        assert opened["answers"] == SUBMIT.answers


def test_while_the_hall_is_away_it_waits_and_is_delivered_once_when_it_is_back() -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        kiosk.be_daemon()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))
        server.send_signal(signal.SIGTERM)
        kiosk.ended(server)
        number = kiosk.put()
        kiosk.until(lambda: reported(kiosk, HallState.OFFLINE, 1))
        assert kiosk.waiting() == [number]
        kiosk.serve_hall()
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))
        assert kept(kiosk, number)


def test_a_delivery_whose_end_was_not_seen_is_repeated_and_kept_once() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        number = kiosk.put()
        with Outbox(kiosk.outbox_folder) as outbox:
            data = outbox.read(number)
        # a gateway that was killed after the hall had taken it and before it left the outbox
        with kiosk.http() as client:
            assert client.post("/envelopes", content=data, headers={"Idempotency-Key": number}).status_code == 201
        kiosk.start("hall.gateway")
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))
        assert kiosk.waiting() == []
        with kiosk.http() as client:
            steps = client.get(f"/applications/{number}").json()["steps"]
        assert [step["state"] for step in steps] == ["submitted", "received"]


def test_a_gateway_killed_at_any_time_goes_on_where_it_was() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        numbers = [kiosk.put(sequence) for sequence in range(1, 9)]
        first = kiosk.start("hall.gateway")
        kiosk.until(lambda: len(kiosk.waiting()) < 8)
        first.kill()
        kiosk.ended(first)
        kiosk.start("hall.gateway")
        kiosk.until(lambda: kiosk.waiting() == [])
        assert [kept(kiosk, number) for number in numbers] == [True] * 8


def test_what_the_hall_refuses_is_set_aside_kept_and_does_not_hold_up_the_others() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        foreign = kiosk.put(1, key=PrivateKey.generate())
        good = kiosk.put(2)
        kiosk.start("hall.gateway")
        kiosk.until(lambda: kiosk.waiting() == [foreign])
        assert kept(kiosk, good)
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))
        listed = kiosk.run("hall.aside").stdout
        assert foreign in listed and "envelope.other_key" in listed
        assert f"{foreign} is set aside" in kiosk.log("hall.gateway")


def test_what_was_set_aside_can_be_put_back_once_it_is_right() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.be_daemon()
        hall = kiosk.state_folder / "hall"
        right = (hall / "hall.key").read_bytes()
        number = kiosk.put()
        for name in ("hall.key", "hall.pub"):
            (hall / name).unlink()
        server = kiosk.serve_hall()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: "envelope.other_key" in kiosk.run("hall.aside").stdout)
        server.send_signal(signal.SIGTERM)
        kiosk.ended(server)
        # the right key is restored
        (hall / "hall.key").write_bytes(right)
        (hall / "hall.pub").unlink()
        kiosk.serve_hall()
        assert kiosk.run("hall.aside", "--retry", number).returncode == 0
        kiosk.until(lambda: kiosk.waiting() == [])
        assert kept(kiosk, number)
        missing = kiosk.run("hall.aside", "--retry", number)
        assert missing.returncode == 2 and "is not in the outbox" in missing.stderr


def test_the_gateway_outlives_visits() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        gateway = kiosk.start("hall.gateway")
        kiosk.joined(Role.GATEWAY)
        kiosk.end_visit()
        number = kiosk.put()
        kiosk.until(lambda: kiosk.waiting() == [])
        assert gateway.poll() is None and kept(kiosk, number)


def test_a_daemon_that_comes_back_is_told_again() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))
        kiosk.end_daemon()
        kiosk.reports.clear()
        kiosk.be_daemon()
        kiosk.until(lambda: reported(kiosk, HallState.ONLINE, 0))


def test_a_bell_that_is_no_bell_is_said_at_the_start() -> None:
    with surroundings() as kiosk:
        kiosk.outbox_folder.mkdir()
        (kiosk.outbox_folder / "bell").write_bytes(b"")
        refused = kiosk.run("hall.gateway")
        assert refused.returncode == 2 and "is no FIFO; delete it" in refused.stderr


def test_an_address_that_is_none_is_said_at_the_start() -> None:
    with surroundings() as kiosk:
        text = kiosk.config.read_text()
        kiosk.config.write_text(text.replace(kiosk.settings.hall.server, "ftp://hall"))
        refused = kiosk.run("hall.gateway")
        assert refused.returncode == 2 and "write unix:PATH, http://HOST or https://HOST" in refused.stderr


def test_the_bell_is_heard_once_however_often_it_was_rung(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox") as outbox:
        bell = outbox.listen()
        try:
            for _ in range(3):
                outbox.ring()
            assert select.select([bell], [], [], 10)[0] == [bell]
            assert os.read(bell, 4096) == b"!!!"
            assert select.select([bell], [], [], 0)[0] == []
        finally:
            os.close(bell)


def test_the_bell_of_a_kiosk_without_gateway_hurts_nobody() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        number = kiosk.put()
        assert kiosk.waiting() == [number]
        assert not os.path.exists(kiosk.outbox_folder / "bell")
