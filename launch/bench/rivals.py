"""The renderer beside what others would pick for a kiosk: PySide6 Widgets, and Chromium --kiosk, showing an equal page.

This bench alone brings them: Chromium as Debian's package, PySide6 into .build/rivals. Same machine, same run, same
fonts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from launch.bench import renderer
from launch.bench.house import bare_screen, children, until
from launch.bench.measure import Figure, percentile
from launch.bench.rival_window import FONTS, smaps_kib
from launch.house import here
from launch.screen import Screen

QT = "PySide6-Essentials==6.12.0"
"""Widgets are all that is compared."""
BUTTON = (960, 520)
_BLUE = (0xB4, 0x50, 0x00)
"""The button's ground as the screen's pixels have it, blue first."""
IDLE_LIMIT_PERCENT = 0.2
_X_LIBRARIES = ("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-xkb1", "libxkbcommon-x11-0",
                "libxcb-image0", "libxcb-render-util0", "libegl1")
"""Debian packages that a Qt window on X11 needs."""
_WIDGETS = """
import sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
application = QApplication(sys.argv[:1])
families = [QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(file))[0] for file in sys.argv[1:]]
window = QWidget()
window.setStyleSheet("QWidget{background:#F0F4FA;color:#141E28}"
                     "QPushButton{background:#0050B4;color:white;border-radius:16px}"
                     "QPushButton:pressed{background:#00285A}")
labels = [QLabel(window) for _ in families]
for row, (label, family) in enumerate(zip(labels, families)):
    label.setFont(QFont(family, 27))
    label.setGeometry(100, 100 + 60 * row, 900, 60)
button = QPushButton("办理", window)
button.setGeometry(800, 500, 320, 120)
left = [300]
def tick():
    for label in labels:
        label.setText(f"市民之窗 {left[0]}秒")
    left[0] -= 1
tick()
timer = QTimer()
timer.timeout.connect(tick)
timer.start(1000)
window.setWindowFlag(Qt.FramelessWindowHint)
window.setGeometry(0, 0, 1920, 1080)
window.show()
application.exec()
"""
_PAGE = """<!doctype html><meta charset="utf-8"><style>{faces}
body{{margin:0;background:#F0F4FA;color:#141E28;font-size:36px;overflow:hidden;user-select:none}}
p{{position:absolute;left:100px;margin:0}}
button{{position:absolute;left:800px;top:500px;width:320px;height:120px;border:0;border-radius:16px;background:#0050B4;
color:white;font:36px f0}}button:active{{background:#00285A}}</style>{rows}<button>办理</button><script>
let left=300;setInterval(()=>{{left--;for(const p of document.querySelectorAll("p"))p.textContent="市民之窗 "+left+"秒"}},
1000)
</script>"""
_FLAGS = ("--kiosk", "--no-sandbox", "--no-first-run", "--disable-extensions", "--disable-sync", "--disable-translate",
          "--disable-background-networking", "--disable-component-update", "--window-position=0,0",
          "--window-size=1920,1080", "--password-store=basic")
"""As kiosks run it; without the sandbox, which root is refused, and which would cost it more."""
Start = Callable[[Screen], subprocess.Popen[bytes]]


class Measures(NamedTuple):
    """What a program was measured at, in the units of the figures."""

    start_ms: list[float]
    press_ms: list[float]
    idle_percent: list[float]
    pss_mb: list[float]


def beside() -> list[Figure]:
    """Ours beside both, each promise with its rival's figure."""
    qt, chromium = _measured(_qt()), _measured(_chromium())
    first, press, idle, memory = (bench()[0].samples for bench in (
        renderer.first_frame, renderer.press_to_pixel, renderer.idle_cpu, renderer.memory))

    def share(samples: list[float], part: float, of_hundred: int = 50) -> float:
        return round(percentile(samples, of_hundred) * part, 3)

    chrome, widgets = "Chromium --kiosk", "PySide6 Widgets"
    return [
        Figure("start-beside-chromium", "ms", first, chrome, chromium.start_ms, share(chromium.start_ms, 1 / 3)),
        Figure("start-beside-qt", "ms", first, widgets, qt.start_ms, share(qt.start_ms, 1)),
        Figure("memory-beside-chromium", "MB", memory, chrome, chromium.pss_mb, share(chromium.pss_mb, 1 / 4)),
        Figure("memory-beside-qt", "MB", memory, widgets, qt.pss_mb),
        Figure("press-beside-chromium", "ms", press, chrome, chromium.press_ms, share(chromium.press_ms, 1 / 4)),
        Figure("press-p99-beside-chromium", "ms", press, chrome, chromium.press_ms,
               share(chromium.press_ms, 1 / 2, 99), 99),
        Figure("press-beside-qt", "ms", press, widgets, qt.press_ms, share(qt.press_ms, 1)),
        Figure("idle-beside-chromium", "% of a core", idle, chrome, chromium.idle_percent, IDLE_LIMIT_PERCENT),
        Figure("idle-beside-qt", "% of a core", idle, widgets, qt.idle_percent, IDLE_LIMIT_PERCENT),
    ]


def _measured(start: Start) -> Measures:
    with bare_screen() as screen:
        starts = renderer.starts(screen, lambda: start(screen))
    with bare_screen() as screen, _running(start, screen) as pid:
        presses = renderer.presses(screen, BUTTON, BUTTON)
        screen.move(8, 8)
        time.sleep(renderer.SETTLE_S)
        idle = renderer.windows(_family(pid))
        memory = sum(map(smaps_kib, _family(pid))) / 1000
    return Measures(starts, presses, idle, [memory])


@contextmanager
def _running(start: Start, screen: Screen) -> Iterator[int]:
    process = start(screen)
    try:
        until(lambda: tuple(screen.patch(*BUTTON, 1)[:3]) == _BLUE, within_s=30.0)
        time.sleep(renderer.SETTLE_S)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _family(pid: int) -> list[int]:
    """A process and all that it has started, and they."""
    return [pid, *(each for child in children(pid) for each in _family(child))]


def _fonts() -> list[Path]:
    return [here().assets / "fonts" / name for name in FONTS]


def _qt() -> Start:
    _install(*_X_LIBRARIES)
    python = here().build / "rivals" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
    subprocess.run([str(python), "-m", "pip", "--quiet", "install", QT], check=True)

    def start(screen: Screen) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **screen.environment(), "QT_QPA_PLATFORM": "xcb"}
        return subprocess.Popen([str(python), "-c", _WIDGETS, *map(str, _fonts())], env=environment)

    return start


def _install(*names: str) -> None:
    """Debian packages, those that are not there."""
    lacking = [name for name in names if not Path(f"/usr/share/doc/{name}").exists()]
    if lacking:
        subprocess.run(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *lacking], check=True)


def _chromium() -> Start:
    _install("chromium")
    page = here().build / "rivals" / "page.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    faces = "".join(f'@font-face{{font-family:f{n};src:url("{file.as_uri()}")}}' for n, file in enumerate(_fonts()))
    rows = "".join(f'<p style="font-family:f{n};top:{100 + 60 * n}px">市民之窗 300秒</p>' for n in range(len(_fonts())))
    page.write_text(_PAGE.format(faces=faces, rows=rows), encoding="utf-8")
    profile = here().build / "rivals" / "profile"

    def start(screen: Screen) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["chromium", *_FLAGS, f"--user-data-dir={profile}", f"--app={page.as_uri()}"],
            env={**os.environ, **screen.environment()}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return start
