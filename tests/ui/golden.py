"""Golden pictures: for every sample of every screen the hash of its RGB bytes, drawn without a display.

They are exact: same fonts, same pygame-ce and resvg, same bytes. They are recorded only by hand, after looking:
`python -m tests.ui.record [screen …]`.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
from pathlib import Path

import pygame

from tests.ui.pictures import OVERLAYS
from ui.screens import SCREENS
from ui.stills import VARIANTS

FILE = Path(__file__).parents[1] / "golden" / "ui.json"
ACTUAL = Path(__file__).parents[2] / "out" / "golden"
"""Where a picture that differs is kept, to be looked at, and the page that shows it."""
RECORDED = ACTUAL / "recorded"
"""Where `record` keeps pictures, by their hashes; never committed."""


def digest(surface: pygame.Surface) -> str:
    """SHA-256 of the picture's RGB bytes."""
    return hashlib.sha256(pygame.image.tobytes(surface, "RGB")).hexdigest()


def recorded() -> dict[str, str]:
    """What was recorded, by `screen.sample` (标准版) or `screen.sample@variant`."""
    if not FILE.exists():
        return {}
    entries: dict[str, str] = json.loads(FILE.read_text("utf-8"))
    return entries


def known() -> set[str]:
    """The keys there should be."""
    samples = {f"{name}.{sample}" for name, entry in SCREENS.items() for sample in entry.samples}
    samples |= {f"over.{name}" for name in OVERLAYS}
    return {key_of(sample, variant) for sample in samples for variant in VARIANTS}


def key_of(sample: str, variant: str) -> str:
    """The key of `screen.sample` in a variant."""
    return sample if variant == "standard" else f"{sample}@{variant}"


def record(entries: dict[str, str]) -> None:
    """Write them all."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(dict(sorted(entries.items())), indent=1) + "\n", "utf-8")


def keep(surface: pygame.Surface, name: str) -> Path:
    """Save a picture that differs, and write the page that shows all such beside what was recorded; returns it."""
    ACTUAL.mkdir(parents=True, exist_ok=True)
    pygame.image.save(surface, str(ACTUAL / f"{name}.png"))
    return write_page()


def keep_recorded(surface: pygame.Surface) -> None:
    """Keep a picture that is recorded, under its hash, so that it can be shown beside a later one that differs."""
    path = RECORDED / f"{digest(surface)}.png"
    if not path.exists():
        RECORDED.mkdir(parents=True, exist_ok=True)
        pygame.image.save(surface, str(path))


def write_page() -> Path:
    """Pictures that differ at the right, at the left what was recorded, where this checkout recorded it itself."""
    entries, rows = recorded(), []
    for path in sorted(ACTUAL.glob("*.png")):
        before = RECORDED / f"{entries.get(path.stem, '')}.png"
        left = f'<img src="recorded/{before.name}">' if before.exists() else "not kept here"
        rows.append(f"<tr><th colspan=2>{html.escape(path.stem)}<tr><td>{left}<td><img src='{path.name}'>")
    page = ACTUAL / "index.html"
    fresh = page.with_suffix(f".{os.getpid()}")
    fresh.write_text(_PAGE + "\n".join(rows), "utf-8")
    fresh.rename(page)
    return page


_PAGE = """<!doctype html><meta charset="utf-8"><title>recorded, and now</title>
<style>body{font:16px sans-serif;background:#ddd}img{width:48vw}td{background:#fff}th{text-align:left}</style><table>
"""
