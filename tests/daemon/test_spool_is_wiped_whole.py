"""The spool is emptied, whatever a writer left in it, and nothing beside it is touched."""

import os
import stat
from pathlib import Path

import pytest

from daemon.spool import Folder, Spool, SpoolError, check_tmpfs

MIB = 1024 * 1024
DEPTH = 600


def spool_in(folder: Path, quota: int = 16 * MIB) -> Spool:
    own = Folder(os.getuid(), os.getgid(), 0o700)
    spool = Spool(folder, {"card": own, "pages": own}, quota, 0o700)
    spool.prepare()
    return spool


def left_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in (folder / "visit").rglob("*"))


def test_it_is_made_with_its_folders_empty_and_closed(folder: Path) -> None:
    spool_in(folder)
    assert left_in(folder) == ["visit/card", "visit/pages"]
    assert stat.S_IMODE((folder / "visit" / "card").stat().st_mode) == 0o700


def test_cards_and_pages_go(folder: Path) -> None:
    spool = spool_in(folder)
    card = folder / "visit" / "card" / "TOKEN"
    card.mkdir()
    (card / "identity.msgpack").write_bytes(b"x")
    (folder / "visit" / "pages" / "TOKEN.jpg").write_bytes(b"x")
    assert spool.wipe() == 3
    assert left_in(folder) == ["visit/card", "visit/pages"]


def test_links_are_removed_and_what_they_point_to_stays(folder: Path) -> None:
    spool = spool_in(folder)
    outside = folder / "outside"
    outside.mkdir()
    (outside / "precious").write_text("kept")
    pages = folder / "visit" / "pages"
    (pages / "folder").symlink_to(outside)
    (pages / "file").symlink_to(outside / "precious")
    os.link(outside / "precious", pages / "hard")
    spool.wipe()
    assert left_in(folder) == ["visit/card", "visit/pages"]
    assert (outside / "precious").read_text() == "kept"


def test_a_folder_of_the_spool_that_became_a_link_is_made_anew(folder: Path) -> None:
    spool = spool_in(folder)
    outside = folder / "outside"
    outside.mkdir()
    (outside / "precious").write_text("kept")
    (folder / "visit" / "card").rmdir()
    (folder / "visit" / "card").symlink_to(outside)
    spool.wipe()
    assert not (folder / "visit" / "card").is_symlink()
    assert (outside / "precious").read_text() == "kept"


def test_no_depth_of_folders_keeps_anything(folder: Path) -> None:
    spool = spool_in(folder)
    at = os.open(folder / "visit" / "pages", os.O_RDONLY)
    for _ in range(DEPTH):
        os.mkdir("deeper", dir_fd=at)
        below = os.open("deeper", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    assert spool.wipe() == DEPTH
    assert left_in(folder) == ["visit/card", "visit/pages"]


def test_pipes_sockets_odd_names_and_closed_folders_go(folder: Path) -> None:
    spool = spool_in(folder)
    pages = folder / "visit" / "pages"
    os.mkfifo(pages / "pipe")
    open(os.fsencode(pages) + b"/\xff\n", "wb").close()
    (pages / "closed").mkdir()
    (pages / "closed" / "inside").mkdir()
    (pages / "closed" / "inside" / "file").write_text("x")
    (pages / "closed" / "inside").chmod(0)
    (pages / "closed").chmod(0)
    (folder / "visit" / "stray").write_text("x")
    spool.wipe()
    assert left_in(folder) == ["visit/card", "visit/pages"]


def test_modes_that_a_writer_changed_are_put_right(folder: Path) -> None:
    spool = spool_in(folder)
    (folder / "visit" / "card").chmod(0o777)
    spool.wipe()
    assert stat.S_IMODE((folder / "visit" / "card").stat().st_mode) == 0o700


def test_what_a_daemon_before_us_left_is_gone_at_the_start(folder: Path) -> None:
    (folder / "visit" / "card" / "OLD").mkdir(parents=True)
    spool_in(folder)
    assert left_in(folder) == ["visit/card", "visit/pages"]


def test_bytes_count_up_to_the_quota(folder: Path) -> None:
    spool = spool_in(folder, quota=MIB)
    assert not spool.full
    (folder / "visit" / "pages" / "a.jpg").write_bytes(bytes(MIB // 2))
    assert MIB // 2 <= spool.bytes_used() < MIB
    (folder / "visit" / "pages" / "b.jpg").write_bytes(bytes(MIB // 2))
    assert spool.full


def test_a_heap_of_empty_files_fills_it_too(folder: Path) -> None:
    spool = spool_in(folder, quota=MIB)
    for number in range(MIB // 4096):
        (folder / "visit" / "pages" / str(number)).touch()
    assert spool.full


def test_a_runtime_folder_on_any_other_file_system_is_refused_with_the_remedy() -> None:
    with pytest.raises(SpoolError, match="/proc is on proc, not on tmpfs.*mount -t tmpfs"):
        check_tmpfs(Path("/proc"))


def test_a_runtime_folder_that_is_missing_is_refused_with_the_remedy(folder: Path) -> None:
    with pytest.raises(SpoolError, match="No such file or directory. Create it"):
        check_tmpfs(folder / "missing")


def test_a_runtime_folder_that_others_may_write_to_is_refused(folder: Path) -> None:
    folder.chmod(0o777)
    with pytest.raises(SpoolError, match="chmod go-w"):
        spool_in(folder)


def test_a_second_daemon_in_the_same_folder_is_refused(folder: Path) -> None:
    first = spool_in(folder)
    with pytest.raises(SpoolError, match="another daemon uses"):
        spool_in(folder)
    first.release()
    spool_in(folder).release()


def test_a_folder_whose_mode_was_altered_is_made_anew_with_the_bit_it_inherits(folder: Path) -> None:
    folder.chmod(0o2711)
    wanted = Folder(os.getuid(), os.getgid(), 0o2750)
    spool = Spool(folder, {"card": wanted}, 16 * MIB, 0o2711)
    spool.prepare()
    card = folder / "visit" / "card"
    assert stat.S_IMODE(card.stat().st_mode) == 0o2750
    card.chmod(0o777)
    (card / "left").write_bytes(b"x")
    spool.wipe()
    assert stat.S_IMODE(card.stat().st_mode) == 0o2750
    assert left_in(folder) == ["visit/card"]


def test_what_the_renderer_put_beside_the_spool_goes_and_what_others_put_there_stays(folder: Path) -> None:
    (folder / "sealer.sock").write_bytes(b"")
    (folder / "hoard").mkdir()
    (folder / "hoard" / "what-fills-it").write_bytes(bytes(4096))
    own = Folder(os.getuid(), os.getgid(), 0o700)
    Spool(folder, {"card": own}, 16 * MIB, 0o700, planter=os.getuid() + 1).wipe()
    assert sorted(entry.name for entry in folder.iterdir()) == ["hoard", "sealer.sock", "visit"]
    assert Spool(folder, {"card": own}, 16 * MIB, 0o700, planter=os.getuid()).wipe() == 3
    assert sorted(entry.name for entry in folder.iterdir()) == ["visit"]
