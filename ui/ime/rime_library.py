"""librime through ctypes: the functions the input engine needs, and none that could learn or write.

librime hands out one table of function pointers, ``rime_get_api()``, which later versions only append to: an
int with the table's size, padding, then the pointers in the order of ``rime_api.h``. Debian 12 (1.8.5) and
Debian 13 (1.13.1) share the soname and the first 88 pointers; Debian 13 exports no other symbol. Structs
that carry ``data_size`` hold their size less that field's own four bytes, and a field beyond it is not
looked at.
"""

import ctypes
import sysconfig
from collections.abc import Sequence
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_size_t, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SONAME = "librime.so.1"
PLUGIN = Path("/usr/lib") / str(sysconfig.get_config_var("MULTIARCH")) / "rime-plugins" / "librime-octagram.so"
PLUGIN_MODULE = "octagram"
EDGE = "|"
"""Stands at both ends of every text in the dictionary, so that octagram, which sees characters and no words, tells the
word 办 from the beginning of 办事. No other side of this binding ever sees it."""
FIRST_POINTER = 8
POINTER_BYTES = 8


class LibraryError(Exception):
    """librime is not there, or not one this binding knows; the message says which package to install."""


class _Traits(Structure):
    _fields_ = [("data_size", c_int), ("shared_data_dir", c_char_p), ("user_data_dir", c_char_p),
                ("distribution_name", c_char_p), ("distribution_code_name", c_char_p),
                ("distribution_version", c_char_p), ("app_name", c_char_p), ("modules", POINTER(c_char_p)),
                ("min_log_level", c_int), ("log_dir", c_char_p), ("prebuilt_data_dir", c_char_p),
                ("staging_dir", c_char_p)]


class _Composition(Structure):
    _fields_ = [("length", c_int), ("cursor_pos", c_int), ("sel_start", c_int), ("sel_end", c_int),
                ("preedit", c_char_p)]


class _Candidate(Structure):
    _fields_ = [("text", c_char_p), ("comment", c_char_p), ("reserved", c_void_p)]


class _Menu(Structure):
    _fields_ = [("page_size", c_int), ("page_no", c_int), ("is_last_page", c_int),
                ("highlighted_candidate_index", c_int), ("num_candidates", c_int),
                ("candidates", POINTER(_Candidate)), ("select_keys", c_char_p)]


class _Context(Structure):
    _fields_ = [("data_size", c_int), ("composition", _Composition), ("menu", _Menu),
                ("commit_text_preview", c_char_p), ("select_labels", POINTER(c_char_p))]


class _Commit(Structure):
    _fields_ = [("data_size", c_int), ("text", c_char_p)]


class _CandidateIterator(Structure):
    _fields_ = [("ptr", c_void_p), ("index", c_int), ("candidate", _Candidate)]


SESSION = c_size_t
# name: (place in the table, result, arguments)
FUNCTIONS: dict[str, tuple[int, Any, tuple[Any, ...]]] = {
    "setup": (0, None, (POINTER(_Traits),)),
    "initialize": (2, None, (POINTER(_Traits),)),
    "create_session": (13, SESSION, ()),
    "destroy_session": (15, c_int, (SESSION,)),
    "process_key": (18, c_int, (SESSION, c_int, c_int)),
    "clear_composition": (20, None, (SESSION,)),
    "get_commit": (21, c_int, (SESSION, POINTER(_Commit))),
    "free_commit": (22, c_int, (POINTER(_Commit),)),
    "get_context": (23, c_int, (SESSION, POINTER(_Context))),
    "free_context": (24, c_int, (POINTER(_Context),)),
    "select_schema": (34, c_int, (SESSION, c_char_p)),
    "get_input": (69, c_char_p, (SESSION,)),
    "get_caret_pos": (70, c_size_t, (SESSION,)),
    "select_candidate": (71, c_int, (SESSION, c_size_t)),
    "get_version": (72, c_char_p, ()),
    "set_caret_pos": (73, None, (SESSION, c_size_t)),
    "candidate_list_next": (76, c_int, (POINTER(_CandidateIterator),)),
    "candidate_list_end": (77, None, (POINTER(_CandidateIterator),)),
    "candidate_list_from_index": (79, c_int, (SESSION, POINTER(_CandidateIterator), c_int)),
}


@dataclass(frozen=True, slots=True)
class RawPreedit:
    """What librime shows in place of the input; positions count characters of ``text``.

    From ``start`` to ``end`` is the part the candidates stand for: before it is what has been chosen already.
    """

    text: str
    start: int
    end: int
    cursor: int


@dataclass(frozen=True, slots=True)
class Directories:
    """Where librime reads (``shared``, ``built``) and where its log of errors may go (``log``)."""

    shared: str
    built: str
    log: str


def edged(word: str) -> str:
    """A word as the dictionary and the language model write it."""
    return f"{EDGE}{word}{EDGE}"


def _plain(raw: bytes) -> str:
    return raw.decode("utf-8", "ignore").replace(EDGE, "")


def _sized(kind: type[Any]) -> Any:
    value = kind()
    value.data_size = ctypes.sizeof(kind) - ctypes.sizeof(c_int)
    return value


class RimeLibrary:
    """librime, loaded and set up once in a process. Not thread-safe: one thread calls it.

    ``set_up`` must be the first call. Nothing here starts librime's maintenance, so no thread is started and
    the process may fork afterwards.
    """

    def __init__(self, soname: str = SONAME, plugin: Path = PLUGIN) -> None:
        """Load the library and its plugin for sentences. Raises LibraryError."""
        try:
            library = ctypes.CDLL(soname)
            get_api = library.rime_get_api
        except (OSError, AttributeError) as error:
            raise LibraryError(f"The pinyin engine cannot be loaded ({error}). Install it with: "
                               "apt-get install librime1 (Debian 12) or librime1t64 (Debian 13)") from None
        get_api.restype = c_void_p
        table = get_api()
        size = c_int.from_address(table).value + ctypes.sizeof(c_int)
        self._functions: dict[str, Any] = {}
        for name, (place, result, arguments) in FUNCTIONS.items():
            offset = FIRST_POINTER + place * POINTER_BYTES
            address = c_void_p.from_address(table + offset).value if offset + POINTER_BYTES <= size else None
            if not address:
                raise LibraryError(f"{soname} has no {name}: it is older than librime 1.5. "
                                   "Install librime1 of Debian 12 or librime1t64 of Debian 13.")
            self._functions[name] = ctypes.CFUNCTYPE(result, *arguments)(address)
        self._kept_alive: Any = None
        try:
            # its initialiser makes the module known to librime, by name
            ctypes.CDLL(str(plugin))
        except OSError as error:
            raise LibraryError(f"The pinyin engine's {plugin.name} cannot be loaded ({error}). Install it with: "
                               "apt-get install librime-plugin-octagram") from None

    def _call(self, name: str, *arguments: Any) -> Any:
        return self._functions[name](*arguments)

    def set_up(self, directories: Directories, application: str, modules: Sequence[str]) -> None:
        """Tell librime where its files are and load its modules; only fatal messages are logged."""
        traits = _sized(_Traits)
        loaded = (*modules, PLUGIN_MODULE)
        names = (c_char_p * (len(loaded) + 1))(*[name.encode() for name in loaded], None)
        traits.shared_data_dir = directories.shared.encode()
        traits.user_data_dir = directories.built.encode()
        traits.prebuilt_data_dir = directories.built.encode()
        traits.staging_dir = directories.built.encode()
        traits.log_dir = directories.log.encode()
        traits.distribution_name = traits.distribution_code_name = application.encode()
        traits.distribution_version = b"1"
        traits.app_name = f"rime.{application}".encode()
        traits.modules = ctypes.cast(names, POINTER(c_char_p))
        traits.min_log_level = 3
        self._kept_alive = (traits, names)
        self._call("setup", byref(traits))
        self._call("initialize", byref(traits))

    def version(self) -> str:
        """librime's own version, such as ``1.8.5``."""
        return str(self._call("get_version").decode())

    def create_session(self) -> int:
        """A new session's number; 0 when librime cannot make one."""
        return int(self._call("create_session"))

    def destroy_session(self, session: int) -> None:
        """End a session; one that is gone already is left alone."""
        self._call("destroy_session", session)

    def select_schema(self, session: int, schema: str) -> bool:
        """Make the session use a schema of the built directory."""
        return bool(self._call("select_schema", session, schema.encode()))

    def process_key(self, session: int, keysym: int) -> bool:
        """Press one key, given as an X keysym; False when the schema has no use for it."""
        return bool(self._call("process_key", session, keysym, 0))

    def clear_composition(self, session: int) -> None:
        """Drop what is being composed."""
        self._call("clear_composition", session)

    def take_commit(self, session: int) -> str:
        """What has been finished since the last call; librime forgets it with this call."""
        commit = _sized(_Commit)
        if not self._call("get_commit", session, byref(commit)):
            return ""
        text = _plain(commit.text)
        self._call("free_commit", byref(commit))
        return text

    def preedit(self, session: int) -> RawPreedit:
        """What stands in place of the input; all empty when nothing is being composed."""
        context = _sized(_Context)
        if not self._call("get_context", session, byref(context)):
            return RawPreedit("", 0, 0, 0)
        composition = context.composition
        raw = composition.preedit or b""
        start, end, cursor = (len(_plain(raw[:position])) for position in
                              (composition.sel_start, composition.sel_end, composition.cursor_pos))
        self._call("free_context", byref(context))
        return RawPreedit(_plain(raw), start, end, cursor)

    def input(self, session: int) -> str:
        """The keys as pressed."""
        raw = self._call("get_input", session)
        return raw.decode("ascii") if raw else ""

    def caret(self, session: int) -> int:
        """The caret's place among the keys pressed."""
        return int(self._call("get_caret_pos", session))

    def set_caret(self, session: int, position: int) -> None:
        """Put the caret among the keys pressed; 0 is before the first."""
        self._call("set_caret_pos", session, position)

    def select_candidate(self, session: int, index: int) -> bool:
        """Choose a candidate, counted from the first of all; False when there is no such."""
        return bool(self._call("select_candidate", session, index))

    def comment(self, session: int, index: int) -> str:
        """What librime remarks on a candidate, such as how it is read; empty where it says nothing."""
        iterator = _CandidateIterator()
        if not self._call("candidate_list_from_index", session, byref(iterator), index):
            return ""
        found = self._call("candidate_list_next", byref(iterator)) and iterator.candidate.comment
        comment = str(found.decode("utf-8")) if found else ""
        self._call("candidate_list_end", byref(iterator))
        return comment

    def candidates(self, session: int, start: int, count: int) -> tuple[str, ...]:
        """At most ``count`` candidates from ``start`` on; librime works out no more than these."""
        iterator = _CandidateIterator()
        found: list[str] = []
        if count <= 0 or not self._call("candidate_list_from_index", session, byref(iterator), start):
            return ()
        while len(found) < count and self._call("candidate_list_next", byref(iterator)):
            found.append(_plain(iterator.candidate.text))
        self._call("candidate_list_end", byref(iterator))
        return tuple(found)
