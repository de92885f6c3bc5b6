"""Where the tests' kiosks stand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.house import House
from tests.daemon.kiosk import Site, ground, tmpfs


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """Our code, open to every user."""
    with ground() as opened:
        yield opened


@pytest.fixture
def folder() -> Iterator[Path]:
    """On tmpfs, open to pass through for every user, gone afterwards."""
    with tmpfs() as made:
        yield made


@pytest.fixture
def site(folder: Path, house: House) -> Site:
    """A place for one kiosk."""
    return Site(folder, house)
