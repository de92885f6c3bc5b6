"""The input engine's language model: read from ARPA's format, chosen by what it tells, written as octagram reads it."""

import io
import math
import struct
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launch.language_model import double_array
from launch.language_model.__main__ import main
from launch.language_model.arpa import Following, Model, ModelError
from launch.language_model.gram import encoded, grammar, worth_knowing

ARPA = """
\\data\\
ngram 1=3
ngram 2=2
ngram 3=1

\\1-grams:
-1\t眼镜\t-0.5
-2\t忘\t-0.5
-3\tglasses\t-0.5

\\2-grams:
-0.5\t眼镜 忘\t0
-2.5\t忘 眼镜

\\3-grams:
-0.1\t眼镜 忘 眼镜

\\end\\
"""


def test_words_and_what_follows_them_are_read() -> None:
    model = Model(ARPA.splitlines())
    assert list(model.words) == ["眼镜", "忘", "glasses"]
    assert model.words["忘"] == pytest.approx(2 * math.log(0.1))
    assert [(each.before, each.word) for each in model.followings()] == [
        (("眼镜",), "忘"), (("忘",), "眼镜"), (("眼镜", "忘"), "眼镜")]


@pytest.mark.parametrize("text", ["", "nothing of the kind", "\\1-grams:\n", "\\1-grams:\nmany\t眼镜\n"])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError):
        Model(text.splitlines())


def test_what_says_nothing_is_left_out() -> None:
    words = {"眼镜": -2.0, "忘": -4.0, "眼睛": -2.0, "a": -1.0, "统一社会信用代码": -9.0}
    told = [Following((before,), word, probability) for before, word, probability in
            (("眼镜", "忘", -1.0), ("眼睛", "忘", -6.0), ("眼睛", "眼镜", -2.0), ("a", "忘", -0.1),
             ("统一社会信用代码", "忘", -2.0))]
    told += [Following(before, word, probability) for before, word, probability in
             ((("眼睛", "眼镜"), "忘", -0.5), (("忘", "眼镜"), "忘", -0.9), (("忘", "统一社会信用代码"), "忘", -0.1))]
    chosen = dict(worth_knowing(told, words))
    assert chosen == {"|眼镜||忘|": 3.0, "|眼睛||眼镜|": 0.0, "一社会信用代码||忘|": 2.0,
                      "|眼睛||眼镜||忘|": 3.5}


def test_the_file_has_the_head_that_octagram_wants_and_finds_its_pairs() -> None:
    content = grammar([("眼镜忘", 3.0), ("一下", 0.5), ("眼镜忘", 1.0)])
    assert content.startswith(b"Rime::Grammar/1.0\0")
    _, count, distance = struct.unpack_from("<IIi", content, 32)
    units = struct.unpack_from(f"<{count}I", content, 40 + distance)
    assert len(content) == 64 + 4 * count
    assert double_array.find(units, encoded("眼镜忘")) == 40000
    assert double_array.find(units, encoded("一下")) == 15000, "U+4E00's second byte would be zero"
    assert double_array.find(units, encoded("眼镜")) is None


@given(st.dictionaries(st.binary(min_size=1, max_size=6).filter(lambda key: 0 not in key),
                       st.integers(0, 2**31 - 1), max_size=60))
def test_every_key_is_found_again_and_no_other(entries: dict[bytes, int]) -> None:
    keys = sorted(entries)
    units = double_array.build(keys, [entries[key] for key in keys])
    assert {key: double_array.find(units, key) for key in keys} == entries
    others = {key + b"\x01" for key in keys} | {key[:-1] + b"\xfe" for key in keys} | {key[:-1] for key in keys}
    for other in others - set(keys) - {b""}:
        assert double_array.find(units, other) is None


def _archive(path: Path, arpa: str) -> Path:
    """A source archive as Debian's: the model packed inside."""
    inner = io.BytesIO()
    for file, name, content in ((inner, "lm_sc.arpa", arpa.encode()),):
        with tarfile.open(fileobj=file, mode="w:xz") as packed:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    with tarfile.open(path, "w:xz") as source:
        member = tarfile.TarInfo("libime-1.0.16/data/lm_sc.arpa-20220810.tar.xz")
        member.size = len(inner.getvalue())
        source.addfile(member, io.BytesIO(inner.getvalue()))
    return path


def test_the_command_makes_both_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    archive = _archive(tmp_path / "libime.tar.xz", ARPA)
    monkeypatch.setattr("sys.argv", ["x", str(archive), "--out", str(tmp_path)])
    assert main() == 0
    assert (tmp_path / "citizen_window.gram").read_bytes().startswith(b"Rime::Grammar/")
    assert (tmp_path / "frequencies.txt.xz").stat().st_size > 0
    archive.unlink()
    assert main() == 1
    assert "cannot be made" in capsys.readouterr().err
