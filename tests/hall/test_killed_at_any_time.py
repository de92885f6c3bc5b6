"""Sealer, gateway and hall server killed at any time: nothing answered for is lost, nothing is there twice."""

from __future__ import annotations

from tests.hall.kill_loop import run


def test_a_few_rounds_of_the_kill_loop() -> None:
    outcome = run(rounds=6, seed=20261123)
    assert outcome.kills > 0
    assert (outcome.lost, outcome.doubled, len(outcome.answered)) == (frozenset(), 0, 6)
