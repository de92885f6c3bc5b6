"""The house's own rules hold for this checkout, and each finds what it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from launch.house import House, here
from launch.rules_of_the_house import RULES

SETUP = """[metadata]
version = 1
[options]
install_requires =
    one==1.0
[options.extras_require]
[citizen-window]
pure_modules =
    rules
    rules.known
"""
FILES = {
    "setup.cfg": SETUP, "launch/constraints.txt": "# pins\none==1.0\n", "launch/README.md": "# launch\n",
    "rules/README.md": "# rules\n", "rules/__init__.py": '"""Pure."""\n', "rules/known.py": "X = 1\n",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    for name, text in FILES.items():
        _write(tmp_path, name, text)
    return House(tmp_path)


def _write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_this_checkout_keeps(rule: str) -> None:
    assert RULES[rule](here()) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_good_house_has_no_faults(rule: str, house: House) -> None:
    assert RULES[rule](house) == []


@pytest.mark.parametrize(("rule", "name", "text", "fault"), [
    ("file length", "rules/long.py", "X = 1\n" * 401, "rules/long.py: 401 lines"),
    ("folder names", "rules/utils.py", "", "`utils` says nothing"),
    ("readmes", "ui/__init__.py", "", "ui/README.md is missing"),
    ("readmes", "rules/README.md", "line\n" * 91, "longer than a page"),
    ("requirements", "setup.cfg", SETUP.replace("one==1.0", "one"), "one is not pinned"),
    ("requirements", "setup.cfg", SETUP.replace("one==1.0", "one==2.0"), "one is 1.0, setup.cfg says 2.0"),
    ("requirements", "launch/constraints.txt", "one==1.0\npygame==2.6\n", "pygame must not be installed"),
    ("requirements", ".venv/lib/python3.11/site-packages/python_daemon-3.0.dist-info/METADATA", "",
     "python-daemon must not be installed"),
    ("pure modules", "drivers/idcard/sam_protocol.py", "", "lacks drivers.idcard.sam_protocol"),
    ("pure modules", "rules/known.py", "import os.path\n", "rules/known.py:1: imports os.path"),
    ("pure modules", "rules/known.py", "from time import monotonic\n", "imports time"),
    ("pure modules", "rules/known.py", "from datetime import date\nX = date.today()\n",
     "rules/known.py:2: reads the clock"),
    ("pure modules", "rules/known.py", "print('hello')\n", "calls print()"),
    ("imports on top", "ui/a.py", "def f():\n    import os\n", "ui/a.py:2"),
    ("texts", "ui/a.py", "X = '/home/" + "somebody/x'\n", "ui/a.py:1: a path of one machine"),
    ("texts", "ui/README.md", "one\nTO" + "DO: two\n", "ui/README.md:2: something left for later"),
    ("texts", "ui/README.md", "see https://py" + "pi.org/project/x\n", "a package index's host"),
])
def test_each_rule_finds(house: House, rule: str, name: str, text: str, fault: str) -> None:
    _write(house.root, name, text)
    assert any(fault in found for found in RULES[rule](house))


def test_tables_of_models_may_load_late(house: House) -> None:
    _write(house.root, "drivers/idcard/__init__.py", "def f():\n    import os\n")
    assert RULES["imports on top"](house) == []
