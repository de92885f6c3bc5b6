"""How a citizen is told: one sender a way, built from the settings. To add one: a class and its line in `senders`."""

from __future__ import annotations

import os
import smtplib
import ssl
import subprocess
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from hall.process import StartError
from rules.notify import NotifyBy
from rules.settings import Server

_LIMIT_S = 30.0
_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotNow(Exception):
    """It did not work, and may later. The message names no citizen."""


class Never(Exception):
    """It will not work: the address is refused. The message names no citizen."""


class Sender(Protocol):
    """Tells one citizen; raises `NotNow`, `Never`."""

    def send(self, contact: str, subject: str, text: str, name: str) -> None:
        """`name` is the same for every try of one notice, so that a repetition can be known for one."""


class Smtp:
    """E-mail: SMTP (RFC 5321), with STARTTLS or TLS where the URL says so."""

    def __init__(self, url: str, sender: str) -> None:
        """`url` is smtp://, smtp+starttls:// or smtps://HOST[:PORT]; who logs in: SMTP_USER and SMTP_PASSWORD."""
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or not parts.hostname or parts.username or "@" not in sender:
            raise StartError("server.smtp and server.sender: write smtp+starttls://HOST and the address that mail "
                             "comes from; name and password belong into SMTP_USER and SMTP_PASSWORD")
        self._scheme = parts.scheme
        self._host = parts.hostname
        self._port = parts.port or _SCHEMES[parts.scheme]
        self._sender = sender

    def send(self, contact: str, subject: str, text: str, name: str) -> None:
        """Hand it to the mail server."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, contact, subject
        message["Message-ID"] = f"<{name}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise Never(f"the mail server refuses the address ({codes[0]})") from None
            raise NotNow(f"the mail server does not take the address now ({codes[0]})") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(f"{self._host}: {type(error).__name__}") from None

    def _connected(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if self._scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_LIMIT_S, context=secure)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_LIMIT_S)
            if self._scheme == "smtp+starttls":
                server.starttls(context=secure)
        user = os.environ.get("SMTP_USER", "")
        if user:
            server.login(user, os.environ.get("SMTP_PASSWORD", ""))
        return server


class Program:
    """Short messages: every city has another gateway. A program of its own gets `to`, `text`, `name` as JSON on stdin.

    Exit status 0: sent; 1: try again later; any other: never.
    """

    def __init__(self, program: str) -> None:
        self._program = program

    def send(self, contact: str, subject: str, text: str, name: str) -> None:
        """Run it."""
        said = msgspec.json.encode({"to": contact, "text": text, "name": name})
        try:
            status = subprocess.run([self._program], input=said, timeout=_LIMIT_S, check=False).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotNow(f"{self._program}: {type(error).__name__}") from None
        if status == 1:
            raise NotNow(f"{self._program} says: later")
        if status != 0:
            raise Never(f"{self._program} ended with {status}")


def senders(settings: Server) -> Mapping[NotifyBy, Sender]:
    """The senders that this hall has. Raises `StartError` for settings that are none."""
    found: dict[NotifyBy, Sender] = {}
    if settings.smtp:
        found[NotifyBy.EMAIL] = Smtp(settings.smtp, settings.sender)
    if settings.sms:
        found[NotifyBy.SMS] = Program(settings.sms)
    return found
