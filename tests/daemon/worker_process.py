"""The real worker, its driver one of `fake_drivers`: `python -m tests.daemon.worker_process --device C --config F`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from daemon.worker import run
from rules.settings import parse
from tests.daemon.fake_drivers import factories

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--device")
    parser.add_argument("--config", type=Path)
    chosen = parser.parse_args()
    sys.exit(run(chosen.device, parse(chosen.config.read_text(), str(chosen.config)), factories(chosen.device)))
