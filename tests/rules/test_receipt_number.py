"""A receipt number is made by a kiosk alone, and a slip of the tongue or the finger is noticed."""

import re
from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from rules import receipt_number

DAY = date(2026, 11, 23)
KIOSKS = st.from_regex(r"[A-Z]{2}[0-9]{2}", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NUMBERS = st.builds(receipt_number.make, KIOSKS, DAYS, st.integers(1, receipt_number.LARGEST_SEQUENCE))
TYPED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _dashed(bare: str) -> str:
    return f"{bare[:4]}-{bare[4:10]}-{bare[10:14]}-{bare[14:]}"


def test_a_number_reads_as_kiosk_day_and_sequence() -> None:
    number = receipt_number.make("FS01", DAY, 7)
    assert number.startswith("FS01-261123-0007-")
    assert receipt_number.check(number)


@settings(deadline=None)
@given(NUMBERS)
def test_every_number_fits_the_bus_and_passes_its_own_check(number: str) -> None:
    assert re.fullmatch(r"[0-9A-Z-]{4,32}", number)
    assert receipt_number.check(number)
    assert receipt_number.normal(number) == number


def test_a_day_of_one_kiosk_has_no_number_twice() -> None:
    numbers = {receipt_number.make("FS01", DAY, n) for n in range(1, 1 + receipt_number.LARGEST_SEQUENCE)}
    assert len(numbers) == receipt_number.LARGEST_SEQUENCE


@settings(deadline=None)
@given(NUMBERS)
def test_every_single_wrong_character_is_seen(number: str) -> None:
    bare = number.replace("-", "")
    for place, right in enumerate(bare):
        for character in TYPED:
            wrong = _dashed(bare[:place] + character + bare[place + 1:])
            assert receipt_number.check(wrong) == (character == right)


@settings(deadline=None)
@given(NUMBERS)
def test_every_swap_of_neighbours_is_seen(number: str) -> None:
    bare = number.replace("-", "")
    for place in range(len(bare) - 1):
        swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2:]
        assert receipt_number.check(_dashed(swapped)) == (swapped == bare)


@settings(deadline=None)
@given(NUMBERS)
def test_forgiving_spelling_never_turns_one_number_into_another(number: str) -> None:
    bare = number.replace("-", "")
    for place in range(len(bare)):
        for character in TYPED:
            typed = bare[:place] + character + bare[place + 1:]
            assert receipt_number.normal(typed) in (None, number)


@pytest.mark.parametrize("spell", [
    lambda number: number.lower(), lambda number: number.replace("-", ""), lambda number: number.replace("-", " — "),
    lambda number: f"\t{number}\r\n", lambda number: number.replace("FS01", "FSO1"),
    lambda number: number.replace("FS01", "ＦＳ０１"), lambda number: number.replace("FS01", "FSOl"),
])
def test_scanned_and_typed_variants_are_the_same_number(spell: Callable[[str], str]) -> None:
    number = receipt_number.make("FS01", DAY, 7)
    assert receipt_number.normal(spell(number)) == number


@pytest.mark.parametrize("text", ["", "FS01", "FS01-261323-0007-K", "A" * 5000, "身份证", "SX-RESIDENT-ID-CARD"])
def test_other_codes_are_no_receipt_number(text: str) -> None:
    assert receipt_number.normal(text) is None


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    found = receipt_number.normal(text)
    assert found is None or receipt_number.check(found)


@pytest.mark.parametrize(("kiosk_id", "day", "sequence"), [
    ("fs01", DAY, 1), ("FS1", DAY, 1), ("FS01", date(1999, 12, 31), 1), ("FS01", DAY, 0), ("FS01", DAY, 10000),
])
def test_parts_out_of_range_are_errors(kiosk_id: str, day: date, sequence: int) -> None:
    with pytest.raises(ValueError, match="a kiosk|a receipt"):
        receipt_number.make(kiosk_id, day, sequence)
