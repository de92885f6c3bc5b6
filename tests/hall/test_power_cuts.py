"""A power cut in the middle of it: the instrument itself, and the steps of a submission and a delivery."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.hall.cuts.armed import preloaded

_CONTROL = """
import os, sys
from pathlib import Path
from tests.hall.cuts.armed import NEVER, cut, ended, start

folder, shadow = Path(sys.argv[1]) / "disk", Path(sys.argv[1]) / "shadow"
folder.mkdir()

def write():
    (folder / "unsynced").write_bytes(b"x")
    with open(folder / "synced", "wb") as file:
        file.write(b"x")
        file.flush()
        os.fsync(file.fileno())
        file.write(b"and more")
    os.rename(folder / "synced", folder / "moved")

assert ended(start(folder, shadow, NEVER, write))
cut(folder, shadow)
assert os.listdir(folder) == ["synced"] and (folder / "synced").read_bytes() == b"x"
assert not ended(start(folder, shadow, 1, write))
assert (folder / "unsynced").read_bytes() == b""
"""


def test_what_was_not_synced_is_gone_after_a_cut(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", _CONTROL, str(tmp_path)], env=preloaded(tmp_path), capture_output=True,
                         text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_some_steps_of_submissions_are_killed_and_cut_and_nothing_is_lost() -> None:
    ran = subprocess.run([sys.executable, "-m", "tests.hall.cuts", "--kills", "30", "--part", "submissions"],
                         capture_output=True, text=True, timeout=300, check=False, env=dict(os.environ))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "30 kills and cuts: 0 lost, 0 doubled", ran.stdout
