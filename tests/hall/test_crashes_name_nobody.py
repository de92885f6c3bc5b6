"""A process that crashes says where and by what, never what it had in hand."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.hall.surroundings import NAME

CRASH = """
import sys
from hall.process import guarded
def serve():
    person = sys.argv[1]
    {crash}
sys.exit(guarded(serve))
"""


@pytest.mark.parametrize("crash", ["raise ValueError(person)", "{}[person]", "int(person)", "open(person)"])
def test_where_it_crashed_is_said_and_not_over_whom(crash: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CRASH.format(crash=crash), NAME], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "crashed by" in ended.stderr and "in serve" in ended.stderr
    assert NAME not in ended.stderr
