"""How often what somebody means stands first: words and sentences typed letter by letter into the real engine.

The texts and how they came about: README.md in typed/. Shares are told as what is missed, of a hundred.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from launch.bench.measure import Figure
from launch.bench.writing import BUILT, CHECKOUT
from launch.dictionary.build import OWN_PHRASES
from ui.ime.characters import CharacterTables
from ui.ime.engine import FUZZY, MANIFEST, NINE_KEYS_SCHEMA, SCHEMA, Engine, mark
from ui.ime.nine_keys import TO_KEYS

LISTS = CHECKOUT / "assets" / "ime"
TYPED = Path(__file__).resolve().parent / "typed"
TEST, DEVELOPMENT = "test", "development"
LATER = "more_"
"""Texts written later, before anything was measured with them; shuffled and halved in the same way."""
NOT_FIRST, NOT_IN_FIVE, SENTENCES_NOT_FIRST, NINE_NOT_FIRST, FUZZY_COST, STROKES = 8.0, 1.0, 30.0, 15.0, 2.0, 5.0
COMMON, FIRST_TEN = 500, 10
SLIPS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
"""How a syllable is spelled by somebody who speaks it as in the south."""

Typed = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Missed:
    """What was not found, of a hundred of so many words, words on no list of our own, and sentences."""

    typed_words: int
    typed_unlisted: int
    typed_sentences: int
    words: float
    words_in_five: float
    unlisted: float
    unlisted_in_five: float
    nine_words: float
    spoken_words: float
    sentences: float
    nine_sentences: float


def typing() -> list[Figure]:
    """The whole test set, beside the development texts; each half of it, as easy and as hard as they were written; and
    what exact typing loses because fuzzy spellings count too.
    """
    first, later = _missed(BUILT, TEST), _missed(BUILT, LATER + TEST)
    developed = _together(_missed(BUILT, DEVELOPMENT), _missed(BUILT, LATER + DEVELOPMENT))
    with tempfile.TemporaryDirectory() as folder:
        copy = _without_fuzzy(Path(folder) / "ime")
        exact = _together(_missed(copy, TEST), _missed(copy, LATER + TEST))
    whole = _together(first, later)
    figures = [*_figures("", whole, "development texts", developed), *_figures("first-", first, "the whole", whole),
               *_figures("later-", later, "the whole", whole)]
    return [*figures, Figure("fuzzy-cost", "points", [whole.words - exact.words], "in sentences",
                             [whole.sentences - exact.sentences], limit=FUZZY_COST)]


def _figures(prefix: str, missed: Missed, rival: str, beside: Missed) -> list[Figure]:
    """The whole set's are promised; its halves only show what the whole is made of."""
    promised = {} if prefix else {"words": NOT_FIRST, "words_in_five": NOT_IN_FIVE, "nine_words": NINE_NOT_FIRST,
                                  "sentences": SENTENCES_NOT_FIRST}
    shares = asdict(missed)
    return [Figure(f"{prefix}missed-{name.replace('_', '-')}", "%", [shares[name]], rival, [asdict(beside)[name]],
                   limit=promised.get(name)) for name in shares if not name.startswith("typed")]


def _together(one: Missed, other: Missed) -> Missed:
    """The shares of both texts taken as one."""
    def share(name: str) -> float:
        of = next((kind for kind in ("unlisted", "sentences") if kind in name), "words")
        counts = [getattr(part, f"typed_{of}") for part in (one, other)]
        return float(sum(getattr(part, name) * count for part, count in zip((one, other), counts, strict=True))
                     / sum(counts))

    joined: dict[str, Any] = {name: getattr(one, name) + getattr(other, name) if name.startswith("typed")
                              else share(name) for name in asdict(one)}
    return Missed(**joined)


def strokes() -> list[Figure]:
    """How many strokes bring each of the commonest characters among the first ten: the average of them."""
    tables = CharacterTables(BUILT / "built")
    lines = (BUILT / "built" / "strokes.txt").read_text(encoding="utf-8").splitlines()
    common: dict[str, list[str]] = {}
    for code, _, character in (line.partition("\t") for line in lines):
        if character in common or len(common) < COMMON:
            common.setdefault(character, []).append(code)
    needed = [min(_needed(tables, code, character) for code in codes) for character, codes in common.items()]
    return [Figure("strokes-to-first-ten", "strokes", [sum(needed) / len(needed)], "the worst of them",
                   [float(max(needed))], limit=STROKES)]


def _needed(tables: CharacterTables, code: str, character: str) -> int:
    return next((length for length in range(1, len(code))
                 if character in tables.by_strokes(code[:length])[:FIRST_TEN]), len(code))


def _without_fuzzy(copy: Path) -> Path:
    shutil.copytree(BUILT, copy)
    schema = copy / "built" / f"{SCHEMA}.schema.yaml"
    schema.write_text(schema.read_text(encoding="utf-8").replace(f"- {FUZZY}\n", ""), encoding="utf-8")
    manifest = copy / "built" / MANIFEST
    marks = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**marks, schema.name: mark(schema)}), encoding="utf-8")
    return copy


def _missed(ime: Path, half: str) -> Missed:
    """In a process of its own: librime is set up once in each."""
    told = subprocess.run([sys.executable, "-m", "launch.bench.typing", ime, half], cwd=CHECKOUT, check=True,
                          capture_output=True, text=True).stdout
    return Missed(**json.loads(told))


def read(name: str, half: str) -> Typed:
    """Texts with their syllables."""
    lines = (TYPED / f"{name}.{half}.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, code) for text, _, code in (line.partition("\t") for line in lines)]


def spoken(code: str) -> str:
    """The syllables with every slip there is."""
    syllables = code.split()
    for meant, said in SLIPS:
        syllables = [said + each.removeprefix(meant) if each.startswith(meant) and len(meant) == 2
                     else each.removesuffix(meant) + said if each.endswith(meant) else each for each in syllables]
    return " ".join(syllables)


def _share(engine: Engine, schema: str, typed: Typed, among: int, keys: Callable[[str], str] = str) -> float:
    composition = engine.compose(schema)
    missed = 0
    for text, code in typed:
        for key in keys(code).replace(" ", ""):
            composition.press(key)
        missed += text not in composition.candidates(0, among)
        composition.clear()
    composition.close()
    return 100 * missed / len(typed)


def _measure(ime: Path, half: str) -> Missed:
    words, sentences = read("words", half), read("sentences", half)
    listed = {line.partition("\t")[0] for name in OWN_PHRASES
              for line in (LISTS / name).read_text(encoding="utf-8").splitlines()}
    unlisted = [(text, code) for text, code in words if text not in listed]

    def nine(code: str) -> str:
        return code.translate(TO_KEYS)

    with tempfile.TemporaryDirectory() as log:
        engine = Engine.load(ime / "shared", ime / "built", Path(log))
        return Missed(len(words), len(unlisted), len(sentences),
                      _share(engine, SCHEMA, words, 1), _share(engine, SCHEMA, words, 5),
                      _share(engine, SCHEMA, unlisted, 1), _share(engine, SCHEMA, unlisted, 5),
                      _share(engine, NINE_KEYS_SCHEMA, words, 1, nine), _share(engine, SCHEMA, words, 1, spoken),
                      _share(engine, SCHEMA, sentences, 1), _share(engine, NINE_KEYS_SCHEMA, sentences, 1, nine))


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(Path(sys.argv[1]), sys.argv[2]))))
