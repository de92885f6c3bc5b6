"""What the renderer knows about the world around it: the place, the visit, devices, the hall, the clock on the wall."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rules.settings import Settings
from wire.messages import DeviceChanged, HallChanged, Notice, VisitChanged
from wire.values import DeviceState, DeviceView, HallState, PlaceView, Snapshot, Supply, VisitState, VisitView


def place_of(settings: Settings) -> PlaceView:
    """Where the configuration says that this kiosk stands; the daemon says it again."""
    return PlaceView(brand=settings.place.brand, city=settings.place.city, district=settings.place.district)


@dataclass
class Surroundings:
    """Kept true by the daemon's snapshot and notices."""

    place: PlaceView
    visit: VisitView = VisitView(state=VisitState.IDLE, serial=0, seconds_left=0)
    devices: dict[str, DeviceView] = field(default_factory=dict)
    hall: HallState = HallState.UNKNOWN
    now: datetime = datetime(2026, 1, 1)
    """Local time, for 首页's clock and for checking whether a card has expired."""
    countdown: int = 300
    """Seconds of a whole countdown, for the ring around the seconds left."""
    hotline: str = ""
    """Whom to call."""

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """The daemon's greeting."""
        self.place = snapshot.place
        self.visit = snapshot.visit
        self.devices = {view.device: view for view in snapshot.devices}
        self.hall = snapshot.hall

    def take_notice(self, notice: Notice) -> None:
        """Something changed."""
        if isinstance(notice, VisitChanged):
            self.visit = notice.visit
        elif isinstance(notice, DeviceChanged):
            self.devices[notice.view.device] = notice.view
        elif isinstance(notice, HallChanged):
            self.hall = notice.state

    def works(self, device: str) -> bool:
        """Whether a device can be used now or will be by itself in a moment (busy, starting, a citizen's mistake)."""
        view = self.devices.get(device)
        return view is not None and view.state in (
            DeviceState.ONLINE, DeviceState.BUSY, DeviceState.STARTING, DeviceState.USER_ERROR)

    @property
    def has_paper(self) -> bool:
        """Whether the printer works and is not known to be out of paper."""
        return self.works("printer") and self.devices["printer"].paper is not Supply.OUT

    @property
    def out_of_use(self) -> tuple[DeviceView, ...]:
        """The devices of this kiosk that are of no use now, a printer without paper too, each with its `since`."""
        return tuple(view for view in self.devices.values() if view.since)

    @property
    def hall_answers(self) -> bool:
        """Whether the hall is not known to be away."""
        return self.hall is not HallState.OFFLINE

    @property
    def visiting(self) -> bool:
        """Whether a visit is running, so that the countdown shows."""
        return self.visit.state in (VisitState.ACTIVE, VisitState.WARNING)

    @property
    def engaged(self) -> bool:
        """Whether somebody is here, a citizen or a technician: the daemon then ends what they began."""
        return self.visiting or self.visit.state is VisitState.SERVICE
