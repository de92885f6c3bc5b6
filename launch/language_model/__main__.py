"""``python -m launch.language_model ARCHIVE``: make the input engine's language model, once a release.

The archive is libime_1.0.16.orig.tar.xz, source of Debian 12's libime (``apt-get source --download-only libime``, with
deb-src among apt's sources). It needs 3 GB of memory, and takes four minutes.
"""

import argparse
import lzma
import math
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from launch.language_model.arpa import Model, ModelError
from launch.language_model.gram import grammar, ideographs, worth_knowing

CHECKOUT = Path(__file__).resolve().parents[2]
PER_WORDS = 1e8


def main() -> int:
    """Run the command; 0 when both files are written, 1 when they could not be."""
    parser = argparse.ArgumentParser(prog="python -m launch.language_model", description=__doc__)
    parser.add_argument("archive", type=Path, help="the source archive of libime")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "assets" / "ime", metavar="DIR",
                        help="where the two files go (default: assets/ime)")
    arguments = parser.parse_args()
    try:
        model = Model(_lines(arguments.archive))
        chosen = list(worth_knowing(model.followings(), model.words))
    except (OSError, tarfile.TarError, lzma.LZMAError, ModelError) as error:
        print(f"The language model cannot be made: {error}. See how the archive is fetched: "
              "python -m launch.language_model --help", file=sys.stderr)
        return 1
    (arguments.out / "citizen_window.gram").write_bytes(grammar(chosen))
    (arguments.out / "frequencies.txt.xz").write_bytes(
        lzma.compress(_frequencies(model.words).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"language model: {len(chosen)} pairs and triples written to {arguments.out}")
    return 0


def _lines(archive: Path) -> Iterator[str]:
    """The model in the archive in the archive."""
    with tarfile.open(archive) as source:
        inner = next((member for member in source if Path(member.name).name.startswith("lm_sc.arpa")), None)
        content = inner and source.extractfile(inner)
        if not content:
            raise ModelError(f"{archive} holds no lm_sc.arpa: it is not the source of libime")
        with tarfile.open(fileobj=content, mode="r|xz") as packed:
            for member in packed:
                model = packed.extractfile(member)
                if model:
                    yield from (line.decode("utf-8") for line in model)
                    return


def _frequencies(words: Mapping[str, float]) -> str:
    """``word TAB uses in 100 million words``, for words of ideographs."""
    return "".join(f"{word}\t{round(math.exp(probability) * PER_WORDS)}\n"
                   for word, probability in sorted(words.items()) if ideographs(word))


if __name__ == "__main__":
    sys.exit(main())
