"""The list of staff cards, and the command that keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.service_folder import FOLDER, ServiceBroken
from daemon.staff_cards import MOST, CardError, StaffCards, main
from rules.settings import Device, Devices, Paths, Settings, render

ONE, OTHER = "04a1b2c3d4e5f6", "11223344"


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    """A kiosk whose reader reads no staff cards."""
    file = tmp_path / "kiosk.toml"
    file.write_text(render(Settings(paths=Paths(runtime=str(tmp_path / "run"), state=str(tmp_path / "state")),
                                    devices=Devices(idcard=Device(model="sam-v-usb")))))
    return file


def test_cards_are_added_and_removed(tmp_path: Path) -> None:
    cards = StaffCards(tmp_path)
    assert cards.numbers == []
    cards.add(ONE)
    cards.add(OTHER)
    cards.add(ONE)
    assert StaffCards(tmp_path).numbers == sorted([ONE, OTHER])
    cards.remove(ONE)
    assert cards.numbers == [OTHER]
    with pytest.raises(CardError, match="not in the list"):
        cards.remove(ONE)


@pytest.mark.parametrize("number", ["", "123", "04A1B2C3", "x" * 8, "0" * 22, "04a1b2c3\n11223344"])
def test_what_is_no_number_is_refused(number: str, tmp_path: Path) -> None:
    with pytest.raises(CardError, match="hexadecimal"):
        StaffCards(tmp_path).add(number)


def test_the_list_ends(tmp_path: Path) -> None:
    cards = StaffCards(tmp_path)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "staff-cards").write_text("\n".join(f"{number:08x}" for number in range(MOST)))
    with pytest.raises(CardError, match="enough"):
        cards.add(ONE)


def test_a_spoilt_list_opens_nothing_and_names_its_file(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "staff-cards").write_text(f"{ONE}\nanybody\n")
    with pytest.raises(ServiceBroken, match="staff-cards"):
        assert StaffCards(tmp_path).numbers


def test_the_command_keeps_the_list(configuration: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", ONE.upper(), "--config", str(configuration)]) == 0
    assert main(["list", "--config", str(configuration)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == ONE
    assert main(["remove", ONE, "--config", str(configuration)]) == 0
    assert main(["list", "--config", str(configuration)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "no card"


@pytest.mark.parametrize(("words", "said"), [
    (("add", "12"), "hexadecimal"), (("remove", ONE), "not in the list"),
    (("read",), "reads no staff cards; pcsc does")])
def test_what_cannot_be_done_is_said(
        words: tuple[str, ...], said: str, configuration: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--config", str(configuration)]) == 2
    assert said in capsys.readouterr().err
