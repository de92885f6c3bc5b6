"""The hall server's process: `python -m hall.server --config FILE`. It serves the unix socket of `hall.server`, or
`server.listen` for kiosks elsewhere."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.concurrency import run_in_threadpool

from hall.catalogue.edition import KEY_FILE
from hall.database import DatabaseError
from hall.process import StartError, arguments, group_number, guarded, read_settings
from hall.server.app import Hall
from hall.server.editions import Editions
from hall.server.intake import Intake
from hall.server.keys import Keys
from hall.server.kiosks import Kiosks
from hall.server.notices import Notices
from hall.server.place import keys_folder, open_bodies, open_database, uploads
from hall.server.senders import senders
from hall.server.staff.accounts import Accounts
from hall.server.staff.pages import StaffPages
from hall.server.store import Store
from hall.server.upgrade import bringing
from hall.server.uploads import Uploads
from rules.settings import Settings
from wire.watchdog import ALIVE, READY, STOPPING, Notifier

_STOP_S = 5
_PAUSE_S = 60.0
_TIDY_S = 3600.0
_IDLE_S = 10
"""A connection on which nothing is asked is closed after so many seconds. Kiosks' own end is httpx's five: were it the
same here, one would be closed under a request now and then.
"""
_CONNECTIONS = 32
_DESCRIPTORS = 4096
_NETWORK_CONNECTIONS = 2000
"""A city's kiosks, each of which keeps one or two."""


log = logging.getLogger("hall")


def main(arguments_given: Sequence[str]) -> int:
    """Run the server until SIGTERM or SIGINT. Exit status 0 then."""
    file = arguments("hall.server", "keeps sealed applications").parse_args(arguments_given).config
    return guarded(lambda: _serve(read_settings(file), file), _DESCRIPTORS)


class _Watched(uvicorn.Server):
    """Tells systemd that it serves, lives and leaves; has citizens told what is due; tidies up."""

    def __init__(
        self, config: uvicorn.Config, notices: Notices, period_s: int, file: Path, arriving: Uploads,
    ) -> None:
        super().__init__(config)
        self._arriving = arriving
        self._notices = notices
        self._period_s = period_s
        self._file = file

    async def main_loop(self) -> None:
        notifier = Notifier(os.environ)
        notifier.say(READY)
        beside = [asyncio.create_task(_live(notifier)), asyncio.create_task(_tidy(self._arriving)),
                  asyncio.create_task(_tell(self._notices, self._period_s, self._file))]
        try:
            await super().main_loop()
        finally:
            for task in beside:
                task.cancel()
            notifier.say(STOPPING)


async def _live(notifier: Notifier) -> None:
    while notifier.period_s:
        notifier.say(ALIVE)
        await asyncio.sleep(notifier.period_s)


async def _tidy(arriving: Uploads) -> None:
    """Let go of what nobody goes on with, now and each hour."""
    while True:
        try:
            await run_in_threadpool(arriving.clear)
        except DatabaseError as error:
            log.error("nothing was tidied up: %s", error)
        await asyncio.sleep(_TIDY_S)


async def _tell(notices: Notices, period_s: int, file: Path) -> None:
    """Have what is due told by a process that then ends: this one never sees an address. The table is asked every
    `period_s` seconds: it is another process, too, that moves an application.
    """
    while True:
        try:
            due = await run_in_threadpool(notices.next_due)
            if due is not None and due <= datetime.now():
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "hall.server.notify", "--config", str(file))
                if await process.wait() != 0:
                    await asyncio.sleep(_PAUSE_S)
        except DatabaseError as error:
            log.error("nobody is told now: %s", error)
        await asyncio.sleep(period_s)


def _serve(settings: Settings, file: Path) -> int:
    os.umask(0o077)
    network = bool(settings.server.listen)
    address = Path() if network else _address(settings)
    folder = keys_folder(settings)
    key = Keys(folder).prepare(Path(settings.hall.public_key))
    bodies = open_bodies(settings)
    # settings that nobody can be told by are said now, not when somebody shall be
    senders(settings.server)
    database = open_database(settings, bringing(bodies))
    store = Store(database, bodies)
    arriving = uploads(settings)
    listener = _listen_network(settings.server.listen) if network else _listen(address, settings.users.gateway)
    intake = Intake(folder)
    hall = Hall(
        store, Kiosks(database), Editions(database), arriving, intake,
        Path(settings.hall.public_key).read_text(encoding="ascii"),
        Path(settings.hall.public_key).with_name(KEY_FILE).read_text(encoding="ascii"), key, datetime.now,
        StaffPages(store, Kiosks(database), Accounts(database), settings, file, datetime.now), network)
    server = _Watched(config=uvicorn.Config(
        hall.app(), log_config=None, log_level="warning", access_log=False, server_header=False, lifespan="off",
        ws="none", http="h11", loop="asyncio", timeout_graceful_shutdown=_STOP_S,
        timeout_keep_alive=_IDLE_S,
        limit_concurrency=_NETWORK_CONNECTIONS if network else _CONNECTIONS,
        ssl_certfile=settings.server.certificate or None, ssl_keyfile=settings.server.certificate_key or None,
    ), notices=Notices(database), period_s=settings.server.notices, file=file, arriving=arriving)
    # uvicorn, once it has stopped, raises the signal anew for whoever handled it before: that must not end us halfway
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.handle_exit)
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()
        if not network:
            address.unlink(missing_ok=True)
        intake.close()
        store.close()
    return 0


def _address(settings: Settings) -> Path:
    scheme, _, path = settings.hall.server.partition(":")
    if scheme != "unix" or not path:
        raise StartError(f"hall.server is {settings.hall.server}: that hall is elsewhere and runs there; "
                         "this server serves unix:PATH, or HOST:PORT in server.listen")
    return Path(path)


def _listen_network(where: str) -> socket.socket:
    """The socket for kiosks elsewhere, each of which signs."""
    host, _, port = where.rpartition(":")
    try:
        return socket.create_server((host.strip("[]"), int(port)), backlog=1024,
                                    family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError, ValueError) as error:
        raise StartError(f"server.listen is {where}: {error}; write HOST:PORT of this machine, such as "
                         "127.0.0.1:8443") from None


def _listen(address: Path, gateway: str) -> socket.socket:
    """The socket, for this user and the gateway's group only."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _clear(address)
        mask = os.umask(0o117)
        try:
            listener.bind(str(address))
        finally:
            os.umask(mask)
        group = group_number(gateway, "gateway")
        if group is not None:
            os.chown(address, -1, group)
    except OSError as error:
        listener.close()
        raise StartError(f"{address}: {error.strerror}; its folder must be writable for the hall server's user, who "
                         "must be in the gateway's group") from None
    except StartError:
        listener.close()
        raise
    return listener


def _clear(address: Path) -> None:
    """Remove the socket that a killed server left behind, never one that somebody listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        trial.settimeout(2)
        try:
            trial.connect(str(address))
        except FileNotFoundError:
            return
        except ConnectionRefusedError:
            address.unlink(missing_ok=True)
            return
    raise StartError(f"{address}: another hall server listens there; stop it first")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
