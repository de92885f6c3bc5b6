"""Record golden pictures, after looking at them: `python -m tests.ui.record [screen …]`; without names, all of them.

Of screens that are named, the pictures are kept in out/golden/recorded too, to be shown beside later ones that differ.
`over` names what lies over screens: questions, the toast, the notice of no service. Every sample is drawn in every
variant (标准, 关怀, 高对比, English).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from tests.ui import golden
from tests.ui.pictures import OVERLAYS, Still, complaints, draw, over_home
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.screens import SCREENS
from ui.stills import OVER, VARIANTS


def pictures(kit: Kit, names: Iterable[str]) -> Iterator[tuple[str, Still]]:
    """Every picture of these screens in the kit's manner, by `screen.sample`."""
    for name in names:
        if name == OVER:
            for overlay, lay in OVERLAYS.items():
                yield f"{OVER}.{overlay}", over_home(kit, lay)
            continue
        for sample_name, sample in SCREENS[name].samples.items():
            yield f"{name}.{sample_name}", draw(kit, name, sample)


def main(names: list[str]) -> int:
    """Returns 1, and records nothing, where a picture is wrong by itself."""
    entries = {key: value for key, value in golden.recorded().items() if key in golden.known()}
    wrong = 0
    for variant, manner in VARIANTS.items():
        kit = Kit.load(ASSETS, manner)
        for sample, drawn in pictures(kit, names or [*SCREENS, OVER]):
            key = golden.key_of(sample, variant)
            for complaint in complaints(drawn, kit.theme.palette):
                wrong += 1
                print(f"{key}: {complaint}")
            digest = golden.digest(drawn.surface)
            if entries.get(key) != digest:
                entries[key] = digest
                if names:
                    golden.keep_recorded(drawn.surface)
    if wrong:
        print(f"nothing recorded: {wrong} complaints")
        return 1
    golden.record(entries)
    print(f"recorded; {len(entries)} pictures in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
