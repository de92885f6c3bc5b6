"""The guide: items, search and what can be printed about them, from the built catalogue. `python -m hall.guide`.

It has no network and writes nothing but documents about items. It hears what a citizen typed into the search, so it
ends when the visit ends.
"""

from __future__ import annotations

import logging
import math
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import zmq

from hall.catalogue import Catalogue, CatalogueError
from hall.catalogue.files import candidates, open_first
from hall.process import arguments, guarded, read_settings, serve, user_number
from hall.refusal import Refusal
from hall.search import list_items, search_items
from hall.spool import Spool, SpoolFull
from hall.visit import Attendance
from rules.blocks import Document
from rules.items import Item
from rules.receipt import ITEM_GUIDE, MATERIAL_LIST, item_guide, material_list
from rules.settings import Settings
from wire.calls import Call
from wire.endpoint import Endpoint
from wire.loop import Loop
from wire.messages import Answer, DocumentReady, GetItem, ItemDetail, ListItems, PrepareDocument, SearchItems
from wire.values import Act, Role

log = logging.getLogger("guide")

_LARGEST = 16 * 1024
"""Bytes of a question."""
VISIT_CPU_S = 60
"""CPU seconds for one visit, from its first question on: some thousand searches. A renderer that was taken over and
never stops asking, or a search that runs away, ends with the process; a new one answers who still asks."""
_DOCUMENTS: dict[str, Callable[[Item], Document]] = {MATERIAL_LIST: material_list, ITEM_GUIDE: item_guide}


class Guide:
    """Answers by the catalogue. No bus in here."""

    def __init__(self, files: tuple[Path, ...], write: Callable[[Document], None]) -> None:
        """`write` puts a document into the visit's spool. Of `files` the first that can be used is the catalogue; it is
        opened when it is first needed.
        """
        self._files = files
        self._write = write
        self._catalogue: Catalogue | None = None
        self._opened_as = 0

    def answer(self, ask: object) -> Answer:
        """The answer to one of the guide's asks. Raises `Refusal`."""
        try:
            match ask:
                case ListItems():
                    return list_items(
                        self._opened(), ask.audience, ask.category, ask.department, ask.page, ask.page_size)
                case SearchItems():
                    return search_items(self._opened(), ask.audience, ask.words, ask.page, ask.page_size)
                case GetItem():
                    return ItemDetail(record=msgspec.to_builtins(self._item(ask.item)))
                case PrepareDocument():
                    return self._prepared(ask)
                case _:
                    raise TypeError(type(ask).__name__)
        except CatalogueError as error:
            self.close()
            if len(self._files) > 1:
                log.error("the hall's edition of the catalogue is passed over: %s", error)
                self._files = self._files[1:]
                return self.answer(ask)
            raise Refusal("catalogue.broken", Act.ENGINEER, str(error)) from None

    def begin(self) -> None:
        """A visit begins: from here on one catalogue, the newest that is there now."""
        if self._catalogue is not None and self._opened_as != _file_number(self._files[0]):
            self.close()

    def warm(self) -> None:
        """Read the catalogue's lists before anybody asks. One that is broken is told to who asks first."""
        try:
            self._opened().index.listed
        except CatalogueError:
            self.close()

    def close(self) -> None:
        """Close the catalogue; the next question opens it again."""
        catalogue, self._catalogue = self._catalogue, None
        if catalogue is not None:
            catalogue.close()

    def _opened(self) -> Catalogue:
        if self._catalogue is None:
            self._opened_as = _file_number(self._files[0])
            self._catalogue = open_first(self._files)
        return self._catalogue

    def _item(self, key: str) -> Item:
        item = self._opened().item(key)
        if item is None:
            raise Refusal("item.not_found", Act.NOBODY, key)
        return item

    def _prepared(self, ask: PrepareDocument) -> DocumentReady:
        build = _DOCUMENTS.get(ask.kind)
        if build is None:
            raise Refusal("document.not_found", Act.NOBODY, f"{ask.kind}: known are {', '.join(sorted(_DOCUMENTS))}")
        document = build(self._item(ask.item))
        try:
            self._write(document)
        except SpoolFull as error:
            raise Refusal("document.not_found", Act.STAFF, str(error)) from None
        return DocumentReady(kind=document.kind, number=document.number)


def _file_number(file: Path) -> int:
    """By which a file that was put in another's place is told from it; 0 where there is none."""
    try:
        return file.stat().st_ino
    except OSError:
        return 0


class Service:
    """The guide on its bus."""

    def __init__(self, settings: Settings, guide: Guide) -> None:
        self._guide = guide
        self._loop = Loop()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        runtime = settings.paths.runtime
        self._attendance = Attendance(
            self._loop, self._context, f"ipc://{runtime}/hall.sock", Role.GUIDE, self._loop.stop)
        self._endpoint = Endpoint(
            self._loop, self._context, f"ipc://{runtime}/guide.sock",
            roles={Role.UI: user_number(settings.users.ui, "ui")},
            handlers=dict.fromkeys((ListItems, SearchItems, GetItem, PrepareDocument), self._serve), max_frame=_LARGEST,
        )

    def run(self) -> None:
        """Serve until this process must go."""
        serve(self._loop)
        self._endpoint.close()
        self._attendance.close()
        self._context.term()
        self._guide.close()
        self._loop.close()

    def _serve(self, call: Call) -> None:
        if not self._attendance.holding:
            _limit_work()
            self._guide.begin()
        self._attendance.holding = True
        try:
            answer = self._guide.answer(call.ask)
        except Refusal as refusal:
            refusal.tell(log)
            call.fail(refusal.failure)
            return
        call.complete(answer)


def _limit_work() -> None:
    """Let the kernel end this process when it has worked for `VISIT_CPU_S` more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime) + VISIT_CPU_S
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main(arguments_given: Sequence[str]) -> int:
    """Run the guide. Exit status 0 at a visit's end."""
    file = arguments("hall.guide", "answers what the catalogue knows").parse_args(arguments_given).config

    def body() -> int:
        settings = read_settings(file)
        Service(settings, Guide(candidates(settings), Spool(Path(settings.paths.runtime)).write)).run()
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
