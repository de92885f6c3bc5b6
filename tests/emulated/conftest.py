"""A desk for every test file, put back to its start before each test; tests of one file share its process."""

from collections.abc import Iterator

import pytest

from emulated.client import StartedDesk


@pytest.fixture(scope="module")
def running_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedDesk]:
    with StartedDesk(tmp_path_factory.mktemp("desk"), "--pace", "instant") as desk:
        yield desk


@pytest.fixture
def desk(running_desk: StartedDesk) -> StartedDesk:
    running_desk.ask("reset")
    return running_desk
