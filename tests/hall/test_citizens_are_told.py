"""The notice that a citizen chose: e-mail by a real SMTP server, short messages by a program, or the website."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from hall.server.notices import Ending, Notices
from hall.server.place import open_database
from rules.settings import Server
from tests.hall.surroundings import MARKS, Surroundings, files_with, own_port, surroundings

CITIZEN = "citizen@mail.example"


class Mailbox:
    """What a mail server got; it refuses one address for good and another for now."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str],
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        if address.startswith("later"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        self.mails.append(content if isinstance(content, bytes) else b"")
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, str]]:
    """A mail server on a port of its own: its mailbox and its URL."""
    box = Mailbox()
    with own_port() as port:
        server = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=60)
        server.start()
        try:
            yield box, f"smtp://127.0.0.1:{port}"
        finally:
            server.stop()


def told_by(url: str) -> Server:
    """A hall with this mail server, that looks every second whether somebody is to be told."""
    return Server(smtp=url, sender="hall@foshan.example", notices=1)


def filed(kiosk: Surroundings, notify: str, contact: str, sequence: int = 1) -> str:
    """An application whose citizen wants to be told so."""
    number, data = kiosk.envelope(sequence, notify=notify, contact=contact)
    with kiosk.http() as client:
        client.post("/envelopes", content=data, headers={"Idempotency-Key": number})
    return number


def endings(kiosk: Surroundings, number: str) -> tuple[str, ...]:
    """What became of its notices."""
    with closing(open_database(kiosk.settings)) as database:
        return Notices(database).endings(number)


def test_a_citizen_gets_an_e_mail_that_names_nobody() -> None:
    with mail_server() as (box, url), surroundings(server=told_by(url)) as kiosk:
        kiosk.serve_hall()
        number = filed(kiosk, "email", CITIZEN)
        kiosk.run("hall.server.progress", number, "supplement", "--note", "请补交户口簿首页")
        kiosk.until(lambda: endings(kiosk, number) == (Ending.SENT.value,), 60)
        mail = email.message_from_bytes(box.mails[0], policy=email.policy.default)
        assert (mail["To"], mail["From"]) == (CITIZEN, "hall@foshan.example")
        assert mail["Subject"] == f"办件{number}：待补正"
        body = mail.get_body()
        assert body is not None
        text = body.get_content()
        assert number in text and "说明：请补交户口簿首页" in text and "0757-12345" in text
        assert [mark for mark in MARKS if mark in text.encode()] == []
        # the address is in the sealed body only
        assert files_with(CITIZEN.encode(), kiosk.folder) == []


def test_an_address_that_is_refused_is_given_up_and_one_refused_for_now_is_tried_again() -> None:
    with mail_server() as (box, url), surroundings(server=told_by(url)) as kiosk:
        kiosk.serve_hall()
        never = filed(kiosk, "email", "nobody@mail.example", 1)
        later = filed(kiosk, "email", "later@mail.example", 2)
        for number in (never, later):
            kiosk.run("hall.server.progress", number, "accepted")
        kiosk.until(lambda: endings(kiosk, never) == (Ending.GIVEN_UP.value,), 60)
        kiosk.until(lambda: "try 1: the mail server does not take" in kiosk.log("hall.server"), 60)
        assert endings(kiosk, later) == ("",) and box.mails == []
        assert "mail.example" not in kiosk.log("hall.server")


def test_a_short_message_goes_through_the_citys_program(tmp_path: Path) -> None:
    program = tmp_path / "sms"
    program.write_text(f"#!/bin/sh\ncat > {tmp_path}/sent.new && mv {tmp_path}/sent.new {tmp_path}/sent\n")
    program.chmod(0o755)
    with surroundings(server=Server(sms=str(program), notices=1)) as kiosk:
        kiosk.serve_hall()
        number = filed(kiosk, "sms", "13800000000")
        kiosk.run("hall.server.progress", number, "rejected", "--note", "不属于本区办理")
        kiosk.until(lambda: endings(kiosk, number) == (Ending.SENT.value,), 60)
        sent = json.loads((tmp_path / "sent").read_text())
        assert sent["to"] == "13800000000" and "不予受理" in sent["text"] and "不属于本区办理" in sent["text"]


def test_who_chose_the_website_or_a_way_that_this_hall_has_not_is_not_told() -> None:
    with surroundings(server=Server(notices=1)) as kiosk:
        kiosk.serve_hall()
        website, message = filed(kiosk, "website", "", 1), filed(kiosk, "sms", "13800000000", 2)
        for number in (website, message):
            kiosk.run("hall.server.progress", number, "accepted")
        kiosk.until(lambda: endings(kiosk, message) == (Ending.NO_SENDER.value,), 60)
        assert endings(kiosk, website) == (Ending.WEBSITE.value,)


def test_a_notice_is_taken_by_one_and_comes_again_later(tmp_path: Path) -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        number = filed(kiosk, "website", "")
        server.kill()
        kiosk.ended(server)
        kiosk.run("hall.server.progress", number, "accepted")
        with closing(open_database(kiosk.settings)) as database:
            notices, now = Notices(database), datetime.now() + timedelta(seconds=1)
            first = notices.take(now)
            assert first is not None and (first.number, first.tries) == (number, 1)
            assert notices.take(now) is None
            due = notices.next_due()
            assert due is not None and now < due
            again = notices.take(due)
            assert again is not None and (again.place, again.tries) == (first.place, 2)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://me:secret@mail.example"])
def test_a_mail_server_that_is_none_is_said_at_the_start(url: str) -> None:
    with surroundings(server=told_by(url)) as kiosk:
        refused = kiosk.run("hall.server")
        assert refused.returncode == 2 and "write smtp+starttls://HOST" in refused.stderr
        assert "secret" not in refused.stderr
