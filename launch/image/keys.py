"""Whose signature a kiosk believes. A city brings its own key; where there is none, one is made for development."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launch.house import House
from launch.progress import PersonNeeded, Progress, StepFailed

PLACE = "CITIZEN_WINDOW_KEYS"
"""The environment's word for the folder with a city's keys; else the checkout's .build/keys."""
YEARS = 20
_FILES = ("update.key.pem", "update.cert.pem")


@dataclass(frozen=True)
class Keys:
    """To sign updates (CMS, as RAUC has it)."""

    key: Path
    certificate: Path
    keyring: Path
    """What a kiosk holds: the certificates that may sign, or the authority that vouches for them."""


def keys(house: House, progress: Progress) -> Keys:
    """The city's keys, or the development's, which are made where there are none. `keyring.pem` is the certificate
    itself unless it lies there, too. Raises `PersonNeeded`, `StepFailed`.
    """
    named = os.environ.get(PLACE, "")
    folder = Path(named) if named else house.build / "keys"
    key, certificate = (folder / name for name in _FILES)
    if not (key.exists() and certificate.exists()):
        if named:
            raise PersonNeeded(f"{PLACE} names {folder}, where {' and '.join(_FILES)} are looked for. "
                               "image-build/README.md says how they are made.")
        progress.say(f"image: a key for development in {folder}: no kiosk in a hall should believe it")
        make(folder, "development")
    keyring = folder / "keyring.pem"
    return Keys(key, certificate, keyring if keyring.exists() else certificate)


def make(folder: Path, name: str) -> None:
    """A key of its own with a certificate. Raises `StepFailed`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, certificate = (folder / file for file in _FILES)
    done = subprocess.run([
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256",
        "-days", str(365 * YEARS), "-subj", f"/O=citizen-window/CN={name}", "-keyout", str(key),
        "-out", str(certificate)], capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"openssl makes no key: {done.stderr.strip()}")
    key.chmod(0o600)
