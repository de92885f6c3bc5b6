"""Search among two thousand items, beside SQLite's own scan by LIKE over the same texts and their pinyin."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from hall.catalogue import Catalogue, Listed
from hall.catalogue.build import write
from hall.catalogue.source import Entry, Source, load
from hall.search import search_items
from launch.bench.measure import Figure
from launch.house import here

ITEMS = 2000
ROUNDS = 25
LIMIT_MS = 10.0
PAGE = 6
KINDS = ("变更", "延续", "补证", "注销", "备案", "核准", "年审", "登记", "查询", "证明", "审批", "转移", "确认", "报告", "复核", "更正",
         "换发")
WORDS = (
    "身份证", "sfz", "shenfenzheng", "身分证", "shenfnezheng", "办身份证要什么", "户口 迁移", "户口", "hukou", "护照", "公司",
    "gs", "营业执照丢失", "jiazhao", "驾驶证换证怎么办", "shebaoka", "qwqwqwqw", "注销", "zx", "z", "证", "企业", "不动产证明",
)
"""What people type: right, nearly right, one letter, and what there is not."""


def search() -> list[Figure]:
    """Milliseconds of CPU a search, the first page of what was found; every word for both audiences, the rival's too.

    CPU and not the clock: a search does nothing but compute, and other work on the machine is not its own.
    """
    source = load(here().assets / "catalogue")
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        file = Path(folder) / "catalogue.sqlite"
        write(Source(_many(source.entries), source.readings), file)
        with Catalogue.open(file) as catalogue:
            ours = _timed(lambda audience, words: search_items(catalogue, audience, words, 0, PAGE))
            with closing(_scanned(catalogue.index.listed)) as scanned:
                rival = _timed(lambda audience, words: _scan(scanned, audience, words))
    return [Figure("search-2000-items", "ms CPU", ours, "SQLite LIKE scan", rival, limit=LIMIT_MS, limit_at=99)]


def _many(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The shipped items again and again, their titles told apart, until there are enough."""
    made: list[Entry] = []
    for number in range(ITEMS):
        entry, round_number = entries[number % len(entries)], number // len(entries)
        title = entry.item.title + (KINDS[(round_number - 1) % len(KINDS)] if round_number else "")
        made.append(Entry(msgspec.structs.replace(entry.item, key=f"item-{number}", title=title), entry.keywords))
    return tuple(made)


def _timed(ask: Callable[[str, str], object]) -> list[float]:
    samples = []
    for audience in ("person", "enterprise"):
        for words in WORDS:
            ask(audience, words)
            for _ in range(ROUNDS):
                started = time.process_time_ns()
                ask(audience, words)
                samples.append((time.process_time_ns() - started) / 1e6)
    return samples


def _scanned(listed: Sequence[Listed]) -> sqlite3.Connection:
    """A table of text, 全拼 and 首字母 of each item, without near matches, marks or ranks: less than ours does."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE item (place INTEGER PRIMARY KEY, audience TEXT, title TEXT, words TEXT)")
    for item in listed:
        texts = (item.title, *item.keywords, item.category, item.department)
        initials = ("".join(readings[0][0] for readings in text.readings if readings) for text in texts)
        words = "\n".join((*(text.text for text in texts), *(text.plain for text in texts), *initials))
        connection.execute("INSERT INTO item VALUES (?, ?, ?, ?)", (item.place, item.audience, item.title.text, words))
    return connection


def _scan(connection: sqlite3.Connection, audience: str, words: str) -> object:
    parts = words.split()
    where = " AND ".join("words LIKE ?" for _ in parts)
    return connection.execute(
        f"SELECT place, title FROM item WHERE audience = ? AND {where} ORDER BY instr(title, ?) = 0, place",
        (audience, *(f"%{part}%" for part in parts), words),
    ).fetchall()[:PAGE]
