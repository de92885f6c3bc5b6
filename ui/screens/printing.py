"""What screens that print share: how far a print is, and what went wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from ui.stage import Stage
from wire.messages import DocumentReady, Printed
from wire.values import Failure


STARTED_BEFORE = "print.started_before"


class PrintState(Enum):
    """How far a print is. UNKNOWN: the printer did not say whether paper came out."""

    NOT_ASKED = auto()
    RUNNING = auto()
    PRINTED = auto()
    UNKNOWN = auto()
    FAILED = auto()


class Printing:
    """One document's print, as often as it is asked for."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.state = PrintState.NOT_ASKED
        self.failure: Failure | None = None
        self._printed: Callable[[], None] | None = None

    @property
    def running(self) -> bool:
        """Whether the answer is still to come."""
        return self.state is PrintState.RUNNING

    def start(self, kind: str, number: str, printed: Callable[[], None] | None = None, copy: bool = False) -> None:
        """Print a document that stands in the spool; nothing happens while one is printed. `printed` is called when
        the printer says that it is out. `copy`: a finger asked for it, so if it was printed before, once more."""
        if not self.running:
            self._begin()
            self._printed = printed
            self._print(kind, number, copy)

    def start_about(self, kind: str, item: str) -> None:
        """Have a document about an item written, then print it."""
        if not self.running:
            self._begin()
            self._printed = None
            self._stage.services.prepare_document(kind, item, self._ready)

    def _begin(self) -> None:
        self.state, self.failure = PrintState.RUNNING, None

    def _ready(self, result: DocumentReady | Failure) -> None:
        if isinstance(result, Failure):
            self._ended(result)
        else:
            self._print(result.kind, result.number, False)

    def _print(self, kind: str, number: str, copy: bool) -> None:
        self._stage.services.print_document(kind, number, self._ended, copy)

    def _ended(self, result: Printed | Failure) -> None:
        if isinstance(result, Failure) and result.code == STARTED_BEFORE:
            # nobody knows what became of that print, or somebody took it: the screen offers a copy
            self.state = PrintState.UNKNOWN
        elif isinstance(result, Failure):
            self.state, self.failure = PrintState.FAILED, result
        else:
            self.state = PrintState.PRINTED if result.confirmed else PrintState.UNKNOWN
            if result.confirmed and self._printed is not None:
                self._printed()
