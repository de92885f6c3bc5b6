"""What is shown of a person is enough to know oneself by, and no more."""

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from rules import mask


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三丰", "张*丰"), ("张三", "张*"), ("张", "*"), ("", ""), ("欧阳娜娜", "欧**娜"),
     ("买买提·艾力", "买**·*力"), ("JOHN SMITH", "J*** ****H")],
)
def test_a_name_keeps_its_ends(name: str, shown: str) -> None:
    assert mask.name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("440602198805175179", "440602********5179"), ("CAN110000000001", "CAN110*****0001"), ("H12345678", "H12**5678"),
     ("13812345678", "138****5678"),
     ("01234567", "01****67"), ("8765432", "87***32"), ("123456", "******"), ("12345", "*****")],
)
def test_a_number_never_shows_the_birth_date(number: str, shown: str) -> None:
    assert mask.number(number) == shown


@settings(deadline=None)
@given(st.text(alphabet="张三丰王五·", min_size=2, max_size=20))
def test_a_mask_keeps_the_length_and_hides_something(name: str) -> None:
    shown = mask.name(name)
    assert len(shown) == len(name)
    if any(character != "·" for character in name[1:-1]) or len(name) == 2:
        assert "*" in shown
