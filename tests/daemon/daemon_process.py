"""The real Service in a process of its own, with our worker command: `python -m tests.daemon.daemon_process CONFIG`."""

from __future__ import annotations

import dataclasses
import signal
import sys
from pathlib import Path

import msgspec

from daemon import crash
from daemon.service import Service
from rules.settings import Visit, parse
from wire.loop import Loop


def main(config: Path, desk: str, plan: str) -> None:
    """`plan`: a `rules.settings.Visit` as JSON, shorter than a configuration file may have it."""
    crash.withhold()
    settings = parse(config.read_text(encoding="utf-8"), str(config))
    loop = Loop()
    service = Service(
        dataclasses.replace(settings, visit=msgspec.json.decode(plan, type=Visit)), config, loop=loop,
        worker_command=lambda device: [
            sys.executable, "-m", "tests.daemon.worker_process", "--device", device, "--config", str(config),
        ],
        worker_environment={"DESK": desk},
    )
    service.start()
    signal.signal(signal.SIGTERM, lambda *_: loop.call_from_thread(service.stop))
    service.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
