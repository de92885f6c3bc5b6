"""Setup makes what is missing, and nothing twice."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launch.progress import Progress, StepFailed, tail
from launch.provision import Step, in_turn


@dataclass
class Workshop:
    """A step that copies a file in upper case, and how often it was made."""

    folder: Path
    made: int = 0
    said: io.StringIO = field(default_factory=io.StringIO)

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def result(self) -> Path:
        return self.folder / "result"

    def step(self) -> Step:
        return Step("the copy", "copy", self.source.read_bytes, self.result.is_file, self.make)

    def make(self, progress: Progress) -> None:
        self.made += 1
        self.result.write_text(self.source.read_text(encoding="utf-8").upper(), encoding="utf-8")

    def bring(self) -> None:
        in_turn([self.step()], self.folder / "stamps", self.progress(), first=1, total=1)

    def progress(self) -> Progress:
        return Progress(self.folder / "logs", {"PATH": "/usr/bin:/bin"}, self.said)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    shop = Workshop(tmp_path)
    shop.source.write_text("one", encoding="utf-8")
    return shop


def test_what_stands_is_not_made_again(workshop: Workshop) -> None:
    workshop.bring()
    workshop.bring()
    assert workshop.made == 1
    assert workshop.said.getvalue().count("[1/1] the copy") == 1


def test_a_changed_source_is_made_anew(workshop: Workshop) -> None:
    workshop.bring()
    workshop.source.write_text("two", encoding="utf-8")
    workshop.bring()
    assert workshop.result.read_text(encoding="utf-8") == "TWO"


def test_a_lost_result_is_made_anew(workshop: Workshop) -> None:
    workshop.bring()
    workshop.result.unlink()
    workshop.bring()
    assert workshop.made == 2


def test_what_failed_is_tried_again(workshop: Workshop) -> None:
    workshop.bring()
    content = workshop.source.read_bytes()
    workshop.source.write_bytes(b"\xff is no text")
    with pytest.raises(UnicodeDecodeError):
        workshop.bring()
    workshop.source.write_bytes(content)
    workshop.bring()
    assert workshop.made == 3


def test_a_failing_command_keeps_what_it_said(workshop: Workshop) -> None:
    with pytest.raises(StepFailed, match="ended with 3. Look at the printer.") as failure:
        workshop.progress().run("noise", ["sh", "-c", "echo paper is out; exit 3"], "Look at the printer.")
    assert failure.value.log is not None
    assert tail(failure.value.log)[-1] == "paper is out"


def test_a_missing_program_is_said(workshop: Workshop) -> None:
    with pytest.raises(StepFailed, match="no-such-program cannot be run"):
        workshop.progress().run("none", ["no-such-program"], "Install it.")
