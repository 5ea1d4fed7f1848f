"""What a button or a form carries is read as what it is, or refused by name."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.people import Role
from handlers.kernel import values
from handlers.kernel.turn import Moment
from handlers.kernel.values import Values, WrongValue
from storage import chats
from storage.chats import Tapped
from tests.support.world import World

GIVEN: Values = {"item": 7, "name": "", "whole": False, "until": "2026-07-01", "nothing": None, "half": 1.5}


@pytest.mark.parametrize(
    ("read", "key", "value"),
    [
        (values.number, "item", 7),
        (values.text, "name", ""),
        (values.flag, "whole", False),
        (values.day, "until", date(2026, 7, 1)),
        (values.number_or_none, "item", 7),
        (values.number_or_none, "nothing", None),
        (values.number_or_none, "not there", None),
        (values.text_or_none, "name", ""),
        (values.text_or_none, "not there", None),
    ],
)
def test_a_value_of_the_kind_is_read(read: Callable[[Values, str], object], key: str, value: object) -> None:
    found = read(GIVEN, key)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("read", "key", "told"),
    [
        (values.number, "not there", "not there: a whole number is needed, not None"),
        (values.number, "name", "name: a whole number is needed, not ''"),
        (values.number, "whole", "whole: a whole number is needed, not False"),
        (values.number, "half", "half: a whole number is needed, not 1.5"),
        (values.number_or_none, "name", "name: a whole number is needed, not ''"),
        (values.text, "item", "item: a text is needed, not 7"),
        (values.text_or_none, "item", "item: a text is needed, not 7"),
        (values.flag, "item", "item: true or false is needed, not 7"),
        (values.flag, "nothing", "nothing: true or false is needed, not None"),
        (values.day, "name", "name: an ISO date is needed, not ''"),
        (values.day, "item", "item: a text is needed, not 7"),
    ],
)
def test_any_other_is_refused_by_its_name(read: Callable[[Values, str], object], key: str, told: str) -> None:
    with pytest.raises(WrongValue) as refused:
        read(GIVEN, key)
    assert str(refused.value) == told


def test_what_may_be_left_out_has_a_value_all_the_same() -> None:
    assert values.number({}, "page", 0) == 0
    assert values.text({}, "reason", "") == ""
    with pytest.raises(WrongValue):
        values.number({"page": "2"}, "page", 0)


async def test_a_button_with_a_value_of_another_kind_is_named_and_the_others_work(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")

    def issue(moment: Moment) -> None:
        until = moment.now + timedelta(days=1)
        item = moment.reference.by_code["JS-010"].id
        made = [
            Tapped(token, clerk.id, clerk.name, "item.show", {"item": value}, "看事项", until)
            for token, value in (("right", item), ("wrong", str(item)))
        ]
        chats.issue(moment.store, made, "card", moment.now)

    await world.dispatch.moment(issue)
    with pytest.raises(WrongValue, match=r"item: a whole number is needed, not '\d+'"):
        await clerk.tap("wrong")
    (shown,) = await clerk.tap("right")
    assert "JS-010" in shown.text
