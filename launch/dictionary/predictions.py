"""What usually follows a phrase, for the bar after a choice. Pure: phrases in, lines out."""

from collections import Counter
from collections.abc import Iterable

from launch.dictionary.lexicon import SourceError

LEAST_HEAD, MOST_FOLLOWING = 2, 12
SINGLE = frozenset("区市县镇路证书表人费局所院会处站本簿")
"""Characters that may follow a phrase alone."""


def parse(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Read our own list: a phrase, a tab, and what follows it, parted by spaces. Raises SourceError."""
    listed: list[tuple[str, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        head, tab, following = line.partition("\t")
        if not tab or not following.split():
            raise SourceError(f"predictions.tsv:{number}: write a phrase, a tab, and what follows it")
        listed.append((head, following.split()))
    return listed


def lines(listed: Iterable[tuple[str, list[str]]], phrases: Iterable[str]) -> list[str]:
    """``phrase TAB what follows``, our own list first, then what the phrases themselves show.

    A phrase that begins with another one tells what follows that one: 居民身份证 and 居民 give 居民 -> 身份证.
    """
    known = frozenset(phrases)
    found: dict[str, Counter[str]] = {}
    for phrase in known:
        for end in range(LEAST_HEAD, len(phrase)):
            head, rest = phrase[:end], phrase[end:]
            if head in known and (rest in SINGLE if len(rest) == 1 else rest in known):
                found.setdefault(head, Counter())[rest] += 1
    merged = {head: list(following) for head, following in listed}
    for head, counted in found.items():
        own = merged.setdefault(head, [])
        own += [rest for rest, _ in sorted(counted.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))
                if rest not in own]
    return [f"{head}\t{' '.join(following[:MOST_FOLLOWING])}" for head, following in sorted(merged.items())]
