"""Who may ask the daemon for what, and when: one table, looked at before every request.

The role is first the socket's word and then the kernel's (`wire.endpoint`); this table says what a role may want. Every
member of `wire.messages.Ask` stands in `PERMITS` or in `NOT_THE_DAEMONS`, and a test keeps it so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wire.messages import (
    Ask, AskAnswer, AskProgress, AskSlots, AwaitCode, Book, ChoosePace, CropPage, DropPage, EndVisit, GetItem,
    ListItems, PrepareDocument, PressKey, PrintDocument, Rate, ReadCard, ReportDevice, ReportHall, ScanPage,
    SealQuestion, SearchItems, SetLamp, Submit, SubmitPrecheck, SubmitSupplement, Touch, TurnPage,
)
from wire.technician import AskLock, AskMachine, ReadStaffCard, TryCard, TryCode, TryDevice, Unlock, UnlockByCard
from wire.values import Act, EndReason, Failure, Role, VisitState


class PermitMissing(Exception):
    """A handler has no row in the table, or a row no handler; the daemon does not start."""


def _any(role: Role, ask: Ask) -> bool:
    return True


def _own_device(role: Role, ask: Ask) -> bool:
    return isinstance(ask, ReportDevice) and ask.view.device == role.value


def _citizens_reason(role: Role, ask: Ask) -> bool:
    return isinstance(ask, EndVisit) and ask.reason in (EndReason.EXIT, EndReason.HOME)


def _real_box(role: Role, ask: Ask) -> bool:
    return isinstance(ask, CropPage) and ask.left < ask.right and ask.top < ask.bottom


@dataclass(frozen=True)
class Permit:
    """One row: the roles that may ask, the visit's states in which they may, and what the arguments must be like."""

    roles: frozenset[Role]
    states: frozenset[VisitState]
    allows: Callable[[Role, Ask], bool] = _any


_DEVICES = frozenset({Role.IDCARD, Role.BARCODE, Role.PAGE, Role.PRINTER, Role.GPIO})
_UI = frozenset({Role.UI})
_ALWAYS = frozenset(VisitState)
_IN_VISIT = frozenset({VisitState.ACTIVE, VisitState.WARNING})
_BETWEEN = frozenset({VisitState.IDLE})
_IN_SERVICE = frozenset({VisitState.SERVICE})

PERMITS: Mapping[type[Ask], Permit] = {
    Touch: Permit(_UI, _ALWAYS - {VisitState.ENDING}),
    ChoosePace: Permit(_UI, _IN_VISIT),
    EndVisit: Permit(_UI, _IN_VISIT | _IN_SERVICE, _citizens_reason),
    ReadCard: Permit(_UI, _IN_VISIT),
    AwaitCode: Permit(_UI, _IN_VISIT),
    ScanPage: Permit(_UI, _IN_VISIT),
    TurnPage: Permit(_UI, _IN_VISIT),
    CropPage: Permit(_UI, _IN_VISIT, _real_box),
    DropPage: Permit(_UI, _IN_VISIT),
    PrintDocument: Permit(_UI, _IN_VISIT),
    AskLock: Permit(_UI, _BETWEEN),
    Unlock: Permit(_UI, _BETWEEN),
    UnlockByCard: Permit(_UI, _BETWEEN),
    AskMachine: Permit(_UI, _IN_SERVICE),
    TryDevice: Permit(_UI, _IN_SERVICE),
    ReportDevice: Permit(_DEVICES, _ALWAYS, _own_device),
    PressKey: Permit(frozenset({Role.GPIO}), _ALWAYS),
    ReportHall: Permit(frozenset({Role.GATEWAY}), _ALWAYS),
}

NOT_THE_DAEMONS: frozenset[type[Ask]] = frozenset(
    # the daemon itself asks workers for lamps and trials; the others are asked of guide, sealer and gateway
    {SetLamp, TryCard, TryCode, ReadStaffCard, ListItems, SearchItems, GetItem, PrepareDocument, Submit, AskProgress,
     SubmitPrecheck, SubmitSupplement, Book, SealQuestion, Rate, AskAnswer, AskSlots}
)


def judge(role: Role, state: VisitState, ask: Ask) -> Failure | None:
    """None where `role` may ask this now; otherwise the failure to refuse with."""
    permit = PERMITS.get(type(ask))
    if permit is None or role not in permit.roles or not permit.allows(role, ask):
        return Failure(code="request.not_permitted", act=Act.NOBODY)
    if state not in permit.states:
        return Failure(code="request.no_visit", act=Act.NOBODY)
    return None


def check_handlers(handlers: Iterable[type[Ask]]) -> None:
    """Raises `PermitMissing` unless handlers and rows are the very same set."""
    handled = set(handlers)
    rows = set(PERMITS)
    for what, asks in (("no permit", handled - rows), ("no handler", rows - handled)):
        if asks:
            raise PermitMissing(f"{what} for {', '.join(sorted(ask.__name__ for ask in asks))}")
