"""`python -m daemon --config FILE`: the daemon on the command line. Exit status 2 for what a person must put right."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

import zmq

from daemon import crash
from daemon.accounts import AccountError
from daemon.service import Service
from daemon.spool import SpoolError
from daemon.units import Systemd
from rules.settings import Settings, SettingsError, parse
from wire.loop import Loop

CANNOT_START = 2


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT. Returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m daemon", description="Owns the kiosk's devices, its countdown and the visit.",
    )
    parser.add_argument("--config", required=True, type=Path, metavar="FILE", help="the kiosk's configuration (TOML)")
    parser.add_argument("--units", action="store_true", help="workers are systemd's units, not this process's children")
    asked = parser.parse_args(arguments)
    config = asked.config
    crash.withhold()
    loop = Loop()
    try:
        service = Service(_read(config), config.resolve(), loop=loop, systemd=Systemd(loop) if asked.units else None)
        service.start()
    except (SettingsError, AccountError, SpoolError) as error:
        return _cannot(str(error))
    except zmq.ZMQError as error:
        return _cannot(
            f"a socket cannot be made in paths.runtime: {error.strerror}; name a folder with a shorter path that the "
            f"daemon may write to"
        )
    except OSError as error:
        return _cannot(f"{error.filename or 'paths.runtime'}: {os.strerror(error.errno or 0)}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_from_thread(service.stop))
    service.run()
    return 0


def _read(config: Path) -> Settings:
    try:
        return parse(config.read_text(encoding="utf-8"), str(config))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"{config}: cannot be read: {reason}; name the configuration with --config") from None


def _cannot(reason: str) -> int:
    sys.stderr.write(f"<3>the daemon cannot start: {reason}\n")
    return CANNOT_START


if __name__ == "__main__":
    sys.exit(main())
