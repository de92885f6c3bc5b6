"""Let a kiosk in: `python -m hall.server.invite KIOSK` prints a one-time code for it; `--dismiss` lets it out.

`--list` shows all kiosks and when they were heard last.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import datetime

from hall.process import StartError, arguments, guarded, read_settings
from hall.server.kiosks import CODE_FOR, Kiosks
from hall.server.place import open_database


def main(arguments_given: Sequence[str]) -> int:
    """Invite, dismiss or list."""
    parser = arguments("hall.server.invite", "lets kiosks in")
    parser.add_argument("kiosk", nargs="?", default="", help="the kiosk's id, such as FS01")
    parser.add_argument("--dismiss", action="store_true", help="take nothing from it any more")
    parser.add_argument("--list", action="store_true", help="show all kiosks")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        if not given.list and not re.fullmatch(r"[A-Z]{2}[0-9]{2}", given.kiosk):
            raise StartError("name a kiosk: two capital letters and two digits, such as FS01")
        database = open_database(read_settings(given.config))
        try:
            kiosks = Kiosks(database)
            if given.list:
                for one in kiosks.all():
                    print(f"{one.kiosk}  heard {one.heard or 'never'}  version {one.version or '?'}  "
                          f"waiting {one.waiting}  set aside {one.aside}")
            elif given.dismiss:
                if not kiosks.dismiss(given.kiosk):
                    raise StartError(f"{given.kiosk}: is not enrolled here")
            else:
                code = kiosks.invite(given.kiosk, datetime.now())
                print("-".join(code[place:place + 5] for place in range(0, len(code), 5)))
                print(f"good once, for {CODE_FOR.seconds // 60} minutes", file=sys.stderr)
        finally:
            database.close()
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
