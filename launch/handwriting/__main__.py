"""``python -m launch.handwriting``: make assets/ime/handwriting.bin from packaged stroke data. Once at a release."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from launch.handwriting.build import PACKAGE, BuildError, build

CHECKOUT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the command; 0 when the templates stand, 1 when they could not be made."""
    parser = argparse.ArgumentParser(prog="python -m launch.handwriting", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR",
                        help=f"the unpacked npm package {PACKAGE} (default: it is brought with npm)")
    parser.add_argument("--dictionary", type=Path, metavar="FILE",
                        default=CHECKOUT / ".build" / "ime" / "shared" / "citizen_window.dict.yaml",
                        help="the input dictionary as text: which character is how common (default: the checkout's)")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "assets" / "ime" / "handwriting.bin", metavar="FILE",
                        help="where the templates go (default: assets/ime/handwriting.bin)")
    arguments = parser.parse_args()
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as room:
            data = arguments.data or _brought(Path(room))
            count = build(data, arguments.dictionary, arguments.out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    size = arguments.out.stat().st_size / 1e6
    print(f"handwriting: {count} characters, {size:.1f} MB in {arguments.out} ({time.monotonic() - started:.1f} s)")
    return 0


def _brought(room: Path) -> Path:
    """Have npm fetch and unpack the package. Raises BuildError."""
    try:
        subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--prefix", str(room), PACKAGE],
                       check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        raise BuildError(f"npm could not bring {PACKAGE} ({type(error).__name__}). Install npm, or unpack the package "
                         "yourself and name its folder with --data.") from None
    return room / "node_modules" / PACKAGE.partition("@")[0]


if __name__ == "__main__":
    sys.exit(main())
