"""``python -m launch.demo window|scripted``: what `./kiosk demo` runs once everything is set up."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from emulated.client import DeskGone, DeskRefused
from launch.album import Album
from launch.citizen import Citizen
from launch.emulated_kiosk import EmulatedKiosk, emulated_kiosk, keep_logs
from launch.house import House, here
from launch.journey import from_home_to_receipt, sample_paper
from launch.premises import premises
from launch.progress import exit_code
from launch.screen import Screen, ScreenError
from launch.supervisor import SupervisorError
from launch.watcher import NotSeen, Watcher

DISPLAY_VARIABLES = ("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SDL_VIDEODRIVER")
LOOK_EVERY_S = 0.5


def scripted(house: House, out: Path) -> int:
    """A citizen goes from 首页 to 受理回执. 0 only if the receipt came out with the number that the screen shows."""
    started = time.monotonic()
    print("starting the kiosk with its emulated desk", flush=True)
    with ExitStack() as stack:
        made = stack.enter_context(premises(house))
        owner = int(made.settings().users.ui) if made.apart else None
        screen = Screen(made.base / "screen", owner)
        stack.callback(screen.close)
        watcher = Watcher(made.observer, owner)
        stack.callback(watcher.close)
        album = Album(out)
        stack.callback(lambda: print(f"{len(album.pages)} pictures: {album.close()}", flush=True))
        try:
            kiosk = stack.enter_context(emulated_kiosk(made, screen.environment(), os.environ, observed=True))
            print(f"all processes answer ({time.monotonic() - started:.1f} s)", flush=True)
            citizen = Citizen(screen, watcher, kiosk.desk, album, kiosk.supervisor.check)
            number = from_home_to_receipt(citizen, _say(started))
        except (NotSeen, SupervisorError, DeskGone, DeskRefused, ScreenError) as error:
            print(f"kiosk demo: {error}\nWhat each process said: {keep_logs(made, house)}", file=sys.stderr)
            return 1
    print(f"the receipt came out: {number}, read from its barcode and from the screen's, the same", flush=True)
    return 0


def window(house: House) -> int:
    """A person at this screen is the citizen; the desk's commands go into a second terminal."""
    screen = {name: os.environ[name] for name in DISPLAY_VARIABLES if name in os.environ}
    with ExitStack() as stack:
        made = stack.enter_context(premises(house))
        if made.apart:
            print("kiosk demo: root started this, so the screen's process has another user and may be refused by your "
                  "display. If no window comes, start it as yourself, or with --xvfb.", flush=True)
        try:
            kiosk = stack.enter_context(emulated_kiosk(made, screen, os.environ))
            stack.enter_context(_current(house, kiosk))
            print(_INSTRUCTIONS.format(paper=_sample_paper(house)), flush=True)
            _until_interrupted(kiosk)
        except (SupervisorError, DeskGone, DeskRefused) as error:
            print(f"kiosk demo: {error}\nWhat each process said: {keep_logs(made, house)}", file=sys.stderr)
            return 1
    return 0


_INSTRUCTIONS = """The kiosk runs. In a second terminal, in this folder:
    ./kiosk desk card 张三              lay a card on the reader (./kiosk desk people: whose there are)
    ./kiosk desk card none              take it away
    ./kiosk desk paper {paper}
    ./kiosk desk code 12345             hold a barcode before the reader
    ./kiosk desk unplug printer         pull a cable; plug puts it back
    ./kiosk desk printed                the receipts that came out, as pictures
    ./kiosk desk --help                 all of it
Ctrl-C here ends it all. A window that is closed comes back: a kiosk's screen does."""


@contextmanager
def _current(house: House, kiosk: EmulatedKiosk) -> Iterator[None]:
    """While the demo runs, `./kiosk desk` finds this desk."""
    link = house.current_desk
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(kiosk.premises.desk)
    try:
        yield
    finally:
        link.unlink(missing_ok=True)


def _sample_paper(house: House) -> Path:
    """A paper to lay on the scanner, for who has none at hand."""
    file = house.current_desk.parent / "document.png"
    sample_paper(file)
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def _until_interrupted(kiosk: EmulatedKiosk) -> None:
    """Raises `SupervisorError` when a process was given up."""
    interrupted = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        interrupted.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    while not interrupted.wait(LOOK_EVERY_S):
        kiosk.supervisor.check()


def _say(started: float) -> Callable[[str], None]:
    return lambda line: print(f"  {time.monotonic() - started:5.1f} s  {line}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; 0 when it went well, 2 when a person has to do something first."""
    parser = argparse.ArgumentParser(prog="kiosk demo")
    parser.add_argument("kind", choices=("window", "scripted"))
    parser.add_argument("--out", type=Path, default=here().root / "out" / "demo")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    return exit_code(lambda: window(here()) if asked.kind == "window" else scripted(here(), asked.out))


def _leave(number: int, frame: FrameType | None) -> None:
    """Everything is ended and removed on the way out."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
