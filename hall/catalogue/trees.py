"""What one chooses level by level (省、市、区、街道), as a file under trees/ writes it: names within names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from msgspec import Meta, Struct, inspect

from hall.catalogue.reader import Reader
from rules.items import CASCADE_BETWEEN, DEEPEST_CASCADE, MOST_BRANCHES, Branch, Title

_TITLE = inspect.type_info(Title)


@dataclass(frozen=True)
class Tree:
    """A checked file: what each level is called, and the first level's names with all that is below them."""

    levels: tuple[str, ...]
    branches: tuple[Branch, ...]


class _Levels(Struct, frozen=True, kw_only=True):
    levels: Annotated[tuple[Title, ...], Meta(min_length=2, max_length=DEEPEST_CASCADE)]


def load_trees(reader: Reader, folder: Path) -> dict[str, Tree]:
    """The trees by the names of their files; what is wrong with one is kept by the reader."""
    trees: dict[str, Tree] = {}
    for path in sorted((folder / "trees").glob("*.yaml")):
        node = reader.compose(path.read_bytes(), path.relative_to(folder).as_posix())
        pairs = None if node is None else reader.pairs(node, "a tree")
        if node is None or pairs is None:
            continue
        rest = yaml.MappingNode(node.tag, [pair for pair in node.value if pair[0].value != "choices"], node.start_mark)
        head = reader.struct(rest, _Levels, "a tree")
        if "choices" not in pairs:
            reader.at(node, "`choices` is missing in a tree; write the names, each with what is below it")
        elif head is not None:
            trees[path.stem] = Tree(head.levels, _branches(reader, pairs["choices"][1], len(head.levels)))
    return trees


def _branches(reader: Reader, node: yaml.Node, levels: int) -> tuple[Branch, ...]:
    """The names of one level; a list where nothing is below any of them."""
    entries: list[tuple[yaml.Node, yaml.Node | None]]
    if isinstance(node, yaml.SequenceNode):
        entries = [(name, None) for name in node.value]
    elif isinstance(node, yaml.MappingNode):
        entries = list(node.value)
    else:
        reader.at(node, "what is below a name must be a list of names, or `name: what is below it` lines")
        return ()
    if not 1 <= len(entries) <= MOST_BRANCHES:
        reader.at(node, f"{len(entries)} names stand below one; from 1 to {MOST_BRANCHES} fit")
    found: dict[str, Branch] = {}
    for key, value in entries:
        name = reader.value(key, _TITLE, "a name in a tree")
        if name is None:
            continue
        if CASCADE_BETWEEN in name or name in found:
            reader.at(key, f"`{name}` stands twice here, or has a `{CASCADE_BETWEEN}`; write each once, without it")
        if value is not None and levels <= 1:
            reader.at(value, f"`{name}` has names below it, but `levels` ends here; add a level or take them away")
            value = None
        found[name] = Branch(label=name, below=() if value is None else _branches(reader, value, levels - 1))
    return tuple(found.values())
