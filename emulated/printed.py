"""The tray where printed tickets lie: for each a picture, and beside it the bytes that made it."""

from pathlib import Path

from emulated.receipt_paper import picture
from emulated.receipt_press import Ticket

DOTS_PER_MM = 8


class Printed:
    """Numbers the tickets from 1 and writes ``0001.png`` and ``0001.bin`` into ``directory``."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.receipts: list[dict[str, object]] = []
        directory.mkdir(mode=0o755, exist_ok=True)

    def add(self, ticket: Ticket) -> None:
        """Lay a ticket there; its files are complete when this returns."""
        number = len(self.receipts) + 1
        image, raw = (self.directory / f"{number:04d}.{kind}" for kind in ("png", "bin"))
        raw.write_bytes(ticket.raw)
        draft = image.with_suffix(".draft")
        picture(ticket.image, ticket.edge).save(draft, "PNG")
        draft.replace(image)
        self.receipts.append({"number": number, "png": str(image), "bytes": str(raw), "cut": ticket.edge,
                              "length_mm": round(ticket.image.height / DOTS_PER_MM, 1)})

    def forget(self) -> None:
        """Throw all tickets away, their files too."""
        for receipt in self.receipts:
            Path(str(receipt["png"])).unlink(missing_ok=True)
            Path(str(receipt["bytes"])).unlink(missing_ok=True)
        self.receipts.clear()
