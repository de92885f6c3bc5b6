"""The catalogue's source folder: YAML files into `rules.items.Item`s, or into a list of what is wrong with them.

`shared.yaml` (categories, departments, defaults, fields and materials that many items use), `readings.yaml` (pinyin
that must not be left to a dictionary), `places/DISTRICT.yaml` (its offices), `trees/NAME.yaml` (what one chooses level
by level), `items/**/KEY.yaml` (one item each).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from msgspec import Meta

from hall.catalogue.fields import FieldSource, check_form, field_of
from hall.catalogue.reader import Problem, Reader
from hall.catalogue.trees import Tree, load_trees
from rules.items import Audience, Item, Key, Material, Office, Paragraphs, Part, Sentence, Title
from rules.receipt import GUIDE_LINES, ITEM_KEY_LENGTH, item_number, sections

MOST_OFFICES = 60
"""What `rules.items.Item` holds."""

Keywords = Annotated[tuple[Title, ...], Meta(max_length=30)]
Names = Annotated[tuple[Title, ...], Meta(min_length=1, max_length=60)]
Phone = Annotated[str, Meta(max_length=40)]
Order = Annotated[int, Meta(ge=1, le=999)]


class SourceError(Exception):
    """The source cannot be used; `problems` says where and what to write."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Defaults(Part, frozen=True, kw_only=True):
    """What an item says when neither its file nor its department says it."""

    department: Title
    counter_steps: Paragraphs
    online_steps: Paragraphs
    fee: Paragraphs
    time_limit: Paragraphs
    offices: Names


class DepartmentSource(Part, frozen=True, kw_only=True):
    """A department: who answers for its items, and the counter (窗口) of an office at which they are handled."""

    counter: Key
    unit: Title
    phone: Phone


class CategoryLists(Part, frozen=True, kw_only=True):
    """The categories of each audience, in the order of the screen."""

    person: Names
    enterprise: Names


class PlaceSource(Part, frozen=True, kw_only=True):
    """A file under places/: one district and its offices, in the order of the screen."""

    district: Title
    order: Order = 500
    offices: dict[Key, OfficeSource]


class OfficeSource(Part, frozen=True, kw_only=True):
    """An office; its key is the key it stands under, its district is the file's."""

    counter: Key
    name: Title
    address: Sentence
    hours: Sentence
    phone: Phone


class ItemSource(Part, frozen=True, kw_only=True):
    """A file under items/; its key is the file's name. What is None here comes from its department or `Defaults`."""

    title: Title
    audience: Audience
    category: Title
    department: Title | None = None
    sample: bool = True
    can_apply: bool = True
    signature: bool = False
    order: Order = 500
    keywords: Keywords = ()
    target: Paragraphs
    conditions: Paragraphs
    materials_text: Paragraphs
    counter_steps: Paragraphs | None = None
    online_steps: Paragraphs | None = None
    fee: Paragraphs | None = None
    time_limit: Paragraphs | None = None
    basis: Paragraphs
    unit: Title | None = None
    phone: Phone | None = None
    materials: Annotated[tuple[Material, ...], Meta(max_length=40)] = ()
    form: Annotated[tuple[FieldSource, ...], Meta(max_length=80)] = ()
    offices: Names | None = None


@dataclass(frozen=True)
class Entry:
    """An item and what only finding needs."""

    item: Item
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """All that a catalogue is built from; entries in the order of the screen."""

    entries: tuple[Entry, ...]
    readings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Shared:
    defaults: Defaults
    categories: CategoryLists
    departments: Mapping[str, DepartmentSource]
    fields: Mapping[str, yaml.MappingNode]
    materials: Mapping[str, yaml.MappingNode]


@dataclass(frozen=True)
class _Places:
    offices: Mapping[str, Office]
    counters: Mapping[str, str]
    """The counter of each office, by the office's key."""


class _SharedFile(Part, frozen=True, kw_only=True):
    """shared.yaml without `fields` and `materials`, whose entries are merged as nodes."""

    categories: CategoryLists
    departments: Annotated[dict[Title, DepartmentSource], Meta(min_length=1, max_length=60)]
    defaults: Defaults


def load(folder: Path) -> Source:
    """Read and check a source folder. Raises `SourceError` with every problem, `OSError` for an unreadable file."""
    reader = Reader()
    shared = _load_shared(reader, folder)
    readings = _load_readings(reader, folder)
    places = _load_places(reader, folder)
    trees = load_trees(reader, folder)
    entries: list[tuple[int, ItemSource, Entry]] = []
    seen: dict[str, str] = {}
    for path in sorted((folder / "items").rglob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        if path.stem in seen:
            reader.problems.append(Problem(file, 1, f"the key {path.stem} is taken by {seen[path.stem]}; rename one"))
            continue
        seen[path.stem] = file
        node = reader.compose(path.read_bytes(), file)
        if node is not None and shared is not None:
            found = _load_item(reader, node, path.stem, shared, places, trees)
            if found is not None:
                source, item = found
                names: tuple[str, ...] = getattr(shared.categories, source.audience.value)
                entries.append((names.index(source.category), source, Entry(item, source.keywords)))
    if not seen:
        reader.problems.append(Problem("items", 1, "has no item; write items/KEY.yaml, one for each (README.md)"))
    if reader.problems:
        raise SourceError(tuple(sorted(set(reader.problems))))
    entries.sort(key=lambda entry: (entry[1].audience, entry[0], entry[1].order, entry[1].title))
    return Source(tuple(entry for _, _, entry in entries), readings)


def _compose(reader: Reader, folder: Path, file: str) -> yaml.MappingNode | None:
    path = folder / file
    if not path.is_file():
        reader.problems.append(Problem(file, 1, f"is missing in {folder.name}; every catalogue has one (README.md)"))
        return None
    return reader.compose(path.read_bytes(), file)


def _load_shared(reader: Reader, folder: Path) -> _Shared | None:
    node = _compose(reader, folder, "shared.yaml")
    pairs = None if node is None else reader.pairs(node, "shared.yaml")
    if node is None or pairs is None:
        return None
    parts: dict[str, dict[str, yaml.MappingNode]] = {}
    for part in ("fields", "materials"):
        named = reader.pairs(pairs[part][1], f"`{part}`") if part in pairs else {}
        parts[part] = {}
        for name, (key_node, value) in (named or {}).items():
            if isinstance(value, yaml.MappingNode):
                parts[part][name] = _with_key(value, key_node)
            else:
                reader.at(value, f"`{name}` in `{part}` must be `key: value` lines")
    for field in parts["fields"].values():
        reader.struct(field, FieldSource, "a shared field")
    for material in parts["materials"].values():
        reader.struct(material, Material, "a shared material")
    rest = yaml.MappingNode(node.tag, [pair for pair in node.value if pair[0].value not in parts], node.start_mark)
    file = reader.struct(rest, _SharedFile, "shared.yaml")
    if file is None:
        return None
    return _Shared(file.defaults, file.categories, file.departments, parts["fields"], parts["materials"])


def _with_key(node: yaml.MappingNode, key: yaml.Node) -> yaml.MappingNode:
    """The node with `key: NAME` in front, NAME being what the node stands under."""
    label = yaml.ScalarNode("tag:yaml.org,2002:str", "key", key.start_mark)
    return yaml.MappingNode(node.tag, [(label, key), *node.value], node.start_mark)


def _load_readings(reader: Reader, folder: Path) -> dict[str, tuple[str, ...]]:
    node = _compose(reader, folder, "readings.yaml")
    pairs = None if node is None else reader.pairs(node, "readings.yaml")
    readings: dict[str, tuple[str, ...]] = {}
    for word, (key, value) in (pairs or {}).items():
        syllables = value.value.split() if isinstance(value, yaml.ScalarNode) else []
        if len(syllables) != len(word) or not all(re.fullmatch("[a-z]+", one) for one in syllables):
            reader.at(key, f"`{word}` needs {len(word)} syllables in small letters without tones, as 朝阳: chao yang")
        readings[word] = tuple(syllables)
    return readings


def _load_places(reader: Reader, folder: Path) -> _Places:
    """Every office by key, districts in their order."""
    places: list[PlaceSource] = []
    lines: dict[str, str] = {}
    for path in sorted((folder / "places").glob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        node = reader.compose(path.read_bytes(), file)
        place = None if node is None else reader.struct(node, PlaceSource, "a district")
        if place is None or node is None:
            continue
        for key in place.offices:
            if key in lines:
                reader.at(node, f"the office `{key}` stands in {lines[key]} too; give one of them another key")
            lines[key] = file
        places.append(place)
    places.sort(key=lambda place: (place.order, place.district))
    every = [(key, place.district, office) for place in places for key, office in place.offices.items()]
    return _Places(
        {key: Office(key=key, district=district, name=office.name, address=office.address, hours=office.hours,
                     phone=office.phone) for key, district, office in every},
        {key: office.counter for key, _, office in every},
    )


def _load_item(
    reader: Reader, node: yaml.MappingNode, key: str, shared: _Shared, places: _Places, trees: Mapping[str, Tree]
) -> tuple[ItemSource, Item] | None:
    before = len(reader.problems)
    pairs = reader.pairs(node, "the item")
    if pairs is None:
        return None
    where = {name: value for name, (_, value) in pairs.items()}
    for name, known in (("form", shared.fields), ("materials", shared.materials)):
        entries = where.get(name)
        if isinstance(entries, yaml.SequenceNode):
            where[name] = _merge(reader, entries, known, name)
    merged = [(pairs[name][0], value) for name, value in where.items()]
    source = reader.struct(yaml.MappingNode(node.tag, merged, node.start_mark), ItemSource, "the item")
    if source is None:
        return None
    if len(key) > ITEM_KEY_LENGTH or not key.replace("-", "").isalnum() or not key.isascii() or key != key.lower():
        reader.at(node, f"the file's name is the item's key: at most {ITEM_KEY_LENGTH} of a-z, 0-9 and -, not `{key}`")
        return None
    categories: tuple[str, ...] = getattr(shared.categories, source.audience.value)
    for name, value, names in (
        ("category", source.category, categories), ("department", source.department, shared.departments),
    ):
        if value is not None and value not in names:
            reader.at(where[name], f"`{name}` is {value}, which shared.yaml does not have; known: {'、'.join(names)}")
    check_form(reader, where.get("form", node), source.form, trees)
    _check_materials(reader, where.get("materials", node), source.materials)
    if source.can_apply and not source.form:
        reader.at(node, "has no form; write one, or `can_apply: false` for an item that the kiosk only explains")
    department = shared.departments.get(source.department or shared.defaults.department)
    if department is None:
        return None
    names = source.offices or shared.defaults.offices
    handled = _offices(reader, where.get("offices", node), names, places, department.counter)
    if len(reader.problems) > before:
        return None
    item = _item(source, key, shared.defaults, department, handled, trees)
    lines = sum(len(text) for _, text in sections(item))
    if lines > GUIDE_LINES:
        reader.at(node, f"has {lines} lines of text; a printed guide holds {GUIDE_LINES}, join or shorten some")
    return source, item


def _merge(
    reader: Reader, entries: yaml.SequenceNode, shared: Mapping[str, yaml.MappingNode], what: str
) -> yaml.SequenceNode:
    """The entries, those with `use: NAME` filled up from shared.yaml; what the entry itself says stays."""
    merged: list[yaml.Node] = []
    for entry in entries.value:
        pairs = reader.pairs(entry, f"an entry of `{what}`") if isinstance(entry, yaml.MappingNode) else None
        if pairs is None or "use" not in pairs:
            merged.append(entry)
            continue
        use = pairs["use"][1]
        name = use.value if isinstance(use, yaml.ScalarNode) else ""
        if name not in shared:
            reader.at(use, f"shared.yaml has no `{name}` in `{what if what != 'form' else 'fields'}`;"
                           f" known: {', '.join(shared)}")
            continue
        own = [pair for key, pair in pairs.items() if key != "use"]
        base = [pair for pair in shared[name].value if pair[0].value not in pairs]
        merged.append(yaml.MappingNode(entry.tag, base + own, entry.start_mark))
    return yaml.SequenceNode(entries.tag, merged, entries.start_mark)


def _check_materials(reader: Reader, node: yaml.Node, materials: tuple[Material, ...]) -> None:
    seen: set[str] = set()
    for material in materials:
        if material.key in seen:
            reader.at(node, f"the material `{material.key}` is listed twice; keep one, or give it another key")
        seen.add(material.key)


def _offices(
    reader: Reader, node: yaml.Node, names: tuple[str, ...], places: _Places, counter: str
) -> tuple[Office, ...]:
    """Offices by key, or all of a district that have the counter; each once, in the order of the places."""
    districts = {office.district for office in places.offices.values()}
    for name in names:
        if name not in places.offices and name not in districts:
            reader.at(node, f"`offices` names `{name}`, which places/ does not have; write its key or a district")
    handled = tuple(
        office for office in places.offices.values()
        if office.key in names or (office.district in names and places.counters[office.key] == counter)
    )
    if not handled:
        reader.at(node, f"has no office: none of {', '.join(names)} has the counter `{counter}` of its department")
    if len(handled) > MOST_OFFICES:
        reader.at(node, f"has {len(handled)} offices; at most {MOST_OFFICES} fit, name fewer under `offices`")
    return handled


def _item(
    source: ItemSource, key: str, defaults: Defaults, department: DepartmentSource, offices: tuple[Office, ...],
    trees: Mapping[str, Tree],
) -> Item:
    item_number(key)
    return Item(
        key=key, title=source.title, audience=source.audience, category=source.category,
        department=source.department or defaults.department, sample=source.sample, can_apply=source.can_apply,
        signature=source.signature,
        target=source.target, conditions=source.conditions, materials_text=source.materials_text,
        counter_steps=source.counter_steps or defaults.counter_steps,
        online_steps=source.online_steps or defaults.online_steps,
        fee=source.fee or defaults.fee, time_limit=source.time_limit or defaults.time_limit, basis=source.basis,
        unit=source.unit or department.unit, phone=source.phone or department.phone,
        materials=tuple(sorted(source.materials, key=lambda material: not material.required)),
        form=tuple(field_of(field, trees) for field in source.form), offices=offices,
    )
