"""The technician's PIN: kept as an argon2id hash, with the count of wrong tries beside it, in `paths.state`/service.

`python -m daemon.pins set --config FILE` sets it; a new kiosk has none. From the third wrong try in a row on one has to
wait, twice as long each time. A try is counted, on stable storage, before it is looked at, and a daemon that starts
waits the whole time again: neither a pulled plug nor a set clock makes guessing cheaper.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

import nacl.exceptions
import nacl.pwhash.argon2id

from daemon.service_folder import ServiceBroken, ServiceFolder
from rules.settings import SettingsError, parse

_HASH, _FAILURES = "pin", "wrong-tries"
_OPERATIONS, _MEMORY = 3, nacl.pwhash.argon2id.MEMLIMIT_INTERACTIVE
"""RFC 9106's passes, and 64 MiB: some tenths of a second on a kiosk."""
SHORTEST, LONGEST = 6, 12
FREE_TRIES = 2
FIRST_WAIT_S, LONGEST_WAIT_S = 30, 3600
_MOST_FAILURES = 1_000_000
_CANNOT = 2


class PinError(ValueError):
    """This cannot be the PIN. The message says what can."""


def wait_after(failures: int) -> int:
    """Seconds until the next try after so many wrong ones in a row."""
    if failures <= FREE_TRIES:
        return 0
    return min(LONGEST_WAIT_S, FIRST_WAIT_S << min(failures - FREE_TRIES - 1, 16))


def check(pin: str) -> None:
    """Raises `PinError` for what is no PIN or is guessed first."""
    if not pin.isascii() or not pin.isdigit() or not SHORTEST <= len(pin) <= LONGEST:
        raise PinError(f"a PIN has {SHORTEST} to {LONGEST} digits and nothing else")
    steps = {(int(after) - int(before)) % 10 for before, after in zip(pin, pin[1:])}
    if len(steps) == 1:
        raise PinError("a PIN of one digit over and over, or counting up or down, is guessed first; take another")


class Pins:
    """The PIN and the count of wrong tries."""

    def __init__(self, state: Path) -> None:
        """Touches nothing yet."""
        self._kept = ServiceFolder(state)

    @property
    def is_set(self) -> bool:
        """Whether there is a PIN. Raises `ServiceBroken`."""
        return self._kept.read(_HASH) is not None

    @property
    def failures(self) -> int:
        """Wrong tries in a row. Raises `ServiceBroken`, also for a count that is none."""
        text = self._kept.read(_FAILURES) or b"0"
        if not text.isdigit() or len(text) > len(str(_MOST_FAILURES)):
            raise ServiceBroken(f"{self._kept.path(_FAILURES)}: no number; setting the PIN anew puts it right")
        return int(text)

    def set(self, pin: str) -> None:
        """From now on this is the PIN, and no try was wrong. Raises `PinError`, `ServiceBroken`."""
        check(pin)
        hashed = nacl.pwhash.argon2id.str(pin.encode(), opslimit=_OPERATIONS, memlimit=_MEMORY)
        self._kept.write(_HASH, hashed.rstrip(b"\0"))
        self._kept.write(_FAILURES, b"0")

    def count_try(self) -> None:
        """A PIN is about to be tried. Raises `ServiceBroken`: then it must not be."""
        self._kept.write(_FAILURES, str(min(self.failures + 1, _MOST_FAILURES)).encode())

    def forget_tries(self) -> None:
        """It was right. Raises `ServiceBroken`."""
        self._kept.write(_FAILURES, b"0")

    def matches(self, pin: str) -> bool:
        """Whether this is the PIN; slow on purpose, for a thread of its own. Raises `ServiceBroken`."""
        hashed = self._kept.read(_HASH)
        if hashed is None:
            return False
        try:
            return nacl.pwhash.verify(hashed, pin.encode())
        except nacl.exceptions.CryptPrefixError:
            raise ServiceBroken(
                f"{self._kept.path(_HASH)}: no argon2id hash; setting the PIN anew puts it right") from None
        except nacl.exceptions.InvalidkeyError:
            return False


def main(arguments: list[str] | None = None) -> int:
    """Set the PIN: asked for twice at a terminal, without echo; otherwise one line of stdin."""
    parser = argparse.ArgumentParser(
        prog="python -m daemon.pins", description="Sets the PIN of the technician's side. Run it as the daemon's user.",
    )
    parser.add_argument("action", choices=("set",))
    parser.add_argument("--config", required=True, type=Path, metavar="FILE", help="the kiosk's configuration (TOML)")
    asked = parser.parse_args(arguments)
    try:
        settings = parse(asked.config.read_text(encoding="utf-8"), str(asked.config))
        Pins(Path(settings.paths.state)).set(_asked_for())
    except (SettingsError, PinError, ServiceBroken) as error:
        return _cannot(str(error))
    except (OSError, UnicodeDecodeError) as error:
        return _cannot(f"{asked.config}: cannot be read ({type(error).__name__})")
    print("The PIN is set.")
    return 0


def _asked_for() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    pin = getpass.getpass(f"New PIN, {SHORTEST} to {LONGEST} digits: ")
    check(pin)
    if getpass.getpass("Once more: ") != pin:
        raise PinError("the two differ; nothing was changed")
    return pin


def _cannot(reason: str) -> int:
    print(f"pins: {reason}", file=sys.stderr)
    return _CANNOT


if __name__ == "__main__":
    sys.exit(main())
