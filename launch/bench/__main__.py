"""``python -m launch.bench [NAME…] [--json FILE]``: run benches, print a table, write the figures.

To add a bench: a function that returns figures, and its line in BENCHES.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from launch.bench import (
    bus, cable, card, catalogue, hall, paper, printing, reading, renderer, rivals, turning, typing, writing,
)
from launch.bench.measure import Figure, table

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "bus-round-trip": bus.round_trip,
    "start-to-first-frame": renderer.first_frame,
    "press-to-pixel": renderer.press_to_pixel,
    "countdown-idle-cpu": renderer.idle_cpu,
    "renderer-pss": renderer.memory,
    "visit-ended-to-home": renderer.visit_ended,
    "page-turned": turning.page_turned,
    "list-of-2000-dragged": turning.list_dragged,
    "beside-qt-and-chromium": rivals.beside,
    "card-laid-to-identity": card.laid_to_shown,
    "reader-unplugged": cable.pulled_and_put_back,
    "scan": paper.scanned,
    "deskew": paper.level,
    "card-overhead": reading.overhead,
    "cards-in-a-row": reading.cards_in_a_row,
    "search-2000-items": catalogue.search,
    "submit": hall.submit,
    "bookings": hall.bookings,
    "city": hall.city,
    "spool-to-paper": printing.spool_to_paper,
    "key-to-candidates": writing.keys,
    "input-engine-start": writing.start,
    "handwriting": writing.handwriting,
    "typing": typing.typing,
    "strokes": typing.strokes,
}


def main() -> int:
    """0 when all limits are kept, 1 when one is not, 2 for a name that is no bench."""
    parser = argparse.ArgumentParser(prog="kiosk bench")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if asked.names == ["list"]:
        print("\n".join(BENCHES))
        return 0
    unknown = [name for name in asked.names if name not in BENCHES]
    if unknown:
        print(f"kiosk bench: no bench {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in asked.names or BENCHES:
        print(f"measuring {name} …", flush=True)
        figures += BENCHES[name]()
    print(table(figures))
    if asked.json is not None:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps([figure.object() for figure in figures], indent=1, ensure_ascii=False) + "\n",
                              encoding="utf-8")
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
