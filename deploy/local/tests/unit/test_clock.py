from datetime import UTC, datetime

import pytest

from redthread_local.commands.clock import wanted
from redthread_local.failure import Failure

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)  # 10.30 in Stockholm


@pytest.mark.parametrize(
    ("when", "instant"),
    [
        ("2027-03-27", datetime(2027, 3, 27, 9, 30, tzinfo=UTC)),
        ("2027-03-28", datetime(2027, 3, 28, 8, 30, tzinfo=UTC)),
        ("2027-10-31T08:00", datetime(2027, 10, 31, 7, 0, tzinfo=UTC)),
        ("2027-03-28T08:00+00:00", datetime(2027, 3, 28, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_day_keeps_the_local_time_of_day_also_over_summer_time(
    when: str, instant: datetime
) -> None:
    assert wanted(when, NOW) == instant


@pytest.mark.parametrize("when", ["tomorrow", "2027-02-30", "2027-03-28T25:00"])
def test_what_is_no_day_is_refused_with_an_example(when: str) -> None:
    with pytest.raises(Failure, match="Write 2027-03-28"):
        wanted(when, NOW)
