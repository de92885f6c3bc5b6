"""How a bench's samples become a median, a 99th percentile and a ratio."""

from __future__ import annotations

import pytest

from launch.bench.measure import Figure, percentile, table


@pytest.mark.parametrize(("samples", "of_hundred", "value"), [
    ([5.0], 99, 5.0),
    ([3.0, 1.0, 2.0], 50, 2.0),
    ([float(number) for number in range(1, 101)], 99, 99.0),
    ([float(number) for number in range(1, 101)], 50, 50.0),
    ([1.0, 2.0], 99, 2.0),
])
def test_percentiles_are_samples(samples: list[float], of_hundred: int, value: float) -> None:
    assert percentile(samples, of_hundred) == value


def test_no_samples_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 50)


def test_a_figure_stands_beside_its_rival() -> None:
    figure = Figure("round-trip", "µs", [50.0, 60.0, 70.0], "post", [120.0], limit=65.0)
    told = figure.object()
    assert [told[key] for key in ("name", "unit", "p50", "p99", "rival", "ratio")] == [
        "round-trip", "µs", 60.0, 70.0, 120.0, 0.5]
    assert figure.kept


def test_a_limit_may_be_for_the_99th_percentile() -> None:
    assert not Figure("press", "ms", [1.0, 20.0], "x", [1.0], limit=16.0, limit_at=99).kept


def test_the_table_says_what_was_not_kept() -> None:
    lines = table([Figure("press", "ms", [1.0, 20.0], "x", [2.0], limit=16.0, limit_at=99)]).splitlines()
    assert lines[1].split()[:7] == ["press", "1.0", "20.0", "ms", "p99", "≤", "16"]
    assert "NO" in lines[1] and "2.0 (x)" in lines[1]
