"""The entries of the input dictionary: what is typed, what it gives, and how heavy it weighs.

Pure: texts in, entries out. Weights are word counts on the scale of rime-essay, where 的 has some millions
and a common two-character word some ten thousands.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from launch.dictionary.readings import Shares, typed
from ui.ime.rime_library import edged

LONGEST_PHRASE = 10
LEAST_PHRASE_SHARE = 0.05
STANDARD_CHARACTER = 1.0
OTHER_CHARACTER = 0.01
VARIANT_CHARACTER = 0.1
ESSAY_COUNTS = 0.65
UNCONFIRMED = 0.15
OUTDATED, STANDARD = "帐", "账"
VARIANT_WORD = 0.5


class SourceError(Exception):
    """A line of our own lists cannot be used; the message names the file, the line and what to change."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the dictionary: ``code`` is syllables parted by spaces."""

    text: str
    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    """A phrase or character of our own lists: typed by ``code`` and never lighter than ``floor``."""

    text: str
    code: str
    floor: float


def parse_own(name: str, lines: Iterable[str], readable: Mapping[str, Container[str]]) -> list[OwnPhrase]:
    """Read one of our lists: ``text TAB syllables``, under a first line ``# floor: NUMBER``.

    Raises SourceError for a line without a tab, a syllable too many or too few, a syllable the character is
    not read with in ``readable``, or a floor that is missing or no number.
    """
    floor: float | None = None
    phrases: list[OwnPhrase] = []
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        if line.startswith("# floor:"):
            try:
                floor = float(line.partition(":")[2])
            except ValueError:
                raise SourceError(f"{name}:{number}: the floor must be a number") from None
        if not line or line.startswith("#"):
            continue
        text, tab, code = line.partition("\t")
        if not tab:
            raise SourceError(f"{name}:{number}: write the phrase, a tab, and its pinyin")
        if floor is None:
            raise SourceError(f"{name}:{number}: a line '# floor: NUMBER' must come before the first phrase")
        parts = code.split()
        if len(parts) != len(text):
            raise SourceError(f"{name}:{number}: {text} needs {len(text)} syllables, it has {len(parts)}")
        for character, syllable in zip(text, parts, strict=True):
            if syllable not in readable.get(character, ()):
                raise SourceError(f"{name}:{number}: {character} cannot be read {syllable!r}")
        phrases.append(OwnPhrase(text, " ".join(parts), floor))
    return phrases


def simplified_weights(original: Mapping[str, float], simplified: Sequence[str]) -> dict[str, float]:
    """Add up the weights of all that becomes the same simplified text."""
    weights: dict[str, float] = {}
    for weight, text in zip(original.values(), simplified, strict=True):
        weights[text] = weights.get(text, 0.0) + weight
    return weights


def blended(weights: Mapping[str, float], frequencies: Mapping[str, float]) -> dict[str, float]:
    """The geometric mean of two counts of the same words, rime-essay's for somewhat more than half; a word that only
    one of them knows is trusted less, because much of what only rime-essay has is no word.

    Either alone does worse, and so did every other share that was tried.
    """
    both = {text: weight**ESSAY_COUNTS * frequencies[text]**(1 - ESSAY_COUNTS) if text in frequencies
            else weight * UNCONFIRMED for text, weight in weights.items()}
    return both | {text: count * UNCONFIRMED for text, count in frequencies.items() if text not in weights}


def standardised(weights: Mapping[str, float]) -> dict[str, float]:
    """Give what weighs for an outdated form of a word to the standard one, where there is one: 帐号 to 账号, not 帐篷.

    Of the first list of variant words (第一批异形词整理表, GF 1001-2001) this is the one that an office's forms are full of.
    """
    lifted = dict(weights)
    for text, weight in weights.items():
        standard = text.replace(OUTDATED, STANDARD)
        if standard != text and standard in weights:
            lifted[standard] = max(lifted[standard], weight)
            lifted[text] = min(weight, weights[standard] * VARIANT_WORD)
    return lifted


def phrase_codes(text: str, shares: Mapping[str, Shares],
                 known: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Every way a phrase is typed -> the share of each.

    A phrase that a pronouncing dictionary knows has its codes from there. Another is read character by
    character, every combination that is not too rare.
    """
    if text in known:
        codes = known[text]
        return {code: 1.0 for code in codes}
    combinations: list[tuple[str, float]] = [("", 1.0)]
    for character in text:
        choices = shares.get(character)
        if choices is None:
            return {}
        combinations = [(f"{code} {syllable}" if code else syllable, share * part)
                        for code, share in combinations for syllable, part in choices.items()
                        if share * part >= LEAST_PHRASE_SHARE]
    return dict(combinations)


def pronounced(phrases: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[str]]:
    """Turn a dictionary of toned readings (character by character, the first one counts) into typed codes."""
    codes: dict[str, list[str]] = {}
    for text, readings in phrases.items():
        syllables = [typed(choices[0]) for choices in readings]
        if all(syllables) and len(syllables) == len(text):
            codes[text] = [" ".join(syllables)]
    return codes


def _characters(shares: Mapping[str, Shares], standard: Iterable[str], weights: Mapping[str, float],
                original: Mapping[str, float]) -> Iterator[Entry]:
    listed = frozenset(standard)
    for character, syllables in shares.items():
        least = STANDARD_CHARACTER if character in listed else OTHER_CHARACTER
        if character in listed:
            weight = weights.get(character, original.get(character, 0.0) * VARIANT_CHARACTER)
        else:
            weight = weights.get(character, 0.0)
        for syllable, share in syllables.items():
            yield Entry(character, syllable, max(weight * share, least))


def entries(shares: Mapping[str, Shares], standard: Iterable[str], original: Mapping[str, float],
            weights: Mapping[str, float], known: Mapping[str, Sequence[str]],
            own: Iterable[OwnPhrase]) -> list[Entry]:
    """Bring characters, vocabulary and our own phrases together; of equal text and code the heaviest stays.

    ``original`` is the vocabulary as packaged, ``weights`` the same simplified. A phrase of our own is typed
    by its own code alone, whatever readings the other sources would give it.
    """
    merged: dict[tuple[str, str], float] = {}
    own_phrases = list(own)
    own_texts = {phrase.text for phrase in own_phrases if len(phrase.text) > 1}
    for entry in _characters(shares, standard, weights, original):
        merged[entry.text, entry.code] = entry.weight
    for text, weight in weights.items():
        if not 1 < len(text) <= LONGEST_PHRASE or text in own_texts:
            continue
        for code, share in phrase_codes(text, shares, known).items():
            merged[text, code] = max(merged.get((text, code), 0.0), weight * share)
    for phrase in own_phrases:
        base = weights.get(phrase.text, 0.0) if len(phrase.text) > 1 else 0.0
        key = phrase.text, phrase.code
        merged[key] = max(merged.get(key, 0.0), base, phrase.floor)
    return [Entry(text, code, weight) for (text, code), weight in merged.items()]


def dictionary_text(name: str, version: str, lines: Iterable[Entry]) -> Iterator[str]:
    """Write the entries as librime's ``dict.yaml``, each text with its edges."""
    yield f"---\nname: {name}\nversion: \"{version}\"\nsort: by_weight\nuse_preset_vocabulary: false\n...\n"
    for entry in lines:
        yield f"{edged(entry.text)}\t{entry.code}\t{entry.weight:.4g}\n"
