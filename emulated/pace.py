"""How long things take on the desk. Seconds, except where a name says otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """One set of delays."""

    find: float
    """Until the reader answers find."""
    select: float
    """Until it answers select."""
    read: float
    """Until it answers a read with text and photograph; 112 ms of a real one are wire time at 115200 baud."""
    other_command: float
    """Until it answers status, reset, SAM id, newest address."""
    print_line: float
    """One dot row of the print head; 1/1200 s is 150 mm/s at 203 dpi."""
    cut: float
    """One stroke of the cutter."""
    scan: float
    """From a scan's start to its last byte, for a whole A4 page at 300 dpi; less for less area and resolution."""


PACES = {
    "real": Pace(find=0.010, select=0.010, read=0.300, other_command=0.010, print_line=1 / 1200, cut=0.3, scan=2.0),
    "instant": Pace(find=0, select=0, read=0, other_command=0, print_line=0, cut=0, scan=0),
}
