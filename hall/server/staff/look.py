"""One look into an application, in a process that then ends: `python -m hall.server.staff.look NUMBER --staff NAME`.

It opens the body and writes a piece of HTML to stdout, or with `--file MATERIAL.pdf` that file's bytes. The server
passes on what comes and keeps none of it. Who looked is written down first.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from hall.catalogue import CatalogueError
from hall.catalogue.files import find_item
from hall.envelopes import AnyFiled, Application, Precheck, Rating
from hall.process import StartError, arguments, guarded, read_settings
from hall.server.open import files, open_application
from rules.items import Item
from rules.settings import Settings

TEMPLATES = Path(__file__).with_name("templates")


def environment() -> Environment:
    """The staff's templates; everything put into one is escaped."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(default=True))


def item_of(settings: Settings, key: str) -> Item | None:
    """The item as this hall's catalogue has it."""
    try:
        return find_item(settings, key)
    except CatalogueError:
        return None


def _html(filed: AnyFiled, item: Item | None) -> bytes:
    labels: Mapping[str, str] = {} if item is None else {field.key: field.label for field in item.form}
    titles: Mapping[str, str] = {} if item is None else {material.key: material.title for material in item.materials}
    answers = filed.answers if isinstance(filed, Application) else {}
    contact = filed.contact if isinstance(filed, (Application, Precheck)) else ""
    code = filed.credit_code if isinstance(filed, Precheck) else ""
    signature = filed.signature if isinstance(filed, Application) else b""
    words = filed.words if isinstance(filed, Rating) else ""
    scanned = [(titles.get(one.material, one.material), one.count or len(one.pages), list(files(one)))
               for one in filed.materials]
    return environment().get_template("opened.html").render(
        filed=filed, person=filed.identity, contact=contact, code=code, words=words, scanned=scanned,
        # within an image an SVG runs no script, whatever is in it
        signature=base64.b64encode(signature).decode("ascii"),
        answers=[(labels.get(key, key), value) for key, value in answers.items()],
    ).encode()


def _file(filed: AnyFiled, name: str) -> bytes:
    for material in filed.materials:
        if name in (found := files(material)):
            return found[name]
    raise StartError(f"{name}: there is no such file")


def main(arguments_given: Sequence[str]) -> int:
    """Write what is asked for."""
    parser = arguments("hall.server.staff.look", "one look into an application")
    parser.add_argument("number", help="the receipt's number")
    parser.add_argument("--staff", required=True, metavar="NAME", help="who looks")
    parser.add_argument("--file", metavar="MATERIAL.pdf", help="a file's bytes")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        settings = read_settings(given.config)
        filed = open_application(settings, given.number, given.staff)
        shown = _html(filed, item_of(settings, filed.item)) if given.file is None else _file(filed, given.file)
        sys.stdout.buffer.write(shown)
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
