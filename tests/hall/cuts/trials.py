"""One trial a step: a submission, delivery, taking-in or renewal that is broken off there, and what is found then."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from hall.catalogue.files import find_item, renewed
from hall.catalogue.writing import write
from hall.client import HallClient
from hall.courier import Courier
from hall.envelopes import parse
from hall.outbox import Outbox
from hall.renewal import Renewal
from hall.sealer import Sealer
from hall.server.__main__ import main as serve
from hall.server.place import keys_folder, open_bodies, open_database, open_store
from hall.server.upgrade import bringing
from hall.spool import Spool
from rules.progress import ApplicationState
from tests.hall.cuts.armed import NEVER, cut, ended, start
from tests.hall.surroundings import ITEM, PAGES, SUBMIT, Surroundings, content

_STATES = [ApplicationState.SUBMITTED, ApplicationState.RECEIVED]
_ANSWER = 64
_NEWER = "居民身份证换领"


class Trials:
    """A kiosk and its hall, and how often what was answered for was lost or was there twice."""

    def __init__(self, kiosk: Surroundings, page: bytes) -> None:
        """`page` is what each submission's pages hold."""
        self.kills = 0
        self.lost: list[str] = []
        self.doubled: list[str] = []
        self._kiosk = kiosk
        self._shadow = kiosk.folder / "shadow"
        self._page = page
        self._now = 2_000_000_000.0
        self._sealed: dict[str, bytes] = {}
        kiosk.fill_spool()
        for token in PAGES:
            (kiosk.runtime / "visit" / "pages" / f"{token}.jpg").write_bytes(page)

    def submissions(self, power: bool) -> Iterator[int]:
        """The sealer, killed at every step (`power`: with a cut); yields the step."""
        for step in range(1, NEVER):
            if self._submission(step, power):
                return
            self.kills += 1
            yield step

    def deliveries(self, power: bool) -> Iterator[int]:
        """The courier, while the hall goes on."""
        self._fresh_hall()
        with self._hall():
            for step in range(1, NEVER):
                number = self._put(step)
                pid = start(self._kiosk.outbox_folder, self._shadow, step, self._bring)
                whole = ended(pid)
                if power:
                    cut(self._kiosk.outbox_folder, self._shadow)
                self._bring_all()
                self._judge(number)
                if whole:
                    return
                self.kills += 1
                yield step

    def arrivals(self, power: bool) -> Iterator[int]:
        """The hall server, from its start until it has answered, while the courier goes on."""
        for step in range(1, NEVER):
            self._fresh_hall()
            number = self._put(step)
            with self._hall(step) as pid:
                killed = self._bring_until_killed(pid)
            if power:
                cut(keys_folder(self._kiosk.settings), self._shadow)
            with self._hall():
                self._bring_all()
            self._judge(number)
            if not killed:
                return
            self.kills += 1
            yield step

    def _submission(self, step: int, power: bool) -> bool:
        shutil.rmtree(self._kiosk.outbox_folder, ignore_errors=True)
        self._kiosk.outbox_folder.mkdir()
        reading, writing = os.pipe()
        pid = start(self._kiosk.outbox_folder, self._shadow, step,
                    lambda: self._hand_in(writing))
        os.close(writing)
        whole = ended(pid)
        answered = os.read(reading, _ANSWER).decode()
        os.close(reading)
        if power:
            cut(self._kiosk.outbox_folder, self._shadow)
        with closing(self._sealer()) as sealer:
            again = sealer.submit(SUBMIT).number
        kept = self._kiosk.waiting()
        if again not in kept or answered not in ("", again):
            self.lost.append(answered or again)
        if len(kept) != 1:
            self.doubled.append(again)
        with Outbox(self._kiosk.outbox_folder) as outbox:
            # raises where it is not whole
            parse(outbox.read(again))
        return whole

    def _sealer(self) -> Sealer:
        for document in (self._kiosk.runtime / "visit" / "documents").iterdir():
            document.unlink()
        settings = self._kiosk.settings
        return Sealer(settings, Spool(Path(settings.paths.runtime)).write, datetime.now)

    def _hand_in(self, answer: int) -> None:
        """As the sealer's process does; what it answers goes into a pipe."""
        with closing(self._sealer()) as sealer:
            taken = sealer.submit(SUBMIT)
            taken.tell(False)
            os.write(answer, taken.number.encode())

    def _put(self, sequence: int) -> str:
        """One envelope in an outbox that has nothing else."""
        shutil.rmtree(self._kiosk.outbox_folder, ignore_errors=True)
        number = self._kiosk.put(sequence, page=self._page)
        with Outbox(self._kiosk.outbox_folder) as outbox:
            self._sealed[number] = parse(outbox.read(number)).body
        return number

    def renewals(self, power: bool) -> Iterator[int]:
        """The gateway's renewal of the catalogue: the old one or the new one is there, and the next try has the new."""
        self._fresh_hall()
        other = self._kiosk.folder / "other.sqlite"
        folder = renewed(self._kiosk.settings).parent
        write(content((msgspec.structs.replace(ITEM, title=_NEWER),)), other)
        published = self._kiosk.run("hall.server.publish", str(other))
        assert published.returncode == 0, published.stderr
        with self._hall():
            for step in range(1, NEVER):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                whole = ended(start(folder, self._shadow, step, self._renew))
                if power:
                    cut(folder, self._shadow)
                item = find_item(self._kiosk.settings, ITEM.key)
                if item is None or item.title not in (ITEM.title, _NEWER):
                    self.lost.append(f"renewal {step}")
                self._renew()
                item = find_item(self._kiosk.settings, ITEM.key)
                if item is None or item.title != _NEWER:
                    self.lost.append(f"renewal {step}, the next one")
                if whole:
                    return
                self.kills += 1
                yield step

    def _renew(self) -> None:
        """As the gateway does from its start on, while nobody is at the kiosk."""
        with closing(HallClient(self._kiosk.settings.hall.server)) as client:
            renewal = Renewal(self._kiosk.settings, client, lambda: 0.0)
            renewal.tidy()
            renewal.look()
            if renewal.ready:
                renewal.put_in_place()

    def _bring(self) -> None:
        """Bring what is due, once."""
        self._now += 1000.0
        settings = self._kiosk.settings
        with closing(HallClient(settings.hall.server)) as client, Outbox(self._kiosk.outbox_folder) as outbox:
            Courier(outbox, client, settings.kiosk.id, lambda: self._now, random.Random(1)).step()

    def _bring_all(self) -> None:
        for _ in range(20):
            if not self._kiosk.waiting():
                return
            self._bring()

    def _bring_until_killed(self, pid: int) -> bool:
        """Whether the server was killed before the envelope was its."""
        for _ in range(20):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                return True
            if not self._kiosk.waiting():
                return False
            self._bring()
        return False

    def _judge(self, number: str) -> None:
        with closing(open_store(self._kiosk.settings)) as store:
            record, digest = store.record(number), store.digest(number)
            if record is None or digest is None or self._kiosk.waiting():
                self.lost.append(number)
                return
        if [step.state for step in record.steps] != _STATES:
            self.doubled.append(number)
        # raises where it is not there
        if open_bodies(self._kiosk.settings).get(digest) != self._sealed[number]:
            self.lost.append(number)

    def _fresh_hall(self) -> None:
        """The hall as it stands before its first envelope."""
        template = self._kiosk.folder / "template"
        hall = keys_folder(self._kiosk.settings)
        if not template.exists():
            self._kiosk.make_keys()
            open_database(self._kiosk.settings, bringing(open_bodies(self._kiosk.settings))).close()
            shutil.copytree(hall, template)
        shutil.rmtree(hall)
        shutil.copytree(template, hall)
        hall.chmod(0o711)

    @contextmanager
    def _hall(self, steps: int = NEVER) -> Iterator[int]:
        """The hall server in a process of its own, once it answers or has been killed; its pid."""
        settings = self._kiosk.settings
        address = settings.hall.server.removeprefix("unix:")
        Path(address).unlink(missing_ok=True)
        pid = start(keys_folder(settings), self._shadow, steps,
                    lambda: os._exit(serve(["--config", str(self._kiosk.config)])))
        try:
            self._kiosk.until(lambda: _answers(address) or _over(pid))
            yield pid
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as trial:
        return trial.connect_ex(address) == 0


def _over(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
