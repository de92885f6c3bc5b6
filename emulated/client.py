"""The near end of the control socket, and a desk as a child process for programs and tests that want one."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

LARGEST_ANSWER = 16 * 1024 * 1024


class DeskGone(OSError):
    """No desk answers there."""


class DeskRefused(ValueError):
    """The desk did not do it; the text is the desk's own."""


class DeskClient:
    """Asks the desk in ``directory``. One connection a question, so it can be kept for as long as one likes."""

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self.directory = Path(directory)

    def places(self) -> dict[str, str]:
        """What stands in desk.json: usb, gpio, barcode, escl, printed, control. Raises :class:`DeskGone`."""
        try:
            places: dict[str, str] = json.loads((self.directory / "desk.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DeskGone(f"no desk is running in {self.directory}; start one with: "
                           f"python -m emulated.desk --dir {self.directory}") from error
        return places

    def ask(self, verb: str, **fields: object) -> dict[str, object]:
        """Do a verb and return the answer's fields.

        Raises :class:`DeskRefused` when the desk says no, :class:`DeskGone` when nobody answers.
        """
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.connect(str(self.directory / "desk.sock"))
                connection.sendall(json.dumps({**fields, "do": verb}).encode() + b"\n")
                with connection.makefile("rb") as answers:
                    line = answers.readline(LARGEST_ANSWER)
            answer: dict[str, object] = json.loads(line)
        except (OSError, ValueError) as error:
            raise DeskGone(f"the desk in {self.directory} does not answer ({error}); start one with: "
                           f"python -m emulated.desk --dir {self.directory}") from error
        if not answer.pop("ok", False):
            raise DeskRefused(str(answer.get("error", "the desk gave no reason")))
        return answer


class StartedDesk(DeskClient):
    """A desk of one's own: starts the process, is ready when constructed, and ends it on :meth:`close`.

    The process also ends by itself when its starter dies, however that happens.
    """

    def __init__(self, directory: str | os.PathLike[str], *arguments: str) -> None:
        super().__init__(directory)
        command = [sys.executable, "-m", "emulated.desk", "--dir", str(self.directory), "--until-input-ends"]
        self._process = subprocess.Popen([*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         cwd=Path(__file__).resolve().parents[1])
        assert self._process.stdout is not None
        if self._process.stdout.readline() != b"ready\n":
            self.close()
            raise DeskGone(f"the desk could not start in {self.directory}; its reason is on standard error")

    def close(self) -> None:
        """End the process. Idempotent."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(timeout=60)

    def __enter__(self) -> "StartedDesk":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.close()
