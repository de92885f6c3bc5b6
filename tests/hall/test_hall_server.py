"""The hall server takes envelopes, answers for numbers, and opens nothing but where it must."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket

import httpx
import pytest
from nacl.public import PrivateKey

from hall.envelopes import MAX_ENVELOPE
from hall.server.place import open_store
from rules import receipt_number
from tests.hall.surroundings import (
    ANSWER, DAY, DOCUMENT, MARKED_PAGE, MARKS, NAME, Surroundings, files_with, surroundings,
)


def post(kiosk: Surroundings, number: str, data: bytes) -> httpx.Response:
    with kiosk.http() as client:
        return client.post("/envelopes", content=data, headers={"Idempotency-Key": number})


def progress(kiosk: Surroundings, number: str) -> httpx.Response:
    with kiosk.http() as client:
        return client.get(f"/applications/{number}")


def states(kiosk: Surroundings, number: str) -> list[str]:
    return [step["state"] for step in progress(kiosk, number).json()["steps"]]


def test_an_envelope_is_kept_and_its_progress_names_nobody() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        answer = post(kiosk, number, data)
        assert answer.status_code == 201
        assert answer.json() == {"number": number, "digest": hashlib.blake2b(data, digest_size=32).hexdigest()}
        found = progress(kiosk, number)
        assert found.json()["item"] == "id-card" and found.json()["office"] == "zumiao"
        assert states(kiosk, number) == ["submitted", "received"]
        assert [mark for mark in MARKS if mark in found.content] == []


def test_the_same_envelope_twice_is_kept_once() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        assert [post(kiosk, number, data).status_code for _ in range(3)] == [201, 200, 200]
        assert states(kiosk, number) == ["submitted", "received"]


def test_another_envelope_of_the_same_number_is_refused_and_the_first_stays() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        _, other = kiosk.envelope(remark="another person's")
        post(kiosk, number, data)
        refused = post(kiosk, number, other)
        assert (refused.status_code, refused.json()["code"]) == (409, "envelope.number_taken")
        assert json.loads(kiosk.run("hall.server.open", number).stdout)["answers"] == {"remark": ANSWER}


def test_what_was_kept_is_sealed_at_rest() -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        number, data = kiosk.envelope()
        post(kiosk, number, data)
        assert {mark: files_with(mark, kiosk.state_folder) for mark in MARKS} == {mark: [] for mark in MARKS}
        server.send_signal(signal.SIGTERM)
        assert kiosk.ended(server) == 0
        assert {mark: files_with(mark, kiosk.folder) for mark in MARKS} == {mark: [] for mark in MARKS}


def test_what_was_kept_is_there_after_a_kill_and_a_restart() -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        number, data = kiosk.envelope()
        post(kiosk, number, data)
        server.kill()
        kiosk.ended(server)
        kiosk.serve_hall()
        assert states(kiosk, number) == ["submitted", "received"]


def test_someone_entitled_opens_it_and_that_is_written_down() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        post(kiosk, number, data)
        pages = kiosk.folder / "pages"
        opened = json.loads(kiosk.run("hall.server.open", number, "--pages", str(pages)).stdout)
        assert opened["identity"]["name"] == NAME and opened["answers"] == {"remark": ANSWER}
        assert opened["materials"] == {"register": 1}
        assert (pages / "register-1.jpg").read_bytes() == MARKED_PAGE
        assert (pages.stat().st_mode & 0o777, (pages / "register-1.jpg").stat().st_mode & 0o777) == (0o700, 0o600)
        store = open_store(kiosk.settings)
        assert [uid for _, uid, _ in store.openings(number)] == [os.getuid()]
        store.close()


def test_without_the_private_key_nobody_opens_it() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        post(kiosk, number, data)
        key = kiosk.state_folder / "hall" / "hall.key"
        key.write_bytes(bytes(PrivateKey.generate()))
        refused = kiosk.run("hall.server.open", number)
        assert refused.returncode == 2 and "not sealed to this key" in refused.stderr
        key.unlink()
        refused = kiosk.run("hall.server.open", number)
        assert refused.returncode == 2 and "hall.key: No such file" in refused.stderr
        assert refused.stdout == ""


def test_a_persons_applications_are_found_by_the_document_number() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        numbers = []
        for sequence in (1, 2):
            number, data = kiosk.envelope(sequence)
            post(kiosk, number, data)
            numbers.append(number)
        assert kiosk.run("hall.server.find", given=DOCUMENT + "\n").stdout.split() == numbers[::-1]
        assert kiosk.run("hall.server.find", given="440604199001010011\n").stdout == ""


def test_staff_moves_an_application_through_its_states() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        post(kiosk, number, data)
        assert kiosk.run("hall.server.progress", number, "accepted").returncode == 0
        assert kiosk.run("hall.server.progress", number, "supplement", "--note", "请补交户口簿首页").returncode == 0
        assert states(kiosk, number) == ["submitted", "received", "accepted", "supplement"]
        assert progress(kiosk, number).json()["steps"][-1]["note"] == "请补交户口簿首页"


def test_a_state_that_may_not_come_next_is_refused_with_those_that_may() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        post(kiosk, number, data)
        refused = kiosk.run("hall.server.progress", number, "closed")
        assert refused.returncode == 2
        assert "is received; after that may come: accepted, rejected, supplement" in refused.stderr
        unknown = kiosk.run("hall.server.progress", receipt_number.make("FS07", DAY, 99), "accepted")
        assert unknown.returncode == 2 and "no application has this number" in unknown.stderr


def test_an_unknown_number_is_not_found() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        for number in (receipt_number.make("FS07", DAY, 9), "rubbish", "%00"):
            answer = progress(kiosk, number)
            assert (answer.status_code, answer.json()["code"]) == (404, "application.not_found")


def test_rubbish_is_refused_and_the_server_goes_on() -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        number, data = kiosk.envelope()
        _, foreign = kiosk.envelope(key=PrivateKey.generate())
        index_damaged = bytearray(data)
        index_damaged[300] ^= 1
        refusals = {
            "empty": post(kiosk, number, b""),
            "no envelope": post(kiosk, number, b"hello" * 100),
            "cut short": post(kiosk, number, data[:-1]),
            "another number": post(kiosk, receipt_number.make("FS07", DAY, 5), data),
            "another key": post(kiosk, number, foreign),
            "damaged index": post(kiosk, number, bytes(index_damaged)),
        }
        assert {what: (answer.status_code, answer.json()["code"]) for what, answer in refusals.items()} == {
            "empty": (400, "envelope.malformed"),
            "no envelope": (400, "envelope.malformed"),
            "cut short": (400, "envelope.malformed"),
            "another number": (400, "envelope.malformed"),
            "another key": (409, "envelope.other_key"),
            "damaged index": (422, "envelope.unreadable"),
        }
        assert server.poll() is None
        assert post(kiosk, number, data).status_code == 201


def test_what_is_too_large_is_refused_by_its_announcement_and_by_its_length() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        with kiosk.http() as client:
            answer = client.post("/envelopes", content=bytes(MAX_ENVELOPE + 1), headers={"Idempotency-Key": "X"})
            assert (answer.status_code, answer.json()["code"]) == (413, "envelope.too_large")
        part = bytes(1024 * 1024)
        with kiosk.http() as client:
            answer = client.post("/envelopes", content=(part for _ in range(MAX_ENVELOPE // len(part) + 2)),
                                 headers={"Idempotency-Key": "X"})
            assert (answer.status_code, answer.json()["code"]) == (413, "envelope.too_large")


def test_a_sender_that_goes_away_in_the_middle_leaves_nothing() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        with socket.socket(socket.AF_UNIX) as sender:
            sender.connect(kiosk.settings.hall.server.removeprefix("unix:"))
            head = f"POST /envelopes HTTP/1.1\r\nHost: hall\r\nIdempotency-Key: {number}\r\n"
            sender.sendall(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data[:200])
        assert progress(kiosk, number).status_code == 404
        assert post(kiosk, number, data).status_code == 201


def test_secrets_are_for_the_halls_user_and_the_public_key_for_all() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        folder = kiosk.state_folder / "hall"
        number, data = kiosk.envelope()
        post(kiosk, number, data)
        modes = {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()}
        bodies = [file for file in (folder / "bodies").rglob("*") if file.is_file()]
        assert [oct(file.stat().st_mode & 0o777) for file in bodies] == ["0o600"]
        assert modes == {
            "bodies": "0o700",
            "hall.key": "0o600", "index.secret": "0o600", "hall.pub": "0o644",
            "catalogue.key": "0o600", "catalogue.pub": "0o644", "applications.sqlite": "0o600",
            "applications.sqlite-wal": "0o600", "applications.sqlite-shm": "0o600",
        }
        assert oct(folder.stat().st_mode & 0o777) == "0o711"
        assert oct((kiosk.runtime / "hall-server.sock").stat().st_mode & 0o777) == "0o660"


def test_staffs_commands_make_no_store_where_there_is_none() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        number = receipt_number.make("FS07", DAY, 1)
        refusals = [
            kiosk.run("hall.server.progress", number, "accepted"), kiosk.run("hall.server.open", number),
            kiosk.run("hall.server.find", given=DOCUMENT + "\n"), kiosk.run("hall.aside"),
        ]
        assert [refused.returncode for refused in refusals] == [2] * 4
        assert all("No such file or directory" in refused.stderr for refused in refusals)
        assert not list(kiosk.state_folder.rglob("*.sqlite"))


def test_a_lost_private_key_is_not_replaced_in_silence() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        (kiosk.state_folder / "hall" / "hall.key").unlink()
        refused = kiosk.run("hall.server")
        assert refused.returncode == 2 and "restore it from a backup" in refused.stderr


def test_a_second_server_does_not_take_the_socket_of_the_first() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        refused = kiosk.run("hall.server")
        assert refused.returncode == 2 and "another hall server listens there" in refused.stderr
        with kiosk.http() as client:
            assert client.get("/health").status_code == 200


@pytest.mark.parametrize("address", ["https://hall.example", "unix:"])
def test_a_hall_that_is_elsewhere_is_not_served_here(address: str) -> None:
    with surroundings() as kiosk:
        text = kiosk.config.read_text()
        kiosk.config.write_text(text.replace(kiosk.settings.hall.server, address))
        refused = kiosk.run("hall.server")
        assert refused.returncode == 2 and "this server serves unix:PATH" in refused.stderr
        assert list(kiosk.state_folder.iterdir()) == []


def test_a_wrong_configuration_is_named_with_its_line() -> None:
    with surroundings() as kiosk:
        kiosk.config.write_text("[hall]\nsever = \"unix:/tmp/x\"\n")
        for module in ("hall.server", "hall.sealer", "hall.guide", "hall.gateway"):
            refused = kiosk.run(module)
            assert refused.returncode == 2
            assert refused.stderr.startswith(f"{kiosk.config}:2: unknown key hall.sever")
