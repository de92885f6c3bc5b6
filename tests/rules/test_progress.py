"""The states of an application lead somewhere, and its ends are ends."""

from __future__ import annotations

from rules.progress import ApplicationState, following


def reachable(state: ApplicationState) -> set[ApplicationState]:
    found = {state}
    while True:
        more = {following_state for known in found for following_state in following(known)} - found
        if not more:
            return found
        found |= more


def test_every_state_can_come_of_a_submission() -> None:
    assert reachable(ApplicationState.WAITING) == set(ApplicationState)


def test_from_every_state_there_is_a_way_to_an_end() -> None:
    ends = {state for state in ApplicationState if not following(state)}
    assert ends == {ApplicationState.CLOSED, ApplicationState.REJECTED}
    assert [state for state in ApplicationState if not reachable(state) & ends] == []
