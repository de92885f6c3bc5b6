"""The key by which this kiosk signs what it asks of a hall on a network: `paths.state`/gateway/kiosk.key, 32 bytes."""

from __future__ import annotations

import os
from pathlib import Path

from nacl.signing import SigningKey

from hall.process import StartError, user_number
from rules.settings import Settings

_SIZE = 32


def key_file(settings: Settings) -> Path:
    """Where it is: for the gateway's user alone."""
    return Path(settings.paths.state) / "gateway" / "kiosk.key"


def read(settings: Settings) -> SigningKey | None:
    """The key; None where this kiosk is not enrolled. Raises `StartError` where it cannot be read."""
    file = key_file(settings)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StartError(f"{file}: {error.strerror}; it must belong to the gateway's user") from None
    if len(data) != _SIZE:
        raise StartError(f"{file}: is damaged; enrol this kiosk again: python -m hall.enrol")
    return SigningKey(data)


def write(settings: Settings, key: SigningKey) -> None:
    """Keep it for the gateway's user. Raises `StartError`."""
    file = key_file(settings)
    owner = user_number(settings.users.gateway, "gateway")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        passing = file.with_suffix(".new")
        passing.unlink(missing_ok=True)
        target = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(target, "wb") as stream:
            stream.write(bytes(key))
            stream.flush()
            os.fsync(target)
        if owner is not None:
            for one in (file.parent, passing):
                os.chown(one, owner, -1)
        passing.rename(file)
    except OSError as error:
        raise StartError(f"{file}: {error.strerror}; run this as root or as the gateway's user") from None
