"""A hall's store on each database that it must run on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall.server.bodies import BodyFolder
from hall.server.engine import HallDatabase
from hall.server.store import Store
from hall.server.upgrade import bringing
from tests.hall.cluster import Cluster, cluster

OpenStore = Callable[[], Store]


def store_at(where: Path | str, bodies: Path, create: bool = True) -> Store:
    """A store with connections of its own."""
    kept = BodyFolder(bodies)
    return Store(HallDatabase(where, bringing(kept) if create else None), kept)


@pytest.fixture(name="postgresql", scope="session")
def _postgresql() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(name="postgresql_url")
def _postgresql_url(postgresql: Cluster) -> str:
    return postgresql.new()


@pytest.fixture(name="open_store", params=["sqlite", "postgresql"])
def _open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens the same store again and again, each time with connections of its own."""
    where: Path | str = tmp_path / "hall.sqlite"
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        where = running.new()
    opened: list[Store] = []

    def another() -> Store:
        opened.append(store_at(where, tmp_path / "bodies"))
        return opened[-1]

    yield another
    for store in opened:
        store.close()


@pytest.fixture(name="store")
def _store(open_store: OpenStore) -> Store:
    return open_store()
