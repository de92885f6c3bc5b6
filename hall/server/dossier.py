"""All pages of one application as one PDF/A file: `python -m hall.server.dossier NUMBER --out FILE.pdf`.

Who may, and what is written down, is as with `open`. The pages stand in it as they were scanned, not compressed anew
(img2pdf), in the order in which they were handed in; the file's title, author and names are left empty. PDF/A-1b, ISO
19005-1. Made here and not on the kiosk: it says nothing that the sealed pages do not, and the sealer is to be small.
It wants the city's extra of the installation.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import img2pdf

from hall.envelopes import AnyFiled
from hall.process import StartError, arguments, guarded, read_settings
from hall.server import srgb
from hall.server.open import open_application


def pdf_of(application: AnyFiled) -> bytes:
    """The file's bytes; a page is as large as its pixels and their density say. Raises `StartError` for an application
    without pages, and for a page that is no JPEG.
    """
    pages = [page for material in application.materials for page in material.pages]
    if not pages:
        raise StartError(f"{application.number}: nothing was handed in with it")
    at = datetime.fromisoformat(application.at)
    try:
        with _file_of(srgb.profile()) as profile:
            data: bytes = img2pdf.convert(
                pages, engine=img2pdf.Engine.internal, pdfa=profile, creationdate=at, moddate=at)
    except (img2pdf.ImageOpenError, img2pdf.JpegColorspaceError, ValueError):
        # its words may quote the page
        raise StartError(f"{application.number}: a page is no picture that a PDF/A can hold") from None
    return data


def write(data: bytes, file: Path) -> None:
    """Into a new file of mode 0600. Raises `StartError`."""
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
            out.write(data)
    except OSError as error:
        raise StartError(f"{file}: {error.strerror}; name a file that does not exist yet") from None


@contextmanager
def _file_of(content: bytes) -> Iterator[str]:
    """A name under which `content` can be read while it is used: img2pdf takes no bytes."""
    descriptor = os.memfd_create("srgb.icc")
    try:
        os.write(descriptor, content)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def main(arguments_given: Sequence[str]) -> int:
    """Write one application's pages."""
    parser = arguments("hall.server.dossier", "writes the pages of one application as PDF/A")
    parser.add_argument("number", help="the receipt's number")
    parser.add_argument("--out", type=Path, metavar="FILE", required=True, help="the new file")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        write(pdf_of(open_application(read_settings(given.config), given.number)), given.out)
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
