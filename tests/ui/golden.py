"""Golden pictures: for every sample of every screen the hash of its RGB bytes, drawn without a display.

They are exact: same fonts, same pygame-ce and resvg, same bytes. They are recorded only by hand, after looking:
`python -m tests.ui.record [screen …]`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pygame

from tests.ui.pictures import OVERLAYS
from ui.screens import SCREENS

FILE = Path(__file__).parents[1] / "golden" / "ui.json"
ACTUAL = Path(__file__).parents[2] / "out" / "golden"
"""Where a picture that differs is kept, to be looked at."""


def digest(surface: pygame.Surface) -> str:
    """SHA-256 of the picture's RGB bytes."""
    return hashlib.sha256(pygame.image.tobytes(surface, "RGB")).hexdigest()


def recorded() -> dict[str, str]:
    """What was recorded, by `screen.sample`."""
    if not FILE.exists():
        return {}
    entries: dict[str, str] = json.loads(FILE.read_text("utf-8"))
    return entries


def known() -> set[str]:
    """The keys there should be."""
    samples = {f"{name}.{sample}" for name, entry in SCREENS.items() for sample in entry.samples}
    return samples | {f"over.{name}" for name in OVERLAYS}


def record(entries: dict[str, str]) -> None:
    """Write them all."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(dict(sorted(entries.items())), indent=1) + "\n", "utf-8")


def keep(surface: pygame.Surface, name: str) -> Path:
    """Save a picture that differs."""
    ACTUAL.mkdir(parents=True, exist_ok=True)
    path = ACTUAL / f"{name}.png"
    pygame.image.save(surface, str(path))
    return path
