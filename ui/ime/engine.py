"""The pinyin engine: letters in, candidates out, nothing kept.

One engine a process. It may be loaded in a warm parent that then forks: no thread is running, and the
dictionary is mapped, not copied. librime is not thread-safe: one thread uses the engine.
"""

import json
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ui.ime.characters import FILES as CHARACTER_FILES
from ui.ime.characters import CharacterTables
from ui.ime.predictions import PREDICTIONS_FILE, Predictions
from ui.ime.recogniser import Recogniser
from ui.ime.rime_library import Directories, LibraryError, RimeLibrary

SCHEMA = "citizen_window"
NINE_KEYS_SCHEMA = "citizen_window_nine"
FUZZY = "script_translator@fuzzy"
SCHEMAS = (SCHEMA, NINE_KEYS_SCHEMA)
SYLLABLES = "syllables.txt"
APPLICATION = "citizen-window"
MODULES = ("core", "dict", "gears")
GRAMMAR = f"{SCHEMA}.gram"
MANIFEST = "manifest.json"
SEPARATOR = "'"
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
DIGITS = frozenset("23456789")
BACKSPACE_KEYSYM, DELETE_KEYSYM = 0xFF08, 0xFFFF
LONGEST_INPUT = 64
WARM_UP = "shi"
PIECE = 1 << 18


class EngineError(Exception):
    """The engine cannot start; the message says what is wrong and which command mends it."""


class SegmentKind(Enum):
    """What a part of the preedit is: chosen already, what candidates stand for, or what lies behind the
    caret.
    """

    CHOSEN = "chosen"
    COMPOSING = "composing"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the preedit, to be drawn in one manner."""

    text: str
    kind: SegmentKind


@dataclass(frozen=True, slots=True)
class CompositionState:
    """What there is to draw. ``caret`` counts characters of the whole preedit, 0 before the first."""

    segments: tuple[Segment, ...]
    caret: int
    has_candidates: bool

    @property
    def preedit(self) -> str:
        """The segments as one text."""
        return "".join(segment.text for segment in self.segments)

    @property
    def chosen(self) -> str:
        """What has been chosen of a text whose rest is still pinyin."""
        return "".join(segment.text for segment in self.segments if segment.kind is SegmentKind.CHOSEN)


EMPTY = CompositionState((), 0, False)


class Composition:
    """What one field is composing. Made by ``Engine.compose``; ``close`` gives librime's memory back.

    After ``close`` only ``close`` may be called.
    """

    def __init__(self, library: RimeLibrary, session: int, keys: frozenset[str] = LETTERS) -> None:
        """Take over a session that has its schema; ``keys`` are the characters that schema spells with."""
        self._library = library
        self._session = session
        self._keys = keys

    def press(self, key: str) -> bool:
        """Type one of the schema's keys, or ``'`` between two syllables; False when it is not taken.

        Not taken are a separator where none can stand, and anything after ``LONGEST_INPUT`` keys: no name of
        a service is longer, and the time a key takes grows with what stands before it.
        """
        if key == SEPARATOR:
            entered = self._library.input(self._session)
            caret = self._library.caret(self._session)
            if caret == 0 or entered[caret - 1] == SEPARATOR:
                return False
        elif key not in self._keys:
            return False
        if len(self._library.input(self._session)) >= LONGEST_INPUT:
            return False
        return self._library.process_key(self._session, ord(key))

    def backspace(self) -> bool:
        """Take back the last choice if there is one before the caret, or else the key before it."""
        taken = self._library.process_key(self._session, BACKSPACE_KEYSYM)
        raw = self._library.preedit(self._session)
        if raw.end < raw.cursor:
            # A choice taken back stays highlighted, and only its own part is spelled: moving the caret has
            # librime look at the whole again.
            caret = self._library.caret(self._session)
            self._library.set_caret(self._session, caret - 1)
            self._library.set_caret(self._session, caret)
        return taken

    def select(self, index: int) -> bool:
        """Choose a candidate; when it stands for a part only, the rest goes on being composed."""
        return index >= 0 and self._library.select_candidate(self._session, index)

    def move_caret(self, keys: int) -> bool:
        """Move the caret by so many keys, negative to the left; False when it cannot."""
        position = self._library.caret(self._session) + keys
        if not 0 <= position <= len(self._library.input(self._session)):
            return False
        self._library.set_caret(self._session, position)
        return True

    def clear(self) -> None:
        """Forget what is being composed."""
        self._library.clear_composition(self._session)
        self._library.take_commit(self._session)

    def input(self) -> str:
        """The keys typed, chosen parts included."""
        return self._library.input(self._session)

    def unchosen(self) -> str:
        """The keys typed that no choice stands for yet, separators included."""
        raw = self._library.preedit(self._session)
        shown = raw.text[raw.start:].replace(" ", "")
        return self._library.input(self._session)[-len(shown):] if shown else ""

    def respell(self, skipped: int, count: int, spelling: str) -> bool:
        """Put other keys in place of ``count`` unchosen ones behind ``skipped``; the caret goes to the end.

        False when there are not so many, or a key of ``spelling`` is none of the schema's.
        """
        unchosen = self.unchosen()
        if skipped + count > len(unchosen) or not set(spelling) <= self._keys | {SEPARATOR}:
            return False
        start = len(self._library.input(self._session)) - len(unchosen) + skipped
        self._library.set_caret(self._session, start)
        for _ in range(count):
            self._library.process_key(self._session, DELETE_KEYSYM)
        for key in spelling:
            self._library.process_key(self._session, ord(key))
        self._library.set_caret(self._session, len(self._library.input(self._session)))
        return True

    def reading(self) -> str:
        """How the first candidate is spelled, syllables parted by spaces; empty where the schema does not tell."""
        return self._library.comment(self._session, 0)

    def take_committed(self) -> str:
        """The text that is finished since this was last asked, or an empty one."""
        return self._library.take_commit(self._session)

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """At most ``count`` candidates from ``start`` on, worked out only as far as asked; less means the
        end.
        """
        return self._library.candidates(self._session, max(start, 0), count)

    def state(self) -> CompositionState:
        """What there is to draw now."""
        raw = self._library.preedit(self._session)
        if not raw.text:
            return EMPTY
        parts = ((raw.text[:raw.start], SegmentKind.CHOSEN),
                 (raw.text[raw.start:raw.end], SegmentKind.COMPOSING),
                 (raw.text[raw.end:], SegmentKind.REST))
        return CompositionState(tuple(Segment(text, kind) for text, kind in parts if text), raw.cursor,
                                bool(self.candidates(0, 1)))

    def close(self) -> None:
        """End the session; may be called twice."""
        if self._session:
            self._library.clear_composition(self._session)
            self._library.destroy_session(self._session)
            self._session = 0


def _check_built(built: Path) -> None:
    """Compare the built files with their manifest: librime maps them unseen and would crash on half a file, or on
    one that a failing card or disk gave back as something else.
    """
    remedy = f"Build it with: python -m launch.dictionary --out {built.parent}"
    try:
        marks = json.loads((built / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise EngineError(f"There is no input dictionary in {built}. {remedy}") from None
    needed = {f"{SCHEMA}.table.bin", f"{NINE_KEYS_SCHEMA}.prism.bin", GRAMMAR, SYLLABLES, PREDICTIONS_FILE,
              *CHARACTER_FILES}
    if not isinstance(marks, dict) or not needed <= set(marks):
        raise EngineError(f"{built / MANIFEST} is not the manifest of an input dictionary. {remedy}")
    for name, promised in marks.items():
        file = built / str(name)
        try:
            found = mark(file)
        except (OSError, ValueError) as error:
            raise EngineError(f"The input dictionary's {file} cannot be read ({type(error).__name__}). "
                              f"{remedy}") from None
        if found != promised:
            raise EngineError(f"The input dictionary's {file} is cut short or damaged. {remedy}")


def mark(file: Path) -> list[int]:
    """What a manifest says of a file: its size, and its CRC-32. Raises OSError.

    It is read in pieces: mapped or read whole, it would count as this process's memory.
    """
    found = 0
    with open(file, "rb", buffering=0) as content:
        while piece := content.read(PIECE):
            found = zlib.crc32(piece, found)
    return [file.stat().st_size, found]


class Engine:
    """librime with our schemas, loaded and warm. ``syllables`` are all there are, in the order of the alphabet."""

    def __init__(self, library: RimeLibrary, built: Path, syllables: tuple[str, ...],
                 handwriting: Recogniser | None) -> None:
        """Use a library that is set up; ``Engine.load`` is the way to get one."""
        self._library = library
        self._built = built
        self.syllables = syllables
        self.characters = CharacterTables(built)
        self.predictions = Predictions(built)
        self.handwriting = handwriting

    @classmethod
    def load(cls, shared: Path, built: Path, log: Path, handwriting: Recogniser | None = None) -> "Engine":
        """Load the engine and answer one key, so that the dictionary is mapped and the next key is quick.

        ``shared`` and ``built`` are those that ``launch.dictionary`` made and may be read-only. ``log`` is
        where librime would write should it abort: a directory on tmpfs. Raises EngineError.
        """
        _check_built(built)
        try:
            library = RimeLibrary()
        except LibraryError as error:
            raise EngineError(str(error)) from None
        library.set_up(Directories(str(shared), str(built), str(log)), APPLICATION, MODULES)
        engine = cls(library, built, tuple((built / SYLLABLES).read_text(encoding="utf-8").split()), handwriting)
        for schema in SCHEMAS:
            engine._warm_up(schema)
        return engine

    def _warm_up(self, schema: str) -> None:
        composition = self.compose(schema)
        for letter in WARM_UP:
            composition.press(letter)
        answered = composition.candidates(0, 1)
        composition.close()
        if not answered:
            raise EngineError(f"The input dictionary in {self._built} does not answer. "
                              f"Build it again: python -m launch.dictionary --out {self._built.parent}")

    def version(self) -> str:
        """librime's version, for the technician."""
        return self._library.version()

    def compose(self, schema: str = SCHEMA) -> Composition:
        """Begin a composition. Raises EngineError when librime gives no session."""
        session = self._library.create_session()
        if not session or not self._library.select_schema(session, schema):
            raise EngineError(f"librime cannot use the schema {schema} of {self._built}. "
                              f"Build it again: python -m launch.dictionary --out {self._built.parent}")
        return Composition(self._library, session, LETTERS if schema == SCHEMA else LETTERS | DIGITS)
