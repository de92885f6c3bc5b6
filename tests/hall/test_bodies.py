"""Where sealed bodies are kept: a folder, and a real object storage over HTTP."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from hall.database import DatabaseError, DatabaseFull
from hall.server.bodies import Bodies, BodyFolder
from hall.server.object_store import Bucket
from rules.settings import Server
from tests.hall.storage import KEY, object_storage
from tests.hall.surroundings import MARKED_PAGE, MARKS, files_with, surroundings

Storage = tuple[str, subprocess.Popen[bytes]]


@pytest.fixture(name="storage", scope="module")
def _storage() -> Iterator[Storage]:
    with object_storage() as running:
        yield running


@pytest.fixture(name="bodies", params=["folder", "bucket"])
def _bodies(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bodies:
    if request.param == "folder":
        return BodyFolder(tmp_path / "bodies")
    for name, value in KEY.items():
        monkeypatch.setenv(name, value)
    storage: Storage = request.getfixturevalue("storage")
    return Bucket(storage[0])


@pytest.mark.parametrize("size", [1, 3_000_000])
def test_what_is_put_is_got_again_and_may_be_put_twice(bodies: Bodies, size: int) -> None:
    digest, body = os.urandom(32), os.urandom(size)
    bodies.put(digest, body)
    bodies.put(digest, body)
    assert bodies.get(digest) == body


def test_what_was_never_put_is_said(bodies: Bodies) -> None:
    with pytest.raises(DatabaseError):
        bodies.get(b"0" * 32)


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    folder = BodyFolder(tmp_path / "bodies")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with pytest.raises(DatabaseFull, match="nothing was lost"):
            folder.put(b"1" * 32, bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert [file for file in (tmp_path / "bodies").rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("url", ["http://host/bucket", "s3+http://host", "s3+https://key:secret@host/bucket", "folder"])
def test_an_address_that_is_no_bucket_is_said(url: str) -> None:
    with pytest.raises(DatabaseError, match="write s3.https://HOST/BUCKET"):
        Bucket(url)


def test_a_hall_keeps_its_bodies_in_object_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEY.items():
        monkeypatch.setenv(name, value)
    with object_storage() as (url, process), surroundings(server=Server(bodies=url)) as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        with kiosk.http() as client:
            assert client.post("/envelopes", content=data, headers={"Idempotency-Key": number}).status_code == 201
        pages = kiosk.folder / "pages"
        assert kiosk.run("hall.server.open", number, "--pages", str(pages)).returncode == 0
        assert (pages / "register-1.jpg").read_bytes() == MARKED_PAGE
        assert {mark: files_with(mark, kiosk.state_folder) for mark in MARKS} == {mark: [] for mark in MARKS}
        assert not (kiosk.state_folder / "hall" / "bodies").exists()

        # while the storage is away nothing is taken, and the kiosk tries again
        process.kill()
        process.wait()
        number, data = kiosk.envelope(2)
        with kiosk.http() as client:
            refused = client.post("/envelopes", content=data, headers={"Idempotency-Key": number})
            assert (refused.status_code, refused.json()["code"]) == (503, "hall.broken")
            assert client.get(f"/applications/{number}").status_code == 404


def test_a_hall_on_postgresql_takes_tells_and_opens(postgresql_url: str) -> None:
    with surroundings(server=Server(database=postgresql_url)) as kiosk:
        kiosk.serve_hall()
        number, data = kiosk.envelope()
        with kiosk.http() as client:
            assert client.post("/envelopes", content=data, headers={"Idempotency-Key": number}).status_code == 201
        assert kiosk.run("hall.server.progress", number, "accepted").returncode == 0
        with kiosk.http() as client:
            steps = client.get(f"/applications/{number}").json()["steps"]
        assert [step["state"] for step in steps] == ["submitted", "received", "accepted"]
        assert datetime.fromisoformat(steps[-1]["at"])
        assert kiosk.run("hall.server.open", number).returncode == 0
        assert not list(kiosk.state_folder.rglob("*.sqlite"))
