"""A hall on a network: kiosks are let in by a one-time code, sign what they ask, and are heard."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hall.answers import Heartbeat
from hall.server.bodies import BodyFolder
from hall.server.engine import HallDatabase
from hall.server.kiosks import CODE_FOR, Kiosks
from hall.server.upgrade import bringing
from rules.settings import Hall, Server, render
from tests.hall.surroundings import Surroundings, own_port, surroundings
from wire.values import HallState

NOW = datetime(2026, 11, 23, 9, 30)


@contextmanager
def city(certificate: tuple[Path, Path] | None = None) -> Iterator[tuple[Surroundings, Surroundings, str]]:
    """A hall on a network, with TLS by a certificate and its key if they are given, a kiosk elsewhere, and the hall's
    address.
    """
    public, private = map(str, certificate or ("", ""))
    scheme = "http" if certificate is None else "https"
    with ExitStack() as stack:
        port = stack.enter_context(own_port())
        hall = stack.enter_context(surroundings(server=Server(
            listen=f"127.0.0.1:{port}", certificate=public, certificate_key=private)))
        kiosk = stack.enter_context(surroundings())
        kiosk.settings = replace(kiosk.settings, hall=Hall(
            server=f"{scheme}://127.0.0.1:{port}", public_key=str(kiosk.state_folder / "hall.pub")))
        kiosk.config.write_text(render(kiosk.settings), encoding="utf-8")
        server = hall.start("hall.server")

        def answers() -> bool:
            assert server.poll() is None, hall.log("hall.server")
            with socket.socket() as trial:
                return trial.connect_ex(("127.0.0.1", port)) == 0

        hall.until(answers)
        yield hall, kiosk, f"{scheme}://127.0.0.1:{port}"


def invited(hall: Surroundings) -> str:
    """A one-time code for FS07."""
    return hall.run("hall.server.invite", "FS07").stdout.strip()


def certificate(folder: Path) -> tuple[Path, Path]:
    """One that the hall signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hall")])
    begins = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256()))
    public, private = folder / "hall.pem", folder / "hall.tls"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return public, private


def test_over_tls_a_kiosk_speaks_to_the_hall_that_it_trusts_and_to_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    public, private = certificate(tmp_path)
    with city((public, private)) as (hall, kiosk, address):
        code = invited(hall) + "\n"
        refused = kiosk.run("hall.enrol", given=code)
        assert refused.returncode == 2 and "does not answer" in refused.stderr, refused.stderr
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        enrolled = kiosk.run("hall.enrol", given=code)
        assert enrolled.returncode == 0, enrolled.stderr
        kiosk.be_daemon()
        kiosk.put()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: kiosk.waiting() == [])


def test_an_enrolled_kiosk_delivers_and_is_heard_and_a_dismissed_one_waits() -> None:
    with city() as (hall, kiosk, address):
        enrolled = kiosk.run("hall.enrol", given=invited(hall).lower() + "\n")
        assert enrolled.returncode == 0, enrolled.stderr
        for name in ("hall.pub", "catalogue.pub"):
            ours, theirs = (Path(one.settings.hall.public_key).with_name(name) for one in (kiosk, hall))
            assert ours.read_text() == theirs.read_text()
        secret = kiosk.state_folder / "gateway" / "kiosk.key"
        assert secret.stat().st_mode & 0o777 == 0o600
        kiosk.be_daemon()
        number = kiosk.put()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: kiosk.waiting() == [])
        kiosk.until(lambda: "heard 2" in hall.run("hall.server.invite", "--list").stdout)
        assert hall.run("hall.server.open", number).returncode == 0

        assert hall.run("hall.server.invite", "FS07", "--dismiss").returncode == 0
        waits = kiosk.put(2)
        kiosk.until(lambda: bool(kiosk.reports) and kiosk.reports[-1].state is HallState.OFFLINE)
        assert kiosk.waiting() == [waits]
        # let in anew, it goes on
        assert kiosk.run("hall.enrol", given=invited(hall) + "\n").returncode == 0
        kiosk.start("hall.gateway")
        kiosk.until(lambda: kiosk.waiting() == [], 90)


def test_who_does_not_sign_is_told_nothing_but_that_the_hall_is_there() -> None:
    with city() as (hall, kiosk, address), httpx.Client(base_url=address) as client:
        assert client.get("/health").status_code == 200
        number, data = hall.envelope()
        asked = [
            client.post("/envelopes", content=data, headers={"Idempotency-Key": number}),
            client.patch(f"/uploads/{number}", content=data), client.get(f"/applications/{number}"),
            client.get("/offices/zumiao/slots"), client.get("/answers/Q-AAAAAAAAAAAAAAAAAAAAAAAAAA"),
            client.post("/heartbeats", json={}),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in asked] == [(401, "kiosk.not_signed")] * 6
        refused = client.post("/kiosks", json={"kiosk": "FS07", "code": "A" * 20, "key": "A" * 43 + "="})
        assert (refused.status_code, refused.json()["code"]) == (403, "kiosk.code_wrong")


def test_a_code_is_good_once_for_its_kiosk_and_in_its_time(tmp_path: Path) -> None:
    database = HallDatabase(tmp_path / "hall.sqlite", bringing(BodyFolder(tmp_path / "bodies")))
    kiosks = Kiosks(database)
    code = kiosks.invite("FS07", NOW)
    assert not kiosks.enrol("FS08", code, b"k" * 32, NOW)
    assert not kiosks.enrol("FS07", code, b"k" * 32, NOW + CODE_FOR + timedelta(seconds=1))
    assert kiosks.enrol("FS07", code, b"k" * 32, NOW)
    assert not kiosks.enrol("FS07", code, b"x" * 32, NOW)
    assert (kiosks.key("FS07"), kiosks.key("FS08")) == (b"k" * 32, None)
    database.close()


def test_a_heartbeat_is_what_is_known_of_a_kiosk(tmp_path: Path) -> None:
    database = HallDatabase(tmp_path / "hall.sqlite", bringing(BodyFolder(tmp_path / "bodies")))
    kiosks = Kiosks(database)
    for waiting in (3, 1):
        kiosks.heard(Heartbeat(kiosk="FS07", version="0.1.0", waiting=waiting, aside=0, oldest="2026-11-23T09:00:00"),
                     NOW)
    assert [(one.kiosk, one.heard, one.waiting) for one in kiosks.all()] == [("FS07", "2026-11-23T09:30:00", 1)]
    database.close()


@pytest.mark.parametrize("given", ["", "WRONG-CODE1-WRONG-CODE1\n"])
def test_a_kiosk_without_a_code_is_not_let_in_and_nothing_is_left(given: str) -> None:
    with city() as (hall, kiosk, address):
        refused = kiosk.run("hall.enrol", given=given)
        assert refused.returncode == 2 and "hall.server.invite KIOSK" in refused.stderr
        assert not (kiosk.state_folder / "gateway").exists()


def test_an_address_to_listen_on_that_is_none_is_said() -> None:
    with surroundings(server=Server(listen="nowhere")) as hall:
        refused = hall.run("hall.server")
        assert refused.returncode == 2 and "write HOST:PORT" in refused.stderr
