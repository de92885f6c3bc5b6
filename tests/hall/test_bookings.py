"""办事预约 at the hall: places that cannot be oversold, bookings that are moved and given up by their owner only."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from nacl.public import PrivateKey

from hall.envelopes import Booking, Envelope, parse, seal
from hall.server.kinds import Unfit
from hall.server.store import Store
from rules import receipt_number
from rules.progress import ApplicationState
from tests.hall.conftest import OpenStore
from tests.hall.surroundings import PERSON

KEY = PrivateKey.generate()
NOW = datetime(2026, 11, 23, 9, 30)
SLOT, LATER = "2026-11-24 09:00-10:00", "2026-11-24 10:00-11:00"
ME, YOU = b"m" * 32, b"y" * 32


def envelope(sequence: int, slot: str | None = SLOT, about: str | None = None) -> Envelope:
    """A booking at one office."""
    return parse(seal(Booking(
        number=receipt_number.make("FS07", date(2026, 11, 23), sequence), item="id-card", office="zumiao",
        at="2026-11-23T09:30:00", identity=PERSON, slot=slot, about=about,
    ), KEY.public_key))


def keep(store: Store, booking: Envelope, person: bytes = ME) -> ApplicationState:
    """Book; the state that came of it."""
    store.keep(booking, hashlib.blake2b(booking.body).digest(), person, NOW)
    return state(store, booking)


def state(store: Store, booking: Envelope) -> ApplicationState:
    """The state that a booking is in."""
    record = store.record(booking.header.number)
    assert record is not None
    return record.steps[-1].state


def test_two_hundred_race_for_twenty_places_and_twenty_win(open_store: OpenStore) -> None:
    store = open_store()
    store.set_places("zumiao", SLOT, 20)
    bookings = [envelope(sequence) for sequence in range(1, 201)]
    # connections of their own, as several servers of one hall have
    servers = [open_store() for _ in range(4)]

    def race(racer: tuple[int, Envelope]) -> ApplicationState:
        position, booking = racer
        return keep(servers[position % 4], booking, booking.header.number.encode())

    with ThreadPoolExecutor(16) as runners:
        came = list(runners.map(race, enumerate(bookings)))
    assert came.count(ApplicationState.BOOKED) == 20
    assert came.count(ApplicationState.FULL) == 180
    assert store.places_left("zumiao", [SLOT, LATER]) == {SLOT: 0, LATER: 20}


def test_the_same_booking_again_takes_no_second_place(store: Store) -> None:
    first = envelope(1)
    assert keep(store, first) is keep(store, first) is ApplicationState.BOOKED
    assert store.places_left("zumiao", [SLOT]) == {SLOT: 19}


def test_booking_anew_gives_the_old_place_up_and_only_for_a_new_one(store: Store) -> None:
    store.set_places("zumiao", LATER, 0)
    first = envelope(1)
    keep(store, first)
    assert keep(store, envelope(2, LATER, first.header.number)) is ApplicationState.FULL
    assert state(store, first) is ApplicationState.BOOKED
    store.set_places("zumiao", LATER, 1)
    assert keep(store, envelope(3, LATER, first.header.number)) is ApplicationState.BOOKED
    assert state(store, first) is ApplicationState.CANCELED
    assert store.places_left("zumiao", [SLOT, LATER]) == {SLOT: 20, LATER: 0}


def test_a_booking_is_given_up_by_its_owner_only(store: Store) -> None:
    first = envelope(1)
    keep(store, first)
    with pytest.raises(Unfit, match="booking.another_person"):
        keep(store, envelope(2, None, first.header.number), YOU)
    assert state(store, first) is ApplicationState.BOOKED
    assert keep(store, envelope(3, None, first.header.number)) is ApplicationState.CANCELED
    assert state(store, first) is ApplicationState.CANCELED
    assert store.places_left("zumiao", [SLOT]) == {SLOT: 20}


def test_staff_who_cancel_a_booking_free_its_place(store: Store) -> None:
    first = envelope(1)
    keep(store, first)
    store.move(first.header.number, ApplicationState.CANCELED, "当天停电", NOW)
    assert store.places_left("zumiao", [SLOT]) == {SLOT: 20}
