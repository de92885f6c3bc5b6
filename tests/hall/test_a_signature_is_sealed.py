"""手写签名: strokes go in, a picture is sealed with the application; without one the item is not taken."""

from __future__ import annotations

import msgspec
import pytest

from rules import signature
from tests.hall.surroundings import CLOSED_ITEM, ITEM, SUBMIT, Surroundings, surroundings
from wire.messages import Accepted, Submit
from wire.values import Failure, HallState

STROKES = ((100, 100, 400, 160), (500, 40, 900, 280))
SIGNED = msgspec.structs.replace(SUBMIT, signature=STROKES)


def handed_in(kiosk: Surroundings, submit: Submit) -> Accepted | Failure:
    """What a sealer of its own answers."""
    kiosk.serve_hall()
    kiosk.fill_spool()
    kiosk.be_daemon()
    kiosk.hall_changes(HallState.ONLINE)
    kiosk.start("hall.gateway")
    sealer = kiosk.start("hall.sealer")
    reply = kiosk.reply(kiosk.renderer("sealer"), submit)
    if isinstance(reply.answer, Accepted):
        kiosk.ended(sealer)
        return reply.answer
    assert reply.failure is not None
    return reply.failure


def test_whoever_may_open_the_application_sees_it() -> None:
    with surroundings((msgspec.structs.replace(ITEM, signature=True), CLOSED_ITEM)) as kiosk:
        answer = handed_in(kiosk, SIGNED)
        assert isinstance(answer, Accepted), answer
        kiosk.until(lambda: kiosk.waiting() == [])
        folder = kiosk.state_folder / "opened"
        opened = kiosk.run("hall.server.open", answer.number, "--pages", str(folder))
        assert '"signature": true' in opened.stdout, opened
        assert (folder / "signature.svg").read_bytes() == signature.picture(STROKES)


@pytest.mark.parametrize("strokes", [(), ((5, 5, 6, 6),), ((100, 100, 4000, 160),)], ids=["none", "a tap", "outside"])
def test_an_item_that_asks_for_one_is_not_taken_without(strokes: tuple[tuple[int, ...], ...]) -> None:
    with surroundings((msgspec.structs.replace(ITEM, signature=True), CLOSED_ITEM)) as kiosk:
        answer = handed_in(kiosk, msgspec.structs.replace(SIGNED, signature=strokes))
        assert isinstance(answer, Failure) and answer.code == "form.invalid"


def test_where_none_is_asked_for_none_is_kept() -> None:
    with surroundings() as kiosk:
        answer = handed_in(kiosk, SIGNED)
        assert isinstance(answer, Accepted)
        kiosk.until(lambda: kiosk.waiting() == [])
        assert '"signature": false' in kiosk.run("hall.server.open", answer.number).stdout
