"""What a card says about a person, as the idcard worker writes it to the spool and ui and sealer read it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

IDENTITY_FILE = "identity.msgpack"
PORTRAIT_FILE = "portrait.png"


class CardKind(StrEnum):
    """The documents a SAM_V reader reads, the card's own kind letter spelt out; and social-security cards (PC/SC)."""

    RESIDENT = "resident"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    HMT_RESIDENT = "hmt_resident"
    SOCIAL_SECURITY = "social_security"


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


class Identity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's card. Dates are ISO 8601 (`1988-05-17`); `valid_to` is "" for 长期; "" where a kind has none."""

    kind: CardKind
    name: Annotated[str, Meta(max_length=80)]
    sex: Sex
    nation: Annotated[str, Meta(max_length=20)] = ""
    birth: Annotated[str, Meta(max_length=10)]
    address: Annotated[str, Meta(max_length=80)] = ""
    number: Annotated[str, Meta(max_length=18)]
    issuer: Annotated[str, Meta(max_length=40)] = ""
    valid_from: Annotated[str, Meta(max_length=10)]
    valid_to: Annotated[str, Meta(max_length=10)]
    english_name: Annotated[str, Meta(max_length=80)] = ""
    nationality: Annotated[str, Meta(max_length=20)] = ""
    pass_number: Annotated[str, Meta(max_length=20)] = ""

    def __repr__(self) -> str:
        """Never the person: a repr ends in logs and tracebacks."""
        return f"<Identity {self.kind}>"
