"""Moves entries of a print journal on for as long as it lives, and says each move when it has returned:
`python -m tests.daemon.print_keeper STATE`."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from daemon.prints import Mark, PrintJournal

if __name__ == "__main__":
    prints = PrintJournal(Path(sys.argv[1]))
    for serial in itertools.count(1):
        number = f"FS01-{serial}"
        entry = prints.accept("receipt", number)
        prints.start(entry.id, Mark.UNMARKED)
        print(f"started {number}", flush=True)
        prints.confirm(entry.id)
        print(f"confirmed {number}", flush=True)
