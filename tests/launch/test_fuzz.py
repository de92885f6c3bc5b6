"""What `./kiosk fuzz` runs, run a little: its seeds, and bytes from hypothesis where atheris may have no wheel."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.idcard.sam_protocol import Answer, Decoder
from launch.fuzz import idcard, seeds


def test_the_seeds_are_sound_and_reach_every_target(tmp_path: Path) -> None:
    count = seeds.write(tmp_path)
    files = sorted(tmp_path.iterdir())
    assert len(files) == count > 50
    for file in files:
        idcard.one(file.read_bytes())
    assert {file.read_bytes()[0] for file in files} == set(range(len(idcard.TARGETS)))


@pytest.mark.parametrize("target", range(len(idcard.TARGETS)), ids=[target.__name__ for target in idcard.TARGETS])
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=600), st.lists(st.binary(max_size=40).map(idcard.framed)).map(b"".join)))
def test_no_bytes_break_what_reads_a_card(target: int, data: bytes) -> None:
    idcard.one(bytes((target,)) + data)


def test_what_is_called_sound_is_what_the_decoder_calls_so() -> None:
    assert Decoder().receive(idcard.framed(b"\0\0\x90card")) == [Answer(0x90, b"card")]


def test_a_codec_that_forgets_its_bound_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idcard, "_LONGEST", 5)
    with pytest.raises(idcard.Wrong, match="holds"):
        idcard.codec(b"\xff" + idcard.framed(bytes(40))[:30])
