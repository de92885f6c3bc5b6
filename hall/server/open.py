"""Open one application, for someone entitled, in a process that then ends: `python -m hall.server.open NUMBER`.

Entitled is who may read the hall's private key. Every opening is written down, with the uid, before the body is opened.
The application goes to stdout as JSON without its pages; `--pages FOLDER` writes these, a PDF/A-1b file a material,
readable for this user only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from hall.envelopes import AnyFiled, Application, EnvelopeError, HandedIn, open_body
from hall.process import StartError, arguments, guarded, read_settings
from hall.server.keys import Keys
from hall.server.place import keys_folder, open_store
from hall.server.kinds import StoreError
from rules.settings import Settings


def open_application(settings: Settings, number: str, by: str | None = None) -> AnyFiled:
    """What was handed in under that number; that it was opened, `by` whom, is kept. Raises `StartError`."""
    private = Keys(keys_folder(settings)).private()
    store = open_store(settings)
    try:
        cover, body = store.sealed(number, os.getuid(), datetime.now(), by)
        return open_body(cover, body, private)
    except (StoreError, EnvelopeError) as error:
        raise StartError(f"{number}: {error}") from None
    finally:
        store.close()


def files(material: HandedIn) -> dict[str, bytes]:
    """What was scanned, by name: MATERIAL.pdf; in an envelope of before there were files MATERIAL-1.jpg and so on."""
    if material.file:
        return {f"{material.material}.pdf": material.file}
    return {f"{material.material}-{count}.jpg": page for count, page in enumerate(material.pages, start=1)}


def write_pages(application: AnyFiled, folder: Path) -> tuple[Path, ...]:
    """Write the files, and a signature as signature.svg, into a new folder of mode 0700. Raises `StartError`."""
    written: list[Path] = []
    try:
        folder.mkdir(mode=0o700)
        for material in application.materials:
            for name, content in files(material).items():
                written.append(folder / name)
                written[-1].write_bytes(content)
        if isinstance(application, Application) and application.signature:
            written.append(folder / "signature.svg")
            written[-1].write_bytes(application.signature)
    except OSError as error:
        raise StartError(f"{folder}: {error.strerror}; name a folder that does not exist yet") from None
    return tuple(written)


def main(arguments_given: Sequence[str]) -> int:
    """Print one application."""
    parser = arguments("hall.server.open", "opens one application")
    parser.add_argument("number", help="the receipt's number")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="write the pages into this new folder")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        os.umask(0o077)
        application = open_application(read_settings(given.config), given.number)
        if given.pages is not None:
            write_pages(application, given.pages)
        plain = msgspec.to_builtins(msgspec.structs.replace(application, materials=()))
        if isinstance(application, Application):
            plain["signature"] = bool(application.signature)
        plain["materials"] = {one.material: one.count or len(one.pages) for one in application.materials}
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(plain)) + b"\n")
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
