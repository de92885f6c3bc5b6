"""Which slot starts, and whose updates are believed, as far as that can be seen without a machine."""

from __future__ import annotations

import io
import random
import subprocess
from pathlib import Path

import pytest

from launch.house import House, here
from launch.image.disk import KERNEL
from launch.image.keys import PLACE, Keys, keys, make
from launch.image.update import make_update, signed_by
from launch.progress import PersonNeeded, Progress, StepFailed

KERNELS = here().root / "image-build" / "root" / "usr" / "lib" / "kiosk" / "kernels"
OLD, NEW = "20261123230000", "20261124014855"


class Disk:
    """What is on an EFI system partition, and what systemd-boot makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / KERNEL.format(OLD, "a")).write_text("old")

    def does(self, *words: str) -> tuple[int, str]:
        done = subprocess.run(["sh", str(KERNELS), str(self.folder), *words], capture_output=True, text=True)
        assert done.stderr == ""
        return done.returncode, done.stdout.strip()

    def names(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir())

    def install(self, version: str, slot: str) -> None:
        """As RAUC does it: the slot may not start, is written, may start."""
        brought = self.folder.parent / "brought.efi"
        brought.write_text(version)
        for words in (("set-state", slot, "bad"), ("put", version, slot, str(brought)), ("set-primary", slot)):
            assert self.does(*words) == (0, "")

    def starts(self) -> str:
        """The version of the kernel that is started, one try of it used up."""
        found = {file: file.stem.partition("+")[2] for file in self.folder.glob("kiosk-*.efi")}
        file = max((file for file, count in found.items() if not count.startswith("0")), key=lambda file: file.name)
        count = found[file]
        if count:
            left, _, done = count.partition("-")
            counted = f"{file.stem.partition('+')[0]}+{int(left) - 1}-{int(done or 0) + 1}.efi"
            file.rename(self.folder / counted)
        return file.name.split("-")[1]


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    folder = tmp_path / "Linux"
    folder.mkdir()
    return Disk(folder)


def test_an_update_that_is_found_good_stays(disk: Disk) -> None:
    disk.install(NEW, "b")
    assert disk.does("trial", "b") == (0, "")
    assert disk.starts() == NEW
    assert disk.does("set-state", "b", "good") == (0, "")
    assert disk.does("trial", "b")[0] == 1
    assert [disk.starts() for _ in range(5)] == [NEW] * 5
    assert disk.does("get-primary") == (0, "b")


def test_an_update_that_never_comes_up_is_left_after_three_starts_and_remembered(disk: Disk) -> None:
    disk.install(NEW, "b")
    assert [disk.starts() for _ in range(5)] == [NEW] * 3 + [OLD] * 2
    assert disk.does("get-primary") == (0, "a")
    assert [disk.does("get-state", slot) for slot in "ab"] == [(0, "good"), (0, "bad")]
    assert [disk.does("failed", version)[0] for version in (OLD, NEW)] == [1, 0]
    disk.install(str(int(NEW) + 1), "b")
    assert disk.starts() == str(int(NEW) + 1)


def test_the_power_may_go_between_any_two_steps_of_an_update(disk: Disk) -> None:
    disk.install(NEW, "b")
    disk.does("set-state", "b", "good")
    newest = str(int(NEW) + 1)
    for words in (("set-state", "a", "bad"), ("put", newest, "a", str(KERNELS))):
        disk.does(*words)
        assert disk.starts() == NEW
    assert disk.does("get-primary") == (0, "b")


def test_a_slot_that_stopped_coming_up_gives_way_to_the_other_and_only_to_one_that_can(disk: Disk) -> None:
    assert disk.does("give-way", OLD)[0] == 1
    assert disk.names() == [KERNEL.format(OLD, "a")]
    disk.install(NEW, "b")
    disk.does("set-state", "b", "good")
    assert disk.does("give-way", NEW) == (0, "")
    assert [disk.starts(), disk.does("give-way", OLD)[0], disk.starts()] == [OLD, 1, OLD]


def test_nothing_is_primary_but_the_newest(disk: Disk) -> None:
    disk.install(NEW, "b")
    assert [disk.does("set-primary", slot)[0] for slot in "ab"] == [1, 0]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Keys, Path]:
    folder = tmp_path_factory.mktemp("signed")
    own = _keys(folder / "keys")
    root, kernel, update = (folder / name for name in ("root", "kernel", "update.raucb"))
    root.write_bytes(random.Random(9).randbytes(65536))
    kernel.write_bytes(b"MZ" * 4096)
    make_update(root, kernel, "x86", NEW, own, update)
    return own, update


def _keys(folder: Path) -> Keys:
    make(folder, "a city")
    key, certificate = folder / "update.key.pem", folder / "update.cert.pem"
    return Keys(key, certificate, certificate)


def test_an_update_is_believed_by_those_who_hold_its_signer_and_by_nobody_else(
    signed: tuple[Keys, Path], tmp_path: Path,
) -> None:
    own, update = signed
    assert signed_by(update, own.keyring) == NEW
    with pytest.raises(StepFailed, match="signature verification failed"):
        signed_by(update, _keys(tmp_path).keyring)


def test_an_update_whose_signed_words_were_altered_is_not_believed(signed: tuple[Keys, Path], tmp_path: Path) -> None:
    own, update = signed
    content = update.read_bytes()
    place = content.rindex(NEW.encode())
    altered = tmp_path / "altered.raucb"
    altered.write_bytes(content[:place] + OLD.encode() + content[place + len(OLD):])
    with pytest.raises(StepFailed, match="not believed"):
        signed_by(altered, own.keyring)


def test_a_city_s_keys_are_asked_for_where_they_are_named_and_made_only_where_none_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = io.StringIO()
    house, progress = House(tmp_path), Progress(tmp_path, {}, said)
    monkeypatch.setenv(PLACE, str(tmp_path / "city"))
    with pytest.raises(PersonNeeded, match="update.key.pem"):
        keys(house, progress)
    monkeypatch.delenv(PLACE)
    made = keys(house, progress)
    assert made.key.is_relative_to(house.build) and made.key.stat().st_mode & 0o077 == 0
    assert keys(house, progress) == made
    assert said.getvalue().count("development") == 1
