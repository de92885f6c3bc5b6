"""The image's root: a Debian by mmdebstrap, the kiosk's package in it, what image-build/root says over it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from launch.house import House
from launch.image.machine import Machine
from launch.image.wrong import wrong
from launch.packages import listed
from launch.progress import Progress, StepFailed

SUITE = "bookworm"
_LEFT_OUT = ("path-exclude=/usr/share/doc/*", "path-include=/usr/share/doc/*/copyright",
             "path-exclude=/usr/share/man/*", "path-exclude=/usr/share/locale/*", "path-exclude=/usr/share/info/*",
             "path-exclude=/usr/share/lintian/*")
_DEBIAN_TIME = 1767225600
"""Whatever Debian's packages date on the first day of 2026, whichever commit builds it first."""
_NETWORK = "Debian's mirror may be out of reach. Run the same command again."
_INTO = 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0" "$@"'
"""Mounts that nobody else sees, and that go with the command."""
_NEVER_HERE = (
    "drivers/net/wireless", "drivers/media", "drivers/infiniband", "drivers/isdn", "drivers/staging",
    "drivers/net/can", "drivers/net/wan", "drivers/bluetooth", "drivers/firewire", "drivers/iio",
    "drivers/nfc", "drivers/target", "drivers/mtd", "drivers/atm", "drivers/net/wwan", "drivers/comedi",
    "drivers/thunderbolt", "drivers/gpu/drm/nouveau", "drivers/gpu/drm/amd", "drivers/gpu/drm/radeon",
    "net/bluetooth", "net/wireless", "net/mac80211", "net/can", "net/atm", "net/sctp", "net/tipc",
    "net/nfc", "net/ceph", "net/dccp", "net/rds", "fs/btrfs", "fs/xfs", "fs/ocfs2", "fs/gfs2", "fs/ceph",
    "fs/cifs", "fs/nfs", "fs/nfsd", "fs/jfs", "fs/f2fs", "fs/reiserfs", "fs/ubifs", "fs/afs", "fs/orangefs",
    "fs/smbfs_common", "fs/ksmbd", "fs/udf", "fs/ntfs3", "fs/hfsplus", "fs/hfs", "sound/firewire",
    "sound/isa", "sound/soc")
"""Folders of the kernel's modules. A display of AMD's or NVIDIA's wants firmware that Debian does not ship as free."""
_FILE_SYSTEMS = ("dm_verity", "overlay", "squashfs", "vfat", "nls_cp437", "nls_ascii")
_INSIDE = "Its last lines say what it wants."


def epoch(house: House) -> int:
    """When the commit was made, seconds since 1970: the time of all that an image is made of."""
    done = subprocess.run(["git", "-C", str(house.root), "log", "-1", "--format=%ct"], capture_output=True, text=True)
    return int(done.stdout.strip() or (house.root / "CHANGELOG.md").stat().st_mtime)


def version(house: House) -> str:
    """The image's, for its kernel and its updates: when the commit was made, in UTC; a later one is a higher number."""
    return datetime.fromtimestamp(epoch(house), timezone.utc).strftime("%Y%m%d%H%M%S")


def root_of(machine: Machine, cache: Path) -> Path:
    """The folder that a machine's root is packed from."""
    return cache / f"root-{machine.name}"


def release(root: Path) -> str:
    """The version that a root was built as. Raises `StepFailed`."""
    found = re.search(r"^IMAGE_VERSION=(\d+)$", (root / "usr" / "lib" / "os-release").read_text(encoding="utf-8"), re.M)
    if found is None:
        raise StepFailed(f"{root} has no version. Build it anew: sudo ./kiosk image x86")
    return found[1]


def build_root(house: House, machine: Machine, package: Path, keyring: Path, cache: Path, progress: Progress) -> Path:
    """A folder with the whole root, whose updates one of `keyring` is to sign. The Debian below is kept, by the list of
    its packages. Raises `StepFailed`.
    """
    base = _base(house, machine, package, cache, progress)
    root = root_of(machine, cache)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    progress.say(f"image: the kiosk's package into Debian {SUITE}")
    progress.run("image-unpack", ["tar", "--numeric-owner", "-xf", str(base), "-C", str(root)], _INSIDE)
    shutil.copyfile(package, root / "tmp" / package.name)
    chroot = ["unshare", "--mount", "--propagation=private", "sh", "-c", _INTO, str(root), "env",
              "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", f"SOURCE_DATE_EPOCH={epoch(house)}"]
    progress.run("image-install", [*chroot, "dpkg", "-i", f"/tmp/{package.name}"], _INSIDE)
    (root / "tmp" / package.name).unlink()
    _lay_over(house, root)
    shutil.copyfile(keyring, root / "etc" / "rauc" / "keyring.pem")
    with (root / "usr" / "lib" / "os-release").open("a", encoding="utf-8") as told:
        told.write(f"IMAGE_ID=citizen-window\nIMAGE_VERSION={version(house)}\n")
    wrong(root, house.assets / "fonts")
    _trim(root)
    # by content, as the kiosk's own: all files of the root will have one time, and what Debian compiled names another,
    # so that every process would compile its libraries again at each start
    progress.run("image-compile", [*chroot, "python3", "-m", "compileall", "-q", "-f", "--invalidation-mode",
                                   "unchecked-hash", "/usr/lib/python3", *_compiled(root)], _INSIDE)
    modules = "\n".join((*_FILE_SYSTEMS, *machine.modules)) + "\n"
    (root / "etc" / "initramfs-tools" / "modules").write_text(modules)
    (kernel,) = (folder.name for folder in (root / "lib" / "modules").iterdir())
    progress.run("image-modules", [*chroot, "depmod", kernel], _INSIDE)
    progress.run("image-initramfs", [*chroot, "update-initramfs", "-c", "-k", "all"], _INSIDE)
    _close(root, epoch(house))
    return root


def _base(house: House, machine: Machine, package: Path, cache: Path, progress: Progress) -> Path:
    names = sorted({*listed(house.root / "image-build" / "packages.txt"),
                    *listed(house.root / "image-build" / machine.listed), *_needed_by(package)})
    key = hashlib.sha256("\n".join((SUITE, *_LEFT_OUT, *names)).encode()).hexdigest()[:16]
    made = cache / f"debian-{machine.name}-{key}.tar"
    if made.exists():
        return made
    for old in cache.glob(f"debian-{machine.name}-*.tar"):
        old.unlink()
    cache.mkdir(parents=True, exist_ok=True)
    progress.say(f"image: Debian {SUITE} with {len(names)} packages and what they need")
    draft = made.with_suffix(".new.tar")
    progress.run("image-debian", [
        "env", f"SOURCE_DATE_EPOCH={_DEBIAN_TIME}", "mmdebstrap", "--mode=root", "--variant=minbase",
        f"--architectures={machine.architecture}", f"--include={','.join(names)}",
        *(f"--dpkgopt={option}" for option in _LEFT_OUT),
        '--aptopt=Apt::Install-Recommends "false"', SUITE, str(draft)], _NETWORK)
    draft.rename(made)
    return made


def _needed_by(package: Path) -> Sequence[str]:
    """Names of the packages that the kiosk's depends on; the first of alternatives."""
    done = subprocess.run(["dpkg-deb", "--field", str(package), "Depends"], capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"{package} is no Debian package: {done.stderr.strip()}")
    return [re.split(r"[ |(]", entry.strip())[0] for entry in done.stdout.split(",")]


def _lay_over(house: House, root: Path) -> None:
    """image-build/root over it; files whose first line names an interpreter can be run."""
    top = house.root / "image-build" / "root"
    for folder, _, names in os.walk(top):
        for name in names:
            source = Path(folder, name)
            to = root / source.relative_to(top)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.unlink(missing_ok=True)
            if source.is_symlink():
                to.symlink_to(os.readlink(source))
                continue
            shutil.copyfile(source, to)
            to.chmod(0o755 if source.read_bytes()[:2] == b"#!" else 0o644)


def _compiled(root: Path) -> list[str]:
    """The interpreter's own libraries, as the root names them."""
    return sorted(f"/{found.relative_to(root)}" for found in root.glob("usr/lib/python3.[0-9]*") if found.is_dir())


def _trim(root: Path) -> None:
    """Drivers of what no kiosk has: a third of the kernel's size, and nothing that anybody could plug in and attack."""
    for folder in _NEVER_HERE:
        for found in (root / "lib" / "modules").glob(f"*/kernel/{folder}"):
            shutil.rmtree(found)


def _close(root: Path, when: int) -> None:
    """What only building needed goes; what every machine must have of its own is empty."""
    for gone in ("var/cache", "var/lib/apt", "var/log", "tmp", "run", "dev", "root", "etc/ssh"):
        folder = root / gone
        if folder.is_dir():
            shutil.rmtree(folder)
            folder.mkdir(mode=0o1777 if gone == "tmp" else 0o755)
            folder.chmod(0o1777 if gone == "tmp" else 0o700 if gone == "root" else 0o755)
    for module_list in (root / "lib" / "modprobe.d").glob("blacklist_linux_*.conf"):
        # Debian leaves watchdogs to an administrator; here systemd feeds whichever there is
        module_list.unlink()
    for file in root.rglob("*"):
        # nobody becomes another here (every unit has NoNewPrivileges=)
        if not file.is_symlink() and file.is_file() and (mode := file.stat().st_mode) & 0o6000:
            file.chmod(mode & 0o1777)
    (root / "etc" / "machine-id").write_text("")
    (root / "etc" / "hostname").write_text("kiosk\n")
    (root / "etc" / "resolv.conf").unlink(missing_ok=True)
    (root / "etc" / "resolv.conf").symlink_to("/run/systemd/resolve/stub-resolv.conf")
    # no clock of this image is ever earlier (systemd, man 7 systemd-timesyncd)
    clock = root / "usr" / "lib" / "clock-epoch"
    clock.write_text("")
    os.utime(clock, (when, when))
