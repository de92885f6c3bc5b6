"""What the product says of itself is what its package says."""

from launch.house import here
from rules.version import VERSION


def test_one_version() -> None:
    assert here().version() == VERSION
