"""Operations of the hall's HTTP as a table: routes and the OpenAPI document are both made from it, and so agree.

The schemas are those of the Structs that the answers are encoded from (`hall.answers`). OpenAPI 3.1.0,
https://spec.openapis.org/oas/v3.1.0.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hall.answers import Refusal

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Parameter:
    """Something in the path, the query or a header; `schema` is JSON Schema."""

    name: str
    place: str
    schema: Mapping[str, Any]
    about: str
    required: bool = True


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked. `answers`: by status the Struct; `refusals`: statuses answered by a `Refusal`."""

    method: str
    path: str
    handler: Handler
    summary: str
    answers: Mapping[int, type[msgspec.Struct]]
    refusals: Sequence[int] = ()
    parameters: Sequence[Parameter] = ()
    takes: type[msgspec.Struct] | str | None = None
    """A Struct, taken as JSON, or the media type of bytes."""


def answer(said: msgspec.Struct, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A Struct as JSON."""
    return Response(msgspec.json.encode(said), status, headers, "application/json")


def routes(operations: Sequence[Operation]) -> list[Route]:
    """Where each operation is asked."""
    return [Route(one.path, one.handler, methods=[one.method]) for one in operations]


def document(operations: Sequence[Operation], title: str, version: str) -> bytes:
    """The OpenAPI document, JSON."""
    structs: dict[type[msgspec.Struct], None] = {Refusal: None}
    for one in operations:
        structs.update(dict.fromkeys(one.answers.values()))
        if isinstance(one.takes, type):
            structs[one.takes] = None
    schemas, components = msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")
    refs = dict(zip(structs, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, refs)
    return msgspec.json.encode({
        "openapi": "3.1.0", "info": {"title": title, "version": version}, "paths": paths,
        "components": {"schemas": components},
    })


def _operation(one: Operation, refs: Mapping[Any, Any]) -> dict[str, Any]:
    said = {status: refs[struct] for status, struct in one.answers.items()}
    said |= {status: refs[Refusal] for status in one.refusals}
    found: dict[str, Any] = {
        "summary": one.summary,
        "operationId": one.handler.__name__,
        "parameters": [
            {"name": part.name, "in": part.place, "required": part.required, "description": part.about,
             "schema": dict(part.schema)} for part in one.parameters],
        "responses": {
            str(status): {"description": "refused" if status in one.refusals else "done",
                          "content": {"application/json": {"schema": schema}}}
            for status, schema in sorted(said.items())},
    }
    if isinstance(one.takes, str):
        found["requestBody"] = {"required": True, "content": {one.takes: {"schema": {}}}}
    elif one.takes is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": refs[one.takes]}}}
    return found
