"""A unified social credit code is checked by GB 32100."""

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from rules import credit_code

SAMPLE = "91350100M000100Y43"


def test_the_standards_sample_passes() -> None:
    assert credit_code.check(SAMPLE)
    assert credit_code.check_character(SAMPLE[:17]) == "3"


@pytest.mark.parametrize("code", ["", "91350100M000100Y4Z", SAMPLE.lower(), SAMPLE[:17], "9135010OM000100Y43"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert not credit_code.check(code)


@settings(deadline=None)
@given(st.integers(0, 17), st.sampled_from(credit_code.ALPHABET))
def test_one_wrong_character_is_always_seen(place: int, character: str) -> None:
    wrong = SAMPLE[:place] + character + SAMPLE[place + 1:]
    assert credit_code.check(wrong) == (wrong == SAMPLE)


def test_a_body_of_another_shape_is_an_error() -> None:
    with pytest.raises(ValueError, match="17 characters"):
        credit_code.check_character("9135")
