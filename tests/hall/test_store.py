"""What every database under the hall must do alike: SQLite and a real PostgreSQL."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from nacl.public import PrivateKey

from hall.database import DatabaseError
from hall.envelopes import Application, Envelope, HandedIn, Rating, Supplement, open_body, parse, seal
from hall.server.bodies import BodyFolder
from hall.server.engine import HallDatabase
from hall.server.kinds import NotAllowed, NumberTaken, Unfit, UnknownNumber
from hall.server.store import ANSWER_FOR, Store
from hall.server.tables import metadata
from hall.server.upgrade import bringing
from rules import receipt_number
from rules.progress import ApplicationState
from tests.hall.cluster import Cluster
from tests.hall.conftest import OpenStore, store_at
from tests.hall.surroundings import MARKED_PAGE, PERSON

KEY = PrivateKey.generate()
NOW = datetime(2026, 11, 23, 9, 30)
ME, YOU = b"m" * 32, b"y" * 32


def number(sequence: int) -> str:
    return receipt_number.make("FS07", date(2026, 11, 23), sequence)


def application(sequence: int = 1, remark: str = "") -> Envelope:
    return parse(seal(Application(
        number=number(sequence), item="id-card", office="zumiao", at="2026-11-23T09:30:00", identity=PERSON,
        answers={"remark": remark}, notify="website", contact="",
        materials=(HandedIn(material="register", pages=(MARKED_PAGE,)),),
    ), KEY.public_key))


def supplement(sequence: int, about: str) -> Envelope:
    return parse(seal(Supplement(
        number=number(sequence), item="id-card", at="2026-11-23T10:00:00", about=about, identity=PERSON,
        materials=(HandedIn(material="photo", pages=(MARKED_PAGE,)),)), KEY.public_key))


def rating(sequence: int, about: str) -> Envelope:
    return parse(seal(Rating(number=number(sequence), at="2026-11-23T10:00:00", about=about, stars=5), KEY.public_key))


def digest(envelope: Envelope) -> bytes:
    return hashlib.blake2b(envelope.body, digest_size=32).digest()


def keep(store: Store, envelope: Envelope, person: bytes = ME) -> bool:
    return store.keep(envelope, digest(envelope), person, NOW)


def states(store: Store, wanted: str) -> list[ApplicationState]:
    record = store.record(wanted)
    assert record is not None
    return [step.state for step in record.steps]


def test_what_is_kept_is_found_opened_and_kept_once(store: Store) -> None:
    filed = application()
    assert [keep(store, filed), keep(store, filed)] == [True, False]
    assert states(store, number(1)) == [ApplicationState.SUBMITTED, ApplicationState.RECEIVED]
    assert store.numbers(ME) == (number(1),) and store.numbers(YOU) == ()
    cover, body = store.sealed(number(1), 1000, NOW)
    assert open_body(cover, body, KEY).materials[0].pages == (MARKED_PAGE,)
    assert store.openings(number(1)) == (("2026-11-23T09:30", 1000, None),)


def test_another_envelope_of_the_same_number_is_refused(store: Store) -> None:
    keep(store, application())
    with pytest.raises(NumberTaken):
        keep(store, application(remark="another"))
    assert store.record(number(2)) is None
    with pytest.raises(UnknownNumber):
        store.sealed(number(2), 1000, NOW)


def test_the_same_envelope_from_many_at_once_is_kept_once(open_store: OpenStore) -> None:
    servers, filed = [open_store() for _ in range(3)], application()
    with ThreadPoolExecutor(9) as senders:
        came = list(senders.map(lambda turn: keep(servers[turn % 3], filed), range(18)))
    assert came.count(True) == 1
    assert states(servers[0], number(1)) == [ApplicationState.SUBMITTED, ApplicationState.RECEIVED]


def test_one_application_is_rated_once_however_many_try_at_once(open_store: OpenStore) -> None:
    servers = [open_store() for _ in range(3)]
    keep(servers[0], application())

    def rate(turn: int) -> bool:
        try:
            return keep(servers[turn % 3], rating(turn + 2, number(1)))
        except Unfit as unfit:
            assert str(unfit) == "rating.given_before"
            return False

    with ThreadPoolExecutor(6) as citizens:
        assert list(citizens.map(rate, range(12))).count(True) == 1


def test_states_follow_one_another_or_are_refused(store: Store) -> None:
    keep(store, application())
    with pytest.raises(NotAllowed, match="after that may come: accepted, rejected, supplement"):
        store.move(number(1), ApplicationState.CLOSED, "", NOW)
    with pytest.raises(UnknownNumber):
        store.move(number(2), ApplicationState.ACCEPTED, "", NOW)
    store.move(number(1), ApplicationState.SUPPLEMENT, "请补交户口簿首页", NOW)
    with pytest.raises(Unfit, match="supplement.another_person"):
        keep(store, supplement(2, number(1)), YOU)
    assert keep(store, supplement(3, number(1)))
    assert states(store, number(1))[-2:] == [ApplicationState.SUPPLEMENT, ApplicationState.RECEIVED]
    with pytest.raises(Unfit, match="supplement.not_asked"):
        keep(store, supplement(4, number(1)))


def test_one_of_two_staff_moves_it(open_store: OpenStore) -> None:
    servers = [open_store(), open_store()]
    keep(servers[0], application())

    def move(turn: int) -> bool:
        try:
            servers[turn % 2].move(number(1), ApplicationState.ACCEPTED, "", NOW)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(6) as staff:
        assert list(staff.map(move, range(6))).count(True) == 1


def test_a_question_is_answered_for_a_while_and_by_its_ticket_only(store: Store) -> None:
    ticket = "Q-" + "A" * 26
    keep(store, application(1))
    keep(store, application(2))
    keep(store, application(3), YOU)
    assert [store.ask(ticket, b"d" * 32, ME, NOW), store.ask(ticket, b"d" * 32, ME, NOW)] == [True, False]
    with pytest.raises(NumberTaken):
        store.ask(ticket, b"e" * 32, YOU, NOW)
    answered = store.answer(ticket, NOW)
    assert answered is not None and [record.number for record in answered] == [number(2), number(1)]
    assert store.answer("Q-" + "B" * 26, NOW) is None
    assert store.answer(ticket, NOW + ANSWER_FOR + timedelta(minutes=1)) is None


def test_what_was_kept_is_there_for_the_next_server(open_store: OpenStore) -> None:
    first = open_store()
    keep(first, application())
    first.close()
    assert states(open_store(), number(1)) == [ApplicationState.SUBMITTED, ApplicationState.RECEIVED]


@pytest.fixture(name="where", params=["sqlite", "postgresql"])
def _where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "sqlite":
        return tmp_path / "hall.sqlite"
    running: Cluster = request.getfixturevalue("postgresql")
    return running.new()


def test_the_migrations_make_the_tables_that_the_program_uses(where: Path | str, tmp_path: Path) -> None:
    with closing(HallDatabase(where, bringing(BodyFolder(tmp_path / "bodies")))) as database:
        with database.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_several_servers_may_start_together_on_nothing(where: Path | str, tmp_path: Path) -> None:
    def start(turn: int) -> None:
        HallDatabase(where, bringing(BodyFolder(tmp_path / "bodies"))).close()

    with ThreadPoolExecutor(4) as starters:
        assert list(starters.map(start, range(4))) == [None] * 4


@pytest.fixture(name="yesterdays")
def _yesterdays(tmp_path: Path) -> Iterator[Path]:
    """A file of the version before there were migrations, with one application in it."""
    file = tmp_path / "applications.sqlite"
    kept = application()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("""
CREATE TABLE applications (
    number TEXT PRIMARY KEY, kind TEXT NOT NULL, item TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL,
    about TEXT REFERENCES applications, slot TEXT, stars INTEGER,
    key TEXT NOT NULL, digest BLOB NOT NULL, person BLOB NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX applications_by_about ON applications (about, kind);
CREATE INDEX applications_by_person ON applications (person);
CREATE TABLE states (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES applications, state TEXT NOT NULL, at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX states_by_number ON states (number, place);
CREATE TABLE bookings (
    number TEXT PRIMARY KEY REFERENCES applications, office TEXT NOT NULL, slot TEXT NOT NULL
) STRICT;
CREATE INDEX bookings_by_slot ON bookings (office, slot);
CREATE TABLE places (
    office TEXT NOT NULL, slot TEXT NOT NULL, places INTEGER NOT NULL, PRIMARY KEY (office, slot)
) STRICT;
CREATE TABLE questions (
    ticket TEXT PRIMARY KEY, digest BLOB NOT NULL, person BLOB NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE openings (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES applications, at TEXT NOT NULL, uid INTEGER NOT NULL
) STRICT;
PRAGMA user_version = 2;
""")
        header = kept.header
        connection.execute(
            "INSERT INTO applications VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, ?, ?, ?, ?)",
            (header.number, header.kind.value, header.item, header.office, header.at, header.key, digest(kept), ME,
             kept.body))
        connection.execute(
            "INSERT INTO states (number, state, at, note) VALUES (?, 'received', '2026-11-23T09:30', '')",
            (header.number,))
        connection.commit()
    yield file


def test_yesterdays_store_is_brought_along_with_its_bodies(yesterdays: Path, tmp_path: Path) -> None:
    with closing(store_at(yesterdays, tmp_path / "bodies")) as store:
        assert states(store, number(1)) == [ApplicationState.RECEIVED]
        cover, body = store.sealed(number(1), 0, NOW)
        assert open_body(cover, body, KEY).identity == PERSON
        assert keep(store, application(2))


def test_an_older_store_is_changed_by_the_server_only(yesterdays: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="start the hall server of this version once"):
        store_at(yesterdays, tmp_path / "bodies", create=False)


def test_a_later_programs_store_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hall.sqlite"
    store_at(file, tmp_path / "bodies").close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for create in (True, False):
        with pytest.raises(DatabaseError, match="hall.sqlite"):
            store_at(file, tmp_path / "bodies", create)


@pytest.mark.parametrize(("where", "said"), [
    ("mysql://hall@db/hall", "server.database is of mysql"),
    ("no url", "server.database is no URL"),
    ("postgresql://hall:secret@/hall?host=/nowhere", "look whether the database server runs"),
])
def test_a_database_that_is_none_is_said_without_its_password(where: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=said) as told:
        store_at(where, tmp_path / "bodies")
    assert "secret" not in str(told.value)
