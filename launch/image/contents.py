"""What an image is made of, as CycloneDX 1.5: Debian's packages and Python's, with versions and licences."""

from __future__ import annotations

import json
import subprocess
import uuid
from email.parser import HeaderParser
from pathlib import Path

from launch.progress import StepFailed

_FIELDS = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n"
_SPACE = uuid.UUID("6b696f73-6b00-4000-8000-000000000000")


def contents(root: Path, version: str, when: str) -> str:
    """The whole document as JSON, the same for the same root. `when`: ISO 8601. Raises `StepFailed`."""
    parts = [*_debian(root), *_python(root)]
    body = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": when, "component": {
            "type": "operating-system", "name": "citizen-window", "version": version}},
        "components": parts,
    }
    numbered = {"serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, json.dumps(body, sort_keys=True))}", **body}
    return json.dumps(numbered, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _debian(root: Path) -> list[dict[str, object]]:
    done = subprocess.run(["dpkg-query", f"--admindir={root / 'var/lib/dpkg'}", "--show", f"--showformat={_FIELDS}"],
                          capture_output=True, text=True)
    if done.returncode or not done.stdout:
        raise StepFailed(f"dpkg-query cannot say what is in {root}: {done.stderr.strip()}")
    parts: list[dict[str, object]] = []
    for line in sorted(done.stdout.splitlines()):
        name, version, architecture, source, source_version = line.split("\t")
        parts.append({
            "type": "library", "name": name, "version": version,
            "purl": f"pkg:deb/debian/{name}@{version}?arch={architecture}",
            "properties": [{"name": "debian:source", "value": f"{source} {source_version}"}]})
    return parts


def _python(root: Path) -> list[dict[str, object]]:
    parts: list[dict[str, object]] = []
    for file in sorted(root.glob("usr/lib/citizen-window/lib/python3*/site-packages/*.dist-info/METADATA")):
        said = HeaderParser().parsestr(file.read_text(encoding="utf-8"))
        licence = said["License-Expression"] or (said["License"] or "").split("\n")[0]
        part: dict[str, object] = {"type": "library", "name": said["Name"], "version": said["Version"],
                                   "purl": f"pkg:pypi/{said['Name'].lower()}@{said['Version']}"}
        if licence:
            part["licenses"] = [{"license": {"name": licence}}]
        parts.append(part)
    return parts
