"""The real engine over the real dictionary, built here if it is not there yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.dictionary.build import Sources, build
from ui.ime.engine import Composition, Engine

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def dictionary() -> Path:
    """The built input dictionary; several test processes may ask at once, one of them builds."""
    out = CHECKOUT / ".build" / "ime"
    build(out, Sources(CHECKOUT / "assets" / "ime", CHECKOUT / "assets" / "catalogue"), say=lambda line: None)
    return out


@pytest.fixture(scope="session")
def engine(dictionary: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One engine a process, as in the renderer."""
    return Engine.load(dictionary / "shared", dictionary / "built", tmp_path_factory.mktemp("log"))


@pytest.fixture
def composition(engine: Engine) -> Iterator[Composition]:
    """An empty composition."""
    composition = engine.compose()
    yield composition
    composition.close()
