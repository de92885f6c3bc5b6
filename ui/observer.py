"""Whoever wants to know what the citizen sees: nothing in the product does; a scripted citizen looks through it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ui.geometry import Box
from ui.view import Widget


class Target(NamedTuple):
    """Something that can be touched: what people read on it, where it is, whether it answers."""

    label: str
    rect: Box
    enabled: bool


class Observer(Protocol):
    """Called in the renderer's process."""

    def presented(self, screen: str, targets: list[Target], layers: tuple[tuple[Widget, ...], ...]) -> None:
        """A frame stands on the screen: `layers`. `screen` is a name in SCREENS, or `out_of_service`."""


class Nobody:
    """No observer."""

    def presented(self, screen: str, targets: list[Target], layers: tuple[tuple[Widget, ...], ...]) -> None:
        """Look away."""
