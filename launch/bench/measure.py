"""What a bench returns, and how it is shown. Medians and ratios count; times are those of this machine today."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One number that is promised: the samples, the rival's samples, and the limit (None: nothing is promised)."""

    name: str
    unit: str
    samples: Sequence[float]
    rival_name: str
    rival_samples: Sequence[float]
    limit: float | None = None
    limit_at: int = 50
    """The percentile that the limit is for."""

    def object(self) -> dict[str, object]:
        """The figure for the JSON file. `rival` is the rival's median, `ratio` our median in parts of it."""
        mine, rival = percentile(self.samples, 50), percentile(self.rival_samples, 50)
        return {"name": self.name, "unit": self.unit, "p50": _rounded(mine),
                "p99": _rounded(percentile(self.samples, 99)), "rival": _rounded(rival),
                "ratio": _rounded(mine / rival) if rival else None, "rival_name": self.rival_name,
                "limit": self.limit, "limit_at": f"p{self.limit_at}", "samples": len(self.samples)}

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or percentile(self.samples, self.limit_at) <= self.limit


def percentile(samples: Sequence[float], of_hundred: int) -> float:
    """The nearest-rank percentile. Raises `ValueError` without samples."""
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(len(ordered) * of_hundred / 100) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """The figures as people read them."""
    rows = [("name", "p50", "p99", "unit", "promised", "kept", "rival", "ratio", "samples")]
    for figure in figures:
        told = figure.object()
        promised = "-" if figure.limit is None else f"{told['limit_at']} ≤ {figure.limit:g}"
        rows.append((figure.name, str(told["p50"]), str(told["p99"]), figure.unit, promised,
                     "yes" if figure.kept else "NO", f"{told['rival']} ({figure.rival_name})", str(told["ratio"]),
                     str(told["samples"])))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                     for row in rows)


def _rounded(value: float) -> float:
    """Three significant digits: more would pretend."""
    return float(f"{value:.3g}")
