"""A document number tells by itself whether it can be right."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from rules import document_number
from rules.identity import Sex

SAMPLE = "11010519491231002X"


def test_the_standards_sample_passes() -> None:
    assert document_number.check_resident(SAMPLE)
    assert document_number.birth_of(SAMPLE) == date(1949, 12, 31)
    assert document_number.sex_of(SAMPLE) is Sex.FEMALE


@pytest.mark.parametrize("number", ["932682198501010017", "911124198108030024"])
def test_the_permanent_residents_samples_pass_as_foreigners_only(number: str) -> None:
    assert document_number.check_foreigner_2023(number)
    assert not document_number.check_resident(number)
    assert document_number.sex_of(number) is Sex.UNKNOWN


@pytest.mark.parametrize(
    "number",
    ["", "11010519491231002x", "110105194912310021", "1101051949123100", "990105194912310020", SAMPLE + "\n",
     "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_what_is_no_number_is_refused(number: str) -> None:
    assert not document_number.check_any(number)


def test_a_birth_date_must_exist_and_not_lie_ahead() -> None:
    impossible = "44060219880230517"
    assert not document_number.check_resident(impossible + document_number.check_character(impossible))
    tomorrow = "44060220261124517"
    number = tomorrow + document_number.check_character(tomorrow)
    assert not document_number.check_resident(number, date(2026, 11, 23))
    assert document_number.check_resident(number, date(2026, 11, 24))


def test_the_older_foreigners_shape_is_known() -> None:
    assert document_number.check_foreigner_2017("KAZ110090123105")
    assert not document_number.check_foreigner_2017("KAZ110090123104"), "the check digit"
    assert not document_number.check_foreigner_2017("KAZ110090023106"), "no such day"
    assert not document_number.check_foreigner_2017("KAZ990090123101"), "no such province"
    assert not document_number.check_foreigner_2017("CA1110000000001")


@settings(deadline=None)
@given(st.integers(0, 17), st.integers(0, 9))
def test_one_wrong_digit_is_always_seen(place: int, digit: int) -> None:
    wrong = SAMPLE[:place] + str(digit) + SAMPLE[place + 1:]
    assert document_number.check_resident(wrong) == (wrong == SAMPLE)


def test_two_neighbours_swapped_are_always_seen() -> None:
    for place in range(17):
        swapped = SAMPLE[:place] + SAMPLE[place + 1] + SAMPLE[place] + SAMPLE[place + 2:]
        assert document_number.check_resident(swapped) == (swapped == SAMPLE)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    assert document_number.check_any(text) in (True, False)
