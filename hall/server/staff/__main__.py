"""Who may use the staff's page: `python -m hall.server.staff NAME` adds or changes one, the password on stdin."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from hall.process import StartError, arguments, guarded, read_settings
from hall.server.place import open_database
from hall.server.staff.accounts import LONGEST, SHORTEST, Accounts


def main(arguments_given: Sequence[str]) -> int:
    """Add, change or remove somebody."""
    parser = arguments("hall.server.staff", "says who may use the staff's page")
    parser.add_argument("name", help="letters, digits, dots and hyphens")
    parser.add_argument("--remove", action="store_true", help="let them in no more")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,30}", given.name):
            raise StartError("a name has 2 to 31 small letters, digits, dots and hyphens")
        password = "" if given.remove else sys.stdin.readline(LONGEST + 2).rstrip("\n")
        if not given.remove and not SHORTEST <= len(password) <= LONGEST:
            raise StartError(f"write a password of {SHORTEST} to {LONGEST} characters to stdin")
        database = open_database(read_settings(given.config))
        try:
            accounts = Accounts(database)
            if not given.remove:
                accounts.put(given.name, password)
            elif not accounts.remove(given.name):
                raise StartError(f"{given.name}: there is nobody of that name")
        finally:
            database.close()
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
