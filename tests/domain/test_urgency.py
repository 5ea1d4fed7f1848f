"""What a list of items begins with."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.colours import Light, order

TODAY = date(2026, 7, 10)
CASES = (
    ("overdue longest", date(2026, 6, 3), Light.GREEN, True),
    ("overdue", date(2026, 7, 9), Light.RED, True),
    ("red, due", date(2026, 7, 20), Light.RED, True),
    ("red, nothing due", None, Light.RED, True),
    ("yellow, due today", TODAY, Light.YELLOW, True),
    ("due today", TODAY, Light.GREEN, True),
    ("due soon", date(2026, 7, 13), Light.GREY, True),
    ("due later", date(2026, 8, 5), Light.GREEN, True),
    ("finished A", None, Light.BLUE, True),
    ("finished B", None, Light.GREEN, True),
    ("another's, overdue", date(2026, 5, 1), Light.RED, False),
)


def test_overdue_comes_first_then_grave_lights_then_what_is_due_soonest_then_the_rest_by_code() -> None:
    shuffled = sorted(CASES, key=lambda case: case[0][::-1])
    found = sorted(shuffled, key=lambda case: order(case[0], case[1], case[2], TODAY, own=case[3]))
    assert found == list(CASES)


@given(st.integers(-400, -1), st.integers(0, 400), st.sampled_from(Light), st.sampled_from(Light), st.text())
def test_nothing_that_is_not_overdue_stands_before_what_is(
    late: int, ahead: int, one: Light, two: Light, code: str
) -> None:
    overdue = order(code, TODAY + timedelta(late), one, TODAY, own=True)
    assert overdue < order("", TODAY + timedelta(ahead), two, TODAY, own=True)
    assert overdue < order("", None, two, TODAY, own=True)
