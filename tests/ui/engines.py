"""The real engine over the real dictionary, built here if it is not there yet.

One engine a process, as in the renderer: librime is set up once. So every test of tests/ui takes it from here.
"""

from pathlib import Path

import pytest

from launch.dictionary.build import Sources, build
from ui.ime.engine import Engine
from ui.ime.recogniser import Recogniser

CHECKOUT = Path(__file__).resolve().parents[2]
TEMPLATES = CHECKOUT / "assets" / "ime" / "handwriting.bin"


@pytest.fixture(scope="session")
def dictionary() -> Path:
    """The built input dictionary; several test processes may ask at once, one of them builds."""
    out = CHECKOUT / ".build" / "ime"
    build(out, Sources(CHECKOUT / "assets" / "ime", CHECKOUT / "assets" / "catalogue"), say=lambda line: None)
    return out


@pytest.fixture(scope="session")
def engine(dictionary: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One engine a process, as in the renderer."""
    log = tmp_path_factory.mktemp("log")
    return Engine.load(dictionary / "shared", dictionary / "built", log, Recogniser(TEMPLATES))
