"""The real worker, its driver one of `fake_drivers`: `python -m tests.daemon.worker_process --device C --config F`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import zmq

from daemon.worker import run
from rules.settings import Settings, parse
from tests.daemon.fake_drivers import factories
from wire.link import Link
from wire.loop import Loop
from wire.messages import Done, ReadCard
from wire.values import Role


def lie(device: str, settings: Settings) -> None:
    """Answer whatever is asked with what nobody asked for."""
    loop = Loop()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    address = f"ipc://{settings.paths.runtime}/device-{device}.sock"
    Link(loop, context, address, Role(device), handlers={ReadCard: lambda call: call.complete(Done())})
    loop.run()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--device")
    parser.add_argument("--config", type=Path)
    chosen = parser.parse_args()
    read = parse(chosen.config.read_text(), str(chosen.config))
    if (Path(os.environ["DESK"]) / f"{chosen.device}.lies").exists():
        lie(chosen.device, read)
    sys.exit(run(chosen.device, read, factories(chosen.device)))
