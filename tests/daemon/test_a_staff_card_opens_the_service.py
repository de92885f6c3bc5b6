"""A technician's card in a slot behind the real pcscd, the product's daemon and worker: all but the screen."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.staff_cards import StaffCards
from emulated.client import StartedDesk
from rules.settings import Device
from tests.daemon.kiosk import Kiosk, Peer, Site, completed, settings_in
from wire.messages import Done
from wire.technician import UnlockByCard
from wire.values import VisitState

NUMBER, STRANGE = "04a1b2c3d4e5f6", "04a1b2c3d4e5f7"


class KioskAtTheDesk(Kiosk):
    """Its only device is the desk's slot for chip cards."""

    def __init__(self, site: Site, emulated: Path) -> None:
        settings = settings_in(site.folder, [])
        devices = replace(settings.devices, idcard=Device(model="pcsc"))
        super().__init__(site, settings=replace(settings, devices=devices))
        self._emulated = emulated

    def start_again(self) -> None:
        with self._journal.open("a") as journal:
            self.process = subprocess.Popen(
                [str(self.house.python), "-m", "launch.emulation.daemon", "--config", str(self._config),
                 "--desk", str(self._emulated)], stderr=journal, cwd=self.house.root)


@pytest.fixture
def place(site: Site) -> Path:
    """Where the desk is."""
    return site.folder / "emulated"


@pytest.fixture
def desk(place: Path) -> Iterator[StartedDesk]:
    """A desk whose reader is a slot behind a pcscd of its own."""
    with StartedDesk(place, "--pace", "instant", "--idcard-profile", "pcsc") as started:
        yield started


def lay(desk: StartedDesk, number: str) -> None:
    """A staff card of that number is put into the slot."""
    desk.ask("card", fields={"name": "技术员", "kind": "staff", "number": number})


def code(peer: Peer) -> str:
    """Why the card that lies there does not open it."""
    failure = peer.get(UnlockByCard()).failure
    assert failure is not None
    return failure.code


def test_a_staff_card_in_the_slot_opens_the_service(desk: StartedDesk, place: Path, site: Site) -> None:
    with KioskAtTheDesk(site, place) as kiosk:
        StaffCards(Path(kiosk.settings.paths.state)).add(NUMBER)
        screen = kiosk.screen()
        desk.ask("card", name="张三")
        assert code(screen) == "card.unknown_kind"
        lay(desk, STRANGE)
        while (said := code(screen)) in ("card.unknown_kind", "card.interrupted"):
            pass  # pcscd takes a moment to see that the card is another
        assert said == "service.wrong_card"
        waiting = screen.ask(UnlockByCard())
        lay(desk, NUMBER)
        assert completed(screen.reply(waiting)).answer == Done()
        screen.visit(VisitState.SERVICE)
        journal = kiosk.journal()
        assert NUMBER not in journal and STRANGE not in journal and "张三" not in journal
