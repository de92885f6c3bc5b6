"""`python -m launch.languages`: what the other languages' strings lack beside zh-Hans.toml; `--draft` writes 繁體 drafts.

The drafts come from OpenCC (Debian's `opencc`, s2hk: the characters of Hong Kong, whose citizens come here) and are
read by somebody before they are committed; what stands in the file already is kept. English is written by hand.
"""

from __future__ import annotations

import argparse
import string
import subprocess
import sys
import tomllib
from pathlib import Path

STRINGS = Path(__file__).parent.parent / "assets" / "strings"
SOURCE = "zh-Hans.toml"
OTHERS = ("zh-Hant.toml", "en.toml")
DRAFTED = "zh-Hant.toml"
_HEAD = """# Words on the screen in 繁體: the same tables and keys as zh-Hans.toml, the same {places}.
# Drafted by `python -m launch.languages --draft`, then read; what a person wrote here is kept.
"""
_BETWEEN = "\n\u241e\n"
_WIDER = str.maketrans("户説閲温啓", "戶說閱溫啟")
"""Forms read in Taiwan and on the mainland too, where Hong Kong's list has its own."""
COPIED = ("search.common1", "search.common2", "search.common3", "search.common4", "search.common5")
"""Words that are looked for in the catalogue, which is written in simplified characters."""
Tables = dict[str, dict[str, str]]


def complaints(folder: Path = STRINGS) -> list[str]:
    """What is missing, too much, or has other places than the Chinese text, one line each."""
    source = _read(folder / SOURCE)
    found: list[str] = []
    for name in OTHERS:
        other = _read(folder / name)
        wanted, there = _keys(source), _keys(other)
        found += [f"{name}: no text for {key}: {text}" for key, text in wanted.items() if key not in there]
        found += [f"{name}: {key} is not in {SOURCE}" for key in there if key not in wanted]
        both = {key: (text, there[key]) for key, text in wanted.items() if key in there}
        found += [f"{name}: {key} must have the places {_places(chinese)}, not {_places(text)}"
                  for key, (chinese, text) in both.items() if _places(chinese) != _places(text)]
        found += [f"{name}: {key} must be {wanted[key]}, as in {SOURCE}" for key in COPIED
                  if there.get(key) != wanted[key]]
        found += [f"{name}: {key} must have as many lines as in {SOURCE}"
                  for key, (chinese, text) in both.items() if chinese.count("\n") != text.count("\n")]
    return found


def draft(folder: Path = STRINGS) -> int:
    """Add what 繁體 lacks, take away what is not in the source. Returns how many texts were added."""
    source = _read(folder / SOURCE)
    target = _read(folder / DRAFTED) if (folder / DRAFTED).exists() else {}
    lacking = [(table, key) for table, texts in source.items() for key in texts if key not in target.get(table, {})]
    drafted = dict(zip(lacking, _converted([source[table][key] for table, key in lacking])))
    drafted |= {(table, key): source[table][key] for table, key in lacking if f"{table}.{key}" in COPIED}
    parts = [_HEAD]
    for table, texts in source.items():
        parts.append(f"\n[{table}]\n")
        for key in texts:
            text = target.get(table, {}).get(key, drafted.get((table, key), ""))
            parts.append(f"{_bare(key)} = {_quoted(text)}\n")
    (folder / DRAFTED).write_text("".join(parts), "utf-8")
    return len(lacking)


def _converted(texts: list[str]) -> list[str]:
    if not texts:
        return []
    done = subprocess.run(["opencc", "-c", "s2hk.json"], input=_BETWEEN.join(texts), capture_output=True, text=True,
                          check=True)
    return done.stdout.removesuffix("\n").translate(_WIDER).split(_BETWEEN)


def _read(path: Path) -> Tables:
    tables: Tables = tomllib.loads(path.read_text("utf-8"))
    return tables


def _keys(tables: Tables) -> dict[str, str]:
    return {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}


def _places(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def _bare(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else f'"{key}"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}"""' if "\n" in text else f'"{escaped}"'


def main(arguments: list[str] | None = None) -> int:
    """Returns 1 while something is missing."""
    parser = argparse.ArgumentParser(prog="python -m launch.languages", description=__doc__.partition("\n")[0])
    parser.add_argument("--draft", action="store_true", help="draft what 繁體 lacks; read it before you commit it")
    if parser.parse_args(arguments).draft:
        print(f"{draft()} texts drafted in {STRINGS / DRAFTED}")
    found = complaints()
    print("\n".join(found) or "all languages have all texts")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
