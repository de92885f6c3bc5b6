"""Debian packages: what launch/packages.txt lists, what is missing of it, and how to install that."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from launch.progress import PersonNeeded, Progress, StepFailed

KNOWN_RELEASES = ("12", "13")
LOCK_WAIT = ("-o", "DPkg::Lock::Timeout=300")


def listed(file: Path) -> list[str]:
    """The package names in the list, comments left out."""
    lines = (line.split("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def missing(names: Sequence[str]) -> list[str]:
    """Those that are not installed whole. Raises `PersonNeeded` where there is no dpkg to ask."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        raise PersonNeeded("This machine has no apt-get and dpkg-query. The kiosk is set up on Debian 12 or 13; "
                           "start one (a container is enough) and run the same command there.")
    done = subprocess.run(["dpkg-query", "-W", "-f", "${binary:Package}\t${Status}\n", *names],
                          capture_output=True, text=True, encoding="utf-8")
    installed = set()
    for line in done.stdout.splitlines():
        name, _, status = line.partition("\t")
        if status == "install ok installed":
            installed.add(name.partition(":")[0])
    return [name for name in names if name not in installed]


def release(os_release: Path = Path("/etc/os-release")) -> tuple[str, str]:
    """The distribution's id and version, empty where it does not say."""
    try:
        text = os_release.read_text(encoding="utf-8")
    except OSError:
        return "", ""
    values = dict(re.findall(r'^(ID|VERSION_ID)="?([^"\n]*)"?$', text, re.MULTILINE))
    return values.get("ID", ""), values.get("VERSION_ID", "")


def by_hand(names: Sequence[str]) -> str:
    """The one command that a person runs as root."""
    return f"apt-get update && apt-get install -y --no-install-recommends {' '.join(names)}"


def install(names: Sequence[str], progress: Progress) -> None:
    """Install packages as root or through sudo. Raises `PersonNeeded` with the one command where neither works."""
    become = _become_root()
    if become is None:
        raise PersonNeeded("Packages are missing, and this user may not install them. Run this as root, then try "
                           f"again:\n    {by_hand(names)}")
    distribution, version = release()
    if distribution != "debian" or version not in KNOWN_RELEASES:
        progress.say(f"      this is {distribution or 'an unknown system'} {version}, not Debian 12 or 13: "
                     "trying the same package names")
    advice = f"The network or the list of sources may be at fault. To do by hand:\n    {by_hand(names)}"
    prefix = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", *LOCK_WAIT]
    progress.run("apt-update", [*prefix, "update"], advice)
    progress.run("apt-install", [*prefix, "install", "-y", "--no-install-recommends", *names], advice)
    still = missing(names)
    if still:
        raise StepFailed(f"apt-get reported success, but these are not installed: {' '.join(still)}. {advice}",
                         progress.logs / "apt-install.log")


def _become_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None
