"""手写签名: what counts as one, and the picture that the strokes become."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from rules.signature import HEIGHT, MOST_BYTES, MOST_NUMBERS, MOST_STROKES, WIDTH, SignatureError, picture, signed

LINE = (100, 100, 400, 160)


def test_a_name_is_longer_than_a_tap() -> None:
    assert signed([LINE])
    assert not signed([])
    assert not signed([(100, 100), (101, 101, 103, 104)])


def test_the_picture_is_the_strokes_and_nothing_else() -> None:
    root = ElementTree.fromstring(picture([LINE, (5, 6)]))
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    assert [(child.tag.rpartition("}")[2], child.attrib) for child in root] == [
        ("path", {"d": "M100 100L400 160"}), ("path", {"d": "M5 6L5 6"})]


@pytest.mark.parametrize("strokes", [
    [], [()], [(1, 2, 3)], [(-1, 2)], [(1, HEIGHT + 1)], [(WIDTH + 1, 1)], [(1, 2) * (MOST_NUMBERS // 2 + 1)],
    [LINE] * (MOST_STROKES + 1),
])
def test_what_cannot_have_been_drawn_on_the_pad_is_refused(strokes: list[tuple[int, ...]]) -> None:
    with pytest.raises(SignatureError):
        picture(strokes)


def test_the_longest_picture_is_bounded() -> None:
    assert len(picture([(WIDTH, HEIGHT) * (MOST_NUMBERS // 2)] * MOST_STROKES)) <= MOST_BYTES
