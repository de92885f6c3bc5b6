"""Find a person's applications: `python -m hall.server.find` reads a document number from stdin, prints their numbers.

From stdin, because a command line is visible to every user of the machine. The process ends right after.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from hall.process import StartError, arguments, guarded, read_settings
from hall.server.keys import Keys
from hall.server.place import keys_folder, open_store
from rules.settings import Settings

_LONGEST = 40


def find(settings: Settings, document: str) -> tuple[str, ...]:
    """The receipt numbers of a document number's applications, the newest first."""
    person = Keys(keys_folder(settings)).person(document)
    store = open_store(settings)
    try:
        return store.numbers(person)
    finally:
        store.close()


def main(arguments_given: Sequence[str]) -> int:
    """Print the numbers, one a line."""
    given = arguments("hall.server.find", "finds a person's applications").parse_args(arguments_given)

    def body() -> int:
        document = sys.stdin.readline(_LONGEST + 2).strip()
        if not 0 < len(document) <= _LONGEST:
            raise StartError("write one document number to stdin")
        for number in find(read_settings(given.config), document):
            print(number)
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
