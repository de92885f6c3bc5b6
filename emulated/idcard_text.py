"""A card's text block, 256 bytes, as the SAM hands it out: UTF-16LE fields at fixed places, padded with spaces.

Written from the field table of the reader's manual alone. The product decodes the same table with code of its own, so
that a mistake on one side shows instead of cancelling itself out.
"""

from dataclasses import dataclass, fields

from emulated.faults import Refused

BLOCK = 256
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
PHOTOS = ("sound", "refuses", "crashes", "hangs", "greedy", "naughty", "talks")
"""What the desk's decoder does with a card's photo, by its number in the block; see portrait_decoder.c."""
SEXES = {"男": "1", "女": "2", "未知": "0", "未说明": "9"}

LAYOUTS: dict[str, dict[str, tuple[int, int]]] = {
    " ": {"name": (0, 30), "sex": (30, 2), "nation": (32, 4), "birth": (36, 16), "address": (52, 70),
          "number": (122, 36), "issuer": (158, 30), "start": (188, 16), "end": (204, 16)},
    "J": {"name": (0, 30), "sex": (30, 2), "birth": (36, 16), "address": (52, 70), "number": (122, 36),
          "issuer": (158, 30), "start": (188, 16), "end": (204, 16), "pass_number": (220, 18),
          "issue_count": (238, 4), "kind": (248, 2)},
    "I": {"english_name": (0, 120), "sex": (120, 2), "number": (122, 30), "country": (152, 6), "name": (158, 30),
          "start": (188, 16), "end": (204, 16), "birth": (220, 16), "version": (236, 4), "issuer": (240, 8),
          "kind": (248, 2)},
    "staff": {},
    "Y": {"name": (0, 30), "sex": (30, 2), "issue_count": (32, 4), "birth": (36, 16), "number": (122, 36),
          "start": (188, 16), "end": (204, 16), "country": (242, 6), "kind": (248, 2), "old_number": (250, 6)},
}
"""By kind: field, (offset, length) in bytes; a staff card has no text. The English name of ``Y`` lies in two pieces,
see ENGLISH_PIECES.
"""

ENGLISH_PIECES = ((52, 70), (220, 22))


def check_character(first_17: str) -> str:
    """ISO 7064 MOD 11-2 over 17 digits, as GB 11643 prescribes."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def passport_check(first_14: str) -> str:
    """The last digit of a foreigner's card before 2023: ICAO Doc 9303-3, 4.9, weights 7, 3, 1, A being 10."""
    values = (ord(sign) - (48 if sign.isdigit() else 55) for sign in first_14)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


@dataclass(frozen=True)
class Card:
    """What is written on a card. Dates ``YYYYMMDD``; ``end`` may be ``长期``; ``kind`` is space, I, J or Y."""

    name: str = ""
    sex: str = "男"
    nation: str = "01"
    birth: str = "19900101"
    address: str = ""
    number: str = ""
    issuer: str = ""
    start: str = "20200101"
    end: str = "20400101"
    kind: str = " "
    english_name: str = ""
    country: str = ""
    pass_number: str = ""
    issue_count: str = ""
    version: str = ""
    old_number: str = ""
    new_address: str = ""
    fingerprints: int = 0
    photo: str = "sound"
    note: str = ""

    def title(self) -> str:
        """What the desk calls the card by: a foreigner may have no Chinese name."""
        return self.name or self.english_name

    def text_block(self) -> bytes:
        """The 256 bytes. Raises :class:`Refused` where a field is longer than its place."""
        layout = LAYOUTS.get(self.kind)
        if layout is None:
            raise Refused(f"no document kind {self.kind!r}; use a space (resident), I, J or Y")
        block = bytearray(" ".encode("utf-16-le") * (BLOCK // 2))
        for name, (offset, length) in layout.items():
            self._write(block, name, str(getattr(self, name)), offset, length)
        if self.kind == "Y":
            first, second = ENGLISH_PIECES
            cut = first[1] // 2
            self._write(block, "english_name", self.english_name[:cut], *first)
            self._write(block, "english_name", self.english_name[cut:], *second)
        return bytes(block)

    def newest_address_block(self) -> bytes | None:
        """The 70 bytes of the address as changed after the card was made, ``None`` where there is none."""
        if not self.new_address:
            return None
        coded = self.new_address.encode("utf-16-le")
        if len(coded) > 70:
            raise Refused(f"new_address has {len(coded) // 2} characters; there is room for 35")
        return coded + b" \0" * ((70 - len(coded)) // 2)

    def fingerprint_records(self) -> bytes:
        """``fingerprints`` records of 512 bytes with their heads; what follows is the vendor's own and opaque."""
        fingers = ((11, 80), (16, 75))[:self.fingerprints]
        return b"".join(bytes((ord("C"), 1, 18, 1, 1, finger, quality)).ljust(512, b"\x5a")
                        for finger, quality in fingers)

    def _write(self, block: bytearray, name: str, value: str, offset: int, length: int) -> None:
        coded = (SEXES.get(value, value) if name == "sex" else value).encode("utf-16-le")
        if len(coded) > length:
            raise Refused(f"{name} takes {len(coded)} bytes on the card; there is room for {length}")
        block[offset:offset + len(coded)] = coded


def card_from_fields(values: dict[str, object]) -> Card:
    """A card from loose fields. A number of 17 digits gets its check character; without one it is made
    from birth and sex. Any other number is taken as it is, since a wrong one may be what is wanted.

    Raises :class:`Refused` for an unknown field, a wrong type, or a field that does not fit.
    """
    known = {field.name for field in fields(Card)}
    for name, value in values.items():
        if name not in known:
            raise Refused(f"a card has no field {name!r}; it has: {', '.join(sorted(known))}")
        if name == "fingerprints":
            if value not in (0, 1, 2):
                raise Refused("fingerprints must be 0, 1 or 2")
        elif not isinstance(value, str):
            raise Refused(f"the card's field {name!r} must be a text")
    if values.get("photo", "sound") not in (*PHOTOS, "none"):
        raise Refused(f"photo is one of {', '.join(PHOTOS)} or none")
    if not values.get("name") and not values.get("english_name"):
        raise Refused("a card needs at least a name")
    card = Card(**values)  # type: ignore[arg-type]
    if card.kind in (" ", "J") and len(card.number) in (0, 17):
        head = card.number or f"110101{card.birth}{'002' if card.sex == '女' else '001'}"
        if not (len(head) == 17 and head.isascii() and head.isdigit()):
            raise Refused("a number of 17 places is 17 digits, and birth is YYYYMMDD")
        card = Card(**{**values, "number": head + check_character(head)})  # type: ignore[arg-type]
    card.text_block()
    card.newest_address_block()
    return card


def photo_block(card: Card) -> bytes:
    """1024 bytes that begin as a WLT photograph does; none for a card without. The rest is opaque, as the real
    bitstream is to us.
    """
    if card.photo == "none":
        return b""
    head = b"WL" + (102).to_bytes(2, "little") + (126).to_bytes(2, "little") + bytes.fromhex("320000ff85")
    head += bytes((PHOTOS.index(card.photo),))
    seed = sum(card.title().encode())
    return head + bytes((seed + 7 * place + place // 13) % 251 for place in range(1024 - len(head)))
