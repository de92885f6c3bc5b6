"""Paper: the scan proper beside the `scanimage` program, the finishing, the memory, and the angles that are left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from daemon.pages.apart import ScannerApart
from drivers.base import Surroundings
from drivers.scanner import PAGE_MODELS, imaging, sheet_finding
from emulated.client import StartedDesk
from emulated.laid_pages import laid_page
from launch.bench.measure import Figure, percentile
from launch.emulation.daemon import configure_scanner
from launch.house import here
from rules.settings import Device
from ui.__main__ import warm_up
from ui.kit import Kit
from ui.samples import ITEM
from ui.screens.page import Page
from ui.spool import Spool
from ui.stage import Stage
from ui.stills import draw, quiet_stage
from wire.messages import PageScanned

ROUNDS = 7
DPI = 300
PAGES, LEVEL_DPI = 200, 110
NEAR_DEGREES = 0.3
FINISH_MS = 500.0
SLOWER = 1.1
RAW = 2480 * 3508 * 3
TOKEN = "page_of_the_bench_01"
A4_PAGE = 1
"""Of the synthetic ones the first that is nearly as large as the glass."""


def scanned() -> list[Figure]:
    """Milliseconds of a 300 dpi A4 page in colour, from 扫描 to the last line: ours, in a child as a worker has it ready,
    and the whole run of `scanimage`, in turns; then from the last line to the finished page drawn on 扫描材料确认; then by
    how much one scan and its finishing raised the peak memory of a fresh process, in raw pages.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, \
            StartedDesk(folder, "--pace", "instant") as desk:
        paper, sane = Path(folder) / "page.png", Path(folder) / "sane"
        laid_page(A4_PAGE, _font(), DPI).picture.save(paper, dpi=(DPI, DPI))
        desk.ask("paper", files=[str(paper)])
        configure_scanner(sane, desk.places()["escl"])
        kit, finished = Kit.load(here().assets), Path(folder) / "pages" / f"{TOKEN}.preview.jpg"
        finished.parent.mkdir()
        warm_up(kit, quiet_stage(kit).surroundings.place)  # as each renderer finds it
        environment = {**os.environ, "SANE_CONFIG_DIR": str(sane)}
        ours, finishing, growth, rival = [], [], [], []
        for _ in range(ROUNDS):
            said = json.loads(subprocess.run(
                [sys.executable, "-m", "launch.bench.paper", str(finished)], env=environment, cwd=here().root,
                check=True, capture_output=True, text=True).stdout)
            ours.append(said["scan_ms"])
            finishing.append(said["finish_ms"] + _shown_ms(kit, Path(folder)))
            growth.append(said["growth"] / RAW)
            rival.append(_scanimage_ms(environment, Path(folder) / "rival.pnm"))
    return [
        Figure("scan-300-dpi-a4", "ms", ours, "scanimage", rival, limit=round(SLOWER * percentile(rival, 50))),
        Figure("page-finished", "ms", finishing, "nobody", finishing, limit=FINISH_MS, limit_at=99),
        Figure("scan-peak-memory", "raw pages", growth, "nobody", growth, limit=4.0, limit_at=99),
    ]


def _shown_ms(kit: Kit, spool: Path) -> float:
    """From the page in the spool to the whole screen drawn with it."""
    def page(stage: Stage) -> Page:
        stage.answers.item, stage.answers.material = ITEM, ITEM.materials[0].key
        stage.answers.page = PageScanned(page=TOKEN, width=1, height=1)
        screen = Page(stage)
        screen.enter()
        assert screen.picture is not None, "the page cannot be read"
        return screen

    stage = replace(quiet_stage(kit), spool=Spool(spool))
    begun = time.perf_counter()
    draw(stage, Page.name, page)
    return (time.perf_counter() - begun) * 1000


def level() -> list[Figure]:
    """Degrees that are left of how askew each of the synthetic pages lay: median and worst. The rival laid them so."""
    left, laid = [], []
    for number in range(PAGES):
        page = laid_page(number, _font(), LEVEL_DPI)
        picture = imaging.small(page.picture)
        left.append(abs(sheet_finding.find(picture).angle - page.angle))
        laid.append(abs(page.angle))
    print(f"worst of {PAGES}: {max(left):.3f} degrees; within {NEAR_DEGREES}: {sum(it <= NEAR_DEGREES for it in left)}")
    return [Figure("deskew-error", "degrees", left, "as laid", laid, limit=NEAR_DEGREES, limit_at=99)]


def _scanimage_ms(environment: dict[str, str], out: Path) -> float:
    """Its own start counts: it cannot be taken out of it."""
    begun = time.perf_counter()
    with out.open("wb") as file:
        subprocess.run(["scanimage", "--resolution", str(DPI), "--mode", "Color", "--format", "pnm"], stdout=file,
                       env=environment, check=True, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1000


def _font() -> Path:
    return here().assets / "fonts" / "NotoSansSC-Regular.otf"


def _resident(line: str) -> int:
    """Bytes, of /proc/self/status."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return next(int(row.split()[1]) * 1024 for row in status.splitlines() if row.startswith(f"{line}:"))


def _timed(out: Path) -> dict[str, float]:
    """One scan in a child of a warm process, and one here, whose memory can be looked at to its end."""
    scanner = ScannerApart(Device(model="sane"), Surroundings(assets=here().assets))
    scanner.open()
    lines = []
    begun = time.perf_counter()
    sheet = scanner.scan(DPI, True, lambda done, total: lines.append(time.perf_counter()))
    finished = time.perf_counter()
    out.write_bytes(sheet.preview)
    scanner.close()
    return {"scan_ms": (lines[-1] - begun) * 1000, "finish_ms": (finished - lines[-1]) * 1000, "growth": _growth()}


def _growth() -> int:
    """Bytes by which one page raises the peak of what a child does, over what it was when it waited."""
    scanner = PAGE_MODELS["sane"].build(Device(), Surroundings(assets=here().assets))
    scanner.open()
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark is the starter's otherwise
    before = _resident("VmRSS")
    scanner.scan(DPI, True, lambda done, total: None)
    grown = _resident("VmHWM") - before
    scanner.close()
    return grown


if __name__ == "__main__":
    print(json.dumps(_timed(Path(sys.argv[1]))))
