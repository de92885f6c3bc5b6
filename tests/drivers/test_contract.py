"""What holds for every driver of every class, whatever it drives. Runs over MODELS; a new model needs a twin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.base import State, Surroundings, UsbId
from drivers.errors import Act, Canceled, DriverError, Retry
from drivers.turn import Busy
from emulated.client import StartedDesk
from rules.settings import Device
from tests.drivers.twins import CLASSES, ELSEWHERE, MODELS, TWINS, settings_of

WAITING = sorted(name for name, twin in TWINS.items() if twin.wait is not None)


@pytest.fixture(params=sorted(MODELS))
def model(request: pytest.FixtureRequest) -> str:
    """A model's name."""
    return str(request.param)


@pytest.fixture
def driver(model: str, desk: StartedDesk, surroundings: Surroundings) -> Iterator[Any]:
    """Its driver, not opened."""
    built = MODELS[model].build(settings_of(model, desk), surroundings)
    yield built
    built.close()


def test_every_model_has_an_emulated_twin_and_no_name_is_used_twice() -> None:
    assert set(MODELS) == set(TWINS)
    assert sum(len(models) for models in CLASSES) == len(MODELS) + len(ELSEWHERE)


def test_every_key_in_a_table_is_the_models_own_name() -> None:
    assert all(name == model.name for name, model in MODELS.items())


def test_before_it_is_opened_there_is_no_device(driver: Any, model: str) -> None:
    assert driver.status().state is State.NO_DEVICE
    with pytest.raises(DriverError) as failure:
        TWINS[model].verb(driver)
    assert failure.value.code is TWINS[model].gone


def test_opened_it_says_what_it_is_and_is_online(driver: Any) -> None:
    assert driver.open().model
    assert driver.status().state is State.ONLINE


def test_it_may_be_opened_twice(driver: Any) -> None:
    assert driver.open() == driver.open()
    assert driver.status().state is State.ONLINE


def test_closed_twice_it_is_gone_and_can_be_opened_again(driver: Any) -> None:
    driver.open()
    driver.close()
    driver.close()
    assert driver.status().state is State.NO_DEVICE
    driver.open()
    assert driver.status().state is State.ONLINE


def test_a_cable_that_is_out_is_told_and_back_in_it_works(driver: Any, model: str, desk: StartedDesk) -> None:
    twin = TWINS[model]
    driver.open()
    desk.ask("unplug", device=twin.name)
    status = driver.status()
    assert (status.state, status.code) == (State.NO_DEVICE, twin.gone)
    assert status.act is not Act.CITIZEN
    with pytest.raises(DriverError) as failure:
        driver.open()
    assert failure.value.code is twin.gone
    desk.ask("plug", device=twin.name)
    driver.open()
    assert driver.status().state is State.ONLINE


def test_a_verb_on_a_device_that_went_says_so(driver: Any, model: str, desk: StartedDesk) -> None:
    driver.open()
    desk.ask("unplug", device=TWINS[model].name)
    with pytest.raises(DriverError) as failure:
        TWINS[model].verb(driver)
    assert failure.value.code is TWINS[model].gone


def test_a_cancel_with_nothing_running_harms_nothing(driver: Any, desk: StartedDesk) -> None:
    driver.cancel()
    driver.open()
    driver.cancel()
    assert driver.status().state is State.ONLINE


@pytest.mark.parametrize("model", WAITING, indirect=True)
def test_what_does_not_come_in_time_is_the_citizens_to_try_again(driver: Any, model: str) -> None:
    twin = TWINS[model]
    assert twin.wait is not None
    driver.open()
    with pytest.raises(Retry) as failure:
        twin.wait(driver, 0.05)
    assert failure.value.code is twin.nothing_came
    assert driver.status().state is State.ONLINE


@pytest.mark.parametrize("model", WAITING, indirect=True)
def test_a_waiting_verb_is_busy_and_ends_when_canceled(driver: Any, model: str) -> None:
    twin = TWINS[model]
    assert twin.wait is not None
    wait = twin.wait
    ended: list[type[BaseException]] = []

    def run() -> None:
        try:
            wait(driver, 600.0)
        except Canceled as end:
            ended.append(type(end))

    driver.open()
    thread = threading.Thread(target=run)
    thread.start()
    states = set()
    while State.BUSY not in states:
        states.add(driver.status().state)
    with pytest.raises(Busy):
        wait(driver, 600.0)
    while thread.is_alive():
        driver.cancel()
        thread.join(0.02)
    assert ended == [Canceled]
    assert driver.status().state is State.ONLINE


@pytest.mark.parametrize("model", WAITING, indirect=True)
def test_closing_ends_a_waiting_verb(driver: Any, model: str) -> None:
    wait = TWINS[model].wait
    assert wait is not None
    begun = wait
    ended: list[BaseException] = []

    def run() -> None:
        try:
            begun(driver, 600.0)
        except (Canceled, DriverError) as end:
            ended.append(end)

    driver.open()
    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        driver.close()
        thread.join(0.02)
    assert len(ended) == 1
    assert driver.status().state is State.NO_DEVICE


@pytest.mark.parametrize("name", ["sam-v-usb", "escpos-80-usb", "serial"])
def test_an_address_that_cannot_be_is_refused_before_anything_is_opened(
        name: str, surroundings: Surroundings) -> None:
    with pytest.raises(ValueError, match="address"):
        MODELS[name].build(Device(model=name, address="somewhere"), surroundings)


@pytest.mark.parametrize("name", ["sam-v-usb", "escpos-80-usb"])
def test_an_address_takes_the_place_of_the_models_ids(name: str, surroundings: Surroundings) -> None:
    first = MODELS[name].ids[0]
    found = MODELS[name].build(Device(model=name, address=str(first)), surroundings)
    assert found.open().model == name
    found.close()
    missing = MODELS[name].build(Device(model=name, address=str(UsbId(0x1209, 1))), surroundings)
    with pytest.raises(DriverError) as failure:
        missing.open()
    assert failure.value.code is TWINS[name].gone
