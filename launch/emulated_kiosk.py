"""A whole kiosk on this machine: the emulated desk and all processes of the product, in order and supervised."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from emulated.client import DeskClient
from launch import accounts
from launch.house import House
from launch.premises import Premises
from launch.probes import bus_answers, http_answers
from launch.supervisor import Resident, Supervisor

PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")


@dataclass(frozen=True)
class EmulatedKiosk:
    """A running kiosk: its folders, its supervisor, and the desk to lay cards and paper on."""

    premises: Premises
    supervisor: Supervisor
    desk: DeskClient


@contextmanager
def emulated_kiosk(made: Premises, screen: Mapping[str, str], environment: Mapping[str, str], *, pace: str = "real",
                   observed: bool = False, without: Collection[str] = ()) -> Iterator[EmulatedKiosk]:
    """Start everything, and end everything. `screen` is what the renderer needs in its environment to draw.

    `observed`: the renderer tells of its screen at `made.observer`. `without` names processes that whoever asks starts.
    Raises `SupervisorError` when a process does not start.
    """
    every = residents(made, screen, environment, pace, observed)
    supervisor = Supervisor([resident for resident in every if resident.name not in without], made.logs)
    try:
        supervisor.start()
        yield EmulatedKiosk(made, supervisor, DeskClient(made.desk))
    finally:
        supervisor.stop()


def keep_logs(made: Premises, house: House) -> Path:
    """Copy what the processes said to where it outlives the kiosk, and return that folder."""
    kept = house.logs / "kiosk"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(made.logs, kept)
    return kept


def residents(made: Premises, screen: Mapping[str, str], environment: Mapping[str, str], pace: str,
              observed: bool) -> list[Resident]:
    """Every process of the kiosk and the desk, in the order they are started."""
    bare = {name: environment[name] for name in PASSED_ON if name in environment}
    bare |= {"PYTHONPATH": str(made.house.root), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(made.runtime)}
    config = ("--config", str(made.config))
    font = made.house.assets / "fonts" / "NotoSansSC-Regular.otf"
    desk = ("--dir", str(made.desk), "--pace", pace, "--font", str(font))
    watched = ("--observer", str(made.observer)) if observed else ()

    def sock(name: str) -> Path:
        return made.runtime / f"{name}.sock"

    def program(*arguments: str) -> tuple[str, ...]:
        return (str(made.house.python), "-m", *arguments)

    def hall(name: str, module: str) -> Resident:
        return Resident(name, program(module, *config), bare, partial(bus_answers, sock(name)),
                        accounts.account(name, made.apart))

    return [
        Resident("desk", program("emulated.desk", *desk), bare, (made.desk / "desk.json").exists, comes_back=False),
        Resident("server", program("hall.server", *config), bare, partial(http_answers, sock("hall-server")),
                 accounts.account("server", made.apart)),
        Resident("daemon", program("launch.emulation.daemon", *config, "--desk", str(made.desk)), bare,
                 partial(bus_answers, sock("citizen"))),
        hall("guide", "hall.guide"),
        hall("gateway", "hall.gateway"),
        hall("sealer", "hall.warm"),
        Resident("ui", program("launch.emulation.renderer", *config, *watched), {**bare, **screen},
                 lambda: True, accounts.account("ui", made.apart)),
    ]
