"""Which printed documents exist once: all but the first print of one carry the mark 补打.

The screen asks for a kind and a number; whether the mark stands on the paper is decided by this and by what was started
before, never by whoever asks.
"""

from __future__ import annotations

from enum import Enum

from rules.receipt import ITEM_GUIDE, MATERIAL_LIST, PROGRESS
from rules.slips import TEST_PRINT

COPY_MARK = "补打"


class Marking(Enum):
    """How often a document may be printed without the mark."""

    ONCE = "once"
    ALWAYS_MARKED = "always_marked"
    NEVER_MARKED = "never_marked"


_MARKING = {
    # stands in for a receipt whose first print was another day
    PROGRESS: Marking.ALWAYS_MARKED,
    # about an item or the machine, the same for everybody
    MATERIAL_LIST: Marking.NEVER_MARKED, ITEM_GUIDE: Marking.NEVER_MARKED, TEST_PRINT: Marking.NEVER_MARKED,
}


def marking(kind: str) -> Marking:
    """The rule for a kind of document; one that is not named here exists once."""
    return _MARKING.get(kind, Marking.ONCE)
