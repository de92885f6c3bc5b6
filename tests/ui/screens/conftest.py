"""The real engine, for the screens that write with it."""

from tests.ui.ime.conftest import dictionary, engine

__all__ = ["dictionary", "engine"]
