"""After a choice, phrases to go on with are offered from a fixed table; whoever does not want them goes on typing."""

from collections.abc import Iterator

import pytest

from launch.dictionary import predictions
from launch.dictionary.lexicon import SourceError
from ui.ime.engine import Engine
from ui.ime.fields import FieldInput
from ui.ime.keyboard import InputSession, Refusal, modes_for


@pytest.fixture
def session(engine: Engine) -> Iterator[InputSession]:
    """A search field."""
    session = InputSession(FieldInput.SEARCH, modes_for(engine), predictions=engine.predictions)
    yield session
    session.close()


def _write(session: InputSession, letters: str) -> None:
    for letter in letters:
        assert session.tap(letter).refusal is None
    session.tap("space")


def test_phrases_follow_a_choice(session: InputSession) -> None:
    _write(session, "jumin")
    assert session.predicting
    assert session.candidates(0, 3) == ("身份证", "户口簿", "居住证")
    session.choose(0)
    assert session.text == "居民身份证"
    assert "补领" in session.candidates(0, 12), "and again after the phrase"


def test_they_are_in_nobodys_way(session: InputSession) -> None:
    _write(session, "jumin")
    session.tap("s")
    assert not session.predicting
    assert session.shown().composition.preedit == "s"
    session.tap("backspace")
    assert not session.predicting


@pytest.mark.parametrize("key", ["space", "backspace", "left", "mode:english", "confirm"])
def test_a_key_does_what_it_always_does(session: InputSession, key: str) -> None:
    _write(session, "jumin")
    session.tap(key)
    assert not session.predicting
    assert session.text.strip() in ("居民", "居")


def test_they_can_be_sent_away(session: InputSession) -> None:
    _write(session, "jumin")
    session.dismiss()
    assert not session.predicting
    assert session.candidates(0, 5) == ()
    assert session.choose(0).refusal is Refusal.NOTHING
    assert session.text == "居民"


def test_nothing_is_offered_that_does_not_fit(engine: Engine) -> None:
    session = InputSession(FieldInput.SEARCH, modes_for(engine), longest=4, predictions=engine.predictions)
    _write(session, "jumin")
    assert all(len(phrase) <= 2 for phrase in session.candidates(0, 20))
    session.close()


def test_a_name_is_not_gone_on_with(engine: Engine) -> None:
    session = InputSession(FieldInput.NAME, modes_for(engine), predictions=engine.predictions)
    _write(session, "jumin")
    assert not session.predicting
    session.close()


def test_what_the_table_is_made_from() -> None:
    listed = predictions.parse(["# remark", "", "居民\t身份证 户口簿"])
    assert predictions.lines(listed, ["居民", "居民委员会", "委员会", "佛山", "佛山市", "居住", "居住得"]) == [
        "佛山\t市", "居民\t身份证 户口簿 委员会"]
    with pytest.raises(SourceError, match="predictions.tsv:1"):
        predictions.parse(["居民"])
