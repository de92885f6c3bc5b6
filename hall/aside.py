"""What waits in the outbox, for staff: `python -m hall.aside` lists it, `--retry NUMBER` puts one back into line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from hall.outbox import Outbox
from hall.process import StartError, arguments, guarded, read_settings


def main(arguments_given: Sequence[str]) -> int:
    """List or retry."""
    parser = arguments("hall.aside", "shows what waits in the outbox")
    parser.add_argument("--retry", metavar="NUMBER", help="try this envelope again, now")
    given = parser.parse_args(arguments_given)

    def body() -> int:
        with Outbox(Path(read_settings(given.config).paths.state) / "outbox", create=False) as outbox:
            if given.retry is not None:
                if not outbox.retry(given.retry):
                    raise StartError(f"{given.retry}: is not in the outbox; the hall has it, or it was never here")
                outbox.ring()
            for waiting in outbox.all():
                print(f"{waiting.number}  {waiting.at}  tries {waiting.tries}  {waiting.aside or 'waits'}")
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
