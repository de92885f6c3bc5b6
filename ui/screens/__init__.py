"""One file a screen, and its line here: SCREENS says which there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ui.screen import Samples, Screen
from ui.screens import home, notice


class Entry(NamedTuple):
    """A screen and its samples."""

    screen: type[Screen]
    samples: Samples


SCREENS: Mapping[str, Entry] = {
    entry.screen.name: entry for entry in (
        Entry(home.Home, home.SAMPLES),
        Entry(notice.Notice, notice.SAMPLES),
    )
}
