"""Where things stand in this checkout. Only the standard library: this runs before there is a `.venv`."""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class House:
    """A checkout: what is in it, and what setup builds in it."""

    root: Path

    @property
    def build(self) -> Path:
        """All that setup makes and `clean` removes, `.venv` apart."""
        return self.root / ".build"

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter that everything but setup runs under."""
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        """Outputs of setup's long commands."""
        return self.build / "logs"

    @property
    def assets(self) -> Path:
        """Fonts, strings, icons, catalogue."""
        return self.root / "assets"

    @property
    def catalogue(self) -> Path:
        """The built catalogue."""
        return self.build / "catalogue.sqlite"

    @property
    def ime(self) -> Path:
        """The built input dictionary."""
        return self.build / "ime"

    @property
    def voice(self) -> Path:
        """The spoken prompts."""
        return self.build / "voice"

    @property
    def portrait_decoder(self) -> Path:
        """The desk's stand-in for a maker's library that decodes photos."""
        return self.build / "portrait_decoder.so"

    @property
    def current_desk(self) -> Path:
        """A link to the folder of the emulated desk that `./kiosk demo` runs now."""
        return self.build / "desk" / "current"

    def environment(self) -> dict[str, str]:
        """The environment for commands run in this checkout: only this checkout is on Python's path."""
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "VIRTUAL_ENV")}
        environment["PYTHONPATH"] = str(self.root)
        environment["PYTHONUNBUFFERED"] = "1"
        if not os.access(environment.get("HOME", ""), os.W_OK):
            environment["HOME"] = str(self.build / "home")
        return environment

    def requirements(self) -> dict[str, list[str]]:
        """The pinned requirements in setup.cfg, by extra; those of the product itself under ""."""
        configuration = configparser.ConfigParser()
        configuration.read(self.root / "setup.cfg", encoding="utf-8")
        groups = {"": configuration["options"]["install_requires"], **configuration["options.extras_require"]}
        return {name: text.split() for name, text in groups.items()}

    def version(self) -> str:
        """The version in setup.cfg."""
        configuration = configparser.ConfigParser()
        configuration.read(self.root / "setup.cfg", encoding="utf-8")
        return configuration["metadata"]["version"]


def here() -> House:
    """The checkout that this file belongs to."""
    return House(Path(__file__).resolve().parents[1])
