"""Lines through the real rpi-lgpio over the desk's lgpio."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.base import State, Surroundings
from drivers.errors import Code, DriverError
from drivers.gpio import CARD_LAMP, MODELS, PRINTER_LAMP, SERVICE_KEY
from emulated.client import StartedDesk
from rules.settings import Device


@pytest.fixture
def lines(surroundings: Surroundings) -> Iterator[Any]:
    """Opened lines."""
    built = MODELS["rpi"].build(Device(model="rpi"), surroundings)
    built.open()
    yield built
    built.close()


def lit(desk: StartedDesk) -> list[str]:
    """Which lamps are on."""
    lamps = desk.ask("lamps")["lamps"]
    assert isinstance(lamps, dict)
    return sorted(name for name, lamp in lamps.items() if lamp["on"])


def test_lamps_are_dark_when_opened_and_light_one_by_one(lines: Any, desk: StartedDesk) -> None:
    assert lit(desk) == []
    lines.set_lamp(CARD_LAMP, True)
    assert lit(desk) == ["card-lamp"]
    lines.set_lamp(PRINTER_LAMP, True)
    lines.set_lamp(CARD_LAMP, False)
    assert lit(desk) == ["printer-lamp"]


def test_lamps_go_out_when_the_lines_are_closed(lines: Any, desk: StartedDesk) -> None:
    lines.set_lamp(CARD_LAMP, True)
    lines.close()
    assert lit(desk) == []


def test_a_lamp_that_is_not_there_is_refused(lines: Any) -> None:
    with pytest.raises(ValueError, match="there are: card, printer"):
        lines.set_lamp("door", True)


@pytest.mark.parametrize("fault", ["none", "bounce"])
def test_a_turned_key_is_told_once(lines: Any, desk: StartedDesk, fault: str) -> None:
    pressed: queue.Queue[str] = queue.Queue()
    lines.watch(pressed.put)
    desk.ask("fault", device="gpio", fault=fault)
    desk.ask("key", position="press")
    assert pressed.get(timeout=30) == SERVICE_KEY
    desk.ask("key", position="release")
    lines.close()
    assert pressed.empty()


def test_lines_that_another_program_holds_are_not_there(lines: Any, desk: StartedDesk) -> None:
    desk.ask("fault", device="gpio", fault="busy")
    with pytest.raises(DriverError) as failure:
        lines.open()
    assert failure.value.code is Code.GPIO_GONE
    assert lines.status().state is State.NO_DEVICE
