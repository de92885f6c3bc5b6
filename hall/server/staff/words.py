"""What the staff's page calls kinds, states and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rules.progress import ApplicationState, EnvelopeKind

KINDS: Mapping[EnvelopeKind, str] = {
    EnvelopeKind.APPLICATION: "申报", EnvelopeKind.PRECHECK: "网上预审", EnvelopeKind.SUPPLEMENT: "补正",
    EnvelopeKind.BOOKING: "预约", EnvelopeKind.RATING: "评价", EnvelopeKind.QUESTION: "查询",
}

ACTIONS: Mapping[ApplicationState, tuple[str, str]] = {
    ApplicationState.ACCEPTED: ("受理", "success"),
    ApplicationState.REVIEWING: ("开始办理", "primary"),
    ApplicationState.READY: ("通知领取", "primary"),
    ApplicationState.CLOSED: ("办结", "success"),
    ApplicationState.ADMISSIBLE: ("可以受理", "success"),
    ApplicationState.LACKING: ("缺材料", "warning"),
    ApplicationState.SUPPLEMENT: ("要求补正", "warning"),
    ApplicationState.REJECTED: ("不予受理", "danger"),
    ApplicationState.CANCELED: ("取消预约", "danger"),
}
"""By the state it leads to: the button's word, and Bootstrap's colour."""

NEEDS_NOTE = (
    ApplicationState.SUPPLEMENT, ApplicationState.LACKING, ApplicationState.REJECTED, ApplicationState.CANCELED,
)
"""Who is told one of these must be told why."""

COLOURS: Mapping[ApplicationState, str] = {
    ApplicationState.WAITING: "secondary", ApplicationState.SUBMITTED: "secondary",
    ApplicationState.RECEIVED: "primary",
    ApplicationState.ACCEPTED: "info", ApplicationState.SUPPLEMENT: "warning", ApplicationState.REVIEWING: "info",
    ApplicationState.READY: "success", ApplicationState.CLOSED: "success", ApplicationState.REJECTED: "danger",
    ApplicationState.ADMISSIBLE: "success", ApplicationState.LACKING: "warning", ApplicationState.BOOKED: "success",
    ApplicationState.FULL: "secondary", ApplicationState.CANCELED: "secondary",
}


class Tab(NamedTuple):
    """A part of the list: what it is called, and the states in it."""

    word: str
    states: tuple[ApplicationState, ...]


TABS: Mapping[str, Tab] = {
    "new": Tab("待受理", (ApplicationState.RECEIVED,)),
    "going": Tab("办理中", (ApplicationState.ACCEPTED, ApplicationState.REVIEWING, ApplicationState.READY)),
    "lacking": Tab("待补正", (ApplicationState.SUPPLEMENT, ApplicationState.LACKING)),
    "booked": Tab("预约", (ApplicationState.BOOKED,)),
    "all": Tab("全部", tuple(ApplicationState)),
}
