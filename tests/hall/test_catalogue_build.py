"""A catalogue is built whole or not at all, and a damaged one is refused with the remedy."""

from pathlib import Path
import sqlite3
import subprocess
import sys

import pytest

from hall.catalogue import Catalogue, CatalogueError
from hall.catalogue.__main__ import main
from hall.catalogue.build import build
from hall.catalogue.source import SourceError
from tests.hall.small_catalogue import change, lay


def test_what_was_built_can_be_read(tmp_path: Path) -> None:
    out = tmp_path / "it's #1?.sqlite"
    assert build(lay(tmp_path), out) == 2
    with Catalogue.open(out) as catalogue:
        item = catalogue.item("id-card")
        assert item is not None and item.title == "居民身份证办理"
        assert catalogue.item("nothing") is None and catalogue.item("' OR 1=1 --") is None
        assert [listed.key for listed in catalogue.items("person")] == ["id-card"]
        assert catalogue.items("person", "户口登记") == () and catalogue.items("nobody") == ()
        assert catalogue.sounds("分☃") == {"分": frozenset({"fen"})}


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    source = lay(tmp_path)
    build(source, tmp_path / "one.sqlite")
    build(source, tmp_path / "two.sqlite")
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()


def test_a_wrong_source_leaves_the_old_catalogue(tmp_path: Path) -> None:
    source, out = lay(tmp_path), tmp_path / "catalogue.sqlite"
    build(source, out)
    before = out.read_bytes()
    change(source, "items/seal.yaml", "target: 企业", "targets: 企业")
    with pytest.raises(SourceError):
        build(source, out)
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue", "catalogue.sqlite"]


def test_who_reads_keeps_what_was_opened_while_it_is_replaced(tmp_path: Path) -> None:
    source, out = lay(tmp_path), tmp_path / "catalogue.sqlite"
    build(source, out)
    with Catalogue.open(out) as old:
        change(source, "items/seal.yaml", "title: 公章刻制备案", "title: 公章备案")
        build(source, out)
        assert [listed.title.text for listed in old.items("enterprise")] == ["公章刻制备案"]
        with Catalogue.open(out) as new:
            assert [listed.title.text for listed in new.items("enterprise")] == ["公章备案"]


def test_no_catalogue_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no catalogue; build it again: ./kiosk catalogue build"):
        Catalogue.open(tmp_path / "none.sqlite")


@pytest.mark.parametrize("content", [b"", b"rubbish" * 500])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.sqlite").write_bytes(content)
    with pytest.raises(CatalogueError, match="damaged or no catalogue"):
        Catalogue.open(tmp_path / "c.sqlite")


def test_another_format_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "c.sqlite"
    build(lay(tmp_path), out)
    with sqlite3.connect(out) as connection:
        connection.execute("UPDATE meta SET value = '0'")
    connection.close()
    with pytest.raises(CatalogueError, match="of another format"):
        Catalogue.open(out)


@pytest.mark.parametrize("change_sql", [
    "UPDATE item SET record = x'00'", "UPDATE item SET keywords = x'c1'", "DELETE FROM spelling",
    "UPDATE spelling SET readings = x'93'",
])
def test_damage_inside_is_told_when_it_is_met(tmp_path: Path, change_sql: str) -> None:
    out = tmp_path / "c.sqlite"
    build(lay(tmp_path), out)
    with sqlite3.connect(out) as connection:
        connection.execute(change_sql)
    connection.close()
    with Catalogue.open(out) as catalogue, pytest.raises(CatalogueError, match="is damaged"):
        catalogue.item("id-card")
        catalogue.items("person")


def test_a_truncated_catalogue_is_told(tmp_path: Path) -> None:
    out = tmp_path / "c.sqlite"
    build(lay(tmp_path), out)
    out.write_bytes(out.read_bytes()[:4096])
    with pytest.raises(CatalogueError, match="damaged"):
        with Catalogue.open(out) as catalogue:
            catalogue.items("person")


def test_the_command_tells_what_is_wrong_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = lay(tmp_path)
    assert main(["check", "--source", str(source)]) == 0
    assert "2 items" in capsys.readouterr().out
    change(source, "items/seal.yaml", "target: 企业", "targets: 企业")
    assert main(["build", "--source", str(source), "--out", str(tmp_path / "c.sqlite")]) == 1
    assert f"{source}/items/seal.yaml:5: unknown key `targets`" in capsys.readouterr().err


def test_the_command_ends_with_2_when_a_file_is_out_of_reach(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--source", str(tmp_path / "none")]) == 2
    assert main(["build", "--source", str(lay(tmp_path)), "--out", str(tmp_path / "none" / "c.sqlite")]) == 2
    assert "nothing was replaced" in capsys.readouterr().err


def test_a_disk_without_room_leaves_the_old_catalogue(tmp_path: Path) -> None:
    source, out = lay(tmp_path), tmp_path / "c.sqlite"
    build(source, out)
    before = out.read_bytes()
    command = 'ulimit -f 100 && exec "$0" -m hall.catalogue build --source "$1" --out "$2"'
    done = subprocess.run(["sh", "-c", command, sys.executable, source, out], capture_output=True, text=True)
    assert done.returncode == 2 and "nothing was replaced" in done.stderr and "Traceback" not in done.stderr
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.sqlite", "catalogue"]


def test_a_running_process_needs_neither_pypinyin_nor_yaml(tmp_path: Path) -> None:
    out = tmp_path / "c.sqlite"
    build(lay(tmp_path), out)
    code = (
        "import sys; from pathlib import Path\n"
        "from hall.catalogue import Catalogue; from hall.search import search_items\n"
        "assert search_items(Catalogue.open(Path(sys.argv[1])), 'person', 'sfz', 0, 8).total == 1\n"
        "print(sorted({'pypinyin', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
