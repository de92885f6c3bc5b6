"""What stands in a field after touches: pinyin, English, digits, limits, and a caret."""

from collections.abc import Callable, Iterator

import pytest

from ui.ime.engine import EMPTY, Engine
from ui.ime.fields import FieldInput, ModeName
from ui.ime.keyboard import Change, InputSession, Refusal, modes_for

Open = Callable[..., InputSession]


@pytest.fixture
def open_field(engine: Engine) -> Iterator[Open]:
    """Opens sessions that are closed in the end."""
    sessions: list[InputSession] = []

    def opened(field: FieldInput, text: str = "", longest: int | None = None) -> InputSession:
        sessions.append(InputSession(field, modes_for(engine), text, longest))
        return sessions[-1]

    yield opened
    for session in sessions:
        session.close()


def _tap(session: InputSession, keys: str) -> Change:
    change = Change()
    for key in keys:
        change = session.tap(key)
        assert change.refusal is None, key
    return change


def test_a_word_is_searched_in_two_parts(open_field: Open) -> None:
    session = open_field(FieldInput.SEARCH)
    _tap(session, "juminshenfenzheng")
    session.choose(session.candidates(0, 20).index("居民"))
    assert session.text == ""
    assert session.shown().composition.preedit == "居民shen fen zheng"
    change = session.choose(0)
    assert (change.text, change.composition) == (True, True)
    assert session.text == "居民身份证"
    assert session.tap("confirm") == Change(confirmed=True)


def test_space_takes_the_first_candidate_and_else_is_a_space(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT)
    _tap(session, "foshan")
    session.tap("space")
    session.tap("space")
    assert session.text == "佛山 "


def test_confirming_takes_the_first_candidates_before_it_confirms(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT)
    _tap(session, "foshan")
    change = session.tap("confirm")
    assert (session.text, change.text, change.confirmed) == ("佛山", True, False)
    assert session.tap("confirm").confirmed


def test_backspace_deletes_letters_first_and_then_text(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT, "佛山")
    _tap(session, "s")
    assert session.tap("backspace").composition
    assert session.shown().composition == EMPTY
    assert session.tap("backspace").text
    assert session.text == "佛"
    session.tap("backspace")
    assert session.tap("backspace").refusal is Refusal.NOTHING


def test_text_is_put_in_at_the_caret(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT, "佛山区")
    session.tap("left")
    _tap(session, "shi")
    shown = session.shown()
    assert (shown.before, shown.composition.preedit, shown.after) == ("佛山", "shi", "区")
    session.choose(session.candidates(0, 50).index("市"))
    assert (session.text, session.caret) == ("佛山市区", 3)
    session.place_caret(0)
    assert session.tap("left").refusal is Refusal.NOTHING
    session.place_caret(99)
    assert session.tap("right").refusal is Refusal.NOTHING


def test_arrows_move_within_the_pinyin(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT)
    _tap(session, "fosan")
    for _ in "an":
        session.tap("left")
    _tap(session, "h")
    for _ in "an":
        session.tap("right")
    assert session.shown().composition.preedit == "fo shan"


@pytest.mark.parametrize("leave", [lambda session: session.tap("mode:english"), lambda session: session.place_caret(0)])
def test_what_was_composed_is_not_lost_by_turning_away(open_field: Open,
                                                       leave: Callable[[InputSession], Change]) -> None:
    session = open_field(FieldInput.TEXT)
    _tap(session, "juminnv'er")
    session.choose(session.candidates(0, 20).index("居民"))
    assert leave(session).text
    assert session.text == "居民nver"
    assert session.shown().composition == EMPTY


def test_a_dot_between_the_parts_of_a_name(open_field: Open) -> None:
    session = open_field(FieldInput.NAME, "买买提")
    _tap(session, "·")
    _tap(session, "aili")
    session.tap("space")
    assert session.text.startswith("买买提·")
    assert len(session.text) > 4


def test_capitals_once_and_locked(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT)
    session.tap("mode:english")
    assert session.tap("shift").layout
    _tap(session, "A")
    _tap(session, "b")
    session.tap("shift")
    session.tap("shift")
    _tap(session, "CD")
    session.tap("shift")
    _tap(session, "e")
    assert session.text == "AbCDe"
    assert session.tap("E").refusal is Refusal.NOT_HERE


def test_digits_and_signs(open_field: Open) -> None:
    session = open_field(FieldInput.ADDRESS, "季华路")
    session.tap("mode:symbols")
    _tap(session, "12-3#（）")
    assert session.text == "季华路12-3#（）"
    assert session.mode is ModeName.SYMBOLS


def test_a_mail_address(open_field: Open) -> None:
    session = open_field(FieldInput.EMAIL)
    _tap(session, "li")
    session.tap("mode:symbols")
    _tap(session, "88@")
    assert session.tap("，").refusal is Refusal.NOT_HERE
    session.tap("mode:english")
    _tap(session, "example.cn")
    assert session.text == "li88@example.cn"
    assert session.tap("space").refusal is Refusal.NOT_HERE


def test_an_id_number_ends_with_x_at_the_eighteenth_place_only(open_field: Open) -> None:
    session = open_field(FieldInput.ID_NUMBER)
    assert session.tap("X").refusal is Refusal.NOT_HERE
    _tap(session, "44060419900101123")
    assert session.tap("X").text
    assert session.text == "44060419900101123X"
    assert session.tap("1").refusal is Refusal.FULL
    session.place_caret(3)
    session.tap("backspace")
    _tap(session, "0")
    assert session.text == "44060419900101123X"


def test_a_credit_code_takes_only_its_alphabet(open_field: Open) -> None:
    session = open_field(FieldInput.CREDIT_CODE)
    _tap(session, "91440600MA")
    for letter in "IOSVZ":
        assert session.tap(letter).refusal is Refusal.NOT_HERE
    assert session.tap("a").refusal is Refusal.NOT_HERE
    assert session.text == "91440600MA"


def test_phone_and_clear(open_field: Open) -> None:
    session = open_field(FieldInput.PHONE)
    _tap(session, "0757-82345678")
    assert session.text == "0757-82345678"
    assert session.tap("clear").text
    assert (session.text, session.caret) == ("", 0)


def test_a_word_that_does_not_fit_stays_being_composed(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT, "佛", longest=3)
    _tap(session, "shenfenzheng")
    assert session.choose(0).refusal is Refusal.FULL
    assert session.tap("confirm").refusal is Refusal.FULL
    assert session.tap("mode:english").refusal is Refusal.FULL
    assert session.shown().composition.preedit == "shen fen zheng"
    assert session.text == "佛"


def test_a_full_field_takes_no_letters(open_field: Open) -> None:
    session = open_field(FieldInput.TEXT, "佛山市", longest=3)
    assert session.tap("s").refusal is Refusal.FULL
    assert session.shown().composition == EMPTY
    session.tap("mode:symbols")
    assert session.tap("1").refusal is Refusal.FULL
    assert session.text == "佛山市"


@pytest.mark.parametrize("key", ["", "mode:numpad", "mode:", "ä", "nonsense", "A", "1"])
def test_a_key_that_is_not_shown_is_refused(open_field: Open, key: str) -> None:
    session = open_field(FieldInput.TEXT)
    assert session.tap(key) == Change(refusal=Refusal.NOT_HERE)


@pytest.mark.parametrize("index", [-1, 0, 10**6])
def test_there_is_nothing_to_choose_before_a_letter(open_field: Open, index: int) -> None:
    assert open_field(FieldInput.TEXT).choose(index).refusal is Refusal.NOTHING


def test_closing_forgets(open_field: Open) -> None:
    session = open_field(FieldInput.NAME, "欧阳")
    _tap(session, "ruo")
    session.close()
    assert session.text == ""


def test_without_an_engine_letters_and_digits_remain() -> None:
    session = InputSession(FieldInput.TEXT, modes_for(None))
    assert session.offered == (ModeName.ENGLISH, ModeName.SYMBOLS)
    _tap(session, "abc")
    assert session.text == "abc"
    assert InputSession(FieldInput.ID_NUMBER, modes_for(None)).mode is ModeName.NUMPAD
    with pytest.raises(ValueError, match="no keyboard"):
        InputSession(FieldInput.TEXT, ())
