"""The states of an application lead somewhere, and its ends are ends."""

from __future__ import annotations

from rules.progress import ApplicationState, EnvelopeKind, following


def reachable(state: ApplicationState, kind: EnvelopeKind = EnvelopeKind.APPLICATION) -> set[ApplicationState]:
    found = {state}
    while True:
        more = {following_state for known in found for following_state in following(known, kind)} - found
        if not more:
            return found
        found |= more


def test_every_state_can_come_of_something_handed_in() -> None:
    come = {state for kind in EnvelopeKind for state in reachable(ApplicationState.WAITING, kind)}
    assert come == set(ApplicationState)


def test_from_every_state_there_is_a_way_to_an_end() -> None:
    for kind in EnvelopeKind:
        states = reachable(ApplicationState.WAITING, kind)
        ends = {state for state in states if not following(state, kind)}
        assert [state for state in states if not reachable(state, kind) & ends] == []


def test_an_application_ends_closed_or_rejected_and_a_precheck_with_its_answer() -> None:
    def ends(kind: EnvelopeKind) -> set[ApplicationState]:
        return {state for state in reachable(ApplicationState.WAITING, kind) if not following(state, kind)}

    assert ends(EnvelopeKind.APPLICATION) == {ApplicationState.CLOSED, ApplicationState.REJECTED}
    assert ends(EnvelopeKind.PRECHECK) == {ApplicationState.ADMISSIBLE, ApplicationState.LACKING}
    assert ends(EnvelopeKind.BOOKING) == {ApplicationState.FULL, ApplicationState.CANCELED}
