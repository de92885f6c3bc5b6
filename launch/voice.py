"""`python -m launch.voice --out DIR`: the spoken prompts as sound files, DIR/LANGUAGE/SCREEN.wav, by espeak-ng.

What is spoken is the hint of a screen, as it stands in assets/strings, and only one without places: nothing that could
name a citizen ever becomes a sound file. 繁體 is spoken from the simplified text, which the engine knows best.
"""

from __future__ import annotations

import argparse
import shutil
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

STRINGS = Path(__file__).parent.parent / "assets" / "strings"
SPOKEN = {"zh-Hans": "cmn", "en": "en-gb"}
"""Language, and espeak-ng's voice."""
ALSO = {"zh-Hant": "zh-Hans"}
"""A language that is spoken as another one is."""
SILENT = ("frame", "pin", "machine")
"""Tables that are no screen of a citizen's."""
WORDS_A_MINUTE = "140"
"""Slower than the engine's 175: whoever listens has time."""


class VoiceError(Exception):
    """The prompts cannot be made; the message says what to do."""


class Prompt(NamedTuple):
    """One sentence of one language."""

    language: str
    screen: str
    words: str
    voice: str


def prompts(strings: Path = STRINGS) -> Iterator[Prompt]:
    """Every sentence that is spoken."""
    for language, voice in SPOKEN.items():
        tables = tomllib.loads((strings / f"{language}.toml").read_text("utf-8"))
        for screen, texts in tables.items():
            words = texts.get("hint", "")
            if words and screen not in SILENT and not any(place for _, place, _, _ in string.Formatter().parse(words)):
                yield Prompt(language, screen, words, voice)


def build(out: Path, strings: Path = STRINGS) -> int:
    """Make all, beside what stands there, then put them in its place. Returns how many. Raises `VoiceError`."""
    fresh = out.with_name(f"{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    count = 0
    for prompt in prompts(strings):
        path = fresh / prompt.language / f"{prompt.screen}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        speak(prompt.words, prompt.voice, path)
        count += 1
    for language, spoken_as in ALSO.items():
        (fresh / language).symlink_to(spoken_as, target_is_directory=True)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return count


def speak(words: str, voice: str, path: Path) -> None:
    """One sentence into a sound file (22050 Hz, 16 bit, one channel). Raises `VoiceError`."""
    command = ["espeak-ng", "-v", voice, "-s", WORDS_A_MINUTE, "-w", str(path), "--stdin"]
    try:
        subprocess.run(command, input=words, text=True, check=True, capture_output=True)
    except FileNotFoundError as error:
        raise VoiceError("espeak-ng is not there: install Debian's package espeak-ng") from error
    except subprocess.CalledProcessError as error:
        raise VoiceError(f"espeak-ng failed: {error.stderr.strip()}; is espeak-ng-data installed?") from error


def main(arguments: list[str] | None = None) -> int:
    """Returns 1 where they cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m launch.voice", description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    out = parser.parse_args(arguments).out
    try:
        print(f"{build(out)} spoken prompts in {out}")
    except (VoiceError, OSError) as error:
        print(f"voice: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
