"""The real sealer, killed by SIGKILL when it has committed and has not answered: where the receipt would be written."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from hall.process import read_settings
from hall.sealer import Sealer, Service
from rules.blocks import Document


def die(document: Document) -> None:
    """In the receipt's place."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    settings = read_settings(Path(sys.argv[2]))
    Service(settings, Sealer(settings, die, datetime.now)).run()
