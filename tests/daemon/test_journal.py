"""The journal writes events of its catalogue and cannot be made to write anything else."""

import io
import json

import pytest

from daemon.journal import CATALOGUE, Event, Journal, JournalError, Value
from wire.messages import ReadCard
from wire.values import EndReason, Outcome, Role


def test_an_event_is_one_line_of_json_with_its_priority() -> None:
    stream = io.StringIO()
    Journal(stream).write(Event.VISIT_ENDING, serial=3, reason=EndReason.COUNTDOWN)
    assert stream.getvalue() == '<6>{"event": "visit.ending", "serial": 3, "reason": "countdown"}\n'


def test_types_are_written_by_their_name() -> None:
    stream = io.StringIO()
    Journal(stream).write(Event.VERB_ENDED, device=Role.IDCARD, verb=ReadCard, outcome=Outcome.COMPLETED)
    assert json.loads(stream.getvalue()[3:])["verb"] == "ReadCard"


def test_every_event_has_a_row() -> None:
    assert set(CATALOGUE) == set(Event)


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (Event.VISIT_BEGAN, {}),
        (Event.VISIT_BEGAN, {"serial": 1, "name": 2}),
        (Event.VISIT_BEGAN, {"serial": "王小明"}),
        (Event.VISIT_BEGAN, {"serial": 440604199001011234}),
        (Event.VISIT_ENDING, {"serial": 1, "reason": "because 王小明 left"}),
        (Event.VISIT_ENDING, {"serial": 1, "reason": "exit"}),
        (Event.VERB_ENDED, {"device": Role.IDCARD, "verb": str, "outcome": Outcome.COMPLETED}),
        (Event.WORKER_CRASHED, {"device": Role.IDCARD, "exception": ReadCard}),
    ],
)
def test_what_the_catalogue_does_not_know_is_refused_before_anything_is_written(
    event: Event, fields: dict[str, Value],
) -> None:
    stream = io.StringIO()
    with pytest.raises(JournalError) as refusal:
        Journal(stream).write(event, **fields)
    assert stream.getvalue() == ""
    assert "王小明" not in str(refusal.value) and "440604" not in str(refusal.value)
