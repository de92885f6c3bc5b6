"""Records the pictures that `test_documents_on_paper` compares with: `python -m tests.drivers.record_papers`."""

from __future__ import annotations

from drivers.printer.profiles import PROFILES
from tests.drivers.paper import DOCUMENTS, bytes_of, interpreted
from tests.drivers.test_documents_on_paper import GOLDEN, WIDTHS, golden

if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for old in GOLDEN.glob("*.png"):
        old.unlink()
    for name, document in DOCUMENTS.items():
        for width, make in WIDTHS.items():
            interpreted(bytes_of(document, PROFILES[make]), make).paper.convert("1").save(
                golden(name, width), optimize=True)
