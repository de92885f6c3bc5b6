"""`./kiosk deb`: stage, control files, dpkg-deb, lintian."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from launch.deb.stage import LIB, stage
from launch.house import House
from launch.progress import Progress, StepFailed

NAME = "citizen-window"
_SCRIPTS = ("postinst", "prerm", "postrm")
ALWAYS = ("udev", "systemd", "polkitd", "pcscd", "sane-airscan", "libusb-1.0-0", "librime-plugin-octagram",
          "fonts-hanazono", "alsa-utils")
"""What no library of ours is linked with, and the kiosk needs: its devices' services, and what it writes and says."""
_OPENED = ("librime.so.1",)
"""Libraries opened by name while running; their packages are named otherwise on each Debian."""
_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: citizen-window <maintainers@citizen-window.invalid>
Installed-Size: {size}
Depends: {depends}
Section: misc
Priority: optional
Description: open self-service kiosk for government services
 After installation the machine boots into a kiosk on which citizens read their
 identity card, find a service, hand in an application and take a receipt.
 .
 The configuration is /etc/citizen-window/kiosk.toml.
"""
_ACCEPTED = {
    "embedded-library": "the wheels are what was tested, and bring their own libraries",
    "unstripped-binary-or-object": "the same", "custom-library-search-path": "the same",
    "library-not-linked-against-libc": "the same",
    "package-installs-python-pycache-dir": "compiled here for the one interpreter that the package depends on",
}
"""Errors by lintian's rules that are meant."""


def build(house: House, progress: Progress) -> Path:
    """The package in out/, its size and what lintian says printed. Raises `StepFailed`."""
    began = time.monotonic()
    work = house.build / "deb"
    shutil.rmtree(work, ignore_errors=True)
    root = work / "root"
    root.mkdir(parents=True)
    progress.say("deb: laying out what a kiosk runs")
    stage(house, root, progress)
    version, architecture = f"{house.version()}+{_suite()}", _said("dpkg", "--print-architecture")
    _control(root, version, architecture, _depends(root, work))
    package = house.root / "out" / f"{NAME}_{version}_{architecture}.deb"
    package.parent.mkdir(exist_ok=True)
    progress.say("deb: packing")
    progress.run("dpkg-deb", [
        "env", f"SOURCE_DATE_EPOCH={_epoch(house)}", "dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build",
        str(root), str(package)], "Its last line names the file at fault.")
    _lint(house, package, progress)
    progress.say(f"deb: {package.relative_to(house.root)}  {package.stat().st_size / 1e6:.1f} MB, "
                 f"{_kib(root) / 1000:.0f} MB installed, {time.monotonic() - began:.0f} s")
    return package


def _control(root: Path, version: str, architecture: str, depends: list[str]) -> None:
    folder = root / "DEBIAN"
    folder.mkdir(mode=0o755)
    here = Path(__file__).parent
    for script in _SCRIPTS:
        shutil.copyfile(here / script, folder / script)
        (folder / script).chmod(0o755)
    files = sorted(file for file in root.rglob("*") if file.is_file() and not file.is_symlink()
                   and folder not in file.parents)
    (folder / "conffiles").write_text("".join(
        f"/{file.relative_to(root)}\n" for file in files if file.is_relative_to(root / "etc")))
    (folder / "md5sums").write_text("".join(
        f"{hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()}  {file.relative_to(root)}\n"
        for file in files if not file.is_relative_to(root / "etc")))
    (folder / "control").write_text(_CONTROL.format(
        name=NAME, version=version, architecture=architecture, size=_kib(root), depends=", ".join(depends)))
    for name in ("conffiles", "md5sums", "control"):
        (folder / name).chmod(0o644)


def _depends(root: Path, work: Path) -> list[str]:
    """This interpreter's version alone, the libraries that files inside are linked with, and what runs beside."""
    major, minor = sys.version_info[:2]
    python = [f"python3 (>= {major}.{minor})", f"python3 (<< {major}.{minor + 1})"]
    (work / "debian").mkdir()
    (work / "debian" / "control").write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n")
    libraries = sorted(file for file in (root / LIB).rglob("*.so*") if file.is_file())
    folders = sorted({str(file.parent) for file in libraries})
    done = subprocess.run(
        ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *(f"-l{folder}" for folder in folders),
         *(f"-e{file}" for file in libraries if ".libs" not in str(file))],
        cwd=work, capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"dpkg-shlibdeps cannot tell what the libraries need: {done.stderr.strip()[-500:]}")
    linked = done.stdout.strip().removeprefix("shlibs:Depends=").split(", ")
    opened = [_package_of(library) for library in _OPENED]
    return [*python, *dict.fromkeys([*linked, *opened, *ALWAYS])]


def _package_of(library: str) -> str:
    for line in _said("/sbin/ldconfig", "-p").splitlines():
        if line.split()[:1] == [library]:
            file = os.path.realpath(line.split(" => ")[1])
            return _said("dpkg-query", "--search", file).split(":")[0]
    raise StepFailed(f"{library} is not on this machine; `./kiosk setup` installs it")


def _lint(house: House, package: Path, progress: Progress) -> None:
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "none", str(package)],
                          capture_output=True, text=True)
    if done.returncode:
        raise StepFailed(f"lintian cannot read the package: {done.stderr.strip()[-300:]}")
    counted: dict[tuple[str, str], list[str]] = {}
    for line in done.stdout.splitlines():
        severity, _, rest = line.partition(": ")
        counted.setdefault((severity, rest.partition(": ")[2].split(" ")[0]), []).append(line)
    errors = {tag: lines for (severity, tag), lines in counted.items() if severity == "E" and tag not in _ACCEPTED}
    warnings = ", ".join(f"{tag} {len(lines)}" for (severity, tag), lines in sorted(counted.items()) if severity == "W")
    progress.say(f"      lintian: no error that is not meant; warnings: {warnings or 'none'}" if not errors else
                 "\n".join(line for lines in errors.values() for line in lines[:5]))
    if errors:
        raise StepFailed(f"lintian finds errors in {package.relative_to(house.root)}: {', '.join(sorted(errors))}")


def _suite() -> str:
    for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
        if line.startswith("VERSION_ID="):
            return "deb" + line.partition("=")[2].strip('"')
    raise StepFailed("/etc/os-release has no VERSION_ID; the package is built on Debian 12, Debian 13 or "
                     "Raspberry Pi OS")


def _epoch(house: House) -> str:
    done = subprocess.run(["git", "-C", str(house.root), "log", "-1", "--format=%ct"], capture_output=True, text=True)
    return done.stdout.strip() or str(int((house.root / "CHANGELOG.md").stat().st_mtime))


def _kib(root: Path) -> int:
    return sum(file.lstat().st_size for file in root.rglob("*") if not file.is_dir()) // 1024


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
