"""Who may ask for what, and when."""

import pytest

from daemon.permits import NOT_THE_DAEMONS, PERMITS, PermitMissing, check_handlers, judge
from wire.messages import (
    Ask, AwaitCode, ChoosePace, CropPage, DropPage, EndVisit, PressKey, PrintDocument, ReadCard, ReportDevice,
    ReportHall, ScanPage, SetLamp, Touch, TurnPage,
)
from wire.technician import AskLock, AskMachine, TryCard, TryDevice, Unlock, UnlockByCard
from wire.values import DeviceState, DeviceView, EndReason, HallState, Role, Trial, VisitState

PAGE = "AAAAAAAAAAAAAAAAAAAAAAAA"
IN_VISIT = {VisitState.ACTIVE, VisitState.WARNING}
IN_SERVICE = {VisitState.SERVICE}
ALWAYS = set(VisitState)


def report(device: str) -> ReportDevice:
    return ReportDevice(view=DeviceView(device=device, state=DeviceState.ONLINE))


def crop(left: float, right: float) -> CropPage:
    return CropPage(page=PAGE, left=left, top=0.0, right=right, bottom=1.0)


ALLOWED: list[tuple[Ask, set[Role], set[VisitState]]] = [
    (Touch(), {Role.UI}, ALWAYS - {VisitState.ENDING}),
    (EndVisit(reason=EndReason.EXIT), {Role.UI}, IN_VISIT | IN_SERVICE),
    (EndVisit(reason=EndReason.HOME), {Role.UI}, IN_VISIT | IN_SERVICE),
    (EndVisit(reason=EndReason.COUNTDOWN), set(), set()),
    (EndVisit(reason=EndReason.SHUTDOWN), set(), set()),
    (ChoosePace(slow=True), {Role.UI}, IN_VISIT),
    (ReadCard(), {Role.UI}, IN_VISIT),
    (AwaitCode(), {Role.UI}, IN_VISIT),
    (ScanPage(dpi=300, colour=True), {Role.UI}, IN_VISIT),
    (TurnPage(page=PAGE, quarters=1), {Role.UI}, IN_VISIT),
    (crop(0.1, 0.9), {Role.UI}, IN_VISIT),
    (crop(0.9, 0.1), set(), set()),
    (crop(0.5, 0.5), set(), set()),
    (DropPage(page=PAGE), {Role.UI}, IN_VISIT),
    (PrintDocument(kind="receipt", number="FS01-1"), {Role.UI}, IN_VISIT),
    (report("idcard"), {Role.IDCARD}, ALWAYS),
    (report("printer"), {Role.PRINTER}, ALWAYS),
    (report("toaster"), set(), set()),
    (PressKey(key="service"), {Role.GPIO}, ALWAYS),
    (ReportHall(state=HallState.ONLINE, waiting=0), {Role.GATEWAY}, ALWAYS),
    (SetLamp(lamp="card", on=True), set(), set()),
    (AskLock(), {Role.UI}, {VisitState.IDLE}),
    (Unlock(pin="193847"), {Role.UI}, {VisitState.IDLE}),
    (UnlockByCard(), {Role.UI}, {VisitState.IDLE}),
    (AskMachine(), {Role.UI}, IN_SERVICE),
    (TryDevice(trial=Trial.CARD), {Role.UI}, IN_SERVICE),
    (TryCard(), set(), set()),
]


@pytest.mark.parametrize(("ask", "roles", "states"), ALLOWED)
def test_only_the_named_roles_in_the_named_states(ask: Ask, roles: set[Role], states: set[VisitState]) -> None:
    for role in Role:
        for state in VisitState:
            failure = judge(role, state, ask)
            if role in roles and state in states:
                assert failure is None
            else:
                assert failure is not None
                assert failure.code == ("request.no_visit" if role in roles else "request.not_permitted")


def test_every_ask_there_is_has_its_row_or_is_somebody_elses() -> None:
    assert set(PERMITS) | NOT_THE_DAEMONS == set(Ask.__args__)
    assert not set(PERMITS) & NOT_THE_DAEMONS
    assert {type(ask) for ask, _, _ in ALLOWED} >= set(PERMITS)


def test_a_handler_without_a_row_does_not_start() -> None:
    with pytest.raises(PermitMissing, match="no permit for SetLamp"):
        check_handlers([*PERMITS, SetLamp])


def test_a_row_without_a_handler_does_not_start() -> None:
    with pytest.raises(PermitMissing, match="no handler for Touch"):
        check_handlers(ask for ask in PERMITS if ask is not Touch)
