"""Tell citizens what became of their applications: `python -m hall.server.notify` tells all that is due, then it ends.

How and where a citizen wants to be told is in the sealed body, so that a process of its own opens it. The server starts
it when something is due. What is sent names nobody: the number, its state, and the office's note.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

from hall.database import DatabaseError
from hall.envelopes import Application, EnvelopeError, Precheck, open_body
from hall.process import arguments, guarded, read_settings
from hall.server.keys import Keys
from hall.server.kinds import StoreError
from hall.server.notices import MOST_TRIES, Ending, Notice, Notices
from hall.server.place import keys_folder, open_bodies, open_database
from hall.server.senders import Never, NotNow, Sender, senders
from hall.server.store import Store
from rules.notify import NotifyBy
from rules.progress import WORDS
from rules.settings import Settings

_OPENED_BY = "notify"

log = logging.getLogger("notify")


def text_of(notice: Notice, hotline: str) -> tuple[str, str]:
    """Subject and text."""
    word = WORDS[notice.state]
    note = f"说明：{notice.note}\n" if notice.note else ""
    return (f"办件{notice.number}：{word}",
            f"您的办件有新进展。\n编号：{notice.number}\n状态：{word}\n{note}"
            f"凭编号可在市民之窗终端的“状态查询”查看。咨询电话：{hotline}\n")


class Notifier:
    """Opens, tells, writes down how it ended."""

    def __init__(self, store: Store, notices: Notices, ways: Mapping[NotifyBy, Sender], settings: Settings) -> None:
        self._store = store
        self._notices = notices
        self._ways = ways
        self._settings = settings
        self._private = Keys(keys_folder(settings)).private()

    def tell(self, notice: Notice, at: datetime) -> None:
        """One try."""
        try:
            ending = self._told(notice, at)
        except (NotNow, DatabaseError) as error:
            if notice.tries < MOST_TRIES:
                log.warning("%s: not told, try %d: %s", notice.number, notice.tries, error)
                return
            log.error("%s: given up after %d tries: %s", notice.number, notice.tries, error)
            ending = Ending.GIVEN_UP
        except (Never, StoreError, EnvelopeError) as error:
            log.error("%s: given up: %s", notice.number, error)
            ending = Ending.GIVEN_UP
        self._notices.end(notice, ending)

    def _told(self, notice: Notice, at: datetime) -> Ending:
        cover, body = self._store.sealed(notice.number, os.getuid(), at, _OPENED_BY)
        filed = open_body(cover, body, self._private)
        if not isinstance(filed, (Application, Precheck)) or filed.notify == NotifyBy.WEBSITE:
            return Ending.WEBSITE
        way = self._ways.get(NotifyBy(filed.notify))
        if way is None:
            return Ending.NO_SENDER
        subject, text = text_of(notice, self._settings.kiosk.hotline)
        way.send(filed.contact, subject, text, f"{notice.number}.{notice.place}")
        return Ending.SENT


def main(arguments_given: Sequence[str]) -> int:
    """Tell all that is due."""
    given = arguments("hall.server.notify", "tells citizens what is due").parse_args(arguments_given)

    def body() -> int:
        settings = read_settings(given.config)
        ways = senders(settings.server)
        database = open_database(settings)
        try:
            notices = Notices(database)
            notifier = Notifier(Store(database, open_bodies(settings)), notices, ways, settings)
            while (notice := notices.take(datetime.now())) is not None:
                notifier.tell(notice, datetime.now())
        finally:
            database.close()
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
