"""Schemathesis against the hall's own ASGI application: `python -m tests.hall.contract [EXAMPLES]`, 50 an operation.

It makes up requests from the OpenAPI document, fitting ones and others, and compares what comes with what it says.
It needs `pip install schemathesis==4.32.5`: that brings more than all other tests together, so setup does not.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method
from starlette.types import ASGIApp

from hall.envelopes import key_name, read_key
from hall.server.app import Hall
from hall.server.bodies import BodyFolder
from hall.server.editions import Editions
from hall.server.engine import HallDatabase
from hall.server.intake import Intake
from hall.server.keys import Keys
from hall.server.kiosks import Kiosks
from hall.server.store import Store
from hall.server.upgrade import bringing
from hall.server.uploads import Uploads


def hall_in(folder: Path, database: HallDatabase) -> ASGIApp:
    """A hall with keys and store of its own."""
    public = folder / "hall.pub"
    Keys(folder).prepare(public)
    text = public.read_text(encoding="ascii")
    bodies = BodyFolder(folder / "bodies")
    return Hall(Store(database, bodies), Kiosks(database), Editions(database), Uploads(folder / "uploads"),
                Intake(folder), text, "", key_name(read_key(text)), datetime.now).app()


def _trial(operation: Any, mode: GenerationMode, examples: int) -> None:
    """Ask so many times. Raises what is not as the document says, with the request that shows it."""
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        # a body that is any bytes cannot be negated, nor a number be known
        case.call_and_validate(excluded_checks=[positive_data_acceptance, unsupported_method])

    ask()


def main(words: list[str]) -> int:
    """0 when every answer is as the document says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = HallDatabase(folder / "hall.sqlite", bringing(BodyFolder(folder / "bodies")))
        with closing(database):
            schema = schemathesis.openapi.from_asgi("/openapi.json", hall_in(folder, database))
            results: list[Any] = list(schema.get_all_operations())
            for operation in (result.ok() for result in results):
                takes = any(operation.iter_parameters()) or bool(operation.body)
                for mode in GenerationMode if takes else [GenerationMode.POSITIVE]:
                    _trial(operation, mode, int(words[0]) if words else 50)
                print(f"{operation.method.upper()} {operation.path}: as the document says", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
