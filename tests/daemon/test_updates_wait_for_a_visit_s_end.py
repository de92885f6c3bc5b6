"""Who restarts a kiosk, an update above all, asks systemd whether anybody is served; the daemon tells it."""

import socket

import pytest

from tests.daemon.kiosk import PATIENCE_S, Kiosk, Site, completed
from wire.messages import EndVisit, Touch
from wire.values import EndReason, Role


def test_systemd_knows_whether_anybody_is_served(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        name = f"citizen-window-test-{site.folder.name}"
        systemd.bind("\0" + name)
        systemd.settimeout(PATIENCE_S)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name)

        def heard(state: bytes) -> None:
            while systemd.recv(100) != b"STATUS=" + state:
                continue

        with Kiosk(site, devices=["idcard"]) as kiosk:
            heard(b"idle")
            kiosk.join(Role.GATEWAY, stays=True)
            screen = kiosk.screen()
            completed(screen.get(Touch()))
            heard(b"active")
            completed(screen.get(EndVisit(reason=EndReason.EXIT)))
            heard(b"idle")
        assert kiosk.process.returncode == 0
