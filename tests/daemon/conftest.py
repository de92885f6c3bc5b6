"""Where the tests' kiosks stand."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.house import House
from tests.daemon.kiosk import Site, ground, tmpfs


@pytest.fixture(autouse=True)
def readable() -> Iterator[None]:
    """What the test makes, the kiosk's other users may read, whatever the umask of who runs the tests."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


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
