"""Put an application into its next state: `python -m hall.server.progress NUMBER STATE`. States: `rules.progress`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

from hall.process import StartError, arguments, guarded, read_settings
from hall.server.place import open_store
from hall.server.kinds import StoreError
from rules.progress import ApplicationState
from rules.settings import Settings


def move(settings: Settings, number: str, state: ApplicationState, note: str = "") -> None:
    """Put an application into `state`. The note is shown to whoever has the number: it must name nobody."""
    if len(note) > 200:
        raise StartError("a note has at most 200 characters")
    store = open_store(settings)
    try:
        store.move(number, state, note, datetime.now())
    except StoreError as error:
        raise StartError(str(error)) from None
    finally:
        store.close()


def main(arguments_given: Sequence[str]) -> int:
    """Move one application."""
    parser = arguments("hall.server.progress", "puts an application into its next state")
    parser.add_argument("number", help="the receipt's number")
    parser.add_argument("state", type=ApplicationState, help=", ".join(state.value for state in ApplicationState))
    parser.add_argument("--note", default="", help="a sentence for the citizen; anybody with the number reads it")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        move(read_settings(given.config), given.number, given.state, given.note)
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
