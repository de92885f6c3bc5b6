"""Record golden pictures, after looking at them: `python -m tests.ui.record [screen …]`; without names, all of them.

`over` names what lies over screens: questions, the toast, the notice of no service.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.ui import golden
from tests.ui.pictures import OVERLAYS, Still, complaints, draw, over_home
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.screens import SCREENS


def pictures(kit: Kit, names: list[str]) -> Iterator[tuple[str, Still]]:
    """Every picture of these screens, by its key."""
    for name in names:
        if name == "over":
            for overlay, lay in OVERLAYS.items():
                yield f"over.{overlay}", over_home(kit, lay)
            continue
        for sample_name, sample in SCREENS[name].samples.items():
            yield f"{name}.{sample_name}", draw(kit, name, sample)


def main(names: list[str]) -> int:
    """Returns 1, and records nothing, where a picture is wrong by itself."""
    entries = {key: value for key, value in golden.recorded().items() if key in golden.known()}
    for key, drawn in pictures(Kit.load(ASSETS), names or [*SCREENS, "over"]):
        wrong = complaints(drawn)
        if wrong:
            print(f"{key}: {'; '.join(wrong)}")
            return 1
        entries[key] = golden.digest(drawn.surface)
    golden.record(entries)
    print(f"recorded; {len(entries)} pictures in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
