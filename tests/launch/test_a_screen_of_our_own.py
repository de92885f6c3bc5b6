"""A screen where there is none: what a program draws is seen from outside, and touches reach it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.screen import HEIGHT, WIDTH, Screen

PROGRAM = """
import sys
import pygame
pygame.display.init()
window = pygame.display.set_mode((1920, 1080))
window.fill((200, 10, 30))
pygame.display.flip()
print("shown", flush=True)
for line in sys.stdin:
    touches = []
    while not touches or touches[-1].type != pygame.MOUSEBUTTONUP:
        event = pygame.event.wait(60000)
        if event.type == pygame.NOEVENT:
            break
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            touches.append(event)
    print([(event.type == pygame.MOUSEBUTTONDOWN, event.pos) for event in touches], flush=True)
"""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    made = Screen(tmp_path / "screen")
    yield made
    made.close()


def test_it_is_black_and_as_large_as_the_kiosk(screen: Screen) -> None:
    picture = screen.picture()
    assert picture.size == (WIDTH, HEIGHT)
    assert picture.getextrema() == ((0, 0), (0, 0), (0, 0))


def test_only_its_owner_reads_the_key(screen: Screen) -> None:
    assert stat.S_IMODE(screen.authority.stat().st_mode) == 0o600


def test_drawing_is_seen_and_touches_arrive(screen: Screen) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **screen.environment(), "PYGAME_HIDE_SUPPORT_PROMPT": "1",
                               "SDL_MOUSE_FOCUS_CLICKTHROUGH": "1"}) as program:
        assert program.stdin is not None and program.stdout is not None
        assert program.stdout.readline() == "shown\n"
        assert screen.picture().getpixel((100, 100)) == (200, 10, 30)
        assert screen.patch(5, 5, 2) == bytes((30, 10, 200, 0)) * 2
        screen.press(300, 400)
        screen.move(310, 420)
        screen.lift()
        program.stdin.write("tell\n")
        program.stdin.flush()
        assert program.stdout.readline() == "[(True, (300, 400)), (False, (310, 420))]\n"
        program.stdin.close()


def test_a_stranger_without_the_key_is_refused(screen: Screen, tmp_path: Path) -> None:
    environment = {**os.environ, **screen.environment(), "XAUTHORITY": str(tmp_path / "none")}
    done = subprocess.run([sys.executable, "-c", "import pygame; pygame.display.init()"], capture_output=True,
                          text=True, env=environment)
    assert done.returncode != 0
