"""The real RPi.GPIO of rpi-lgpio lights the desk's lamps and feels its key and door."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulated.client import StartedDesk

ROOT = Path(__file__).parents[2]


class Board:
    """A process that has imported RPi.GPIO."""

    def __init__(self, desk: StartedDesk, folder: Path) -> None:
        path = os.pathsep.join((str(ROOT / "emulated" / "doors" / "lgpio_door"), str(ROOT)))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.emulated.blink_in_child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path, "RPI_LGPIO_REVISION": "c04170",
                                      "LG_WD": str(folder), "CITIZEN_WINDOW_DESK_GPIO": desk.places()["gpio"]})

    def do(self, line: str) -> str:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().rstrip("\n")

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=30)


@pytest.fixture
def board(desk: StartedDesk, tmp_path: Path) -> Iterator[Board]:
    board = Board(desk, tmp_path)
    yield board
    board.close()


def lamp(desk: StartedDesk, name: str) -> dict[str, Any]:
    lamps = desk.ask("lamps")["lamps"]
    assert isinstance(lamps, dict)
    found: dict[str, Any] = lamps[name]
    return found


def test_a_lamp_is_lit_and_put_out(desk: StartedDesk, board: Board) -> None:
    assert board.do("lamp 17 1") == "1"
    assert lamp(desk, "card-lamp")["on"] and not lamp(desk, "printer-lamp")["on"]
    assert board.do("lamp 17 0") == "0"
    assert not lamp(desk, "card-lamp")["on"]


def test_a_lamp_blinks_by_pwm_until_cleaned_up(desk: StartedDesk, board: Board) -> None:
    assert board.do("blink 27") == "ok"
    assert lamp(desk, "printer-lamp")["blinking"] == [2.0, 50.0]
    assert board.do("clean") == "ok"
    assert not lamp(desk, "printer-lamp")["claimed"] and not lamp(desk, "printer-lamp")["on"]


def test_the_key_is_active_low(desk: StartedDesk, board: Board) -> None:
    assert board.do("read 22") == "1"
    desk.ask("key", position="press")
    assert board.do("read 22") == "0"
    desk.ask("key", position="release")
    assert board.do("read 22") == "1"


def test_edges_of_key_and_door_call_back(desk: StartedDesk, board: Board) -> None:
    assert [board.do("watch 22"), board.do("watch 23")] == ["ok", "ok"]
    desk.ask("key", position="press")
    assert board.do("edge") == "22 0"
    desk.ask("door", position="open")
    assert board.do("edge") == "23 1"
    desk.ask("key", position="release")
    assert board.do("edge") == "22 1"


def test_a_bouncing_key_is_calmed_by_bouncetime(desk: StartedDesk, board: Board) -> None:
    assert board.do("watch 22 30") == "ok"
    desk.ask("fault", device="gpio", fault="bounce", value=4)
    desk.ask("key", position="press")
    assert board.do("edge") == "22 0"
    assert board.do("none") == "True"


def test_a_bouncing_key_rings_without_it(desk: StartedDesk, board: Board) -> None:
    assert board.do("watch 22") == "ok"
    desk.ask("fault", device="gpio", fault="bounce", value=2)
    desk.ask("key", position="press")
    edges = [board.do("edge").split()[0] for _ in range(5)]
    assert edges == ["22"] * 5


def test_no_edges_though_the_level_changes(desk: StartedDesk, board: Board) -> None:
    assert [board.do("watch 22"), board.do("watch 23")] == ["ok", "ok"]
    desk.ask("fault", device="gpio", fault="no-edges")
    desk.ask("key", position="press")
    desk.ask("fault", device="gpio", fault="none")
    desk.ask("door", position="open")
    assert board.do("edge") == "23 1"


def test_an_output_that_is_stuck(desk: StartedDesk, board: Board) -> None:
    desk.ask("fault", device="gpio", fault="stuck-outputs")
    assert board.do("lamp 17 1") == "0"


def test_a_line_that_another_process_has_is_busy(desk: StartedDesk, board: Board, tmp_path: Path) -> None:
    other = Board(desk, tmp_path)
    assert other.do("lamp 17 1") == "1"
    assert board.do("lamp 17 1") == "error: GPIO busy"
    other.close()
    desk.ask("fault", device="gpio", fault="busy", times=1)
    assert board.do("lamp 27 1") == "error: GPIO busy"
    assert board.do("lamp 27 1") == "1"


def test_a_chip_that_is_gone(desk: StartedDesk, board: Board) -> None:
    assert board.do("lamp 17 1") == "1"
    desk.ask("unplug", device="gpio")
    assert board.do("lamp 17 1") == "error: error reading the GPIO chip"
    desk.ask("plug", device="gpio")
    assert board.do("lamp 17 1") == "1"


def test_a_line_that_the_header_does_not_have(board: Board) -> None:
    assert board.do("lamp 40 1") == "error: bad gpio number"
