"""The renderer's figures: start to first frame, press to pixel, what it costs idle, what it keeps in memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from launch.bench import rival_window
from launch.bench.house import Measured, bare_screen, children, measured_kiosk, until
from launch.bench.measure import Figure
from launch.emulated_kiosk import residents
from launch.screen import Screen
from launch.supervisor import command_line

STARTS = 7
PRESSES = 300
WINDOW_S = 5.0
WINDOWS = 4
SETTLE_S = 2.0
END_S = 3.0
VISITS = 100
RING = (1808, 17)
"""The countdown's ring; on 首页 the header's ground."""
HOME_LIMIT_MS = 300.0
FIRST_FRAME_LIMIT_MS, PRESS_LIMIT_MS, IDLE_LIMIT_PERCENT, PSS_LIMIT_MB = 1000.0, 16.0, 0.5, 90.0
CORNER = (10, 1070)
"""Black before the first frame, and never after: the footer's bar, or the rival's ground."""


def first_frame() -> list[Figure]:
    """Milliseconds from starting the process to pixels on the screen; everything else of the kiosk runs already."""
    with measured_kiosk(without=("ui",)) as measured:
        ui = next(resident for resident in residents(measured.made, measured.screen.environment(), os.environ, "real",
                                                     False) if resident.name == "ui")
        ours = starts(measured.screen, lambda: subprocess.Popen(
            command_line(ui), env=dict(ui.environment), cwd="/", stderr=subprocess.DEVNULL))
    with bare_screen() as screen:
        rival = starts(screen, lambda: rival_window.start(rival_window.PRESSING, screen))
    return [Figure("start-to-first-frame", "ms", ours, "bare pygame-ce window", rival, limit=FIRST_FRAME_LIMIT_MS)]


def starts(screen: Screen, start: Callable[[], subprocess.Popen[bytes]]) -> list[float]:
    """Milliseconds from starting a program to its first pixels, a few times."""
    samples = []
    for _ in range(STARTS):
        until(lambda: not lit(screen))
        began = time.perf_counter()
        process = start()
        samples.append((until(lambda: lit(screen)) - began) * 1000)
        _end(process)
        if process.stdout is not None:
            process.stdout.close()
    return samples


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ours leaves when told; a rival makes an event of SIGTERM, which it does not look at."""
    process.terminate()
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def lit(screen: Screen) -> bool:
    """Whether something has been drawn."""
    return any(screen.patch(*CORNER, 1)[:3])


def press_to_pixel() -> list[Figure]:
    """Milliseconds from the touch to the pressed button's first pixel. The finger then slides off: nothing is done."""
    with measured_kiosk() as measured:
        _enter_the_hall(measured)
        view = measured.citizen.awaits("hall", with_label="个人办事")
        target = view.find("上一步")
        assert target is not None
        ours = presses(measured.screen, target.middle, (target.x + target.width // 2, target.y + 12))
    with bare_screen() as screen, rival_window.running(rival_window.PRESSING, screen):
        rival = presses(screen, rival_window.BUTTON, rival_window.BUTTON)
    return [Figure("press-to-pixel", "ms", ours, "pygame-ce, all drawn anew", rival, limit=PRESS_LIMIT_MS, limit_at=99)]


def presses(screen: Screen, at: tuple[int, int], look_at: tuple[int, int]) -> list[float]:
    """Milliseconds from pressing `at` to other pixels around `look_at`."""
    samples = []
    idle = screen.patch(*look_at, 8)
    for _ in range(PRESSES):
        screen.move(*at)
        began = time.perf_counter()
        screen.press(*at)
        samples.append((until(lambda: screen.patch(*look_at, 8) != idle) - began) * 1000)
        screen.move(at[0], 8)
        screen.lift()
        until(lambda: screen.patch(*look_at, 8) == idle)
    return samples


def idle_cpu() -> list[Figure]:
    """Percent of a core while the countdown runs and nobody touches: the renderer and its warm parent."""
    with measured_kiosk() as measured:
        _enter_the_hall(measured)
        measured.citizen.awaits("hall")
        ours = windows(_renderers(measured))
    with bare_screen() as screen, rival_window.running(rival_window.TICKING, screen) as pid:
        rival = windows([pid])
    return [Figure("countdown-idle-cpu", "% of a core", ours, "pygame-ce at 30 frames a second", rival,
                   limit=IDLE_LIMIT_PERCENT)]


def visit_ended() -> list[Figure]:
    """Milliseconds from 返回首页 let go to 首页 drawn by a renderer that knows nothing of the visit before."""
    with measured_kiosk() as measured:
        citizen, screen = measured.citizen, measured.screen
        citizen.awaits("home", within_s=20)
        citizen.takes_picture("home", "首页")
        fresh = screen.patch(*RING, 8)
        ours = []
        for visit in range(VISITS):
            before = _renderers(measured)
            citizen.touches("佛山")
            leave = citizen.awaits("hall", with_label="个人办事").find("返回首页")
            assert leave is not None
            until(lambda: screen.patch(*RING, 8) != fresh)
            screen.press(*leave.middle)
            began = time.perf_counter()
            screen.lift()
            ours.append((until(lambda: screen.patch(*RING, 8) == fresh) - began) * 1000)
            citizen.awaits("home", with_label="佛山")
            parent, *others = _renderers(measured)
            assert parent == before[0] and not set(others) & set(before), "the renderer is the same"
            # a touch while the daemon still wipes begins no visit
            until(lambda: _visits_over(measured) > visit)
    with bare_screen() as screen:
        rival = starts(screen, lambda: rival_window.start(rival_window.PRESSING, screen))
    return [Figure("visit-ended-to-home", "ms", ours, "bare pygame-ce window, started", rival, limit=HOME_LIMIT_MS,
                   limit_at=99)]


def windows(pids: Sequence[int]) -> list[float]:
    """Percent of a core that processes take, over some windows of time."""
    time.sleep(SETTLE_S)
    samples = []
    for _ in range(WINDOWS):
        before = sum(map(rival_window.cpu_ns, pids))
        time.sleep(WINDOW_S)
        samples.append((sum(map(rival_window.cpu_ns, pids)) - before) / WINDOW_S / 1e7)
    return samples


def memory() -> list[Figure]:
    """MB of the renderer and its warm parent together (PSS), fonts and input engine used; the speaker beside them."""
    with measured_kiosk() as measured:
        citizen = measured.citizen
        _enter_the_hall(measured)
        citizen.touches("个人办事")
        citizen.awaits("card")
        citizen.desk.ask("card", name="张三")
        citizen.touches("进入")
        citizen.touches("查找事项")
        citizen.awaits("search", with_label="查询")
        citizen.touches_the_one_with("请输入事项名称")
        citizen.awaits("ime")
        citizen.types("shenfenzheng")
        citizen.awaits("ime", with_label="身份证")
        ours = [sum(map(rival_window.smaps_kib, _renderers(measured))) / 1000]
        speaker = [rival_window.smaps_kib(pid) / 1000 for pid in _processes(measured) if _speaks(pid)]
    with bare_screen() as screen, rival_window.running(rival_window.PRESSING, screen) as pid:
        rival = [rival_window.smaps_kib(pid) / 1000]
    return [Figure("renderer-pss", "MB", ours, "bare pygame-ce window, three faces", rival, limit=PSS_LIMIT_MB),
            Figure("speaker-pss", "MB", speaker, "bare pygame-ce window, three faces", rival)]


def _visits_over(measured: Measured) -> int:
    return (measured.made.logs / "daemon.log").read_text(encoding="utf-8").count('"event": "visit.over"')


def _enter_the_hall(measured: Measured) -> None:
    measured.citizen.awaits("home", within_s=20)
    measured.citizen.touches("佛山")


def _renderers(measured: Measured) -> list[int]:
    return [pid for pid in _processes(measured) if not _speaks(pid)]


def _speaks(pid: int) -> bool:
    return b"ui.speaker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def _processes(measured: Measured) -> list[int]:
    parent = measured.kiosk.supervisor.pid("ui")
    assert parent is not None
    found = [parent, *children(parent)]
    return [pid for pid in found if Path(f"/proc/{pid}").exists()]
