"""One look into an application, in a process that then ends: `python -m hall.server.staff.look NUMBER --staff NAME`.

It opens the body and writes a piece of HTML to stdout, or with `--page MATERIAL-N` that page's bytes. The server passes
on what comes and keeps none of it. Who looked is written down first.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from hall.catalogue import Catalogue, CatalogueError
from hall.envelopes import AnyFiled, Application, Precheck, Rating
from hall.process import StartError, arguments, guarded, read_settings
from hall.server.open import open_application
from rules.items import Item
from rules.settings import Settings

TEMPLATES = Path(__file__).with_name("templates")


def environment() -> Environment:
    """The staff's templates; everything put into one is escaped."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(default=True))


def item_of(settings: Settings, key: str) -> Item | None:
    """The item as this hall's catalogue has it."""
    try:
        with Catalogue.open(Path(settings.paths.catalogue)) as catalogue:
            return catalogue.item(key)
    except CatalogueError:
        return None


def _html(filed: AnyFiled, item: Item | None) -> bytes:
    labels: Mapping[str, str] = {} if item is None else {field.key: field.label for field in item.form}
    titles: Mapping[str, str] = {} if item is None else {material.key: material.title for material in item.materials}
    answers = filed.answers if isinstance(filed, Application) else {}
    contact = filed.contact if isinstance(filed, (Application, Precheck)) else ""
    signature = filed.signature if isinstance(filed, Application) else b""
    words = filed.words if isinstance(filed, Rating) else ""
    pages = [(titles.get(material.material, material.material), f"{material.material}-{count}", _type(page))
             for material in filed.materials for count, page in enumerate(material.pages, start=1)]
    return environment().get_template("opened.html").render(
        filed=filed, person=filed.identity, contact=contact, words=words, pages=pages,
        # within an image an SVG runs no script, whatever is in it
        signature=base64.b64encode(signature).decode("ascii"),
        answers=[(labels.get(key, key), value) for key, value in answers.items()],
    ).encode()


def _page(filed: AnyFiled, name: str) -> bytes:
    pages = {f"{material.material}-{count}": page for material in filed.materials
             for count, page in enumerate(material.pages, start=1)}
    if name not in pages:
        raise StartError(f"{name}: there is no such page")
    return pages[name]


def _type(page: bytes) -> str:
    return "pdf" if page.startswith(b"%PDF") else "jpg"


def main(arguments_given: Sequence[str]) -> int:
    """Write what is asked for."""
    parser = arguments("hall.server.staff.look", "one look into an application")
    parser.add_argument("number", help="the receipt's number")
    parser.add_argument("--staff", required=True, metavar="NAME", help="who looks")
    parser.add_argument("--page", metavar="MATERIAL-N", help="a page's bytes")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        settings = read_settings(given.config)
        filed = open_application(settings, given.number, given.staff)
        shown = _html(filed, item_of(settings, filed.item)) if given.page is None else _page(filed, given.page)
        sys.stdout.buffer.write(shown)
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
