"""`python -m ui --config FILE`: the warm parent of the renderers."""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import pygame

from rules.settings import Settings, SettingsError, parse
from ui import service_notice, speaker
from ui.app import App
from ui.console.scanout import NoScanout
from ui.fonts import FontError
from ui.geometry import SCREEN
from ui.ime.engine import Engine, EngineError
from ui.ime.recogniser import ModelError, Recogniser
from ui.journeys.citizen import CITIZEN
from ui.kit import Kit
from ui.observer import Nobody, Observer
from ui.presenter import paint
from ui.screens import SCREENS
from ui.stills import lay_out, quiet_stage
from ui.strings import StringsError
from ui.surroundings import Surroundings, place_of
from ui.voice import Voice
from ui.warm import Nursery
from ui.window import Window, choose_video
from wire.values import PlaceView

WARNING = "<4>"
"""The journal's mark of a warning at a line's start (sd-daemon(3))."""
NO_DISPLAY = 3
"""Exit status of a renderer that found no display."""


def main(argv: list[str] | None = None, observer: Observer | None = None) -> int:
    """Load what is not personal, then fork renderers until SIGTERM. Returns 0, 2 where something is missing,
    or `NO_DISPLAY`.

    `observer` is told of every presented frame, in the renderer's process.
    """
    arguments = _arguments(argv)
    try:
        settings = parse(arguments.config.read_text("utf-8"), str(arguments.config))
        alone = choose_video(os.environ)
        kit = Kit.load(Path(settings.paths.assets), frames=settings.motion.frames)
    except (OSError, SettingsError, FontError, StringsError) as error:
        print(f"ui: {error}", file=sys.stderr)
        return 2
    warm_up(kit, place_of(settings))
    engine = _engine(settings)
    pipe = speaker.start(Path(settings.paths.voice), settings.voice.volume)
    # what is loaded stays: a collection in the child would write to, and so copy, the parent's pages
    gc.collect()
    gc.freeze()
    # loading left holes in the C library's heap (dictionary, pictures): they go back to the kernel (malloc_trim(3))
    ctypes.CDLL(None).malloc_trim(0)

    def render(live: Callable[[], None]) -> NoReturn:
        try:
            window = Window(settings.place.brand, arguments.full_screen, alone)
        except (pygame.error, NoScanout) as error:
            print(f"ui: no display: {error}; set DISPLAY, or give this user the groups video, render and input",
                  file=sys.stderr)
            os._exit(NO_DISPLAY)
        App(settings, kit, {name: entry.screen for name, entry in SCREENS.items()}, engine, window,
            observer or Nobody(), live, Voice(kit, pipe)).run()

    return Nursery(render, hopeless={NO_DISPLAY}).run()


def warm_up(kit: Kit, place: PlaceView) -> None:
    """Draw 首页 and the notice of no service once, and measure all characters, so that a renderer finds it done."""
    surface = pygame.Surface(SCREEN.size)
    stage = quiet_stage(kit)
    stage.surroundings.place = place
    home, _ = lay_out(stage, CITIZEN.start, SCREENS[CITIZEN.start].screen)
    notice = (widget for layer in service_notice.layers(kit, Surroundings(place=place), datetime.now())
              for widget in layer)
    paint(surface, kit, (*home, *notice), None, 0.0)
    characters = sorted({character for key in kit.strings.keys() for character in kit.strings.say(key)} - {"\n"})
    kit.type.warm((kit.theme.type.body, kit.theme.type.label), "".join(characters))


def _engine(settings: Settings) -> Engine | None:
    try:
        return Engine.load(Path(settings.paths.ime) / "shared", Path(settings.paths.ime) / "built",
                           Path(settings.paths.runtime), _handwriting(settings))
    except EngineError as error:
        print(f"{WARNING}ui: {error}; letters, digits and signs can be written all the same", file=sys.stderr)
        return None


def _handwriting(settings: Settings) -> Recogniser | None:
    try:
        return Recogniser(Path(settings.paths.assets) / "ime" / "handwriting.bin")
    except ModelError as error:
        print(f"{WARNING}ui: {error}; pinyin and strokes can be written all the same", file=sys.stderr)
        return None


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ui", description="市民之窗: the citizen's screen")
    parser.add_argument("--config", type=Path, required=True, help="the configuration file, TOML")
    parser.add_argument("--full-screen", action="store_true", help="take the whole display (the default is a window)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
