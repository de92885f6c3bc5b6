"""What the tests of the screen share."""

from __future__ import annotations

import pytest

from tests.ui.engines import dictionary, engine
from tests.ui.stages import ASSETS, PaperStage, paper_stage
from ui.kit import Kit

__all__ = ["dictionary", "engine", "kit", "paper"]


@pytest.fixture(scope="session")
def kit() -> Kit:
    """The real fonts, icons and words."""
    return Kit.load(ASSETS)


@pytest.fixture
def paper(kit: Kit) -> PaperStage:
    """A stage with nothing behind it."""
    return paper_stage(kit)
