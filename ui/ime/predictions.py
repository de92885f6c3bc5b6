"""What usually follows what has just been written: a small fixed table, nothing of it learnt."""

from pathlib import Path

PREDICTIONS_FILE = "predictions.txt"
LONGEST_HEAD = 10


class Predictions:
    """The table, read when first asked."""

    def __init__(self, built: Path) -> None:
        """Read nothing yet."""
        self._file = built / PREDICTIONS_FILE
        self._table: dict[str, tuple[str, ...]] = {}

    def after(self, text: str) -> tuple[str, ...]:
        """What may follow, by the longest end of the text that the table knows."""
        if not self._table:
            lines = (line.partition("\t") for line in self._file.read_text(encoding="utf-8").splitlines())
            self._table = {head: tuple(following.split()) for head, _, following in lines}
        for length in range(min(LONGEST_HEAD, len(text)), 1, -1):
            found = self._table.get(text[-length:])
            if found:
                return found
        return ()
