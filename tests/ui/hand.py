"""Touches what a screen shows, by what is read on it."""

from __future__ import annotations

from ui.screen import Screen
from ui.view import Action, Touchable


def touch(screen: Screen, label: str) -> None:
    """Tap the button, row or action with this label. Fails where there is none, or it does not answer."""
    found = _found(screen)
    assert label in found, f"nothing to touch says {label!r}; there are {sorted(found)}"
    touchable = found[label]
    assert touchable.enabled, f"{label!r} does not answer: {touchable.reason}"
    if isinstance(touchable, Touchable) and touchable.tap_at is not None:
        touchable.tap_at(*touchable.box.centre)
        return
    assert touchable.tap is not None, f"{label!r} does nothing"
    touchable.tap()


def labels(screen: Screen) -> set[str]:
    """All that can be touched now and answers."""
    return {label for label, found in _found(screen).items() if found.enabled}


def reason(screen: Screen, label: str) -> str:
    """Why something does not answer; empty where it does."""
    found = _found(screen)[label]
    return "" if found.enabled else found.reason


def _found(screen: Screen) -> dict[str, Touchable | Action]:
    return {**_widgets(screen), **_actions(screen)}


def _widgets(screen: Screen) -> dict[str, Touchable]:
    view = screen.view()
    widgets = (view.dialog,) if view.dialog is not None else view.content
    return {t.label: t for widget in widgets for t in widget.touchables() if not t.surface}


def _actions(screen: Screen) -> dict[str, Action]:
    view = screen.view()
    if view.dialog is not None:
        return {}
    return {action.label.replace("\n", " "): action for action in (view.back, *view.others, view.main) if action}
