"""Spoken prompts: real sound files of espeak-ng, said one at a time, and never anything but what stands in assets."""

from __future__ import annotations

import os
import sys
import wave
from pathlib import Path

import pytest

from launch.voice import VoiceError, build, prompts, speak
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.screens import SCREENS
from ui.speaker import Speaker, read_prompt, start
from ui.voice import Voice

RECORD = (sys.executable, "-c", """
import sys
open(sys.argv[1], 'ab').write(sys.stdin.buffer.read())
open(sys.argv[2], 'w').write(sys.argv[3])
""")


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    path = tmp_path / "voice" / "zh-Hans" / "home.wav"
    path.parent.mkdir(parents=True)
    speak("请点击您要办理的业务。", "cmn", path)
    return path


def devices(folder: Path) -> Path:
    (folder / "snd").mkdir()
    (folder / "snd" / "pcmC0D0p").touch()
    return folder / "snd"


def test_the_engine_speaks_mandarin_for_some_seconds(prompt: Path) -> None:
    with wave.open(str(prompt)) as file:
        seconds = file.getnframes() / file.getframerate()
    rate, sound = read_prompt(prompt, 100)
    assert 1.0 < seconds < 10.0 and rate == 22050
    assert max(sound[1::2]) > 0


def test_the_volume_is_the_settings(prompt: Path) -> None:
    loud, soft = (memoryview(read_prompt(prompt, volume)[1]).cast("h") for volume in (100, 25))
    assert max(soft) == max(loud) * 25 // 100
    assert len(soft) == len(loud)


def test_a_prompt_is_played_whole_where_there_is_a_device(prompt: Path, tmp_path: Path) -> None:
    out, rate = tmp_path / "out", tmp_path / "rate"
    speaker = Speaker(prompt.parents[1], 50, (*RECORD, str(out), str(rate)), devices(tmp_path))
    speaker.hear("zh-Hans/home")
    speaker.wait()
    assert out.read_bytes() == read_prompt(prompt, 50)[1]
    assert rate.read_text() == "22050"


@pytest.mark.parametrize(("word", "volume", "device"), [
    ("zh-Hans/nothing", 50, True), ("../../etc/passwd", 50, True), ("张三", 50, True), ("", 50, True),
    ("zh-Hans/home", 0, True), ("zh-Hans/home", 50, False),
])
def test_nothing_else_is_ever_played(prompt: Path, tmp_path: Path, word: str, volume: int, device: bool) -> None:
    out = tmp_path / "out"
    sound = devices(tmp_path) if device else tmp_path / "none"
    speaker = Speaker(prompt.parents[1], volume, (*RECORD, str(out), str(tmp_path / "rate")), sound)
    speaker.hear(word)
    speaker.wait()
    assert not out.exists()


def test_the_last_word_counts_and_the_end_of_the_pipe_is_the_end(prompt: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    speaker = Speaker(prompt.parents[1], 50, (*RECORD, str(out), str(tmp_path / "rate")), devices(tmp_path))
    hears, tells = os.pipe()
    os.write(tells, b"zh-Hans/home\n\nzh-Hans/none\n")
    os.close(tells)
    speaker.run(hears)
    os.close(hears)
    assert not out.exists()


def test_the_renderer_tells_names_and_waits_for_nobody(kit: Kit) -> None:
    hears, tells = os.pipe2(os.O_NONBLOCK)
    voice = Voice(kit, tells)
    voice.say("home")
    assert os.read(hears, 99) == b"\nzh-Hans/home\n"
    for _ in range(100_000):
        voice.say("home")
    os.close(hears)
    voice.say("home")
    os.close(tells)
    Voice(kit, None).say("home")


def test_without_files_or_volume_there_is_no_speaker(tmp_path: Path) -> None:
    assert start(tmp_path / "none", 50) is None
    assert start(tmp_path, 0) is None


def test_every_screen_of_a_citizens_has_a_prompt_without_a_place_in_it() -> None:
    known = list(prompts(ASSETS / "strings"))
    assert all("{" not in prompt.words for prompt in known)
    spoken = {prompt.screen for prompt in known if prompt.language == "zh-Hans"}
    assert {prompt.screen for prompt in known if prompt.language == "en"} == spoken
    # the keyboard says what it is for by what was touched; the others are nobody's, or a technician's
    assert set(SCREENS) - spoken <= {"attract", "ime", "pin", "machine"}


def test_a_language_spoken_as_another_shares_its_files(tmp_path: Path) -> None:
    strings = tmp_path / "strings"
    strings.mkdir()
    (strings / "zh-Hans.toml").write_text('[home]\nhint = "请点击。"\n[code]\nhint = "{number}"\n', "utf-8")
    (strings / "en.toml").write_text('[home]\nhint = "Touch."\n', "utf-8")
    assert build(tmp_path / "voice", strings) == 2
    assert Speaker(tmp_path / "voice", 50).prompts == {"zh-Hans/home", "zh-Hant/home", "en/home"}
    assert build(tmp_path / "voice", strings) == 2


def test_an_engine_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceError, match="install Debian's package espeak-ng"):
        speak("一", "cmn", tmp_path / "x.wav")
