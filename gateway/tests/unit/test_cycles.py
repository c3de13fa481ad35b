import pytest

from gateway.views.cycles import percent


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(0, 0, 0), (0, 7, 0), (1, 3, 33), (999, 1000, 99), (7, 7, 100)]
)
def test_a_hundred_percent_means_all(part: int, whole: int, share: int) -> None:
    assert percent(part, whole) == share
