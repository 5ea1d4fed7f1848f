"""What a digest tells: what changed, who owes, in order of gravity."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.colours import Light
from domain.digest import Line, compile_digest
from domain.items import ItemId
from tests.domain.examples import BUILDINGS, day

TODAY, UNTIL = day("06-22"), day("06-29")


def line(
    code: str,
    light: Light,
    before: Light | None = None,
    weight: int = 10,
    report_due: date | None = None,
    late: int = 0,
) -> Line:
    item = replace(BUILDINGS, code=code, weight=Decimal(weight))
    return Line(ItemId(int(code)), item, light, "", before, report_due, late)


def codes(lines: tuple[Line, ...]) -> str:
    return " ".join(each.item.code for each in lines)


def test_lights_are_counted_and_compared_with_the_last_digest() -> None:
    found = compile_digest(
        [line("1", Light.RED, Light.YELLOW), line("2", Light.GREEN, Light.GREEN), line("3", Light.RED, Light.RED)],
        TODAY,
        UNTIL,
    )
    assert [found.counts[light] for light in Light] == [0, 1, 0, 2, 0]
    assert [found.change[light] for light in Light] == [0, 0, -1, 1, 0]


def test_a_first_digest_has_nothing_to_compare() -> None:
    found = compile_digest([line("1", Light.RED)], TODAY, UNTIL)
    assert not found.change
    assert (found.turned_red, found.worse, found.better) == ((), (), ())


def test_new_trouble_and_eased_trouble_are_told_apart() -> None:
    found = compile_digest(
        [
            line("1", Light.RED, Light.GREEN),
            line("2", Light.YELLOW, Light.GREEN),
            line("3", Light.YELLOW, Light.RED),
            line("4", Light.BLUE, Light.GREEN),
            line("5", Light.GREEN, Light.GREY),
            line("6", Light.GREY, Light.GREEN),
            line("7", Light.RED, Light.RED),
        ],
        TODAY,
        UNTIL,
    )
    assert (codes(found.turned_red), codes(found.worse), codes(found.better)) == ("1", "2", "3 4")


def test_the_weightier_item_comes_first() -> None:
    found = compile_digest(
        [line("1", Light.RED, Light.GREEN, weight=5), line("2", Light.RED, Light.GREEN, weight=30)], TODAY, UNTIL
    )
    assert codes(found.turned_red) == "2 1"


def test_the_longest_debt_comes_first() -> None:
    found = compile_digest(
        [line("1", Light.YELLOW, late=3), line("2", Light.GREEN, late=0), line("3", Light.GREEN, late=9)],
        TODAY,
        UNTIL,
    )
    assert codes(found.late) == "3 1"


def test_due_soon_is_what_falls_due_from_today_to_the_last_day() -> None:
    dues = ("06-19", "06-22", "06-29", "06-30")
    lines = [line(str(at), Light.GREEN, report_due=day(due)) for at, due in enumerate(dues)]
    assert codes(compile_digest(lines, TODAY, UNTIL).due_soon) == "1 2"
