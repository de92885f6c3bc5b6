"""The visit's spool: folders on tmpfs that workers fill, and that the daemon alone empties.

    RUNTIME/visit/card/       written by the idcard worker, read by ui and sealer
    RUNTIME/visit/pages/      written by the page worker, read by ui and sealer
    RUNTIME/visit/documents/  written by sealer, guide and gateway, read by the printer's worker
    RUNTIME/visit/scratch-CLASS/  of each worker alone, for what a library wants to put down somewhere

The writers are not trusted with the emptying, nor with what they leave: everything goes by descriptors, no link is ever
followed, and no depth of folders can exhaust us.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from daemon.accounts import Accounts
from daemon.verbs import CLASSES
from wire.values import Role

VISIT = "visit"
CARD = "card"
PAGES = "pages"
DOCUMENTS = "documents"

_LOCK = "daemon.lock"
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_DEPTH = 4
"""Folders in folders that are looked into when bytes are counted; nothing of ours is deeper than two."""
_BLOCK = 4096
"""What even an empty file counts: it takes that much of a tmpfs, all in all."""
_MOST = 1_000_000
"""Entries removed in one go; more can only be somebody who keeps on writing, and who is killed before the next go."""


class SpoolError(Exception):
    """The spool cannot be used. The message says what to do."""


@dataclass(frozen=True)
class Folder:
    """Owner, group and mode of one of the spool's folders."""

    uid: int
    gid: int
    mode: int


def scratch(device: Role) -> str:
    """The name of the folder that is a worker's own."""
    return f"scratch-{device.value}"


def folders(accounts: Accounts) -> Mapping[str, Folder]:
    """The spool's folders for these accounts. The set-group bit hands the folder's group down to what is written."""
    own = {scratch(role): Folder(accounts.of[role].uid, accounts.of[role].gid, 0o700) for role in CLASSES}
    if not accounts.apart:
        mine = Folder(os.getuid(), os.getgid(), 0o700)
        return {**own, CARD: mine, PAGES: mine, DOCUMENTS: mine}
    return {
        **own,
        CARD: Folder(accounts.of[Role.IDCARD].uid, accounts.citizen_gid, 0o2750),
        PAGES: Folder(accounts.of[Role.PAGE].uid, accounts.citizen_gid, 0o2750),
        DOCUMENTS: Folder(accounts.of[Role.PRINTER].uid, accounts.documents_gid, 0o2570),
    }


def check_tmpfs(folder: Path) -> None:
    """Raises `SpoolError` unless `folder` is there and in memory only, as the kernel's list of mounts says."""
    try:
        device = os.stat(folder).st_dev
    except OSError as error:
        raise SpoolError(f"{folder}: {error.strerror}. Create it, or name another folder as paths.runtime") from error
    wanted = f"{os.major(device)}:{os.minor(device)}"
    kinds = set()
    for line in Path("/proc/self/mountinfo").read_text(errors="replace").splitlines():
        # proc(5): id parent MAJOR:MINOR root point options [optional …] - KIND source options
        before, _, after = line.partition(" - ")
        if before.split()[2] == wanted:
            kinds.add(after.split()[0])
    if kinds != {"tmpfs"}:
        found = " and ".join(sorted(kinds)) or "no listed file system"
        raise SpoolError(
            f"{folder} is on {found}, not on tmpfs: what a citizen shows would reach a disk. Mount one there "
            f"(mount -t tmpfs -o mode=0711,nosuid,nodev,noexec tmpfs {folder}), or let paths.runtime name a folder "
            f"under /run or /dev/shm"
        )


class Spool:
    """The folders of the running visit."""

    def __init__(
        self, runtime: Path, wanted: Mapping[str, Folder], quota_bytes: int, visit_mode: int,
        planter: int | None = None,
    ) -> None:
        """`visit_mode` is that of the folder around them: 0o2711 where several users pass through it, else 0o700.
        The set-group bit is for the folders in it, which are made with theirs. `planter`: a user who may write in the
        runtime folder and has nothing to put there; what they put there is removed with the visit.
        """
        self._runtime = runtime
        self._wanted = wanted
        self._visit_mode = visit_mode
        self._planter = planter
        self._lock = -1
        self.quota_bytes = quota_bytes

    def prepare(self) -> None:
        """Create the folders, empty. Raises `SpoolError` where the runtime folder is not on tmpfs or not ours."""
        check_tmpfs(self._runtime)
        found = os.stat(self._runtime)
        if found.st_uid != os.getuid() or found.st_mode & 0o022 and not found.st_mode & stat.S_ISVTX:
            raise SpoolError(
                f"{self._runtime} must belong to who starts the daemon and be writable by nobody else "
                f"(chown {os.getuid()} {self._runtime}; chmod go-w {self._runtime})"
            )
        if self._visit_mode & 0o001 and not found.st_mode & 0o001:
            raise SpoolError(
                f"{self._runtime} lets only its owner through, but workers have users of their own: "
                f"chmod o+x {self._runtime}"
            )
        self._lock_out()
        self.wipe()

    def _lock_out(self) -> None:
        """One daemon at a time: a second one would take the sockets and wipe the visit of the first."""
        path = self._runtime / _LOCK
        self._lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SpoolError(
                f"another daemon uses {self._runtime}: stop it first, or let paths.runtime name another folder"
            ) from None

    def release(self) -> None:
        """Let another daemon have the runtime folder."""
        os.close(self._lock)

    def wipe(self) -> int:
        """Remove all that is in the spool and put its folders right again. Returns the number of entries removed;
        an entry that somebody puts back meanwhile stays for the next time. Raises `OSError`.
        """
        removed = 0
        with _opened(self._runtime) as runtime, _folder(runtime, VISIT, self._visit_mode) as visit:
            removed += sum(_remove(runtime, name) for name in _of(self._planter, runtime))
            os.fchown(visit, os.getuid(), os.getgid())
            _permit(visit, self._visit_mode)
            for name in os.listdir(visit):
                if name not in self._wanted:
                    removed += _remove(visit, name)
            for name, wanted in self._wanted.items():
                with _folder(visit, name, wanted.mode) as folder:
                    removed += _empty(folder)
                    altered = stat.S_IMODE(os.fstat(folder).st_mode) != wanted.mode
                if altered:
                    _remove(visit, name)
                with _folder(visit, name, wanted.mode) as folder:
                    os.fchown(folder, wanted.uid, wanted.gid)
                    _permit(folder, wanted.mode)
        return removed

    def bytes_used(self) -> int:
        """What the spool takes, at least: the count stops at the quota, so no amount of junk keeps us at it."""
        used = 0
        with _opened(self._runtime) as runtime, _folder(runtime, VISIT, self._visit_mode) as visit:
            for size in _sizes(visit, _DEPTH):
                used += size
                if used >= self.quota_bytes:
                    break
        return used

    @property
    def full(self) -> bool:
        """Whether the visit has used what it may."""
        return self.bytes_used() >= self.quota_bytes


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, _DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _folder(parent: int, name: str, mode: int) -> Iterator[int]:
    """A descriptor of a real folder of that name, made with `mode` where there is none; whatever else has the name
    makes way for it.
    """
    try:
        descriptor = _open_folder(parent, name)
    except FileNotFoundError:
        descriptor = _made(parent, name, mode)
    except NotADirectoryError:
        os.unlink(name, dir_fd=parent)
        descriptor = _made(parent, name, mode)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _made(parent: int, name: str, mode: int) -> int:
    """A fresh folder. Under a parent with the set-group bit it has that bit without our asking for it."""
    mask = os.umask(0)
    try:
        os.mkdir(name, mode & 0o777, dir_fd=parent)
    finally:
        os.umask(mask)
    return os.open(name, _DIRECTORY, dir_fd=parent)


def _permit(folder: int, mode: int) -> None:
    """Set the mode unless it is right: systemd's RestrictSUIDSGID= lets nobody ask for the set-group bit."""
    if stat.S_IMODE(os.fstat(folder).st_mode) != mode:
        os.fchmod(folder, mode)


def _open_folder(parent: int, name: str) -> int:
    """Raises `NotADirectoryError` for a link too. A folder closed to its own owner is opened to it first."""
    try:
        return os.open(name, _DIRECTORY, dir_fd=parent)
    except PermissionError:
        found = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
        try:
            os.chmod(f"/proc/self/fd/{found}", 0o700)
        finally:
            os.close(found)
        return os.open(name, _DIRECTORY, dir_fd=parent)


def _of(user: int | None, folder: int) -> list[str]:
    """What a user put into a folder: a socket of a peer's name would keep that peer from serving the next visit."""
    found = []
    for name in os.listdir(folder) if user is not None else ():
        try:
            mine = name in (VISIT, _LOCK)
            if not mine and os.stat(name, dir_fd=folder, follow_symlinks=False).st_uid == user:
                found.append(name)
        except FileNotFoundError:
            continue
    return found


def _empty(top: int) -> int:
    return sum(_remove(top, name) for name in os.listdir(top))


def _remove(top: int, name: str) -> int:
    """Remove one entry of `top` and all beneath it. Folders in folders are lifted into `top` before their own turn, so
    however deep they are two descriptors do.
    """
    removed = 0
    waiting = deque([name])
    while waiting and removed < _MOST:
        entry = waiting.popleft()
        try:
            folder = _open_folder(top, entry)
        except NotADirectoryError:
            removed += _gone(entry, top)
            continue
        except FileNotFoundError:
            continue
        try:
            os.fchmod(folder, 0o700)
            for child in os.listdir(folder):
                try:
                    os.unlink(child, dir_fd=folder)
                    removed += 1
                except IsADirectoryError:
                    waiting.extend(_lift(child, folder, top))
                except FileNotFoundError:
                    continue
        finally:
            os.close(folder)
        try:
            os.rmdir(entry, dir_fd=top)
            removed += 1
        except OSError:
            # somebody put something into it meanwhile; the wipe after that process's end finds it
            continue
    return removed


def _lift(name: str, folder: int, top: int) -> list[str]:
    """Move a folder up into `top`; its new name, or nothing where it is no folder any more."""
    lifted = f".wiped-{secrets.token_hex(16)}"
    try:
        child = _open_folder(folder, name)
        try:
            # moving a folder writes into it, too: what its ".." means
            os.fchmod(child, 0o700)
        finally:
            os.close(child)
        os.rename(name, lifted, src_dir_fd=folder, dst_dir_fd=top)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [lifted]


def _gone(name: str, parent: int) -> int:
    try:
        os.unlink(name, dir_fd=parent)
    except FileNotFoundError:
        return 0
    return 1


def _sizes(folder: int, depth: int) -> Iterator[int]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                found = os.stat(entry.name, dir_fd=folder, follow_symlinks=False)
                yield max(found.st_blocks * 512, _BLOCK)
                if stat.S_ISDIR(found.st_mode) and depth:
                    inner = os.open(entry.name, _DIRECTORY, dir_fd=folder)
                    try:
                        yield from _sizes(inner, depth - 1)
                    finally:
                        os.close(inner)
            except OSError:
                # gone, replaced or closed meanwhile; it has been counted, or is nothing any more
                continue
