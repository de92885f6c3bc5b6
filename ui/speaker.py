"""The speaker: plays the spoken prompts of the screens. Started once by the warm parent, before any citizen is here.

It hears names through a pipe (ui/voice.py) and knows nothing else. Sound files are made at set-up by espeak-ng
(launch/voice.py); `aplay` of alsa-utils plays them, where the machine has a sound device. What is missing is no error:
the screens say everything in writing as well.

It is a program of its own and no fork: forked, it would keep a copy of every page that the warm parent writes to.
"""

from __future__ import annotations

import array
import os
import subprocess
import sys
import wave
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ui.warm import die_with

APLAY = ("aplay", "--quiet", "--nonblock", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r")
"""The rate in hertz follows."""
DEVICES = Path("/dev/snd")
"""Holds pcmC0D0p and the like where the machine can play sound."""
_LONGEST = 4096
_SAMPLE = 2
_FULL = 100


class Speaker:
    """Speaks one prompt at a time; a new one takes the place of the old."""

    def __init__(self, folder: Path, volume: int, player: Sequence[str] = APLAY, devices: Path = DEVICES) -> None:
        """`folder` holds LANGUAGE/SCREEN.wav; `volume` is 0 to 100, of the files' own loudness."""
        self._prompts = {f"{path.parent.name}/{path.stem}": path for path in folder.glob("*/*.wav")}
        self._volume = volume
        self._player = tuple(player)
        self._devices = devices
        self._playing: subprocess.Popen[bytes] | None = None

    def run(self, pipe: int) -> None:
        """Until the other end is closed. Only the last of what has come is said."""
        rest = b""
        while heard := os.read(pipe, _LONGEST):
            *lines, rest = (rest + heard).split(b"\n")
            rest = rest[-_LONGEST:]
            if lines:
                self.hear(lines[-1].decode("ascii", "replace"))
        self._stop()

    def hear(self, name: str) -> None:
        """Say the prompt of that name; for any other word, fall silent."""
        self._stop()
        path = self._prompts.get(name)
        if path is None or not self._volume or not self._has_device():
            return
        with suppress(OSError, wave.Error, EOFError):
            rate, sound = read_prompt(path, self._volume)
            memory = os.memfd_create("prompt")
            with os.fdopen(memory, "w+b") as file:
                file.write(sound)
                file.seek(0)
                self._playing = subprocess.Popen([*self._player, str(rate)], stdin=file, stdout=subprocess.DEVNULL,
                                                 stderr=subprocess.DEVNULL)

    def wait(self) -> None:
        """Until what is being said has been said."""
        if self._playing is not None:
            self._playing.wait()

    @property
    def prompts(self) -> frozenset[str]:
        """The names that can be said."""
        return frozenset(self._prompts)

    def _has_device(self) -> bool:
        return any(self._devices.glob("pcmC*p"))

    def _stop(self) -> None:
        playing, self._playing = self._playing, None
        if playing is not None:
            playing.terminate()
            playing.wait()


def read_prompt(path: Path, volume: int) -> tuple[int, bytes]:
    """The rate in hertz and the samples (16 bit, one channel) of a sound file, made as quiet as `volume` percent.

    Raises `OSError`, `wave.Error`, `EOFError`.
    """
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != _SAMPLE or file.getnchannels() != 1:
            raise wave.Error(f"{path} is not 16 bit, one channel")
        samples = array.array("h", file.readframes(file.getnframes()))
        return file.getframerate(), array.array("h", [sample * volume // _FULL for sample in samples]).tobytes()


def start(folder: Path, volume: int) -> int | None:
    """Start a speaker that ends with this process. Returns the pipe to it, None where there is nothing to say."""
    if not volume or not folder.is_dir():
        return None
    hears, tells = os.pipe2(os.O_CLOEXEC)
    os.set_blocking(tells, False)
    command = [sys.executable, "-m", "ui.speaker", str(folder), str(volume), str(os.getpid())]
    os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, hears, 0)])
    os.close(hears)
    return tells


def main(folder: str, volume: str, parent: str) -> None:
    """Speak what comes on standard input, as long as the parent lives."""
    die_with(int(parent))
    Speaker(Path(folder), int(volume)).run(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
