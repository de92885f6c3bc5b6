"""Makes of receipt printer that the desk can have: what each has, and what it does not know."""

from dataclasses import dataclass

from emulated.usb_descriptors import Description, Endpoint, Interface

OUT, IN = 0x01, 0x82


@dataclass(frozen=True)
class Make:
    """``width`` in dots. ``status``: whose meanings its status bytes have. What it lacks, it leaves unanswered."""

    name: str
    vendor: int
    product: int
    width: int = 576
    status: str = "epson"
    process_id: bool = False
    """Answers GS ( H."""
    in_turn: bool = True
    """Answers GS r."""
    chinese: bool = True
    """Has GBK characters."""
    codes: bool = True
    """Draws barcodes and QR by itself."""
    presenter: bool = False
    """Cuts and presents by FS P, and by no other command."""

    def describe(self) -> Description:
        """The descriptors."""
        interface = Interface((Endpoint(OUT), Endpoint(IN)), class_code=7, subclass=1, protocol=2,
                              kernel_driver="usblp")
        return Description(self.vendor, self.product, 0x0100, "EMULATED", f"DESK-{80 if self.width > 384 else 58}",
                           "DESK0001", (interface,))


MAKES = {make.name: make for make in (
    Make("escpos-80", 0x04B8, 0x0202, process_id=True),
    Make("escpos-58", 0x0416, 0x5011, width=384, codes=False),
    Make("masung-80", 0x0519, 0x2013, status="masung"),
    Make("custom-vkp80", 0x0DD4, 0x0205, status="custom", in_turn=False, chinese=False, codes=False, presenter=True),
    Make("plain-58", 0x0483, 0x5743, width=384, in_turn=False, codes=False),
)}
