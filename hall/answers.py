"""What hall server and gateway say to each other over HTTP, as JSON: one side encodes it, the other decodes it.

The OpenAPI document is made from these, so that it cannot say anything else.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from rules.progress import ApplicationState, EnvelopeKind

Line = Annotated[str, Meta(max_length=200)]
Digest = Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]+$", description="BLAKE2b-256, in hex")]


class Step(Struct, frozen=True, kw_only=True):
    """One state of an application; `at` is ISO 8601 with minutes, the hall's local time."""

    state: ApplicationState
    at: Line
    note: Line = ""


class Record(Struct, frozen=True, kw_only=True):
    """What the hall says of a number: keys of item and office, and the states. It names nobody."""

    number: Line
    kind: EnvelopeKind
    item: Line
    office: Line
    slot: Line | None = None
    steps: Annotated[tuple[Step, ...], Meta(max_length=60)]


class Slot(Struct, frozen=True, kw_only=True):
    """What can be booked, and the places left."""

    slot: Line
    left: Annotated[int, Meta(ge=0, le=1_000_000)]


class Slots(Struct, frozen=True, kw_only=True):
    """An office's slots."""

    slots: Annotated[tuple[Slot, ...], Meta(max_length=200)]


class Filed(Struct, frozen=True, kw_only=True):
    """What the person behind a question has filed, the newest first."""

    filed: Annotated[tuple[Record, ...], Meta(max_length=40)]


class Kept(Struct, frozen=True, kw_only=True):
    """An envelope is on stable storage at the hall: its number, and the digest of its bytes."""

    number: Line
    digest: Digest


class Arrived(Struct, frozen=True, kw_only=True):
    """How much of an envelope that comes in parts is here, in bytes."""

    offset: Annotated[int, Meta(ge=0)]


class Health(Struct, frozen=True, kw_only=True):
    """The hall is there; `key` names the key that envelopes must be sealed to."""

    state: Line
    key: Line


class Refusal(Struct, frozen=True, kw_only=True):
    """Why not: a stable code, and a detail for engineers that names nobody."""

    code: Line
    detail: Annotated[str, Meta(max_length=2000)] = ""
    offset: Annotated[int, Meta(ge=0)] | None = None
    """Of a part that does not fit: how much is here."""


KioskName = Annotated[str, Meta(pattern="^[A-Z]{2}[0-9]{2}$")]
Count = Annotated[int, Meta(ge=0, le=10_000_000)]


class Enrolment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kiosk shows its one-time code and the public half of its own signing key (Ed25519, base64)."""

    kiosk: KioskName
    code: Annotated[str, Meta(min_length=20, max_length=40)]
    key: Annotated[str, Meta(min_length=44, max_length=44)]


class Enrolled(Struct, frozen=True, kw_only=True):
    """The kiosk may sign from now on; `hall_key` is the text of the file that its envelopes are sealed to."""

    kiosk: KioskName
    hall_key: Line
    catalogue_key: Line = ""
    """The text of the file by which the catalogue's signature is checked."""


class Heartbeat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a kiosk is: its version, envelopes that wait and that are set aside, and since when the oldest waits."""

    kiosk: KioskName
    version: Line
    waiting: Count
    aside: Count
    oldest: Line | None = None


class Heard(Struct, frozen=True, kw_only=True):
    """The heartbeat was written down, at the hall's time (ISO 8601, local)."""

    at: Line
