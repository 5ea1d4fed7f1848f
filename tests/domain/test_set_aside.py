"""When a row that failed is tried again."""

from datetime import timedelta

import pytest

from domain.set_aside import pause_after


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 5), (1, 5), (2, 15), (3, 60), (4, 240), (5, 720), (6, 1440), (7, 1440), (1000, 1440)]
)
def test_the_pause_grows_to_a_day_and_no_further(attempts: int, minutes: int) -> None:
    assert pause_after(attempts) == timedelta(minutes=minutes)
