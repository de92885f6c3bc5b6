"""An update: one signed file with a root and its kernel, for the slot that does not run (RAUC's bundle, `verity`)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from launch.image.keys import Keys
from launch.progress import StepFailed

STICK = "KIOSK-RENEW"
"""The file system's name by which a kiosk knows a stick with an update."""
_MANIFEST = """\
[update]
compatible=citizen-window-{machine}
version={version}

[bundle]
format=verity

[hooks]
filename=hook

[image.root]
filename=root.img
hooks=post-install
"""
_HOOK = """\
#!/bin/sh
# RAUC runs it when the root is written: the kernel, with the root's hash inside, to where the firmware finds it
exec /usr/lib/kiosk/slots put {version} "$RAUC_SLOT_BOOTNAME" "$RAUC_BUNDLE_MOUNT_POINT/kernel.efi"
"""


def make_update(root: Path, kernel: Path, machine: str, version: str, keys: Keys, to: Path) -> None:
    """Sign a slot's files as an update. `version` as `launch.image.root.version` has it. Raises `StepFailed`.

    Two updates of one slot differ in their signature's time and in the salt of the hash tree, and in nothing else.
    """
    content = to.with_suffix(".content")
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir(parents=True)
    os.link(root, content / "root.img")
    os.link(kernel, content / "kernel.efi")
    (content / "manifest.raucm").write_text(_MANIFEST.format(machine=machine, version=version), encoding="ascii")
    hook = content / "hook"
    hook.write_text(_HOOK.format(version=version), encoding="ascii")
    hook.chmod(0o755)
    draft = to.with_suffix(".new")
    draft.unlink(missing_ok=True)
    done = subprocess.run(["rauc", f"--cert={keys.certificate}", f"--key={keys.key}", f"--keyring={keys.keyring}",
                           "bundle", str(content), str(draft)], capture_output=True, text=True)
    shutil.rmtree(content)
    if done.returncode:
        raise StepFailed(f"rauc makes no update: {done.stderr.strip()[-500:]}")
    draft.rename(to)


def signed_by(update: Path, keyring: Path) -> str:
    """The version that an update says it is, if its signature is believed. Raises `StepFailed`."""
    done = subprocess.run(["rauc", f"--keyring={keyring}", "info", "--output-format=shell", str(update)],
                          capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"{update.name} is not believed: {done.stderr.strip().splitlines()[-1]}")
    words = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return words["RAUC_MF_VERSION"].strip("'")
