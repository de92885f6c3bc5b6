"""From a root to a disk: squashfs with its hash tree, the kernel as one UEFI program, GPT with two slots."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launch.house import House
from launch.image.machine import Machine
from launch.image.root import epoch, release
from launch.progress import Progress, StepFailed

MIB = 1024 * 1024
ESP_MIB, ROOT_MIB, KEY_MIB, DATA_MIB = 256, 640, 1, 256
"""A slot is a root and its kernel on the EFI system partition, which has room for three. The data partition grows to
what the disk has left. How it is opened stands in the key partition (image-build/root/usr/lib/kiosk/data): with it
wiped, the data are gone.
"""
SECTOR = 512
SALT = "c1712e5a57a0d0c05e1f0a7e5c0ffee0c1712e5a57a0d0c05e1f0a7e5c0ffee0"
"""The same root has the same hash tree every time: the salt guards nothing where everything inside is public."""
ROOT_LABEL, ESP_LABEL, KEY_LABEL, DATA_LABEL = "kiosk-root-{}", "kiosk-esp", "kiosk-key", "kiosk-data"
SLOTS = ("a", "b")
KERNEL = "kiosk-{}-{}.efi"
"""A good kernel's name, by its version and slot (image-build/root/usr/lib/kiosk/kernels)."""
_ESP_TYPE = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
_DATA_TYPE = "0fc63daf-8483-4772-8e79-3d69d8477de4"
_DISK_ID = "6b696f73-6b00-4000-8000-000000000000"
_BRIEF = "Its last lines say what it wants."
COMMAND_LINE = ("boot=kiosk quiet loglevel=1 vt.global_cursor_default=0 systemd.show_status=no "
                "systemd.gpt_auto=no systemd.swap=no panic=10 oops=panic")


PACKED_WELL, PACKED_FAST = 15, 1
LOADER = "timeout 0\neditor no\nauto-entries no\nauto-firmware no\nconsole-mode keep\nrandom-seed-mode off\n"
"""systemd-boot's settings (loader.conf(5)): nobody is asked, nothing else is offered, nothing is written but the counts
in the kernels' names.
"""


@dataclass(frozen=True)
class Parts:
    """What a slot holds, as files."""

    root: Path
    """The squashfs with the hash tree behind it."""
    kernel: Path
    """Kernel, start-up file system and command line in one UEFI program."""
    esp: Path
    root_hash: str


def build_parts(
    house: House, machine: Machine, root: Path, out: Path, progress: Progress, level: int = PACKED_WELL,
) -> Parts:
    """`level` is zstd's: 1 is five times as fast as 15, for a third more. Raises `StepFailed`."""
    out.mkdir(parents=True, exist_ok=True)
    when = str(epoch(house))
    image = out / "root.squashfs"
    image.unlink(missing_ok=True)
    progress.say("image: the read-only root")
    boot = out / "boot"
    shutil.rmtree(boot, ignore_errors=True)
    shutil.copytree(root / "boot", boot)
    # squashfs takes its times from SOURCE_DATE_EPOCH only where none is given
    progress.run("image-squashfs", [
        "env", "-u", "SOURCE_DATE_EPOCH", "mksquashfs", str(root), str(image), "-noappend", "-no-progress", "-comp",
        "zstd", "-Xcompression-level", str(level), "-b", "256K", "-all-time", when, "-mkfs-time", when, "-wildcards",
        "-e", "boot/*", "proc/*", "sys/*"], _BRIEF)
    root_hash, size = _hashed(image, progress)
    made = release(root)
    kernel = _unified(machine, root, boot, out, f"{COMMAND_LINE} kiosk.version={made} kiosk.hash={root_hash} "
                                                f"kiosk.offset={size}", when)
    return Parts(image, kernel, _system_partition(machine, kernel, made, out, when), root_hash)


def build_disk(parts: Parts, machine: Machine, disk: Path, progress: Progress) -> None:
    """The whole disk: slot A filled, slot B empty, the data partition unmade. Raises `StepFailed`."""
    sizes = [(ESP_LABEL, _ESP_TYPE, ESP_MIB)]
    sizes += [(ROOT_LABEL.format(slot), machine.root_type, ROOT_MIB) for slot in SLOTS]
    sizes += [(KEY_LABEL, _DATA_TYPE, KEY_MIB), (DATA_LABEL, _DATA_TYPE, DATA_MIB)]
    draft = disk.with_suffix(".new")
    with draft.open("wb") as file:
        file.truncate((sum(mib for *_, mib in sizes) + 2) * MIB)
    start, lines, places = MIB // SECTOR, [f"label: gpt\nlabel-id: {_DISK_ID}"], {}
    for number, (name, kind, mib) in enumerate(sizes, start=1):
        sectors = mib * MIB // SECTOR
        unique = _DISK_ID[:-1] + str(number)
        lines.append(f"start={start}, size={sectors}, type={kind}, uuid={unique}, name={name}")
        places[name], start = start * SECTOR, start + sectors
    done = subprocess.run(["sfdisk", "--quiet", str(draft)], input="\n".join(lines), text=True, capture_output=True)
    if done.returncode:
        raise StepFailed(f"sfdisk cannot lay out the disk: {done.stderr.strip()}")
    for name, part in ((ESP_LABEL, parts.esp), (ROOT_LABEL, parts.root)):
        progress.run("image-disk", [
            "dd", f"if={part}", f"of={draft}", "bs=1M", "conv=notrunc,sparse", "oflag=seek_bytes",
            f"seek={places[name.format(SLOTS[0])]}", "status=none"], "The disk may be full.")
    draft.rename(disk)


def _hashed(image: Path, progress: Progress) -> tuple[str, int]:
    """Append dm-verity's hash tree. The root hash, and where the tree begins."""
    size = -(-image.stat().st_size // 4096) * 4096
    os.truncate(image, size)
    done = subprocess.run(["veritysetup", "format", f"--hash-offset={size}", f"--salt={SALT}",
                           f"--uuid={_DISK_ID}", str(image), str(image)], capture_output=True, text=True)
    found = re.search(r"Root hash:\s+([0-9a-f]{64})", done.stdout)
    if done.returncode or found is None:
        raise StepFailed(f"veritysetup makes no hash tree: {done.stderr.strip()}")
    if image.stat().st_size > ROOT_MIB * MIB:
        raise StepFailed(f"the root has {image.stat().st_size // MIB} MiB, its partition {ROOT_MIB}")
    progress.say(f"      {image.stat().st_size / 1e6:.0f} MB, root hash {found[1][:16]}…")
    return found[1], size


def _unified(machine: Machine, root: Path, boot: Path, out: Path, command_line: str, when: str) -> Path:
    """Sections added to systemd's stub by objcopy, at addresses past its own (systemd-stub(7))."""
    stub = Path("/") / machine.stub
    if not stub.exists():
        raise StepFailed(f"{stub} is missing: apt-get install systemd-boot-efi")
    (out / "cmdline").write_text(command_line)
    made = out / "kiosk.efi"
    sections = ((".osrel", root / "usr/lib/os-release", 0x20000), (".cmdline", out / "cmdline", 0x30000),
                (".linux", next(boot.glob("vmlinuz-*")), 0x2000000),
                (".initrd", next(boot.glob("initrd.img-*")), 0x3000000))
    command = ["objcopy", *(word for name, file, place in sections for word in (
        "--add-section", f"{name}={file}", "--change-section-vma", f"{name}={place:#x}")), str(stub), str(made)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": when})
    if done.returncode:
        raise StepFailed(f"objcopy cannot join the kernel: {done.stderr.strip()}")
    return made


def _system_partition(machine: Machine, kernel: Path, made: str, out: Path, when: str) -> Path:
    """FAT, made without mounting it: systemd-boot where the firmware looks, the first slot's kernel, which is good."""
    esp = out / "esp.vfat"
    esp.unlink(missing_ok=True)
    with esp.open("wb") as made_empty:
        made_empty.truncate(ESP_MIB * MIB)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": when, "MTOOLS_SKIP_CHECK": "1"}
    settings = out / "loader.conf"
    settings.write_text(LOADER, encoding="ascii")
    starter = Path(shutil.copyfile(Path("/") / machine.starter, out / "starter.efi"))
    commands = [["mkfs.vfat", "-F", "32", "-i", "6b696f73", "-n", "KIOSK", "--invariant", str(esp)]]
    commands += [["mmd", "-i", str(esp), f"::{folder}"] for folder in ("EFI", "EFI/BOOT", "EFI/Linux", "loader")]
    for file, place in ((starter, machine.loader), (settings, "loader/loader.conf"),
                        (kernel, f"EFI/Linux/{KERNEL.format(made, SLOTS[0])}")):
        os.utime(file, (int(when), int(when)))
        commands.append(["mcopy", "-m", "-i", str(esp), str(file), f"::{place}"])
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise StepFailed(f"{command[0]} cannot make the EFI system partition: {done.stderr.strip()}")
    return esp
