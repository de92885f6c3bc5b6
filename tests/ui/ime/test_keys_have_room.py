"""Every keyboard of every field has keys a finger can hit, inside their area and apart from each other."""

from itertools import combinations

import pytest

from ui.geometry import Box
from ui.ime.engine import Engine
from ui.ime.fields import RULES, FieldInput, ModeName
from ui.ime.keyboard import InputSession, modes_for
from ui.ime.keys import LEAST_SIDE, AreaTooSmall, KeyRole, Layout, place

AREA = Box(64, 440, 1792, 522)
EVERY_KEYBOARD = [(field, mode) for field in FieldInput for mode in RULES[field].modes]


def _layout(engine: Engine, field: FieldInput, mode: ModeName) -> Layout:
    session = InputSession(field, modes_for(engine))
    if session.mode is not mode:
        session.tap(f"mode:{mode.value}")
    layout = session.layout()
    assert session.mode is mode
    session.close()
    return layout


def _overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize(("field", "mode"), EVERY_KEYBOARD)
def test_keys_are_large_and_apart(engine: Engine, field: FieldInput, mode: ModeName) -> None:
    placed = place(_layout(engine, field, mode), AREA)
    assert all(key.box.w >= LEAST_SIDE and key.box.h >= LEAST_SIDE for key in placed)
    assert all(AREA.x <= key.box.x and key.box.right <= AREA.right for key in placed)
    assert all(AREA.y <= key.box.y and key.box.bottom <= AREA.bottom for key in placed)
    assert not [pair for pair in combinations([key.box for key in placed], 2) if _overlap(*pair)]


@pytest.mark.parametrize(("field", "mode"), EVERY_KEYBOARD)
def test_every_keyboard_can_delete_move_and_confirm(engine: Engine, field: FieldInput, mode: ModeName) -> None:
    keys = [key for row in _layout(engine, field, mode).rows for key in row.keys]
    assert {KeyRole.BACKSPACE, KeyRole.LEFT, KeyRole.RIGHT, KeyRole.CONFIRM} <= {key.role for key in keys}
    assert len({key.id for key in keys}) == len(keys)
    assert {key.role for key in keys if key.repeats} == {KeyRole.BACKSPACE, KeyRole.LEFT, KeyRole.RIGHT}


@pytest.mark.parametrize(("field", "mode"), EVERY_KEYBOARD)
def test_only_keyboards_that_exist_have_a_key(engine: Engine, field: FieldInput, mode: ModeName) -> None:
    keys = [key for row in _layout(engine, field, mode).rows for key in row.keys if key.role is KeyRole.MODE]
    offered = RULES[field].modes if len(RULES[field].modes) > 1 else ()
    assert [key.id for key in keys] == [f"mode:{name.value}" for name in offered]
    assert [key.id for key in keys if key.active] == [f"mode:{mode.value}" for name in offered if name is mode]


def test_an_area_that_is_too_small_is_refused(engine: Engine) -> None:
    with pytest.raises(AreaTooSmall, match="pixels"):
        place(_layout(engine, FieldInput.TEXT, ModeName.PINYIN), Box(0, 0, 700, 522))


def test_rows_end_where_the_area_ends(engine: Engine) -> None:
    placed = place(_layout(engine, FieldInput.SEARCH, ModeName.PINYIN), AREA)
    for row in (0, 2, 3):
        top = sorted({key.box.y for key in placed})[row]
        boxes = [key.box for key in placed if key.box.y == top]
        assert (boxes[0].x, boxes[-1].right) == (AREA.x, AREA.right)


@pytest.mark.parametrize(("field", "first"), [
    (FieldInput.TEXT, ModeName.PINYIN), (FieldInput.SEARCH, ModeName.PINYIN), (FieldInput.NAME, ModeName.PINYIN),
    (FieldInput.ADDRESS, ModeName.PINYIN), (FieldInput.DIGITS, ModeName.NUMPAD),
    (FieldInput.ID_NUMBER, ModeName.NUMPAD), (FieldInput.PHONE, ModeName.NUMPAD),
    (FieldInput.CREDIT_CODE, ModeName.CODE), (FieldInput.EMAIL, ModeName.ENGLISH)])
def test_the_field_decides_the_first_keyboard(engine: Engine, field: FieldInput, first: ModeName) -> None:
    session = InputSession(field, modes_for(engine))
    assert session.mode is first
    session.close()


@pytest.mark.parametrize(("field", "own"), [(FieldInput.NAME, "·"), (FieldInput.ID_NUMBER, "X"),
                                            (FieldInput.PHONE, "-"), (FieldInput.EMAIL, "@")])
def test_a_field_has_its_own_key(engine: Engine, field: FieldInput, own: str) -> None:
    session = InputSession(field, modes_for(engine))
    assert own in [key.id for row in session.layout().rows for key in row.keys]
    session.close()


def test_letters_a_credit_code_never_has_are_dim(engine: Engine) -> None:
    keys = [key for row in _layout(engine, FieldInput.CREDIT_CODE, ModeName.CODE).rows for key in row.keys]
    assert {key.id for key in keys if not key.enabled} == set("IOSVZ")
