"""The rival of the renderer's figures: the shortest pygame-ce program that does the same, as one usually writes it.

It is text, run with `-c`: only ui imports pygame in this house.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launch.house import here
from launch.screen import Screen

_BEGIN = """
import sys, time
import pygame
pygame.display.init()
pygame.font.init()
window = pygame.display.set_mode((1920, 1080))
fonts = [pygame.font.Font(file, 36) for file in sys.argv[1:]]
def draw(colour, words):
    window.fill((240, 244, 250))
    pygame.draw.rect(window, colour, (800, 500, 320, 120), border_radius=16)
    for row, font in enumerate(fonts):
        window.blit(font.render(words, True, (20, 30, 40)), (100, 100 + 60 * row))
    pygame.display.flip()
draw((0, 80, 180), "市民之窗 300秒")
print("shown", flush=True)
"""
PRESSING = _BEGIN + """
while True:
    event = pygame.event.wait()
    if event.type == pygame.MOUSEBUTTONDOWN:
        draw((0, 40, 90), "市民之窗 300秒")
    elif event.type == pygame.MOUSEBUTTONUP:
        draw((0, 80, 180), "市民之窗 300秒")
"""
TICKING = _BEGIN + """
clock = pygame.time.Clock()
began = time.monotonic()
while True:
    pygame.event.get()
    draw((0, 80, 180), "市民之窗 %d秒" % (300 - (time.monotonic() - began)))
    clock.tick(30)
"""
BUTTON = (960, 520)
FONTS = ("NotoSansSC-Regular.otf", "NotoSansSC-Medium.otf", "NotoSansSC-Bold.otf")


def start(program: str, screen: Screen) -> subprocess.Popen[bytes]:
    """Start it on this screen."""
    fonts = [str(here().assets / "fonts" / name) for name in FONTS]
    environment = {**os.environ, **screen.environment(), "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    return subprocess.Popen([sys.executable, "-c", program, *fonts], env=environment, stdout=subprocess.PIPE)


@contextmanager
def running(program: str, screen: Screen) -> Iterator[int]:
    """The program, shown; its process number."""
    with start(program, screen) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.kill()


def smaps_kib(pid: int, field: str = "Pss") -> int:
    """A sum of /proc/PID/smaps_rollup in KiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise ValueError(f"no {field} in smaps_rollup")


def cpu_ns(pid: int) -> int:
    """What a process has run so far, all its threads, in nanoseconds (/proc/PID/task/TID/schedstat)."""
    return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0])
               for task in Path(f"/proc/{pid}/task").iterdir())
