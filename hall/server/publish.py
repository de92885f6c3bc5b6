"""Publish a catalogue to the kiosks: `python -m hall.server.publish [FILE]`, FILE built by `./kiosk catalogue build`.

Without FILE it is this machine's packaged one. It is signed by the hall; kiosks fetch it within ten minutes, as the
change from what they have, and use it from their next visit on. The same content again publishes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hall.catalogue import CatalogueError, contents
from hall.catalogue.content import ContentError, item_of
from hall.catalogue.edition import sign
from hall.process import StartError, arguments, guarded, read_settings
from hall.server.editions import Editions
from hall.server.keys import Keys
from hall.server.place import keys_folder, open_database


def main(arguments_given: Sequence[str]) -> int:
    """Publish, and say as what."""
    parser = arguments("hall.server.publish", "publishes a catalogue to the kiosks")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a built catalogue")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        settings = read_settings(given.config)
        try:
            content = contents.read(given.file or Path(settings.paths.catalogue))
            for name, row in content.rows.items():
                item_of(name, row)
        except (CatalogueError, ContentError) as error:
            raise StartError(f"{error}; nothing was published") from None
        key = Keys(keys_folder(settings)).signing()
        database = open_database(settings)
        try:
            edition = Editions(database).publish(
                content, lambda serial, version: sign(serial, version, key), datetime.now())
        finally:
            database.close()
        print(f"edition {edition.serial}: {len(content.rows)} items, version {edition.version[:16]}")
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
