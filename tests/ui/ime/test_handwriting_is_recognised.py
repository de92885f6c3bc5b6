"""手写: what other hands than ours wrote is found, in any order of strokes and with some of them joined."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ui.engines import TEMPLATES
from ui.ime.ink import BITS, Point, bits, normalised, shapes
from ui.ime.recogniser import ANSWERS, MOST_STROKES, ModelError, Recogniser

CROSS: list[list[Point]] = [[(10.0, 50.0), (90.0, 50.0)], [(50.0, 10.0), (50.0, 90.0)]]
"""十"""


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    """The shipped templates."""
    return Recogniser(TEMPLATES)


def test_a_cross_is_ten(recogniser: Recogniser) -> None:
    assert recogniser.recognise(CROSS)[0] == "十"


def test_size_place_and_order_do_not_matter(recogniser: Recogniser) -> None:
    moved = [[(3 * x + 700, 3 * y - 40) for x, y in stroke] for stroke in reversed(CROSS)]
    assert recogniser.recognise(moved)[0] == "十"


def test_a_stroke_joined_to_the_next_is_forgiven(recogniser: Recogniser) -> None:
    king: list[list[Point]] = [[(20.0, 20.0), (80.0, 20.0)], [(25.0, 50.0), (75.0, 50.0)], [(50.0, 20.0), (50.0, 85.0)],
                               [(10.0, 85.0), (90.0, 85.0)]]
    assert recogniser.recognise(king)[0] == "王"
    joined = [king[0], king[1] + king[2], king[3]]
    assert "王" in recogniser.recognise(joined)[:5]


def test_the_templates_know_the_common_characters(recogniser: Recogniser) -> None:
    characters = recogniser.characters()
    assert len(characters) == len(set(characters)) == 6866
    assert not set("身份证居民户口簿佛山禅城区王李张刘陈杨黄赵吴周") - set(characters)


def test_nothing_written_is_nothing(recogniser: Recogniser) -> None:
    assert recogniser.recognise([]) == ()
    assert recogniser.recognise([[]]) == ()


points = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))


@settings(max_examples=60)
@given(strokes=st.lists(st.lists(points, min_size=1, max_size=12), min_size=1, max_size=MOST_STROKES + 3))
def test_any_scribble_gives_some_characters(strokes: list[list[Point]]) -> None:
    found = Recogniser(TEMPLATES).recognise(strokes[:6])
    assert 0 < len(found) <= ANSWERS
    assert len(set(found)) == len(found)
    ink = normalised(strokes)
    assert 0 <= bits(ink) < 1 << BITS
    assert len(shapes(ink)) == len(strokes)


@pytest.mark.parametrize("content", [b"", b"nonsense\n", b"citizen-window handwriting 1\n",
                                     b"citizen-window handwriting 1\n{}\n",
                                     b'citizen-window handwriting 1\n{"characters": "\xe5\x8d\x81", "bytes": 99}\nx'])
def test_templates_that_are_none_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "handwriting.bin").write_bytes(content)
    with pytest.raises(ModelError, match="python -m launch.handwriting"):
        Recogniser(tmp_path / "handwriting.bin")
    with pytest.raises(ModelError, match="FileNotFoundError"):
        Recogniser(tmp_path / "not-there.bin")


def test_templates_with_one_wrong_byte_are_refused(tmp_path: Path) -> None:
    content = bytearray(TEMPLATES.read_bytes())
    content[-1000] ^= 0xFF
    (tmp_path / "handwriting.bin").write_bytes(content)
    with pytest.raises(ModelError, match="no whole and sound file"):
        Recogniser(tmp_path / "handwriting.bin")
