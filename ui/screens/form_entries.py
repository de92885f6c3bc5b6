"""What 申报信息填写 asks, as entries: the item's fields that the card does not answer, then how to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules import forms, notify
from rules.items import CASCADE_BETWEEN, Choice, Field, FieldKind, Item
from rules.notify import NotifyBy
from ui.answers import Answers

NOTIFY = "notify"
CONTACT = "contact"


@dataclass(frozen=True)
class Entry:
    """One thing to answer: `choices` are offered as a list, a cascade level by level, a date by the picker; the rest is
    written by the input method.
    """

    key: str
    label: str
    value: str
    required: bool
    placeholder: str = ""
    choices: tuple[Choice, ...] = ()
    is_date: bool = False
    cascade: Field | None = None
    """The field where it is chosen level by level."""

    @property
    def picked(self) -> bool:
        """Whether it is picked over the whole room rather than written."""
        return self.is_date or self.listed

    @property
    def listed(self) -> bool:
        """Whether names are offered."""
        return bool(self.choices) or self.cascade is not None

    @property
    def shown(self) -> str:
        """The value in words."""
        if self.cascade is not None:
            return self.value.replace(CASCADE_BETWEEN, " ")
        return next((choice.label for choice in self.choices if choice.value == self.value), self.value)


def locked(item: Item, answers: Answers) -> Mapping[str, str]:
    """What the card answers."""
    return forms.prefilled(item.form, answers.identity)


def entries(item: Item, answers: Answers, words: Mapping[str, str]) -> list[Entry]:
    """All entries in order, hidden fields left out. `words` has the labels of what the form itself does not name."""
    filled = locked(item, answers)
    given = {**answers.form, **filled}
    found = [_of_field(field, given) for field in forms.visible(item.form, given) if field.key not in filled]
    ways = tuple(Choice(value=way.value, label=words[way.value]) for way in NotifyBy)
    found.append(Entry(key=NOTIFY, label=words[NOTIFY], value=answers.notify, required=True, choices=ways))
    if answers.notify != NotifyBy.WEBSITE:
        label = words["mobile" if answers.notify == NotifyBy.SMS else "address"]
        found.append(Entry(key=CONTACT, label=label, value=answers.contact, required=True))
    return found


def wrong(item: Item, answers: Answers, today: date) -> dict[str, str]:
    """Sentences by entry key; empty when all is well. The sealer runs the same rules."""
    given = forms.given(item.form, {**answers.form, **locked(item, answers)})
    found = forms.check(item.form, given, answers.identity, today)
    contact = notify.check(NotifyBy(answers.notify), answers.contact)
    return {**found, CONTACT: contact} if contact else found


def _of_field(field: Field, given: Mapping[str, str]) -> Entry:
    return Entry(
        key=field.key, label=field.label, value=given.get(field.key, ""), required=forms.required(field, given),
        placeholder=field.placeholder, choices=field.choices if field.kind is FieldKind.CHOICE else (),
        is_date=field.kind is FieldKind.DATE, cascade=field if field.kind is FieldKind.CASCADE else None,
    )
