"""``python -m launch.emulation.daemon --config FILE --desk DIR``: the daemon, its workers at the emulated desk.

The daemon itself is the product's. Only the command line and the environment that it starts workers with are ours.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

import zmq

import emulated.doors
from daemon import crash
from daemon.__main__ import CANNOT_START
from daemon.accounts import AccountError
from daemon.service import Service
from daemon.spool import SpoolError
from emulated.client import DeskClient, DeskGone
from launch.house import here
from rules.settings import SettingsError, parse
from wire.loop import Loop

BOARD = "c04170"
"""The revision of a Raspberry Pi 5, which rpi-lgpio is told since no board is there to ask."""
SCANNER = "Emulated"


def worker_environment(desk: Path, scanner_config: Path) -> dict[str, str]:
    """What workers see besides what the daemon gives every worker: the desk's lgpio first on the path, its scanner, its
    pcscd.
    """
    places = DeskClient(desk).places()
    door = Path(emulated.doors.__file__).parent / "lgpio_door"
    configure_scanner(scanner_config, places["escl"])
    return {"PYTHONPATH": f"{door}:{here().root}", "RPI_LGPIO_REVISION": BOARD, "PYTHONDONTWRITEBYTECODE": "1",
            "CITIZEN_WINDOW_DESK_GPIO": places["gpio"], "SANE_CONFIG_DIR": str(scanner_config),
            "PCSCLITE_CSOCK_NAME": places["pcsc"]}


def configure_scanner(folder: Path, url: str) -> None:
    """SANE sees sane-airscan and nothing else, and that sees the desk's scanner and looks for no other."""
    folder.mkdir(exist_ok=True)
    (folder / "dll.conf").write_text("airscan\n", encoding="ascii")
    (folder / "airscan.conf").write_text(
        f'[devices]\n"{SCANNER}" = {url}, eSCL\n[options]\ndiscovery = disable\nws-discovery = off\n', encoding="ascii")
    for file in folder.iterdir():
        file.chmod(0o644)


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM. Exit status 2 for what a person must put right."""
    parser = argparse.ArgumentParser(prog="python -m launch.emulation.daemon", description=__doc__)
    parser.add_argument("--config", required=True, type=Path, metavar="FILE")
    parser.add_argument("--desk", required=True, type=Path, metavar="DIR")
    asked = parser.parse_args(arguments)
    crash.withhold()
    loop = Loop()

    def command(device: str) -> list[str]:
        return [sys.executable, "-m", "launch.emulation.worker", "--device", device, "--config", str(asked.config),
                "--desk", str(asked.desk)]

    try:
        settings = parse(asked.config.read_text(encoding="utf-8"), str(asked.config))
        environment = worker_environment(asked.desk, asked.config.parent / "sane")
        service = Service(settings, asked.config, worker_command=command, worker_environment=environment, loop=loop)
        service.start()
    except (SettingsError, AccountError, SpoolError, DeskGone, OSError, zmq.ZMQError) as error:
        print(f"the daemon cannot start: {error}", file=sys.stderr)
        return CANNOT_START
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_from_thread(service.stop))
    service.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
