"""Items (事项), their materials, offices and forms: the shapes that catalogue, screens, sealer and server share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Key = Annotated[str, Meta(min_length=1, max_length=48, pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Title = Annotated[str, Meta(min_length=1, max_length=60)]
Sentence = Annotated[str, Meta(max_length=300)]
Paragraphs = Annotated[tuple[Sentence, ...], Meta(max_length=40)]


CASCADE_BETWEEN = "/"
"""Stands between the levels of a cascade's answer: `广东省/佛山市/禅城区/祖庙街道`."""
DEEPEST_CASCADE = 6
"""Levels of a cascade."""
MOST_BRANCHES = 60
"""Names below one name of a cascade."""


class Audience(StrEnum):
    """For whom an item is."""

    PERSON = "person"
    ENTERPRISE = "enterprise"


class FieldKind(StrEnum):
    """What a form's field takes; the screen chooses the input by it."""

    TEXT = "text"
    NAME = "name"
    NUMBER = "number"
    CHOICE = "choice"
    CASCADE = "cascade"
    DATE = "date"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"
    ADDRESS = "address"
    EMAIL = "email"


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of an item."""


class Choice(Part, frozen=True, kw_only=True):
    """One thing to choose. `value` is what is stored, `label` what is read."""

    value: Key
    label: Title


class Branch(Part, frozen=True, kw_only=True):
    """One name of a cascade and what may be chosen below it; nothing below: the choice ends here."""

    label: Title
    below: Annotated[tuple[Branch, ...], Meta(max_length=MOST_BRANCHES)] = ()


class Condition(Part, frozen=True, kw_only=True):
    """True when another field's answer is one of `values`."""

    field: Key
    values: Annotated[tuple[str, ...], Meta(min_length=1, max_length=40)]


class Field(Part, frozen=True, kw_only=True):
    """One question of a form. `from_card` names the `rules.identity.Identity` attribute that fills and locks it."""

    key: Key
    label: Title
    kind: FieldKind
    required: bool = True
    from_card: Key | None = None
    choices: Annotated[tuple[Choice, ...], Meta(max_length=60)] = ()
    levels: Annotated[tuple[Title, ...], Meta(max_length=DEEPEST_CASCADE)] = ()
    """What each level of a cascade is called: 省, 市, 区, 街道."""
    branches: Annotated[tuple[Branch, ...], Meta(max_length=MOST_BRANCHES)] = ()
    """The first level of a cascade."""
    required_if: Condition | None = None
    visible_if: Condition | None = None
    min_length: Annotated[int, Meta(ge=0, le=400)] = 0
    max_length: Annotated[int, Meta(ge=1, le=400)] = 60
    placeholder: Sentence = ""
    sentence: Sentence = ""
    """What the citizen reads when the answer is wrong; without it the kind's own sentence."""


class ScanRule(Part, frozen=True, kw_only=True):
    """How a material is scanned."""

    dpi: Annotated[int, Meta(ge=75, le=600)] = 200
    colour: bool = True
    quality: Annotated[int, Meta(ge=40, le=95)] = 85
    max_pages: Annotated[int, Meta(ge=1, le=40)] = 10
    how: Sentence = ""


class Material(Part, frozen=True, kw_only=True):
    """Something the citizen brings."""

    key: Key
    title: Title
    required: bool
    copies: Annotated[int, Meta(ge=1, le=9)] = 1
    note: Sentence = ""
    scan: ScanRule = ScanRule()


class Office(Part, frozen=True, kw_only=True):
    """A place that handles items (办事处)."""

    key: Key
    name: Title
    district: Title
    address: Sentence
    hours: Sentence
    phone: Annotated[str, Meta(max_length=40)]


class Item(Part, frozen=True, kw_only=True):
    """One item, offices resolved. Texts are lists of lines, numbered as the office writes them."""

    key: Key
    title: Title
    audience: Audience
    category: Title
    department: Title
    sample: bool = True
    """示例数据: a city must confirm it before it is used."""
    can_apply: bool = True
    signature: bool = False
    """Whoever applies signs with a finger (手写签名)."""
    target: Paragraphs
    conditions: Paragraphs
    materials_text: Paragraphs
    counter_steps: Paragraphs
    online_steps: Paragraphs
    fee: Paragraphs
    time_limit: Paragraphs
    basis: Paragraphs
    unit: Title
    phone: Annotated[str, Meta(max_length=40)]
    materials: Annotated[tuple[Material, ...], Meta(max_length=40)]
    form: Annotated[tuple[Field, ...], Meta(max_length=80)]
    offices: Annotated[tuple[Office, ...], Meta(min_length=1, max_length=60)]
