"""What the catalogue of items lends the input dictionary: titles, keywords, materials and offices."""

import re
from collections.abc import Iterator
from pathlib import Path

from hall.catalogue import source
from hall.catalogue.pinyin import Pronouncer
from hall.catalogue.spelling import IDEOGRAPHS
from launch.dictionary.lexicon import OwnPhrase, SourceError

FLOOR = 15000.0
LONGEST = 20


def phrases(folder: Path) -> list[OwnPhrase]:
    """Every phrase of two characters or more, once. Raises lexicon.SourceError for a catalogue that cannot be used."""
    try:
        loaded = source.load(folder)
    except (source.SourceError, OSError) as error:
        raise SourceError(f"The input dictionary reads the catalogue, which cannot be used:\n{error}") from None
    pronouncer = Pronouncer(loaded.readings)
    found: dict[str, OwnPhrase] = {}
    for text in _texts(loaded):
        for phrase in re.findall(f"[{IDEOGRAPHS}]{{2,{LONGEST}}}", text):
            readings = pronouncer.spelling(phrase).readings
            if phrase not in found and all(readings):
                found[phrase] = OwnPhrase(phrase, " ".join(choices[0] for choices in readings), FLOOR)
    return list(found.values())


def _texts(loaded: source.Source) -> Iterator[str]:
    for entry in loaded.entries:
        item = entry.item
        yield from (item.title, item.category, item.department, *entry.keywords)
        yield from (material.title for material in item.materials)
        for office in item.offices:
            yield from (office.name, office.district)
