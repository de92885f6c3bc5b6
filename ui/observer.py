"""Whoever wants to know what the citizen sees: nothing in the product does; a scripted citizen looks through it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ui.geometry import Box


class Target(NamedTuple):
    """Something that can be touched: what people read on it, where it is, whether it answers."""

    label: str
    rect: Box
    enabled: bool


class Observer(Protocol):
    """Called in the renderer's process."""

    def presented(self, screen: str, targets: list[Target]) -> None:
        """A frame stands on the screen. `screen` is a name in SCREENS, or `out_of_service`."""


class Nobody:
    """No observer."""

    def presented(self, screen: str, targets: list[Target]) -> None:
        """Look away."""
