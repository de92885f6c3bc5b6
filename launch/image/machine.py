"""The kinds of machine that an image is built for, and what differs between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    """One kind. `listed`: its packages' file in image-build/. Of systemd's, `stub` makes a kernel a UEFI program, and
    `starter` is the boot loader.
    """

    name: str
    architecture: str
    listed: str
    stub: str
    starter: str
    loader: str
    """What the firmware starts without being told, in the EFI system partition."""
    root_type: str
    """GPT's type of its root partition (Discoverable Partitions Specification)."""
    modules: tuple[str, ...]
    """Kernel modules to reach a disk by."""


X86 = Machine(
    "x86", "amd64", "packages-x86.txt", "usr/lib/systemd/boot/efi/linuxx64.efi.stub",
    "usr/lib/systemd/boot/efi/systemd-bootx64.efi", "EFI/BOOT/BOOTX64.EFI",
    "4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
    ("nvme", "ahci", "sd_mod", "usb_storage", "uas", "xhci_pci", "ehci_pci", "sdhci_pci", "mmc_block", "virtio_pci",
     "virtio_blk"))
MACHINES = {machine.name: machine for machine in (X86,)}
