"""The command that makes the parts of characters: what a wheel holds is read, and runs nothing."""

import lzma
import pickle
import zipfile
from pathlib import Path

import pytest

from launch.parts.__main__ import DATA, main


class Harm:
    """Would run a command as it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit(99)",)


def _run(folder: Path, content: object, monkeypatch: pytest.MonkeyPatch) -> int:
    with zipfile.ZipFile(folder / "x.whl", "w") as wheel:
        wheel.writestr(DATA, pickle.dumps(content))
    monkeypatch.setattr("sys.argv", ["x", str(folder / "x.whl"), "--out", str(folder / "parts.txt.xz")])
    return main()


def test_ways_are_written_and_what_says_nothing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"林": [["木", "木"]], "湧": [["水", "勇"], ["氵", "勇"]], "一": [["一"]], "x": [["□□", "一"]]}
    assert _run(tmp_path, ways, monkeypatch) == 0
    assert lzma.open(tmp_path / "parts.txt.xz", "rt", encoding="utf-8").read() == "林\t木木\n湧\t水勇 氵勇\n"


@pytest.mark.parametrize("content", [["林"], Harm()])
def test_what_is_no_data_is_refused(
    content: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run(tmp_path, content, monkeypatch) == 1
    assert "pip download" in capsys.readouterr().err
