"""Enrol this kiosk at a hall on a network: `python -m hall.enrol --config FILE`, its one-time code on stdin.

The code comes from the hall (`python -m hall.server.invite KIOSK`). A signing key is made, its public half goes to
the hall, and the hall's public key comes back. Run it once, as root; again gives this kiosk a new key. Then restart
the gateway.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from pathlib import Path

from nacl.signing import SigningKey

from hall import kiosk_key
from hall.answers import Enrolment
from hall.catalogue.edition import KEY_FILE
from hall.catalogue.edition import read_key as read_catalogue_key
from hall.client import HallAway, HallClient, HallRefuses
from hall.envelopes import EnvelopeError, key_name, read_key
from hall.process import StartError, arguments, guarded, read_settings
from rules.settings import Settings

_LONGEST = 60


def enrol(settings: Settings, code: str) -> str:
    """Enrol; the name of the key that this kiosk seals to from then on. Raises `StartError`."""
    key = SigningKey.generate()
    public = base64.b64encode(bytes(key.verify_key)).decode()
    try:
        client = HallClient(settings.hall.server)
        try:
            enrolled = client.enrol(Enrolment(kiosk=settings.kiosk.id, code=code, key=public))
        finally:
            client.close()
        name = _keep_hall_key(Path(settings.hall.public_key), enrolled.hall_key)
        _keep_catalogue_key(Path(settings.hall.public_key).with_name(KEY_FILE), enrolled.catalogue_key)
    except ValueError as error:
        raise StartError(str(error)) from None
    except HallAway as error:
        raise StartError(f"{settings.hall.server} does not answer ({error}); nothing was changed, try again") from None
    except HallRefuses as error:
        raise StartError(f"{settings.hall.server} refuses: {error}") from None
    kiosk_key.write(settings, key)
    return name


def _keep_hall_key(file: Path, text: str) -> str:
    try:
        name = key_name(read_key(text))
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="ascii")
            file.chmod(0o644)
        elif key_name(read_key(file.read_text(encoding="ascii"))) != name:
            raise StartError(f"{file}: is another hall's key; move it away once nothing waits in the outbox, then "
                             "enrol with a new code")
    except (EnvelopeError, UnicodeDecodeError):
        raise StartError(f"{file}: what is there or what the hall sent is no public key; move it away") from None
    except OSError as error:
        raise StartError(f"{file}: {error.strerror}; run this as root") from None
    return name


def _keep_catalogue_key(file: Path, text: str) -> None:
    if not text:
        # a hall of before there were editions
        return
    try:
        read_catalogue_key(text)
        file.write_text(text, encoding="ascii")
        file.chmod(0o644)
    except OSError as error:
        raise StartError(f"{file}: {error.strerror}; run this as root") from None


def main(arguments_given: Sequence[str]) -> int:
    """Enrol this kiosk."""
    given = arguments("hall.enrol", "enrols this kiosk at its hall").parse_args(arguments_given)

    def body() -> int:
        code = sys.stdin.readline(_LONGEST).strip()
        if not code:
            raise StartError("write the one-time code to stdin; the hall gives it: python -m hall.server.invite KIOSK")
        settings = read_settings(given.config)
        name = enrol(settings, code)
        print(f"{settings.kiosk.id} is enrolled; it seals to the hall's key {name}. Restart the gateway now.")
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
