"""An item's form as its file writes it: choices as `value: label`, conditions as `field: value`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import yaml
from msgspec import Meta

from hall.catalogue.reader import Reader
from hall.catalogue.trees import Tree
from rules.forms import CARD_ATTRIBUTES
from rules.items import Choice, Condition, Field, FieldKind, Key, Part, Sentence, Title

Values = Annotated[tuple[str, ...], Meta(min_length=1, max_length=40)]


class FieldSource(Part, frozen=True, kw_only=True):
    """One question; like `rules.items.Field`, friendlier to write."""

    key: Key
    label: Title
    kind: FieldKind
    required: bool = True
    from_card: Key | None = None
    choices: Annotated[dict[Key, Title], Meta(max_length=60)] = {}
    tree: Key | None = None
    """The file under trees/ from which `kind: cascade` is chosen, level by level."""
    required_if: dict[Key, Values] = {}
    visible_if: dict[Key, Values] = {}
    min_length: Annotated[int, Meta(ge=0, le=400)] = 0
    max_length: Annotated[int, Meta(ge=1, le=400)] = 60
    placeholder: Sentence = ""
    sentence: Sentence = ""


def field_of(source: FieldSource, trees: Mapping[str, Tree]) -> Field:
    """The field as screens and sealer know it."""
    tree = None if source.tree is None else trees[source.tree]
    return Field(
        key=source.key, label=source.label, kind=source.kind, required=source.required, from_card=source.from_card,
        choices=tuple(Choice(value=value, label=label) for value, label in source.choices.items()),
        required_if=_condition(source.required_if), visible_if=_condition(source.visible_if),
        min_length=source.min_length, max_length=source.max_length, placeholder=source.placeholder,
        sentence=source.sentence, levels=() if tree is None else tree.levels,
        branches=() if tree is None else tree.branches,
    )


def check_form(
    reader: Reader, node: yaml.Node, form: tuple[FieldSource, ...], trees: Mapping[str, Tree]
) -> None:
    """What one field alone cannot know: keys once, conditions about earlier fields, attributes that a card has."""
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    earlier: dict[str, FieldSource] = {}
    for field, entry in zip(form, entries, strict=True):
        if field.key in earlier:
            reader.at(entry, f"the field `{field.key}` is in the form twice; keep one, or give it another key")
        if field.from_card is not None and field.from_card not in CARD_ATTRIBUTES:
            reader.at(entry, f"`from_card` is `{field.from_card}`; a card tells {', '.join(sorted(CARD_ATTRIBUTES))}")
        if (field.kind is FieldKind.CHOICE) != bool(field.choices):
            reader.at(entry, f"`{field.key}`: `choices` are needed for `kind: choice`, and only there")
        if (field.kind is FieldKind.CASCADE) != (field.tree is not None):
            reader.at(entry, f"`{field.key}`: `tree` is needed for `kind: cascade`, and only there")
        elif field.tree is not None and field.tree not in trees:
            reader.at(entry, f"`{field.key}`: trees/ has no `{field.tree}.yaml`; it has {', '.join(sorted(trees))}")
        if not field.choices and field.min_length > field.max_length:
            reader.at(entry, f"`{field.key}`: `min_length` is over `max_length` ({field.max_length}); change one")
        for name, condition in (("required_if", field.required_if), ("visible_if", field.visible_if)):
            _check_condition(reader, entry, name, condition, earlier)
        earlier[field.key] = field


def _check_condition(
    reader: Reader, entry: yaml.Node, name: str, condition: dict[str, tuple[str, ...]], earlier: dict[str, FieldSource]
) -> None:
    if len(condition) > 1:
        reader.at(entry, f"`{name}` names {len(condition)} fields; one is possible: `{name}: {{field: value}}`")
    for key, values in condition.items():
        if key not in earlier:
            reader.at(entry, f"`{name}` names `{key}`, which is no field before this one; write an earlier field's key")
            continue
        choices = earlier[key].choices
        missing = [value for value in values if choices and value not in choices]
        if missing:
            reader.at(entry, f"`{name}`: `{key}` has no choice `{missing[0]}`; it has {', '.join(choices)}")


def _condition(condition: dict[str, tuple[str, ...]]) -> Condition | None:
    for key, values in condition.items():
        return Condition(field=key, values=values)
    return None
