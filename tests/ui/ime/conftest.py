"""Compositions of the real engine."""

from collections.abc import Iterator

import pytest

from ui.ime.engine import Composition, Engine


@pytest.fixture
def composition(engine: Engine) -> Iterator[Composition]:
    """An empty composition."""
    composition = engine.compose()
    yield composition
    composition.close()
