"""YAML nodes into typed values, every problem with its file and line. Nothing is guessed, nothing is constructed.

The types are msgspec Structs: their field names, kinds and limits are read from `msgspec.inspect`, so that a limit
stands once, in the contract. All problems of a file are collected; a value with a problem reads as `None`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import inspect

LARGEST_FILE = 256 * 1024
DEEPEST = 12

_S = TypeVar("_S", bound=msgspec.Struct)
_STR = "tag:yaml.org,2002:str"
_BOOL = "tag:yaml.org,2002:bool"
_INT = "tag:yaml.org,2002:int"


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong in a source file and what to write instead."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class Reader:
    """Reads nodes of any number of files and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def at(self, node: yaml.Node, sentence: str) -> None:
        """Keep a problem where `node` stands."""
        self.problems.append(Problem(node.start_mark.name, node.start_mark.line + 1, sentence))

    def compose(self, content: bytes, file: str) -> yaml.MappingNode | None:
        """The one mapping that a file holds, or None after keeping the problem."""
        try:
            return _composed(content, file)
        except _Broken as broken:
            self.problems.append(Problem(file, broken.line, broken.sentence))
            return None

    def pairs(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]] | None:
        """A mapping's key and value nodes by key; a key written twice is a problem."""
        if not isinstance(node, yaml.MappingNode):
            self.at(node, f"{what} must be `key: value` lines")
            return None
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != _STR:
                self.at(key, f"a key in {what} must be text; put it in quotes")
                return None
            if key.value in found:
                first = found[key.value][0].start_mark.line + 1
                self.at(key, f"`{key.value}` is written twice in {what}, first in line {first}; keep one")
            found[key.value] = (key, value)
        return found

    def struct(self, node: yaml.Node, cls: type[_S], what: str) -> _S | None:
        """A mapping as a `cls`: unknown and missing keys are problems, every value is checked."""
        pairs = self.pairs(node, what)
        if pairs is None:
            return None
        info = inspect.type_info(cls)
        assert isinstance(info, inspect.StructType)
        known = {field.name: field for field in info.fields}
        good = True
        for key, (key_node, _) in pairs.items():
            if key not in known:
                self.at(key_node, f"unknown key `{key}` in {what}; {_instead(key, known)}")
                good = False
        values: dict[str, Any] = {}
        for name, field in known.items():
            if name in pairs:
                values[name] = self.value(pairs[name][1], field.type, f"`{name}`")
                good = good and values[name] is not None
            elif field.required:
                self.at(node, f"`{name}` is missing in {what}; write `{name}: {_example(field.type)}`")
                good = False
        return cls(**values) if good else None

    def value(self, node: yaml.Node, wanted: inspect.Type, what: str) -> Any:
        """One value of the type `wanted`, or None after keeping the problem."""
        if isinstance(wanted, inspect.UnionType):
            wanted = next(kind for kind in wanted.types if not isinstance(kind, inspect.NoneType))
        if isinstance(wanted, inspect.StructType):
            return self.struct(node, wanted.cls, what)
        if isinstance(wanted, inspect.VarTupleType):
            return self._tuple(node, wanted, what)
        if isinstance(wanted, inspect.DictType):
            return self._dict(node, wanted, what)
        if not isinstance(node, yaml.ScalarNode):
            self.at(node, f"{what} must be {_example(wanted)}, not a list or a mapping")
            return None
        if isinstance(wanted, inspect.StrType):
            return self._text(node, node.value, wanted, what)
        if isinstance(wanted, inspect.EnumType):
            return self._enum(node, wanted, what)
        if isinstance(wanted, inspect.BoolType):
            if node.tag == _BOOL and node.value in ("true", "false"):
                return bool(node.value == "true")
            self.at(node, f"{what} must be true or false, not `{node.value}`")
            return None
        assert isinstance(wanted, inspect.IntType), f"no reader for {wanted}"
        return self._number(node, wanted, what)

    def _tuple(self, node: yaml.Node, wanted: inspect.VarTupleType, what: str) -> tuple[Any, ...] | None:
        """A sequence; of texts also a block of lines, or one line."""
        values: list[Any]
        if isinstance(node, yaml.ScalarNode) and isinstance(wanted.item_type, inspect.StrType):
            lines = [line for line in node.value.splitlines() if line.strip()] or [""]
            values = [self._text(node, line, wanted.item_type, what) for line in lines]
        elif isinstance(node, yaml.SequenceNode):
            values = [
                self.value(entry, wanted.item_type, f"{what}, entry {number},")
                for number, entry in enumerate(node.value, start=1)
            ]
        else:
            self.at(node, f"{what} must be a list, one `- entry` a line")
            return None
        if any(value is None for value in values) or not self._fits(node, len(values), wanted, what):
            return None
        return tuple(values)

    def _dict(self, node: yaml.Node, wanted: inspect.DictType, what: str) -> dict[str, Any] | None:
        pairs = self.pairs(node, what)
        if pairs is None:
            return None
        assert isinstance(wanted.key_type, inspect.StrType)
        values: dict[str, Any] = {}
        for key, (key_node, value_node) in pairs.items():
            name = self._text(key_node, key, wanted.key_type, f"the key `{key}` in {what}")
            value = self.value(value_node, wanted.value_type, f"`{key}` in {what}")
            if name is None or value is None:
                return None
            values[name] = value
        return values if self._fits(node, len(values), wanted, what) else None

    def _fits(
        self, node: yaml.Node, entries: int, wanted: inspect.VarTupleType | inspect.DictType, what: str
    ) -> bool:
        low, high = wanted.min_length or 0, wanted.max_length
        if low <= entries <= (entries if high is None else high):
            return True
        self.at(node, f"{what} has {entries} entries; from {low} to {high} fit")
        return False

    def _text(self, node: yaml.Node, text: str, wanted: inspect.StrType, what: str) -> str | None:
        text = text.strip()
        if node.tag != _STR:
            self.at(node, f"{what} must be text; put it in quotes: '{text}'")
        elif any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") for character in text):
            self.at(node, f"{what} has a line break or an invisible character; write one line of plain text")
        elif not text or len(text) < (wanted.min_length or 0):
            self.at(node, f"{what} is empty; write a text, or leave the key out where it may be left out")
        elif wanted.max_length is not None and len(text) > wanted.max_length:
            over = len(text) - wanted.max_length
            self.at(node, f"{what} has {len(text)} characters; at most {wanted.max_length} fit, cut {over}")
        elif wanted.pattern is not None and not re.search(wanted.pattern, text):
            self.at(node, f"{what} is `{text}`; write small letters a-z, digits, dots and dashes ({wanted.pattern})")
        else:
            return text
        return None

    def _enum(self, node: yaml.ScalarNode, wanted: inspect.EnumType, what: str) -> Any:
        known = [str(member.value) for member in wanted.cls]
        if node.value in known:
            return wanted.cls(node.value)
        self.at(node, f"{what} is `{node.value}`; {_instead(node.value, known)}")
        return None

    def _number(self, node: yaml.ScalarNode, wanted: inspect.IntType, what: str) -> int | None:
        low, high = wanted.ge, wanted.le
        if node.tag == _INT and re.fullmatch(r"0|-?[1-9][0-9]{0,8}", node.value):
            number = int(node.value)
            if (low is None or number >= low) and (high is None or number <= high):
                return number
        self.at(node, f"{what} must be a whole number from {low} to {high}, not `{node.value}`")
        return None


class _Broken(Exception):
    """A file that cannot be read as a whole."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def _composed(content: bytes, file: str) -> yaml.MappingNode:
    if len(content) > LARGEST_FILE:
        raise _Broken(1, f"is larger than {LARGEST_FILE // 1024} KiB; split it or shorten its texts")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Broken(line, "is not UTF-8 here; save the file as UTF-8") from None
    try:
        _refuse_huge(text)
        loader = yaml.SafeLoader(text)
        loader.name = file
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "is not YAML"
        raise _Broken(mark.line + 1 if mark else 1, f"{said}; check indentation, colons and quotes") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _Broken(line, f"has the character U+{ord(text[error.position]):04X}; remove it") from None
    if not isinstance(node, yaml.MappingNode):
        raise _Broken(1, "must hold `key: value` lines")
    return node


def _refuse_huge(text: str) -> None:
    """Refuses what could make a small file a huge tree, before any tree is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise _Broken(line, "has an alias (*name), not used here; write the text out, or put it in shared.yaml")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _Broken(line, f"is nested deeper than {DEEPEST}; nothing here needs that")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _instead(wrong: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(wrong, names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(names)}"


def _example(wanted: inspect.Type) -> str:
    if isinstance(wanted, inspect.BoolType):
        return "true or false"
    if isinstance(wanted, inspect.EnumType):
        return " or ".join(str(member.value) for member in wanted.cls)
    if isinstance(wanted, inspect.IntType):
        return "a whole number"
    return "a text"
