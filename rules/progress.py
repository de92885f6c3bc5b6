"""The states an application goes through, as kiosk, hall and staff name them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ApplicationState(StrEnum):
    """One state; the comment is what the citizen reads."""

    WAITING = "waiting"  # 待上传
    SUBMITTED = "submitted"  # 已提交
    RECEIVED = "received"  # 已收件
    ACCEPTED = "accepted"  # 已受理
    SUPPLEMENT = "supplement"  # 待补正
    REVIEWING = "reviewing"  # 办理中
    READY = "ready"  # 可领取
    CLOSED = "closed"  # 已办结
    REJECTED = "rejected"  # 不予受理


_NEXT: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.WAITING: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.RECEIVED}),
    ApplicationState.RECEIVED: frozenset(
        {ApplicationState.ACCEPTED, ApplicationState.SUPPLEMENT, ApplicationState.REJECTED}),
    ApplicationState.SUPPLEMENT: frozenset(
        {ApplicationState.ACCEPTED, ApplicationState.SUPPLEMENT, ApplicationState.REJECTED}),
    ApplicationState.ACCEPTED: frozenset({ApplicationState.REVIEWING, ApplicationState.SUPPLEMENT}),
    ApplicationState.REVIEWING: frozenset(
        {ApplicationState.READY, ApplicationState.SUPPLEMENT, ApplicationState.CLOSED, ApplicationState.REJECTED}),
    ApplicationState.READY: frozenset({ApplicationState.CLOSED}),
    ApplicationState.CLOSED: frozenset(),
    ApplicationState.REJECTED: frozenset(),
}


def following(state: ApplicationState) -> frozenset[ApplicationState]:
    """The states that may come next; none after the last."""
    return _NEXT[state]
