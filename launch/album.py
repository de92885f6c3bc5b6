"""The pictures that a scripted citizen leaves: numbered in the order seen, with a page to leaf through them."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>市民之窗</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
html, body {{ margin: 0; height: 100%; background: #17202b; color: #eef2f6; font: 18px/1.5 sans-serif; }}
figure {{ display: none; margin: 0; height: 100%; flex-direction: column; }}
figure.shown {{ display: flex; }}
figure img {{ flex: 1; min-height: 0; object-fit: contain; }}
figcaption {{ padding: .6em 1em; display: flex; gap: 1.5em; align-items: center; }}
figcaption span {{ flex: 1; }}
button {{ font: inherit; color: inherit; background: #2b3a4a; border: 0; border-radius: .4em; padding: .3em 1.2em; }}
</style></head><body>
{figures}
<script>
const figures = [...document.querySelectorAll("figure")];
let shown = Math.max(0, figures.findIndex(figure => "#" + figure.id === location.hash));
function show(step) {{
  figures[shown].classList.remove("shown");
  shown = Math.min(figures.length - 1, Math.max(0, shown + step));
  figures[shown].classList.add("shown");
  history.replaceState(null, "", "#" + figures[shown].id);
}}
const keys = {{ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
  Home: -figures.length, End: figures.length}};
addEventListener("keydown", event => {{
  if (event.key in keys) {{ event.preventDefault(); show(keys[event.key]); }}
}});
addEventListener("click", event => {{
  if (event.target.dataset.step) show(Number(event.target.dataset.step));
}});
show(0);
</script></body></html>
"""
_FIGURE = """<figure id="n{number}"><img src="{file}" alt="{caption}"><figcaption>
<button data-step="-1">←</button><span>{number} / {total} · {caption}</span><button data-step="1">→</button>
</figcaption></figure>"""
_OURS = re.compile(r"\d{2}-[\w.-]+\.png|index\.html")


@dataclass
class Album:
    """A folder of pictures. What an earlier run left there is removed, and nothing else."""

    folder: Path
    pages: list[tuple[str, str]] = field(default_factory=list)
    """File name and caption of each picture, in order."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in self.folder.iterdir():
            if _OURS.fullmatch(file.name):
                file.unlink()

    def add(self, picture: Image.Image, name: str, caption: str) -> Path:
        """Keep a picture as the next page."""
        file = self._next(name, caption)
        picture.save(file, compress_level=3)
        return file

    def add_file(self, source: Path, name: str, caption: str) -> Path:
        """Keep a copy of a picture file as the next page."""
        file = self._next(name, caption)
        shutil.copyfile(source, file)
        return file

    def close(self) -> Path:
        """Write the page to leaf through, and return it."""
        figures = "\n".join(_FIGURE.format(number=number, total=len(self.pages), file=html.escape(file),
                                           caption=html.escape(caption))
                            for number, (file, caption) in enumerate(self.pages, start=1))
        page = self.folder / "index.html"
        page.write_text(_PAGE.format(figures=figures), encoding="utf-8")
        return page

    def _next(self, name: str, caption: str) -> Path:
        file = f"{len(self.pages) + 1:02d}-{name}.png"
        self.pages.append((file, caption))
        return self.folder / file
