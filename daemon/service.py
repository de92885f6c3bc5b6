"""The daemon's Service: puts sockets, devices, the visit and its end together, and answers what it is asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import zmq

from daemon import jobs, prints, visit
from daemon.accounts import Accounts, resolve
from daemon.devices import Device, Hooks
from daemon.ending import Ending
from daemon.jobs import End, Job
from daemon.journal import Event, Journal
from daemon.lamps import CARD, PRINTER, Lamps
from daemon.lifecycle import State
from daemon.peers import Peers, end
from daemon.permits import NOT_THE_DAEMONS, check_handlers, judge
from daemon.processes import Child, Confinement, Starter, environment
from daemon.sockets import Sockets
from daemon.spool import VISIT, Spool, check_tmpfs, folders, scratch
from daemon.technician import House, Technician
from daemon.verbs import CLASSES, SPOOL_FULL, VERBS, absent
from daemon.units import Systemd, Unit, unit, worker_unit
from daemon.visit_clock import VisitClock
from rules.settings import Device as DeviceSettings
from rules.settings import Settings
from wire.calls import Call, Peer
from wire.endpoint import Endpoint, Handler
from wire.loop import Loop, Timer
from wire.messages import (
    Ask, ChoosePace, DeviceChanged, Done, EndVisit, HallChanged, Notice, PrintDocument, ReadCard, ReportHall,
    ServiceKey, Touch, VisitChanged, VisitEnded,
)
from wire.values import (
    DeviceState, DeviceView, EndReason, Failure, HallState, Outcome, PlaceView, Role, Slug, Snapshot, VisitState,
    VisitView,
)
from wire.watchdog import Watchdog

LEAVE_S = 3.0
"""What ending all workers may take when the service stops."""

WorkerCommand = Callable[[str], list[str]]


def product_command(config_path: Path) -> WorkerCommand:
    """How the product starts the worker of a device class."""
    return lambda device: [sys.executable, "-m", "daemon.worker", "--device", device, "--config", str(config_path)]


class Service:
    """The whole daemon but its command line. `start` once, then `run` until `stop`."""

    def __init__(
        self, settings: Settings, config_path: Path, *, worker_command: WorkerCommand | None = None,
        worker_environment: Mapping[str, str] | None = None, loop: Loop | None = None, journal: Journal | None = None,
        systemd: Systemd | None = None,
    ) -> None:
        """`worker_command` gives the command line for a device class, `worker_environment` what it sees besides the
        little that every worker sees. With `systemd`, workers are its units instead, and it ends who serves a visit.
        Raises `AccountError`, `SpoolError`, `PermitMissing`; binds and starts nothing.
        """
        self._settings = settings
        self._runtime = Path(settings.paths.runtime)
        self._command = worker_command or product_command(config_path)
        self._environment = worker_environment or {}
        self._loop = loop or Loop()
        self._systemd = systemd
        self._journal = journal or Journal(sys.stderr)
        self._accounts: Accounts = resolve(settings.users)
        check_tmpfs(self._runtime)
        self._spool = Spool(
            self._runtime, folders(self._accounts), settings.visit.spool_mib * 1024 * 1024,
            0o2711 if self._accounts.apart else 0o700,
            self._accounts.of[Role.UI].uid if self._accounts.apart else None,
        )
        plan = visit.Plan(settings.visit.countdown, settings.visit.warning, settings.visit.hold,
                          settings.visit.slow_countdown)
        self._clock = VisitClock(self._loop, plan, self._happened, self._visit_changed)
        self._peers = Peers(self._loop, self._journal, self._gone, self._kill)
        self._lamps = Lamps(self._loop, self._light)
        self._technician = Technician(self._loop, settings, self._journal, self._lamps, House(
            begin=self._begin_service, submit=self._submit, cancel=self._cancel,
            model=lambda role: self._view(role).model))
        self._watchdog = Watchdog(self._loop, os.environ)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context(io_threads=1)
        self._devices: dict[Role, Device] = {}
        self._ending = Ending(
            self._loop, self._journal, self._spool, self._devices.values(), self._peers, self._visit_over,
        )
        self._endpoints: list[Endpoint] = []
        self._hall = HallState.UNKNOWN
        self._renderer: int | None = None
        self._stopping = False
        self._last_call: Timer | None = None
        self._citizen_handlers: Mapping[type[Ask], Handler] = {
            Touch: self._touch, ChoosePace: self._choose_pace, EndVisit: self._end_visit,
            **{ask: self._perform for ask in VERBS if ask not in NOT_THE_DAEMONS}, **self._technician.handlers,
        }
        self._hall_handlers: Mapping[type[Ask], Handler] = {ReportHall: self._report_hall}
        check_handlers([*self._citizen_handlers, *self._hall_handlers, *Device.HANDLED])

    # ---------------------------------------------------------------- start and stop

    def start(self) -> None:
        """Prepare the spool, bind the sockets, start the workers. Raises `SpoolError`, `zmq.ZMQError`, `OSError`."""
        self._spool.prepare()
        self._prepare_prints()
        sockets = Sockets(self._loop, self._context, self._runtime, self._accounts, self._permit)
        for role in CLASSES:
            if self._device_settings(role).model:
                self._devices[role] = self._make_device(sockets, role)
        self._endpoints = [
            sockets.bind(
                "citizen", {Role.UI}, self._citizen_handlers, snapshot=self._snapshot, joined=self._peers.joined,
            ),
            sockets.bind(
                "hall", {Role.SEALER, Role.GUIDE, Role.GATEWAY}, self._hall_handlers, snapshot=self._snapshot,
                joined=self._peers.joined, left=self._hall_left,
            ),
        ]
        for device in self._devices.values():
            device.start()
        self._clock.start()
        self._journal.write(Event.STARTED)
        self._watchdog.ready()
        self._watchdog.doing(VisitState.IDLE.value)

    def _prepare_prints(self) -> None:
        try:
            prints.prepare(Path(self._settings.paths.state), self._accounts.of[Role.PRINTER])
        except OSError:
            # receipts are still printed then, every one of them marked
            self._journal.write(Event.PRINTS_BROKEN, harm=prints.Harm.DENIED)

    def run(self) -> None:
        """Serve until `stop` has done its work."""
        self._loop.run()

    def stop(self) -> None:
        """End the visit, the workers, and `run`. From the loop's thread; a signal handler calls it through
        `Loop.call_from_thread`.
        """
        if self._stopping:
            return
        self._stopping = True
        self._watchdog.stopping()
        if self._clock.state is VisitState.IDLE:
            self._leave()
        else:
            self._clock.feed(visit.Ended(EndReason.SHUTDOWN))

    def _leave(self) -> None:
        self._last_call = self._loop.call_later(LEAVE_S, self._close)
        for device in self._devices.values():
            device.stop()
        self._look()

    def _look(self) -> None:
        self._ending.look()
        if self._last_call is not None and all(device.state is State.ENDED for device in self._devices.values()):
            self._close()

    def _close(self) -> None:
        if self._last_call is None:
            return
        self._last_call.cancel()
        self._last_call = None
        self._clock.stop()
        for endpoint in self._endpoints:
            endpoint.close()
        for device in self._devices.values():
            device.close()
        self._peers.close()
        self._context.term()
        self._spool.wipe()
        self._spool.release()
        self._journal.write(Event.STOPPED)
        self._loop.stop()

    # ---------------------------------------------------------------- the visit

    def _happened(self, event: visit.Event) -> None:
        match event:
            case visit.Began():
                self._watchdog.doing(VisitState.ACTIVE.value)
                self._journal.write(Event.VISIT_BEGAN, serial=event.serial)
            case visit.ServiceBegan():
                self._watchdog.doing(VisitState.SERVICE.value)
                self._journal.write(Event.SERVICE_BEGAN, serial=event.serial)
            case visit.Closing():
                self._journal.write(Event.VISIT_ENDING, serial=event.serial, reason=event.reason)
                self._renderer = None
                self._notify(VisitEnded(serial=event.serial, reason=event.reason))
                self._ending.begin()
                self._lamps.all_off()
            case visit.Closed():
                # an image restarts into its update only now (image-build/root/usr/lib/kiosk/nobody)
                self._watchdog.doing(VisitState.IDLE.value)
                self._journal.write(Event.VISIT_OVER, serial=event.serial)

    def _visit_changed(self, view: VisitView) -> None:
        if view.state is VisitState.WARNING:
            self._lamps.remind()
        self._notify(VisitChanged(visit=view))

    def _visit_over(self) -> None:
        # never from within the event that began the ending: that one is to be done first
        self._loop.call_later(0, self._wiped)

    def _wiped(self) -> None:
        self._clock.feed(visit.Wiped())
        if self._stopping:
            self._leave()

    def _gone(self, pid: int) -> None:
        if pid == self._renderer:
            self._clock.feed(visit.Ended(EndReason.RENDERER_GONE))
        self._look()

    # ---------------------------------------------------------------- requests

    def _permit(self, peer: Peer, ask: Ask) -> Failure | None:
        return judge(peer.role, VisitState.ENDING if self._stopping else self._clock.state, ask)

    def _touch(self, call: Call) -> None:
        self._renderer = call.peer.pid
        self._clock.feed(visit.Touched())
        call.complete(Done())

    def _begin_service(self, pid: int) -> bool:
        """False where a visit began meanwhile."""
        if self._stopping or self._clock.state is not VisitState.IDLE:
            return False
        self._renderer = pid
        self._clock.feed(visit.Unlocked())
        return True

    def _choose_pace(self, call: Call) -> None:
        assert isinstance(call.ask, ChoosePace)
        call.complete(Done())
        self._clock.feed(visit.Paced(call.ask.slow))

    def _end_visit(self, call: Call) -> None:
        assert isinstance(call.ask, EndVisit)
        call.complete(Done())
        self._clock.feed(visit.Ended(call.ask.reason))

    def _report_hall(self, call: Call) -> None:
        assert isinstance(call.ask, ReportHall)
        call.complete(Done())
        self._set_hall(call.ask.state)

    def _hall_left(self, peer: Peer) -> None:
        if peer.role is Role.GATEWAY:
            self._set_hall(HallState.UNKNOWN)

    def _set_hall(self, state: HallState) -> None:
        if state is not self._hall:
            self._hall = state
            self._journal.write(Event.HALL_CHANGED, state=state)
            self._notify(HallChanged(state=state))

    def _perform(self, call: Call) -> None:
        """A device verb: forwarded to the device's worker, whose answer, progress and failures come back."""
        verb = VERBS[type(call.ask)]
        device = self._devices.get(verb.device)
        if device is None:
            call.fail(absent(verb.device))
            return
        if verb.writes_pages and not self._has_room():
            call.fail(SPOOL_FULL)
            return
        job = Job(call.ask, call.deadline, lambda end: self._performed(call, end), call.progress)
        call.on_cancel = lambda: device.cancel(job)
        if isinstance(call.ask, ReadCard):
            self._lamps.set(CARD, True)
        elif isinstance(call.ask, PrintDocument):
            # until the visit's end: whoever forgets paper or card sees where they are
            self._lamps.set(PRINTER, True)
            self._lamps.remind()
        device.submit(job)

    def _has_room(self) -> bool:
        try:
            full = self._spool.full
        except OSError as error:
            self._journal.write(Event.SPOOL_BROKEN, exception=type(error), errno=error.errno or 0)
            return False
        if full:
            self._journal.write(Event.SPOOL_FULL)
        return not full

    def _performed(self, call: Call, end: End) -> None:
        if isinstance(call.ask, ReadCard):
            if end.outcome is Outcome.COMPLETED:
                self._lamps.card_read()
            else:
                self._lamps.set(CARD, False)
        jobs.answer(call, end)

    # ---------------------------------------------------------------- devices

    def _make_device(self, sockets: Sockets, role: Role) -> Device:
        hooks = Hooks(
            changed=lambda view: self._notify(DeviceChanged(view=view)), held=self._held, key=self._key,
            ready=self._ready, settled=self._look,
        )
        return Device(self._loop, sockets, role, self._starter(role), self._journal, hooks)

    def _starter(self, role: Role) -> Starter:
        systemd = self._systemd
        if systemd is not None:
            return lambda exited: Unit(systemd, worker_unit(role), exited)
        folder = self._runtime / VISIT / scratch(role)
        confinement = Confinement(
            self._accounts.of[role] if self._accounts.apart else None,
            {**environment(os.environ, folder), **self._environment}, self._spool.quota_bytes,
        )
        return lambda exited: Child(self._loop, self._command(role.value), confinement, exited)

    def _kill(self, role: Role, pidfd: int) -> None:
        """End who serves a visit and has not gone. Its user is another: only systemd may, or who has CAP_KILL."""
        if self._systemd is not None:
            self._systemd.kill(unit(role))
        else:
            end(pidfd)

    def _held(self, device: Role, on: bool) -> None:
        self._clock.feed(visit.VerbBegan(device.value) if on else visit.VerbOver(device.value))

    def _key(self, key: Slug) -> None:
        self._notify(ServiceKey(key=key))

    def _ready(self, device: Role) -> None:
        if device is Role.GPIO:
            self._lamps.repeat()

    def _light(self, job: Job) -> None:
        self._submit(Role.GPIO, job)

    def _submit(self, role: Role, job: Job) -> bool:
        """False where this kiosk has no such device."""
        device = self._devices.get(role)
        if device is None:
            return False
        device.submit(job)
        return True

    def _cancel(self, role: Role, job: Job) -> None:
        self._devices[role].cancel(job)

    def _device_settings(self, role: Role) -> DeviceSettings:
        of_class = getattr(self._settings.devices, role.value)
        assert isinstance(of_class, DeviceSettings)
        return of_class

    # ---------------------------------------------------------------- what others are told

    def _snapshot(self) -> Snapshot:
        place = self._settings.place
        return Snapshot(
            place=PlaceView(brand=place.brand, city=place.city, district=place.district), visit=self._clock.view(),
            devices=tuple(self._view(role) for role in CLASSES), hall=self._hall,
        )

    def _view(self, role: Role) -> DeviceView:
        device = self._devices.get(role)
        return device.view if device else DeviceView(device=role.value, state=DeviceState.NO_DEVICE)

    def _notify(self, notice: Notice) -> None:
        for endpoint in self._endpoints:
            endpoint.notify(notice)
