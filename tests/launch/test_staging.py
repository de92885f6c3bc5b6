"""A checkout that others cannot read is copied so that they can."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from launch.staging import copy_for_others


def modes(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): stat.filemode(path.lstat().st_mode) for path in root.rglob("*")}


def test_all_may_read_the_copy_whatever_the_umask_was(tmp_path: Path) -> None:
    closed, opened = tmp_path / "closed", tmp_path / "opened"
    (closed / "bin").mkdir(parents=True)
    (closed / "secret").write_text("text", encoding="utf-8")
    (closed / "bin" / "run").write_text("#!/bin/sh\n", encoding="utf-8")
    (closed / "bin" / "link").symlink_to("run")
    (closed / "__pycache__").mkdir()
    (closed / "secret").chmod(0o600)
    (closed / "bin" / "run").chmod(0o700)
    (closed / "bin").chmod(0o700)
    mask = os.umask(0o077)
    try:
        copy_for_others(closed, opened)
    finally:
        os.umask(mask)
    assert modes(opened) == {"secret": "-rw-r--r--", "bin": "drwxr-xr-x", "bin/run": "-rwxr-xr-x",
                             "bin/link": "lrwxrwxrwx"}
    assert (opened / "secret").read_text(encoding="utf-8") == "text"


def test_a_single_file_gets_its_folders(tmp_path: Path) -> None:
    (tmp_path / "built").write_bytes(b"\0\1")
    copy_for_others(tmp_path / "built", tmp_path / "there" / ".build" / "built")
    assert (tmp_path / "there" / ".build" / "built").read_bytes() == b"\0\1"


def test_what_others_may_read_is_not_copied_twice(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "large").write_bytes(b"x" * 1000)
    (tmp_path / "from" / "large").chmod(0o644)
    copy_for_others(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to" / "large").samefile(tmp_path / "from" / "large")
