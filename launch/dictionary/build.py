"""Build the input dictionary from packaged data and our own phrases, once; the second time it is only looked
at.
"""

import bz2
import contextlib
import fcntl
import hashlib
import json
import lzma
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypinyin import __version__ as pypinyin_version
from pypinyin.phrases_dict import phrases_dict

from launch.dictionary import catalogue, forms, lexicon, parts, predictions, readings

NAME = "citizen_window"
PACKAGES = ("librime-bin", "rime-data-luna-pinyin", "rime-data-stroke", "opencc", "unicode-data")
"""Debian 12 and 13 alike; librime-bin brings librime1 (librime1t64 on 13)."""

OWN_PHRASES = ("terms.tsv", "everyday.tsv", "places.tsv", "surnames.tsv", "given_names.tsv")
SCHEMAS = (NAME, f"{NAME}_fuzzy", f"{NAME}_nine", f"{NAME}_nine_initials")
OWN_PREDICTIONS, OWN_STROKES = "predictions.tsv", "rare_parts.tsv"
OWN_PARTS, STANDARD_PARTS = "parts.txt.xz", "standard_parts.tsv"
ESSAY = "essay.txt.xz"
"""rime-essay's words as Debian 13 has them: Debian 12's have 130,000 less, and a kiosk types the same on both."""

FREQUENCIES, GRAMMAR = "frequencies.txt.xz", f"{NAME}.gram"
"""The language model, made by ``launch.language_model``: how often words are used, and which follow which."""

SYLLABLES, STROKES, RADICALS, PLACES = "syllables.txt", "strokes.txt", "radicals.txt", "rare.txt"
PREDICTIONS = "predictions.txt"
PARTS, COMPONENTS = "parts.txt", "components.txt"
"""Beside the compiled dictionary: every syllable that can be typed, for 九宫格's list; the tables of 笔画 and 生僻字."""

OWN_CONFIGURATION = ("default.yaml", *(f"{schema}.schema.yaml" for schema in SCHEMAS))
STAMP = "stamp.json"
MANIFEST = "manifest.json"
DEPLOY_SECONDS = 300.0

Report = Callable[[str], None]


class BuildError(Exception):
    """The dictionary cannot be built; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the inputs stand. The defaults are the packages' own places on Debian."""

    own: Path
    catalogue: Path
    luna: Path = Path("/usr/share/rime-data/luna_pinyin.dict.yaml")
    unihan: Path = Path("/usr/share/unicode/Unihan_Readings.txt.bz2")
    sources: Path = Path("/usr/share/unicode/Unihan_IRGSources.txt.bz2")
    radicals: Path = Path("/usr/share/unicode/CJKRadicals.txt")
    stroke: Path = Path("/usr/share/rime-data/stroke.dict.yaml")
    opencc_data: Path = Path("/usr/share/opencc")

    def files(self) -> list[Path]:
        """All files the result depends on, tools and code included. Raises BuildError when one is missing."""
        tools = [_tool("opencc"), _tool("rime_deployer")]
        files = [self.luna, self.unihan, self.sources, self.radicals, self.stroke,
                 *(self.own / name for name in (*OWN_PHRASES, OWN_PREDICTIONS, OWN_STROKES, *OWN_CONFIGURATION)),
                 *(self.own / name for name in (ESSAY, FREQUENCIES, GRAMMAR, OWN_PARTS, STANDARD_PARTS)),
                 *(self.opencc_data / name for name in ("t2s.json", "TSPhrases.ocd2", "TSCharacters.ocd2")),
                 *sorted(self.catalogue.rglob("*.yaml")), *tools, *sorted(Path(__file__).parent.glob("*.py"))]
        missing = [str(file) for file in files if not file.is_file()]
        if missing:
            raise BuildError(f"The input dictionary needs {', '.join(missing)}. Install what it is made of: "
                             f"apt-get install --no-install-recommends {' '.join(PACKAGES)}")
        return files


def _tool(name: str) -> Path:
    return Path(shutil.which(name) or f"/usr/bin/{name}")


def _fingerprint(files: Sequence[Path]) -> str:
    digest = hashlib.sha256(pypinyin_version.encode())
    for file in files:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Let one build at a time work on ``out``; others wait and then find it done."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with open(out.with_name(out.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _simplify(texts: Sequence[str], opencc: Path) -> list[str]:
    """Convert to simplified characters with OpenCC's t2s, one text a line."""
    done = subprocess.run([opencc, "-c", "t2s"], input="\n".join(texts), capture_output=True, text=True,
                          encoding="utf-8")
    simplified = done.stdout.split("\n")
    if done.returncode != 0 or len(simplified) < len(texts):
        raise BuildError(f"opencc could not convert the vocabulary: {done.stderr.strip()}. "
                         "Reinstall the packages opencc and libopencc-data.")
    return simplified[:len(texts)]


def _counts(packed: Path) -> dict[str, float]:
    """Lines of a word, a tab and how often it is used; others are remarks, or words without a count."""
    with lzma.open(packed, "rt", encoding="utf-8") as lines:
        fields = (line.rstrip("\n").partition("\t") for line in lines if not line.startswith("#"))
        return {text: float(count) for text, tab, count in fields if tab}


def _own_phrases(sources: Sources, readable: Mapping[str, Container[str]]) -> list[lexicon.OwnPhrase]:
    """Our lists, and of the catalogue what they do not have."""
    own: list[lexicon.OwnPhrase] = []
    for name in OWN_PHRASES:
        with open(sources.own / name, encoding="utf-8") as lines:
            own.extend(lexicon.parse_own(name, lines, readable))
    listed = {phrase.text for phrase in own}
    own.extend(phrase for phrase in catalogue.phrases(sources.catalogue) if phrase.text not in listed)
    return own


def _compose(sources: Sources, say: Report) -> tuple[list[lexicon.Entry], list[lexicon.OwnPhrase]]:
    """The dictionary's entries, and the phrases of our own among them."""
    say("reading the standard characters and their pinyin")
    with bz2.open(sources.unihan, "rt", encoding="utf-8") as unihan:
        standard, counts = readings.parse_unihan(unihan)
    luna_characters, luna_phrases = readings.parse_luna(
        sources.luna.read_text(encoding="utf-8").splitlines())
    shares = readings.character_shares(standard, counts, luna_characters)
    own = _own_phrases(sources, {character: {*syllables, *luna_characters.get(character, ())}
                                 for character, syllables in shares.items()})
    say("simplifying the vocabulary")
    vocabulary = _counts(sources.own / ESSAY)
    opencc = _tool("opencc")
    weights = lexicon.simplified_weights(vocabulary, _simplify(list(vocabulary), opencc))
    weights = lexicon.standardised(lexicon.blended(weights, _counts(sources.own / FREQUENCIES)))
    known = dict(zip(_simplify(list(luna_phrases), opencc), luna_phrases.values(), strict=True))
    known.update(lexicon.pronounced(phrases_dict))
    say(f"composing entries from {len(weights)} words and {len(own)} phrases of our own")
    return lexicon.entries(shares, standard, vocabulary, weights, known, own), own


def _tables(sources: Sources, entries: Sequence[lexicon.Entry],
            own: Sequence[lexicon.OwnPhrase]) -> dict[str, list[str]]:
    """What is looked up without librime: file name -> its lines."""
    characters = [entry for entry in entries if len(entry.text) == 1]
    weights: dict[str, float] = {}
    for entry in characters:
        weights[entry.text] = weights.get(entry.text, 0.0) + entry.weight
    with bz2.open(sources.sources, "rt", encoding="utf-8") as lines:
        places, totals = forms.parse_sources(lines)
    used = {number for character in weights for number, _ in places.get(character, ())}
    radicals = forms.parse_radicals(sources.radicals.read_text(encoding="utf-8").splitlines())
    strokes = forms.parse_strokes(sources.stroke.read_text(encoding="utf-8").splitlines())
    own_lines = (sources.own / OWN_STROKES).read_text(encoding="utf-8").splitlines()
    strokes += forms.composed(own_lines, strokes)
    standard = (sources.own / STANDARD_PARTS).read_text(encoding="utf-8").splitlines()
    with lzma.open(sources.own / OWN_PARTS, "rt", encoding="utf-8") as packed:
        ways = parts.as_seen([parts.parse(standard), parts.own_ways(forms.composed_of(own_lines)), parts.parse(packed)],
                             totals, weights)
    with open(sources.own / OWN_PREDICTIONS, encoding="utf-8") as listed:
        following = predictions.lines(predictions.parse(listed), [phrase.text for phrase in own])
    return {PREDICTIONS: following, SYLLABLES: sorted({entry.code for entry in characters}),
            STROKES: forms.stroke_lines(strokes, weights), PLACES: forms.place_lines(places, weights),
            RADICALS: forms.radical_lines(radicals, totals, used),
            PARTS: parts.part_lines(ways, totals, radicals.values(), weights),
            COMPONENTS: parts.component_lines(ways, totals, weights)}


def _deploy(work: Path, say: Report) -> None:
    say("compiling with rime_deployer")
    shared, built, user = work / "shared", work / "built", work / "user"
    user.mkdir()
    try:
        done = subprocess.run([_tool("rime_deployer"), "--build", user, shared, built],
                              capture_output=True, text=True, timeout=DEPLOY_SECONDS,
                              env={"PATH": "/usr/bin:/bin", "GLOG_log_dir": str(user)})
    except subprocess.TimeoutExpired:
        raise BuildError(f"rime_deployer has not ended after {DEPLOY_SECONDS:.0f} s. "
                         "Is the machine short of memory? Run the same command again.") from None
    products = [built / f"{NAME}.table.bin", *(built / f"{schema}.{kind}" for schema in SCHEMAS
                                               for kind in ("prism.bin", "schema.yaml"))]
    if done.returncode != 0 or not all(product.is_file() for product in products):
        raise BuildError(f"rime_deployer did not build the dictionary: {done.stderr.strip()[-2000:]}")
    shutil.rmtree(user)


def _list_files(built: Path) -> None:
    """Write the manifest that the engine compares before librime maps anything: each file's size and CRC-32."""
    marks = {product.name: [product.stat().st_size, zlib.crc32(product.read_bytes())]
             for product in sorted(built.iterdir())}
    (built / MANIFEST).write_text(json.dumps(marks, indent=1) + "\n", encoding="utf-8")


def _stamped(out: Path) -> str:
    try:
        stamp = json.loads((out / STAMP).read_text(encoding="utf-8"))
        marks = json.loads((out / "built" / MANIFEST).read_text(encoding="utf-8"))
        whole = all((out / "built" / name).stat().st_size == size for name, (size, _) in marks.items())
    except (OSError, ValueError, TypeError):
        return ""
    return str(stamp["inputs"]) if whole else ""


def build(out: Path, sources: Sources, say: Report) -> bool:
    """Make ``out/shared`` and ``out/built`` true to the sources; return whether anything had to be built.

    ``say`` gets one line of progress a step. The old dictionary stays until the new one is whole. Raises
    BuildError or lexicon.SourceError.
    """
    with _alone(out):
        fingerprint = _fingerprint(sources.files())
        if _stamped(out) == fingerprint:
            return False
        with tempfile.TemporaryDirectory(prefix=out.name + "-", dir=out.parent) as temporary:
            work = Path(temporary) / out.name
            shared = work / "shared"
            shared.mkdir(parents=True)
            for name in OWN_CONFIGURATION:
                shutil.copyfile(sources.own / name, shared / name)
            entries, own = _compose(sources, say)
            lines = lexicon.dictionary_text(NAME, fingerprint[:12], entries)
            with open(shared / f"{NAME}.dict.yaml", "w", encoding="utf-8") as dictionary:
                dictionary.writelines(lines)
            _deploy(work, say)
            say("writing the tables of strokes and radicals")
            for name, table in _tables(sources, entries, own).items():
                (work / "built" / name).write_text("\n".join(table) + "\n", encoding="utf-8")
            shutil.copyfile(sources.own / GRAMMAR, work / "built" / GRAMMAR)
            _list_files(work / "built")
            (work / STAMP).write_text(json.dumps({"inputs": fingerprint}) + "\n", encoding="utf-8")
            if out.exists():
                out.rename(Path(temporary) / "old")
            work.rename(out)
    return True
