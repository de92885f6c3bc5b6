"""九宫格: three or four letters a key. Words stand first, and the list at the side says what the keys mean."""

from collections.abc import Iterator

import pytest

from tests.ui.ime.test_words_are_found import EVERYDAY, GOVERNMENT
from ui.ime.engine import NINE_KEYS_SCHEMA, Composition, Engine
from ui.ime.fields import FieldInput, ModeName
from ui.ime.keyboard import InputSession, Refusal, modes_for
from ui.ime.keys import KeyRole
from ui.ime.nine_keys import TO_KEYS, spelled


@pytest.fixture
def session(engine: Engine) -> Iterator[InputSession]:
    """A search field with nine keys under it."""
    session = InputSession(FieldInput.SEARCH, modes_for(engine))
    session.tap("mode:nine_keys")
    yield session
    session.close()


@pytest.fixture
def nine_keys(engine: Engine) -> Iterator[Composition]:
    """An empty composition of the nine keys' schema."""
    composition = engine.compose(NINE_KEYS_SCHEMA)
    yield composition
    composition.close()


def _tap(session: InputSession, keys: str) -> None:
    for key in keys:
        assert session.tap(key).refusal is None, key


def _side(session: InputSession) -> list[str]:
    return [key.label for row in session.layout().rows for key in row.keys[:2]
            if key.role is KeyRole.SPELLING and key.enabled]


def test_words_stand_first(nine_keys: Composition) -> None:
    first = within_five = 0
    for word, letters in {**GOVERNMENT, **EVERYDAY}.items():
        for key in letters.translate(TO_KEYS):
            nine_keys.press(key)
        found = nine_keys.candidates(0, 5)
        first += found[0] == word
        within_five += word in found
        nine_keys.clear()
    count = len(GOVERNMENT) + len(EVERYDAY)
    assert first / count >= 0.85
    assert within_five / count >= 0.97


def test_the_reading_is_shown_and_not_the_keys(session: InputSession) -> None:
    _tap(session, "743633694364")
    assert session.candidates(0, 1) == ("身份证",)
    assert session.shown().composition.preedit == "shen fen zheng"


def test_few_keys_may_be_initials(session: InputSession) -> None:
    _tap(session, "739")
    assert "身份证" in session.candidates(0, 100)


def test_the_list_tells_syllables_apart(session: InputSession) -> None:
    _tap(session, "94264")
    assert _side(session)[0] == "xiang", "the longest first"
    while "xi" not in _side(session):
        session.tap("syllables:others")
    session.tap("syllable:xi")
    assert session.shown().composition.preedit.replace("'", " ").startswith("xi ")
    assert "xi" not in _side(session), "the list goes on to what is still open"
    assert {"ang", "an", "a"} & set(_side(session))


def test_a_syllable_behind_a_choice(session: InputSession) -> None:
    _tap(session, "58646" + "743633694364")
    session.choose(session.candidates(0, 40).index("居民"))
    assert "shen" in _side(session)
    session.tap("syllable:shen")
    assert session.shown().composition.chosen == "居民", "what was chosen stays"
    assert session.shown().composition.preedit == "居民shen fen zheng"


def test_a_syllable_that_is_not_in_the_list_is_refused(session: InputSession) -> None:
    _tap(session, "744")
    assert session.tap("syllable:zhuang").refusal is Refusal.NOT_HERE


def test_signs_stand_at_the_side_until_a_key_is_touched(session: InputSession) -> None:
    _tap(session, "，")
    assert session.text == "，"
    assert _side(session) == []
    _tap(session, "2")
    assert "a" in _side(session)


def test_the_search_field_offers_it_and_digits_do_not(engine: Engine) -> None:
    for field, offered in ((FieldInput.SEARCH, True), (FieldInput.NAME, True), (FieldInput.PHONE, False)):
        session = InputSession(field, modes_for(engine))
        assert (ModeName.NINE_KEYS in session.offered) is offered
        session.close()


@pytest.mark.parametrize(("keys", "syllables", "shown"), [
    ("743633694364", ("shen", "fen", "zheng"), "shen fen zheng"), ("7433", ("shen", "fen"), "she f"),
    ("739", ("shen", "fen", "zheng"), "s f z"), ("shi'826", ("shi", "tan"), "shi tan"), ("744826", ("shi",), "shi 826"),
    ("6886", ("nv",), "nü 86"), ("", (), "")])
def test_keys_are_read_as_far_as_the_candidate_reaches(keys: str, syllables: tuple[str, ...], shown: str) -> None:
    assert spelled(keys, syllables) == shown
