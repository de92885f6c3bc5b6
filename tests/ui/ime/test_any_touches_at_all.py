"""Whatever is touched in whatever order, a field never holds what it must not, and the keyboard goes on working."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ui.ime.engine import Engine
from ui.ime.fields import RULES, FieldInput
from ui.ime.keyboard import InputSession, modes_for

TOUCH = st.one_of(st.tuples(st.just("key"), st.integers(0, 60)), st.tuples(st.just("choose"), st.integers(-1, 12)),
                  st.tuples(st.just("caret"), st.integers(-2, 50)), st.tuples(st.just("mode"), st.integers(0, 6)),
                  st.tuples(st.just("write"), st.integers(-1, 3)), st.tuples(st.just("dismiss"), st.just(0)))


@settings(max_examples=150)
@given(field=st.sampled_from(FieldInput), touches=st.lists(TOUCH, max_size=40))
def test_a_field_stays_sane(engine: Engine, field: FieldInput, touches: list[tuple[str, int]]) -> None:
    session = InputSession(field, modes_for(engine), longest=12, predictions=engine.predictions)
    for kind, number in touches:
        before = session.text
        if kind == "key":
            keys = [key for row in session.layout().rows for key in row.keys]
            change = session.tap(keys[number % len(keys)].id)
        elif kind == "mode":
            change = session.tap(f"mode:{session.offered[number % len(session.offered)].value}")
        elif kind == "write":
            change = session.write(number, [(10.0 * number, 5.0), (50.0, 90.0)])
        elif kind == "dismiss":
            change = session.dismiss()
        elif kind == "choose":
            change = session.choose(number)
        else:
            change = session.place_caret(number)
        shown = session.shown()
        assert len(session.text) <= 12
        assert 0 <= session.caret <= len(session.text)
        assert shown.before + shown.after == session.text
        assert all(RULES[field].characters.fullmatch(character) for character in session.text)
        assert 0 <= shown.composition.caret <= len(shown.composition.preedit)
        assert session.text == before or change.text
        assert not (change.refusal and session.text != before)
    session.clear()
    assert session.text == "" and not session.shown().composition.segments
    session.close()
