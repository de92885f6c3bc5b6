"""Users for a kiosk that root starts on a desk: plain numbers that no account has. On the image they have names."""

from __future__ import annotations

import os
import subprocess

from launch.progress import PersonNeeded
from launch.supervisor import Account
from rules.settings import Users

HOUSE_GROUP = 61200
"""May connect to the sockets that the processes of the hall bind in the runtime folder. Workers are not in it."""
OUTBOX_GROUP = 61211
"""Sealer and gateway: the folder where envelopes wait."""
NUMBERS = {"idcard": 61201, "barcode": 61202, "page": 61203, "printer": 61204, "gpio": 61205, "ui": 61206,
           "sealer": 61207, "guide": 61208, "gateway": 61209, "server": 61210}
_CITIZEN, _DOCUMENTS = NUMBERS["ui"], NUMBERS["printer"]
_GROUPS = {
    "ui": (HOUSE_GROUP,),
    "sealer": (HOUSE_GROUP, _CITIZEN, _DOCUMENTS, OUTBOX_GROUP),
    "guide": (HOUSE_GROUP, _DOCUMENTS),
    "gateway": (HOUSE_GROUP, _DOCUMENTS, OUTBOX_GROUP),
    "server": (HOUSE_GROUP, NUMBERS["gateway"]),
}


def apart() -> bool:
    """Whether every process gets a user of its own: root can, nobody else. Raises `PersonNeeded` for half a root."""
    if os.geteuid() != 0:
        return False
    tried = subprocess.run(["setpriv", "--reuid", str(NUMBERS["ui"]), "--regid", str(NUMBERS["ui"]), "--clear-groups",
                            "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        raise PersonNeeded("This root may not change to another user (a container without CAP_SETUID, or with few "
                           f"user numbers): {tried.stderr.strip()}. Start the command as an ordinary user.")
    return True


def users(separate: bool) -> Users:
    """The `[users]` section."""
    return Users(**{role: str(number) for role, number in NUMBERS.items()}) if separate else Users()


def account(role: str, separate: bool) -> Account | None:
    """Whom the supervisor starts a role as; None: as ourselves."""
    return Account(NUMBERS[role], NUMBERS[role], _GROUPS[role]) if separate else None
