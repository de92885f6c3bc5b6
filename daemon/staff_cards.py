"""The staff cards that open the technician's side, beside the PIN: their numbers, in `paths.state`/service.

`python -m daemon.staff_cards add|remove NUMBER --config FILE` and `… list`; a new kiosk has none. The journal of a
refused card does not tell its number: `… read` waits for a card and prints it, with the kiosk's worker stopped.

A contactless card's number is no secret: whoever holds the card for a moment can copy it. Where that is too little,
add none, and the PIN alone opens.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from daemon.service_folder import ServiceBroken, ServiceFolder
from daemon.trade import load
from drivers.base import Surroundings
from drivers.errors import DeviceFailure
from drivers.idcard import StaffCardReader
from rules.settings import Settings, SettingsError, parse
from wire.values import Role

MOST = 100
READ_S = 30.0
_CARDS = "staff-cards"
_NUMBER = re.compile(r"[0-9a-f]{8,20}")
_CANNOT = 2


class CardError(ValueError):
    """This cannot be done. The message says what can."""


class StaffCards:
    """The list. Its numbers are in hexadecimal, 4 to 10 bytes, as PC/SC part 3 has them."""

    def __init__(self, state: Path) -> None:
        """Touches nothing yet."""
        self._kept = ServiceFolder(state)

    @property
    def numbers(self) -> list[str]:
        """All of them. Raises `ServiceBroken`, also for a list that is none."""
        text = (self._kept.read(_CARDS) or b"").decode("ascii", "replace")
        numbers = text.split()
        if not all(map(_NUMBER.fullmatch, numbers)):
            raise ServiceBroken(f"{self._kept.path(_CARDS)}: no list of card numbers; remove the file, add them anew")
        return numbers

    def add(self, number: str) -> None:
        """From now on this card opens. Raises `CardError`, `ServiceBroken`."""
        if not _NUMBER.fullmatch(number):
            raise CardError("a staff card's number is 4 to 10 bytes in hexadecimal, such as 04a1b2c3d4e5f6")
        if len(self.numbers) >= MOST:
            raise CardError(f"{MOST} cards are enough; remove one first")
        self._keep({*self.numbers, number})

    def remove(self, number: str) -> None:
        """It opens no more. Raises `CardError` where it never did, `ServiceBroken`."""
        if number not in self.numbers:
            raise CardError("that card is not in the list; `list` tells which are")
        self._keep(set(self.numbers) - {number})

    def _keep(self, numbers: set[str]) -> None:
        self._kept.write(_CARDS, "\n".join(sorted(numbers)).encode())


def main(arguments: list[str] | None = None) -> int:
    """0 when it was done, 2 with a sentence on stderr when it cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m daemon.staff_cards",
        description="Which staff cards open the technician's side. Run it as the daemon's user.",
    )
    parser.add_argument("action", choices=("add", "remove", "list", "read"))
    parser.add_argument("number", nargs="?", default="", help="in hexadecimal, as `read` prints it")
    parser.add_argument("--config", required=True, type=Path, metavar="FILE", help="the kiosk's configuration (TOML)")
    asked = parser.parse_args(arguments)
    try:
        settings = parse(asked.config.read_text(encoding="utf-8"), str(asked.config))
        print(_done(asked.action, asked.number.lower(), settings))
    except (SettingsError, CardError, ServiceBroken) as error:
        return _cannot(str(error))
    except DeviceFailure as error:
        return _cannot(f"no staff card was read ({error.code.value}); is the kiosk's worker stopped?")
    except (OSError, UnicodeDecodeError) as error:
        return _cannot(f"{asked.config}: cannot be read ({type(error).__name__})")
    return 0


def _done(action: str, number: str, settings: Settings) -> str:
    cards = StaffCards(Path(settings.paths.state))
    if action == "add":
        cards.add(number)
        return "This card opens the technician's side."
    if action == "remove":
        cards.remove(number)
        return "This card opens nothing any more."
    return "\n".join(cards.numbers) or "no card" if action == "list" else _read(settings)


def _read(settings: Settings) -> str:
    chosen = settings.devices.idcard
    factory = load(Role.IDCARD).MODELS.get(chosen.model)
    reader = factory(chosen, Surroundings(assets=Path(settings.paths.assets))) if factory is not None else None
    if reader is None or not isinstance(reader, StaffCardReader):
        raise CardError(f"devices.idcard.model {chosen.model!r} reads no staff cards; pcsc does")
    reader.open()
    try:
        return reader.read_staff(READ_S)
    finally:
        reader.close()


def _cannot(reason: str) -> int:
    print(f"staff_cards: {reason}", file=sys.stderr)
    return _CANNOT


if __name__ == "__main__":
    sys.exit(main())
