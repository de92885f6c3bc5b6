"""Whoever served a visit has half a second to leave by itself, however soon after another visit that was."""

import io
import os
import signal
import subprocess
import sys

from daemon.journal import Journal
from daemon.peers import LEAVE_S, Peers, end
from wire.calls import Peer
from wire.loop import Loop
from wire.values import Role

WAITS = (sys.executable, "-c", "input()")


def test_a_visit_right_after_another_leaves_its_own_time() -> None:
    now, killed = 0.0, list[Role]()
    loop = Loop(lambda: now)
    peers = Peers(loop, Journal(io.StringIO()), lambda pid: None, lambda role, pidfd: killed.append(role))

    def look_at(seconds: float) -> list[Role]:
        nonlocal now
        now = seconds
        loop.run_once(0)
        return killed

    with subprocess.Popen(WAITS, stdin=subprocess.PIPE) as stays:
        peers.joined(Peer(b"sealer", Role.SEALER, stays.pid, 0, 0))
        peers.see_off()
        assert look_at(0.8 * LEAVE_S) == []
        peers.see_off()
        assert look_at(1.2 * LEAVE_S) == []
        assert look_at(1.9 * LEAVE_S) == [Role.SEALER]
        peers.close()
        stays.communicate(b"\n")
    loop.close()


def test_who_leaves_at_the_last_moment_is_no_trouble() -> None:
    with subprocess.Popen(WAITS, stdin=subprocess.PIPE) as goes:
        pidfd = os.pidfd_open(goes.pid)
        end(pidfd)
        # its parent has reaped it, and the loop has not yet told that it is gone
        assert goes.wait() == -signal.SIGKILL
        end(pidfd)
        os.close(pidfd)
