"""The OpenAPI document is what the server does: made from the same table, its schemas from what is encoded."""

from __future__ import annotations

from tests.hall.surroundings import surroundings


def test_the_document_has_every_operation_and_the_server_knows_each() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        with kiosk.http() as client:
            document = client.get("/openapi.json").json()
            asked = {(method, path): client.request(method.upper(), path.replace("{number}", "x").replace("{", "x{"))
                     for path, methods in document["paths"].items() for method in methods}
            other = client.delete("/envelopes")
        assert document["openapi"] == "3.1.0"
        assert sorted(document["paths"]) == [
            "/answers/{ticket}", "/applications/{number}", "/catalogue", "/catalogue/{version}/from/{base}",
            "/envelopes", "/health", "/heartbeats", "/kiosks", "/offices/{office}/slots", "/uploads/{number}"]
        told = {(method, path): str(answer.status_code) in document["paths"][path][method]["responses"]
                for (method, path), answer in asked.items()}
        assert told == dict.fromkeys(told, True)
        assert (other.status_code, other.headers["allow"]) == (405, "POST")
