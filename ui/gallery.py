"""`python -m ui.gallery --assets DIR --out DIR`: each sample of each screen as a picture, and a page to leaf through.

Without a display. The page needs nothing but the pictures beside it; what an earlier run left there is removed.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pygame

from ui.fonts import FontError
from ui.journey import AUDIENCE
from ui.journeys.citizen import CITIZEN
from ui.kit import Kit
from ui.screens import SCREENS
from ui.stills import OVER, OVERLAYS, VARIANTS, Still, draw, over_home, quiet_stage, step_of
from ui.strings import Strings, StringsError

PAGE = "index.html"
_OURS = re.compile(r"[a-z_]+\.[a-z0-9_]+(\.[a-z]+)?\.png|index\.html")
_GROUPS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("没有人的时候", lambda name: name in ("home", "attract")),
    ("办事", lambda name: name not in ("home", "attract", "pin", "machine", OVER)),
    ("设备维护", lambda name: name in ("pin", "machine")),
    ("浮在画面之上", lambda name: name == OVER),
)
"""Each group's title, and which screens belong to it."""


VARIANT_NAMES = {"standard": "标准", "care": "关怀", "contrast": "高对比", "english": "English"}


@dataclass(frozen=True)
class Picture:
    """One sample in one variant: its screen, its name, its file beside the page."""

    screen: str
    sample: str
    variant: str = "standard"

    @property
    def file(self) -> str:
        """Its file's name."""
        return f"{self.screen}.{self.sample}.{self.variant}.png"


def main(arguments: list[str] | None = None) -> int:
    """Draw all and write the page. Returns 0, or 1 where something cannot be read or written."""
    parser = argparse.ArgumentParser(prog="kiosk gallery", description="Draws every sample of every screen.")
    parser.add_argument("--assets", required=True, type=Path, metavar="DIR")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.add_argument("--variant", action="append", choices=list(VARIANTS), help="only this one; without: all")
    parser.add_argument("names", nargs="*", metavar="SCREEN", help="only these; without: all")
    asked = parser.parse_args(arguments)
    known = [*_in_order(), OVER]
    unknown = set(asked.names) - set(known)
    if unknown:
        parser.error(f"no screen {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    try:
        kits = {variant: Kit.load(asked.assets, VARIANTS[variant]) for variant in asked.variant or VARIANTS}
        asked.out.mkdir(parents=True, exist_ok=True)
        for file in asked.out.iterdir():
            if _OURS.fullmatch(file.name):
                file.unlink()
        pictures = []
        for picture, still in stills(kits, asked.names or known):
            pygame.image.save(still.surface, str(asked.out / picture.file))
            pictures.append(picture)
        page = asked.out / PAGE
        page.write_text(page_of(pictures, next(iter(kits.values())).strings), encoding="utf-8")
    except (OSError, pygame.error, FontError, StringsError) as error:
        print(f"kiosk gallery: {error}", file=sys.stderr)
        return 1
    print(f"{len(pictures)} pictures of {len({picture.screen for picture in pictures})} screens: {page}")
    return 0


def stills(kits: Mapping[str, Kit], names: list[str]) -> Iterator[tuple[Picture, Still]]:
    """Every sample of these screens, each in all variants."""
    for name in names:
        if name == OVER:
            for over, lay in OVERLAYS.items():
                for variant, kit in kits.items():
                    yield Picture(OVER, over, variant), over_home(quiet_stage(kit), lay)
            continue
        for sample_name, sample in SCREENS[name].samples.items():
            for variant, kit in kits.items():
                yield Picture(name, sample_name, variant), draw(quiet_stage(kit), name, sample)


def _in_order() -> list[str]:
    """As a citizen meets the screens; then those that none meets."""
    steps = list(dict.fromkeys(step.screen for step in CITIZEN.steps.values()))
    return steps + [name for name in SCREENS if name not in steps]


def page_of(pictures: list[Picture], strings: Strings) -> str:
    """The page: all pictures small, by group and screen; a touched one large, with arrows to the next."""
    groups = []
    for title, belongs in _GROUPS:
        screens = [name for name in dict.fromkeys(picture.screen for picture in pictures) if belongs(name)]
        parts = [_section(name, [picture for picture in pictures if picture.screen == name], strings)
                 for name in screens]
        if parts:
            groups.append(f"<h1>{html.escape(title)}</h1>\n" + "\n".join(parts))
    return _PAGE.replace("{groups}", "\n".join(groups))


def _section(name: str, pictures: list[Picture], strings: Strings) -> str:
    title = "" if name == OVER else strings.say(_title_key(name))
    figures = "\n".join(
        f'<a href="{html.escape(picture.file)}" id="{html.escape(picture.file.removesuffix(".png"))}">'
        f'<img loading="lazy" src="{html.escape(picture.file)}" alt="">'
        f"<span>{html.escape(picture.sample)} · {VARIANT_NAMES[picture.variant]}</span></a>"
        for picture in pictures)
    return f"<section><h2>{html.escape(title)} <code>{html.escape(name)}</code></h2><div>\n{figures}\n</div></section>"


def _title_key(name: str) -> str:
    """The last of its breadcrumb; 个人办事 and 企业办事 stand for whoever is served, and name no screen."""
    return next(key for key in reversed(step_of(name).crumbs) if key != AUDIENCE)


_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>市民之窗: 全部画面</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 1800px; padding: 1rem 2rem 4rem; background: #e7ecf3; color: #14213d;
  font: 16px/1.5 sans-serif; }
h1 { margin: 2rem 0 0; font-size: 1.6rem; }
h2 { margin: 1.4rem 0 .4rem; font-size: 1.1rem; }
code { color: #5a6780; font-weight: normal; }
section div { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 1rem; }
a { color: inherit; text-decoration: none; }
a:focus-visible { outline: 4px solid #0f5bb5; }
a img { width: 100%; aspect-ratio: 16/9; display: block; background: #fff; box-shadow: 0 1px 6px #14213d40; }
dialog { width: 100vw; height: 100vh; max-width: none; max-height: none; border: 0; padding: 0; background: #17202b;
  color: #eef2f6; }
dialog[open] { display: flex; flex-direction: column; }
dialog img { flex: 1; min-height: 0; object-fit: contain; }
dialog p { margin: 0; padding: .5rem 1rem; display: flex; gap: 1rem; align-items: center; }
dialog span { flex: 1; }
button { font: inherit; color: inherit; background: #2b3a4a; border: 0; border-radius: .4rem; padding: .3rem 1.2rem; }
</style></head><body>
{groups}
<dialog><img alt=""><p><button data-step="-1">←</button><span></span><button data-step="0">✕</button>
<button data-step="1">→</button></p></dialog>
<script>
const all = [...document.querySelectorAll("section a")];
const large = document.querySelector("dialog");
let shown = 0;
function show(index) {
  shown = (index + all.length) % all.length;
  large.querySelector("img").src = all[shown].href;
  large.querySelector("span").textContent = `${shown + 1} / ${all.length} · ${all[shown].id}`;
  history.replaceState(null, "", "#" + all[shown].id);
  if (!large.open) large.showModal();
}
document.addEventListener("click", event => {
  const small = event.target.closest("section a"), button = event.target.closest("button");
  if (small) { event.preventDefault(); show(all.indexOf(small)); }
  if (button) { button.dataset.step === "0" ? large.close() : show(shown + Number(button.dataset.step)); }
});
large.addEventListener("close", () => all[shown].focus());
addEventListener("keydown", event => {
  const steps = {ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1};
  if (large.open && event.key in steps) { event.preventDefault(); show(shown + steps[event.key]); }
});
const asked = all.findIndex(small => "#" + small.id === location.hash);
if (asked >= 0) show(asked);
</script></body></html>
"""


if __name__ == "__main__":
    sys.exit(main())
