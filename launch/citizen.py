"""A scripted citizen: sees the screen's pixels, touches it through X, lays cards and paper on the desk. Never the code.

All waiting is for something that shows; what does not come in time is `NotSeen`, with what was there instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import zxingcpp
from PIL import Image, ImageChops

from emulated.client import DeskClient
from launch.album import Album
from launch.screen import Screen
from launch.watcher import NotSeen, Target, View, Watcher

Found = TypeVar("Found")

SOON_S = 60.0
STILL_S = 0.15
"""A screen that has not changed for so long is taken as still, for a picture."""
AT_MOST_MOVING_S = 2.0
"""Some screens move as long as they stand; their picture is taken all the same."""
LOOK_EVERY_S = 0.05


@dataclass
class Citizen:
    """One who goes through a journey. `album` gets a picture of each screen that is looked at."""

    screen: Screen
    watcher: Watcher
    desk: DeskClient
    album: Album
    alive: Callable[[], None]
    """Raises when a process of the kiosk was given up."""

    def sees(self, screen: str, caption: str, *, with_label: str = "", within_s: float = SOON_S) -> View:
        """Wait for a screen (with something on it that can be touched), and take its picture."""
        view = self.awaits(screen, with_label=with_label, within_s=within_s)
        self.takes_picture(screen, caption)
        return view

    def awaits(self, screen: str, *, with_label: str = "", within_s: float = SOON_S) -> View:
        """Wait for a screen. Raises `NotSeen`."""
        def shown(view: View) -> View | None:
            return view if view.screen == screen and (not with_label or view.named(with_label)) else None

        return self._wait(shown, within_s, f"the screen {screen}" + (f" with {with_label}" if with_label else ""))

    def reads(self, *parts: str, within_s: float = SOON_S) -> View:
        """Wait until all of `parts` can be read on the screen at once. Raises `NotSeen`."""
        def said(view: View) -> View | None:
            return view if all(view.says(part) for part in parts) else None

        return self._wait(said, within_s, f"the words {'; '.join(parts)}")

    def touches(self, label: str, *, within_s: float = SOON_S) -> Target:
        """Touch what has this label. Raises `NotSeen` where it is not, or is dim."""
        target = self._wait(lambda view: view.find(label), within_s, f"{label} to touch")
        self._touch(target)
        return target

    def touches_the_one_with(self, part: str, *, within_s: float = SOON_S) -> Target:
        """Touch the first thing whose label has `part` in it. Raises `NotSeen`."""
        target = self._wait(lambda view: view.named(part), within_s, f"something with {part} to touch")
        self._touch(target)
        return target

    def leafs_to(self, label: str, turn: str) -> Target:
        """Touch `turn` until `label` is there, and touch that. Raises `NotSeen` when there is nothing more to turn."""
        passed: list[tuple[str, ...]] = []
        while True:
            found = self._wait(lambda view: view.find(label) or view.find(turn), SOON_S, f"{label}, or {turn}")
            before = self.watcher.view
            self._touch(found)
            if found.label == label:
                return found
            words = before.words if before is not None else ()
            if words in passed:
                raise NotSeen(f"{label} is nowhere that {turn} leads to")
            passed.append(words)
            # the button going down is a new picture, too, but not yet another page
            self._wait(lambda view: view.words != passed[-1] or None, SOON_S, f"what comes after {turn}")

    def shows_code(self, text: str) -> None:
        """Hold a code before the reader once 扫描条码 says that it opens by itself: not before is it listened to."""
        self.awaits("code")
        self.reads("听到“嘀”声，画面会自动打开")
        self.desk.ask("code", text=text)

    def types(self, keys: str) -> None:
        """Touch keys of the on-screen keyboard, one after the other."""
        for key in keys:
            self.touches(key)

    def _touch(self, target: Target) -> None:
        self.screen.press(*target.middle)
        self.screen.lift()

    def takes_picture(self, name: str, caption: str) -> Image.Image:
        """Keep what is on the screen once it is still."""
        picture = self._still()
        self.album.add(picture, name, caption)
        return picture

    def reads_code(self) -> str:
        """The barcode on the screen. Raises `NotSeen`."""
        return code_of(self._still(), "the screen")

    def _still(self) -> Image.Image:
        self.watcher.catch_up()
        last = self.screen.picture()
        moving_until = time.monotonic() + AT_MOST_MOVING_S
        still_since = time.monotonic()
        while time.monotonic() - still_since < STILL_S and time.monotonic() < moving_until:
            time.sleep(LOOK_EVERY_S)
            picture = self.screen.picture()
            if ImageChops.difference(picture, last).getbbox() is not None:
                last, still_since = picture, time.monotonic()
        return last

    def _wait(self, wanted: Callable[[View], Found | None], within_s: float, what: str) -> Found:
        try:
            return self.watcher.wait(wanted, within_s, what)
        except NotSeen:
            self.alive()
            self.album.add(self.screen.picture(), "instead", f"等待：{what}")
            raise


def code_of(picture: Image.Image, where: str) -> str:
    """The first barcode in a picture. Raises `NotSeen`."""
    found = zxingcpp.read_barcodes(picture)
    if not found:
        raise NotSeen(f"no barcode can be read on {where}")
    return str(found[0].text)
