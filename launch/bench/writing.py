"""How quickly the input method starts and answers, and how much it holds: real engine, dictionary and templates."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from launch.bench.measure import Figure
from ui.ime.engine import NINE_KEYS_SCHEMA, SCHEMA, Composition, Engine
from ui.ime.ink import Point
from ui.ime.nine_keys import TO_KEYS
from ui.ime.recogniser import Recogniser

CHECKOUT = Path(__file__).resolve().parents[2]
BUILT = CHECKOUT / ".build" / "ime"
TEMPLATES = CHECKOUT / "assets" / "ime" / "handwriting.bin"
TYPED = ("juminshenfenzhengbanli", "wuzhengmingshenqingbiao", "foshanshichanchengquzumiaojiedao", "zhuxiaohuji", "jie",
         "woyaobanlixindeshenfenzheng")
LONG = "woyaobanlixindeshenfenzhengqingwenxuyaodaishenmecailiaoguolai"
"""As long as an input may become."""
SAMPLES = "CITIZEN_WINDOW_HANDWRITING"
"""The environment's word for a file of characters by other hands, which may not be shipped: JSON, packed by gzip, whose
``samples`` are pairs of a character and its strokes."""
KEY_MS, START_MS, ENGINE_MB, WRITING_MS = 10.0, 60.0, 40.0, 25.0
NOT_FIRST, NOT_IN_FIVE = 18.0, 5.0
FIRST_CANDIDATES, STARTS = 16, 5


def keys() -> list[Figure]:
    """Milliseconds of a core from a key to its state and first candidates, on 26 and on nine keys, and long ones."""
    with tempfile.TemporaryDirectory() as log:
        engine = Engine.load(BUILT / "shared", BUILT / "built", Path(log))
        full = _typed(engine.compose(SCHEMA), TYPED)
        nine = _typed(engine.compose(NINE_KEYS_SCHEMA), [word.translate(TO_KEYS) for word in TYPED])
        long = _typed(engine.compose(SCHEMA), (LONG,))
        long_nine = _typed(engine.compose(NINE_KEYS_SCHEMA), (LONG.translate(TO_KEYS),))
    return [Figure("key-to-candidates", "ms", full, "in 61 letters", long, limit=KEY_MS, limit_at=99),
            Figure("nine-key-to-candidates", "ms", nine, "in 61 keys", long_nine, limit=KEY_MS, limit_at=99)]


def _typed(composition: Composition, words: tuple[str, ...] | list[str]) -> list[float]:
    samples: list[float] = []
    for _ in range(5):
        for word in words:
            for key in word:
                before = time.process_time()
                composition.press(key)
                composition.state()
                composition.candidates(0, FIRST_CANDIDATES)
                samples.append((time.process_time() - before) * 1000)
            composition.clear()
    composition.close()
    return samples


def start() -> list[Figure]:
    """Milliseconds of a core to load the engine, beside what the clock said; and MB of its own memory afterwards. A new
    process each time.
    """
    told = [json.loads(subprocess.run([sys.executable, "-m", "launch.bench.writing"], cwd=CHECKOUT, check=True,
                                      capture_output=True, text=True).stdout) for _ in range(STARTS)]
    starts, passed, held = ([each[name] for each in told] for name in ("core_ms", "ms", "mb"))
    return [Figure("input-engine-start", "ms", starts, "by the clock", passed, limit=START_MS),
            Figure("input-engine-pss", "MB", held, "its own largest", [max(held)], limit=ENGINE_MB)]


def handwriting() -> list[Figure]:
    """Milliseconds of a core to recognise 2 to 15 strokes, each a slightly bent line: as long as a character takes.
    Also what is missed of real ones, where ``SAMPLES`` names them.
    """
    recogniser = Recogniser(TEMPLATES)
    recogniser.characters()
    shaken = random.Random(8)
    inks = [[_stroke(shaken) for _ in range(2 + number % 14)] for number in range(280)]
    samples = [_recognised(recogniser, ink)[1] for ink in inks]
    figures = [Figure("handwriting", "ms", samples, "its own slowest", [max(samples)], limit=WRITING_MS, limit_at=99)]
    return figures + _by_other_hands(recogniser, Path(os.environ[SAMPLES])) if SAMPLES in os.environ else figures


def _by_other_hands(recogniser: Recogniser, file: Path) -> list[Figure]:
    with gzip.open(file, "rt", encoding="utf-8") as packed:
        written = json.load(packed)["samples"]
    found = [(character, *_recognised(recogniser, [[(x, y) for x, y in stroke] for stroke in ink]))
             for character, ink in written]
    known = frozenset(recogniser.characters())
    lacking = 100 * sum(character not in known for character, _ in written) / len(written)

    def missed(among: int) -> float:
        return 100 * sum(character not in first[:among] for character, first, _ in found) / len(found)

    took = [each[2] for each in found]
    return [Figure("handwriting-by-others", "ms", took, "its own slowest", [max(took)], limit=WRITING_MS, limit_at=99),
            Figure("missed-handwriting", "%", [missed(1)], "not in the templates", [lacking], limit=NOT_FIRST),
            Figure("missed-handwriting-in-five", "%", [missed(5)], "not in ten", [missed(10)], limit=NOT_IN_FIVE)]


def _recognised(recogniser: Recogniser, ink: list[list[Point]]) -> tuple[Sequence[str], float]:
    before = time.process_time()
    found = recogniser.recognise(ink)
    return found, (time.process_time() - before) * 1000


def _stroke(shaken: random.Random) -> list[Point]:
    x, y = shaken.uniform(0, 300), shaken.uniform(0, 300)
    right, down = shaken.uniform(-60, 120), shaken.uniform(-40, 120)
    return [(x + right * part / 12 + shaken.gauss(0, 2), y + down * part / 12 + shaken.gauss(0, 2))
            for part in range(13)]


def _pss_kib() -> int:
    with open("/proc/self/smaps_rollup", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _start() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as log:
        before, began, busy = _pss_kib(), time.perf_counter(), time.process_time()
        engine = Engine.load(BUILT / "shared", BUILT / "built", Path(log), Recogniser(TEMPLATES))
        took, worked = (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000
        for schema in (SCHEMA, NINE_KEYS_SCHEMA):
            _typed(engine.compose(schema), [word.translate(TO_KEYS) if schema != SCHEMA else word for word in TYPED])
        return {"ms": took, "core_ms": worked, "mb": (_pss_kib() - before) / 1000}


if __name__ == "__main__":
    print(json.dumps(_start()))
