"""Record golden pictures, after looking at them: `python -m tests.ui.record [screen …]`; without names, all of them."""

from __future__ import annotations

import sys

from tests.ui import golden
from tests.ui.pictures import complaints, draw
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.screens import SCREENS


def main(names: list[str]) -> int:
    """Returns 1, and records nothing, where a picture is wrong by itself."""
    kit = Kit.load(ASSETS)
    known = {f"{name}.{sample}" for name, entry in SCREENS.items() for sample in entry.samples}
    entries = {key: value for key, value in golden.recorded().items() if key in known}
    for name in names or list(SCREENS):
        for sample_name, sample in SCREENS[name].samples.items():
            drawn = draw(kit, name, sample)
            wrong = complaints(drawn)
            if wrong:
                print(f"{name}.{sample_name}: {'; '.join(wrong)}")
                return 1
            entries[f"{name}.{sample_name}"] = golden.digest(drawn.surface)
    golden.record(entries)
    print(f"recorded; {len(entries)} pictures in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
