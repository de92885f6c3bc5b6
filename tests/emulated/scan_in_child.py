"""Scans one page with the real python-sane and says how it went, as one JSON object. Run as a process of its own:
libsane reads SANE_CONFIG_DIR once, and a scan that hangs can only be killed.

``python -m tests.emulated.scan_in_child SOURCE MODE RESOLUTION OUT``
"""

import json
import sys

import sane


def scan(source: str, mode: str, resolution: int, out: str) -> dict[str, object]:
    """Size and expected size of the picture, or libsane's words for what went wrong."""
    sane.init()
    lines: list[int] = []
    try:
        scanner = sane.open(sane.get_devices()[0][0])
        scanner.source, scanner.mode, scanner.resolution = source, mode, resolution
        expected = scanner.get_parameters()[2]
        scanner.start()
        picture = scanner.snap(progress=lambda line, total: lines.append(line))
    except sane._sane.error as error:
        return {"error": str(error)}
    picture.save(out)
    scanner.close()
    return {"size": list(picture.size), "expected": list(expected), "mode": picture.mode, "lines": len(lines)}


if __name__ == "__main__":
    print(json.dumps(scan(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])))
