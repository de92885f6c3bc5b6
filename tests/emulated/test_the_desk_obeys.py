"""The control socket and its shell client: every verb answers, and what cannot be done is said with what to do."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from emulated.client import DeskClient, DeskGone, DeskRefused, StartedDesk
from emulated.command import main as command

ROOT = Path(__file__).parents[2]


def say(desk: StartedDesk, *words: str) -> int:
    return command(["--dir", str(desk.directory), *words])


def test_the_drawer_has_cards_of_every_kind(desk: StartedDesk) -> None:
    people = desk.ask("people")["people"]
    assert isinstance(people, list)
    assert {person["kind"] for person in people} == {" ", "I", "J", "Y"}
    for person in people:
        assert desk.ask("card", name=person["name"]) == {"card": person["name"]}


@pytest.mark.parametrize("words", [
    ("people",), ("card", "张三"), ("card", "赵六", "sex=女", "birth=20000229"), ("card", "none"), ("code", "A12"),
    ("unplug", "idcard"), ("plug", "idcard"), ("fault", "idcard", "slow", "20", "--times", "1"),
    ("fault", "idcard", "none"), ("faults",), ("paper", "none"), ("paper-roll", "low"), ("cover", "open"), ("tear",),
    ("key", "press"), ("door", "open"), ("lamps",), ("printed",), ("wait-printed", "0"), ("wait", "cards-read", "0"),
    ("pace", "instant"), ("state",), ("reset",)])
def test_every_verb_can_be_said_in_the_shell(desk: StartedDesk, capsys: pytest.CaptureFixture[str],
                                             words: tuple[str, ...]) -> None:
    assert say(desk, *words) == 0
    capsys.readouterr()
    assert say(desk, "--json", *words) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


@pytest.mark.parametrize("words, reason", [
    (("card", "王二麻子"), "there are: 张三"), (("card", "赵六", "nose=big"), "no field 'nose'"),
    (("fault", "idcard", "broken"), "it has: bad-report, busy"), (("fault", "idcard", "slow", "-- -1"), ""),
    (("wait-printed", "1", "--seconds", "0.01"), "receipts-printed is 0, not 1"),
    (("wait", "miracles", "1"), "one of receipts-printed")])
def test_a_refusal_is_exit_1_with_a_reason(desk: StartedDesk, capsys: pytest.CaptureFixture[str],
                                           words: tuple[str, ...], reason: str) -> None:
    if not reason:
        with pytest.raises(DeskRefused, match="outside 0 to"):
            desk.ask("fault", device="idcard", fault="slow", value=-1)
        return
    assert say(desk, *words) == 1
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("dance",), ("plug", "fridge"), ("card", "赵六", "sex"), ("cover", "ajar")])
def test_wrong_usage_is_exit_2(desk: StartedDesk, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        say(desk, *words)
    assert left.value.code == 2


@pytest.mark.parametrize("fields, reason", [
    ({"verb": "dance"}, "no verb 'dance'; there are: people"), ({"verb": "plug"}, "give 'device'"),
    ({"verb": "plug", "device": "fridge"}, "there are: idcard"), ({"verb": "card", "fields": 5}, "must be an object"),
    ({"verb": "paper", "files": "a.png"}, "list of paths"), ({"verb": "cover", "position": "ajar"}, "open, closed"),
    ({"verb": "fault", "device": "idcard", "fault": "slow", "value": "x"}, "must be a number"),
    ({"verb": "fault", "device": "idcard", "fault": "slow", "times": 0}, "at least 1"),
    ({"verb": "wait", "count": "cards-read"}, "at_least"), ({"verb": "paper-roll", "level": "full"}, "ok, low, out")])
def test_wrong_fields_are_refused_with_a_reason(desk: StartedDesk, fields: dict[str, str], reason: str) -> None:
    with pytest.raises(DeskRefused, match=reason):
        desk.ask(**fields)


@pytest.mark.parametrize("line", [b"rubbish\n", b"[1]\n", b"x" * 300_000, b"\xff\xfe\n"])
def test_rubbish_is_answered_and_hurts_nobody(desk: StartedDesk, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(desk.directory / "desk.sock"))
        connection.sendall(line)
        with connection.makefile("rb") as answers:
            assert json.loads(answers.readline())["ok"] is False
            assert answers.readline() == b""
    assert "devices" in desk.ask("state")


def test_rubbish_at_the_usb_and_gpio_doors_hurts_nobody(desk: StartedDesk) -> None:
    for door, rubbish in (("usb", b"\xff" * 64), ("usb", b"\0\0\0\2\0\0\0\0[]"), ("gpio", b"{\n")):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(desk.places()[door])
            connection.sendall(rubbish)
            connection.settimeout(30)
            while connection.recv(4096):
                assert "devices" in desk.ask("state")


def test_reset_puts_everything_back(desk: StartedDesk, tmp_path: Path) -> None:
    before = desk.ask("state")
    desk.ask("card", name="张三")
    for device in ("idcard", "printer", "barcode", "scanner", "gpio"):
        desk.ask("unplug", device=device)
    desk.ask("fault", device="printer", fault="jam")
    desk.ask("paper-roll", level="out")
    assert desk.ask("state") != before
    desk.ask("reset")
    assert desk.ask("state") == before


def test_two_desks_know_nothing_of_each_other(desk: StartedDesk, tmp_path_factory: pytest.TempPathFactory) -> None:
    with StartedDesk(tmp_path_factory.mktemp("desk"), "--pace", "instant") as other:
        desk.ask("card", name="张三")
        assert set(desk.places().values()).isdisjoint(other.places().values())
        assert other.ask("state") != desk.ask("state")


def test_quit_takes_its_sockets_away(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("desk")
    with StartedDesk(folder, "--pace", "instant") as desk:
        assert desk.ask("quit") == {}
    assert [path.name for path in folder.iterdir()] == ["printed"]
    with pytest.raises(DeskGone, match="start one with"):
        desk.places()
    with pytest.raises(DeskGone, match="start one with"):
        DeskClient(folder).ask("state")
    assert command(["--dir", str(folder), "state"]) == 1


def test_a_desk_ends_with_its_starter(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("desk")
    starter = f"from emulated.client import StartedDesk; import os; StartedDesk({str(folder)!r}); os._exit(9)"
    ended = subprocess.run([sys.executable, "-c", starter], cwd=ROOT, timeout=60, stderr=subprocess.PIPE)
    assert (ended.returncode, ended.stderr) == (9, b"")
    # The pipe of standard error closes only when the desk, which inherited it, has ended too.
    assert not (folder / "desk.json").exists()


def test_a_second_desk_does_not_take_the_first_ones_place(desk: StartedDesk) -> None:
    second = subprocess.run([sys.executable, "-m", "emulated.desk", "--dir", str(desk.directory)],
                            cwd=ROOT, timeout=60, capture_output=True, text=True)
    assert second.returncode == 1 and "already running" in second.stderr
    assert "devices" in desk.ask("state")


def test_only_the_owner_of_a_door_may_open_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    with StartedDesk(tmp_path_factory.mktemp("desk"), "--owner", "usb=0") as desk:
        modes = {name: Path(desk.places()[name]).stat().st_mode & 0o777 for name in ("control", "usb", "gpio")}
        assert modes == {"control": 0o600, "usb": 0o600, "gpio": 0o666}


@pytest.mark.parametrize("arguments, reason", [
    (("--font", "/nowhere.otf"), "no font file"), ((), "too long for a unix socket")])
def test_a_desk_that_cannot_start_says_why(tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    command_line = [sys.executable, "-m", "emulated.desk", "--dir", str(tmp_path / ("long" * 30)), *arguments]
    started = subprocess.run(command_line, cwd=ROOT, timeout=60, capture_output=True, text=True)
    assert started.returncode == 1
    assert reason in started.stderr
