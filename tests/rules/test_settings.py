"""The configuration file: what is read, and what is refused with its file and line."""

import pytest

from rules.settings import Settings, SettingsError, parse, render


def test_an_empty_file_is_a_kiosk_with_defaults() -> None:
    assert parse("", "kiosk.toml") == Settings()


def test_what_is_rendered_reads_back_equal() -> None:
    settings = parse('[kiosk]\nid = "GD42"\n[devices.idcard]\nmodel = "x"\naddress = "a\\\\b\\"c"\n', "kiosk.toml")
    assert settings.kiosk.id == "GD42"
    assert settings.devices.idcard.address == 'a\\b"c'
    assert parse(render(settings), "again.toml") == settings


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[visit]\ncountdown = 300\nwarnin = 3\n", "kiosk.toml:3: unknown key visit.warnin; known here: "),
        ("\n[visitt]\n", "kiosk.toml:2: unknown key visitt"),
        ('[devices.idcard]\nmodel = "a"\nport = "b"\n', "kiosk.toml:3: unknown key devices.idcard.port"),
        ('[visit]\n\ncountdown = "300"\n', "kiosk.toml:3: visit.countdown must be a whole number, not '300'"),
        ("[visit]\ncountdown = true\n", "kiosk.toml:2: visit.countdown must be a whole number, not True"),
        ("[visit]\ncountdown = 5\n", "kiosk.toml:2: visit.countdown must be from 30 to 3600, not 5"),
        ("[visit]\ncountdown = 60\nwarning = 60\n", "kiosk.toml:3: visit.warning must be shorter"),
        ("[motion]\nframes = 60\n", "kiosk.toml:2: motion.frames must be from 0 to 15, not 60"),
        ('[kiosk]\nid = "fs01"\n', "kiosk.toml:2: kiosk.id must be two capital letters and two digits"),
        ("devices.idcard = 1\n", "kiosk.toml:1: devices.idcard is a section"),
        ("[visit\n", "kiosk.toml: "),
    ],
)
def test_a_wrong_file_names_the_file_the_line_and_the_remedy(text: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        parse(text, "kiosk.toml")
    assert str(refusal.value).startswith(complaint)
