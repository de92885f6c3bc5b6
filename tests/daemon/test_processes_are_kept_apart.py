"""Workers have users of their own where root starts the daemon, and our own where we do; never more than they need."""

import os
import re
import select
import stat
from pathlib import Path

import pytest

from tests.daemon.kiosk import AS_ROOT, DEVICES, PATIENCE_S, UIDS, Kiosk, Site, completed
from wire.messages import ReadCard, Touch
from wire.values import Role


def ids(pid: int, line: str) -> set[int]:
    """All numbers of a line of /proc/PID/status."""
    for text in Path(f"/proc/{pid}/status").read_text().splitlines():
        if text.startswith(f"{line}:"):
            return {int(number, 16 if line.startswith("Cap") else 10) for number in text.split(":")[1].split()}
    raise AssertionError(line)


def test_each_worker_is_somebody_else_as_root_and_nobody_but_us_otherwise(site: Site) -> None:
    with Kiosk(site) as kiosk:
        kiosk.screen()
        for device in DEVICES:
            pid = kiosk.worker(device)
            uid = UIDS[Role(device)] if AS_ROOT else os.getuid()
            assert ids(pid, "Uid") == {uid}
            assert ids(pid, "Gid") == {uid if AS_ROOT else os.getgid()}
            assert ids(pid, "Groups") == (set() if AS_ROOT else set(os.getgroups()))
            assert ids(pid, "NoNewPrivs") == {1}
            assert not AS_ROOT or ids(pid, "CapEff") == {0}


def test_a_worker_leaves_no_core_and_inherits_nothing(site: Site) -> None:
    os.environ["SECRET_OF_THE_STARTER"] = "x"
    try:
        with Kiosk(site) as kiosk:
            kiosk.screen()
            pid = kiosk.worker("idcard")
            (core,) = re.findall(r"Max core file size +(\d+) +(\d+)", Path(f"/proc/{pid}/limits").read_text())
            assert core in (("0", "0"), ("1", "1"))
            names = {entry.split(b"=")[0] for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") if entry}
            assert b"SECRET_OF_THE_STARTER" not in names
            assert names <= {
                b"PATH", b"LANG", b"PYTHONPATH", b"PYTHONDONTWRITEBYTECODE", b"PYTHONNOUSERSITE", b"HOME", b"TMPDIR",
                b"LG_WD", b"DESK", b"SANE_CONFIG_DIR",
            }
            assert os.getsid(pid) == pid
            files = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
            assert not any("daemon.lock" in file or "kiosk.toml" in file for file in files)
    finally:
        del os.environ["SECRET_OF_THE_STARTER"]


def test_folders_and_sockets_belong_to_those_who_need_them(site: Site) -> None:
    with Kiosk(site) as kiosk:
        kiosk.screen()
        found = {
            path.name: (path.stat().st_uid, path.stat().st_gid, stat.S_IMODE(path.stat().st_mode))
            for path in (*kiosk.spool.iterdir(), *kiosk.runtime.glob("*.sock"))
        }
        me, group = os.getuid(), os.getgid()
        if AS_ROOT:
            ui, printer = UIDS[Role.UI], UIDS[Role.PRINTER]
            expected = {
                "card": (UIDS[Role.IDCARD], ui, 0o2750), "pages": (UIDS[Role.PAGE], ui, 0o2750),
                "documents": (printer, printer, 0o2570), "citizen.sock": (0, ui, 0o660),
                "hall.sock": (0, printer, 0o660),
            }
        else:
            expected = {
                **{name: (me, group, 0o700) for name in ("card", "pages", "documents")},
                **{name: (me, group, 0o660) for name in ("citizen.sock", "hall.sock")},
            }
        for device in DEVICES:
            uid = UIDS[Role(device)]
            expected[f"scratch-{device}"] = (uid, uid, 0o700) if AS_ROOT else (me, group, 0o700)
            expected[f"device-{device}.sock"] = (0, uid, 0o660) if AS_ROOT else (me, group, 0o660)
        assert found == expected


def test_the_screen_may_read_a_card_and_nobody_may_write_beside_it(site: Site) -> None:
    with Kiosk(site) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        (card,) = (kiosk.spool / "card").iterdir()
        identity = (card / "identity.msgpack").stat()
        reader = UIDS[Role.IDCARD] if AS_ROOT else os.getuid()
        group = UIDS[Role.UI] if AS_ROOT else os.getgid()
        assert (identity.st_uid, identity.st_gid, stat.S_IMODE(identity.st_mode)) == (reader, group, 0o640)
        assert stat.S_IMODE(card.stat().st_mode) & 0o027 == 0


def test_no_worker_outlives_the_daemon(site: Site) -> None:
    with Kiosk(site) as kiosk:
        kiosk.screen()
        pidfds = [os.pidfd_open(kiosk.worker(device)) for device in DEVICES]
        kiosk.process.kill()
        for pidfd in pidfds:
            assert select.select([pidfd], [], [], PATIENCE_S)[0] == [pidfd]
            os.close(pidfd)


@pytest.mark.parametrize("role", [Role.UI, Role.SEALER])
def test_a_process_that_is_not_of_the_role_is_not_welcome(site: Site, role: Role) -> None:
    with Kiosk(site) as kiosk:
        kiosk.screen()
        if AS_ROOT:
            # root may connect to every socket and is still no renderer
            assert kiosk.join(role, uid=0).greeting.rejected
        else:
            assert kiosk.join(role).greeting.welcome is not None
