"""The staff's page: who may see what, what is written down, and what a citizen is told in the end."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from hall.server.bodies import BodyFolder
from hall.server.engine import HallDatabase
from hall.server.place import open_store
from hall.server.staff.accounts import BARRED_FOR, LOGGED_IN_FOR, MOST_FAILURES, Accounts
from hall.server.upgrade import bringing
from tests.hall.surroundings import ADDRESS, ANSWER, DOCUMENT, MARKED_PAGE, NAME, Surroundings, surroundings

PASSWORD = "correct horse 电池"
SIGNATURE = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1L9 9"/></svg>'
NOW = datetime(2026, 11, 23, 9, 30)
PERSONAL = (NAME, DOCUMENT, ADDRESS, ANSWER)


@contextmanager
def counter() -> Iterator[tuple[Surroundings, httpx.Client, str]]:
    """A hall with one application and one of its staff, logged in; and the application's number."""
    with surroundings() as kiosk:
        kiosk.serve_hall()
        assert kiosk.run("hall.server.staff", "li.na", given=PASSWORD + "\n").returncode == 0
        number, data = kiosk.envelope(signature=SIGNATURE)
        with kiosk.http() as client:
            client.post("/envelopes", content=data, headers={"Idempotency-Key": number})
            entered = client.post("/staff/login", data={"name": "li.na", "password": PASSWORD})
            assert (entered.status_code, entered.headers["location"]) == (303, "/staff")
            yield kiosk, client, number


def form(client: httpx.Client, number: str, **fields: str) -> httpx.Response:
    """Press a button of an application's page."""
    token = re.search(r'name="token" value="([0-9a-f]+)"', client.get(f"/staff/applications/{number}").text)
    assert token
    return client.post(f"/staff/applications/{number}", data={"token": token[1], **fields})


def test_the_list_names_nobody_and_what_is_opened_does_and_is_written_down() -> None:
    with counter() as (kiosk, client, number):
        listed, one = client.get("/staff"), client.get(f"/staff/applications/{number}")
        assert number in listed.text and "居民身份证办理" in listed.text and "祖庙派出所" in listed.text
        assert [mark for mark in PERSONAL if mark in listed.text + one.text] == []
        opened = client.get(f"/staff/applications/{number}/opened")
        assert [mark for mark in (NAME, DOCUMENT, ADDRESS, ANSWER, "户口簿", "说明") if mark not in opened.text] == []
        assert opened.headers["cache-control"] == "no-store" and "default-src 'none'" in opened.headers[
            "content-security-policy"]
        assert base64.b64encode(SIGNATURE).decode() in opened.text
        page = client.get(f"/staff/applications/{number}/files/register-1.jpg")
        assert (page.content, page.headers["content-type"]) == (MARKED_PAGE, "image/jpeg")
        assert client.get(f"/staff/applications/{number}/files/register-2.jpg").status_code == 404
        with closing(open_store(kiosk.settings)) as store:
            assert [name for _, _, name in store.openings(number)] == ["li.na"] * 3


def test_an_application_is_moved_and_the_citizen_reads_why() -> None:
    with counter() as (kiosk, client, number):
        refused = form(client, number, state="supplement", note="  ")
        assert refused.status_code == 400 and "要写明理由或缺什么" in refused.text
        assert form(client, number, state="supplement", note="请补交户口簿首页").status_code == 303
        late = form(client, number, state="ready", note="")
        assert late.status_code == 400 and "请看最新进度" in late.text
        assert form(client, number, state="closing").status_code == 400
        assert form(client, number, state="accepted").status_code == 303
        steps = client.get(f"/applications/{number}").json()["steps"]
        assert [(step["state"], step["note"]) for step in steps[2:]] == [
            ("supplement", "请补交户口簿首页"), ("accepted", "")]
        assert number not in client.get("/staff").text and number in client.get("/staff?show=going").text


def test_it_is_found_by_its_number_however_it_is_typed() -> None:
    with counter() as (kiosk, client, number):
        there = client.get("/staff/find", params={"number": f" {number.lower().replace('-', ' ')}"})
        assert there.headers["location"] == f"/staff/applications/{number}"
        missing = client.get("/staff/find", params={"number": "FS01"}, follow_redirects=True)
        assert "没有这个编号的办件" in missing.text


def test_who_is_not_logged_in_is_sent_to_the_login_and_another_sites_form_is_refused() -> None:
    with counter() as (kiosk, client, number):
        with kiosk.http() as stranger:
            asked = [stranger.get(path) for path in (
                "/staff", "/staff/kiosks", f"/staff/applications/{number}", f"/staff/applications/{number}/opened",
                f"/staff/applications/{number}/files/register-1.jpg")]
            asked.append(stranger.post(f"/staff/applications/{number}", data={"state": "accepted"}))
            assert [(answer.status_code, answer.headers["location"]) for answer in asked] == [(303, "/staff/login")] * 6
            wrong = stranger.post("/staff/login", data={"name": "li.na", "password": "wrong password"})
            assert wrong.status_code == 403 and "用户名或密码不对" in wrong.text and wrong.cookies.get("x") is None
        other_site = client.post(f"/staff/applications/{number}", data={"state": "accepted", "token": "0" * 32})
        assert (other_site.status_code, other_site.json()["code"]) == (403, "staff.another_site")
        assert len(client.get(f"/applications/{number}").json()["steps"]) == 2
        out = client.get("/staff").text
        token = re.search(r'name="token" value="([0-9a-f]+)"', out)
        assert token and client.post("/staff/logout", data={"token": token[1]}).status_code == 303
        assert client.get("/staff").headers["location"] == "/staff/login"


@pytest.fixture(name="accounts")
def _accounts(tmp_path: Path) -> Iterator[Accounts]:
    with closing(HallDatabase(tmp_path / "hall.sqlite", bringing(BodyFolder(tmp_path / "bodies")))) as database:
        yield Accounts(database)


def test_who_is_logged_in_is_so_for_a_working_day_and_until_the_password_changes(accounts: Accounts) -> None:
    accounts.put("li.na", PASSWORD)
    cookie = accounts.log_in("li.na", PASSWORD, NOW)
    assert cookie is not None and accounts.who(cookie, NOW + LOGGED_IN_FOR) == "li.na"
    assert accounts.who(cookie, NOW + LOGGED_IN_FOR + timedelta(seconds=1)) is None
    assert accounts.who("guessed", NOW) is None
    accounts.put("li.na", "another password")
    assert accounts.who(cookie, NOW) is None and accounts.log_in("li.na", PASSWORD, NOW) is None
    assert accounts.remove("li.na") and accounts.log_in("li.na", "another password", NOW) is None


def test_who_guesses_is_barred_for_a_while(accounts: Accounts) -> None:
    accounts.put("li.na", PASSWORD)
    for _ in range(MOST_FAILURES):
        assert accounts.log_in("li.na", "guess", NOW) is None
    assert accounts.log_in("li.na", PASSWORD, NOW) is None
    assert accounts.log_in("li.na", PASSWORD, NOW + BARRED_FOR) is not None


def test_a_short_password_and_an_odd_name_are_refused() -> None:
    with surroundings() as kiosk:
        assert "12 to 200 characters" in kiosk.run("hall.server.staff", "li.na", given="short\n").stderr
        assert "small letters" in kiosk.run("hall.server.staff", "Li Na", given=PASSWORD + "\n").stderr
