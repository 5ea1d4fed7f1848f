"""Lines whose meaning is known by how they are made; `python -m benchmarks.readings` makes a hundred thousand of them."""

from datetime import date

import pytest

from bot.demo.sample import sample_items, sample_units
from domain.understanding import Catalogue
from tests.support.districts import YEARS, catalogue_of, items_of
from tests.support.labelled import judge
from tests.support.lines.judging import judged
from tests.support.lines.making import made

COUNT, SEED = 1500, 20


@pytest.mark.parametrize("district", ["sample", *YEARS])
def test_made_lines_are_read_as_they_are_meant_and_nothing_is_stored_wrongly(district: str) -> None:
    if district == "sample":
        items, year = tuple(sample_items(2022)), 2022
        catalogue = Catalogue.build(items, sample_units())
    else:
        items, year, catalogue = items_of(district), YEARS[district], catalogue_of(district)
    read = [judged(line, catalogue) for line in made(items, date(year, 6, 24), COUNT, SEED)]
    assert [f"{each.line.text} | {each.got}" for each in read if each.silent] == []
    assert sum(each.right for each in read) / COUNT >= 0.99


@pytest.mark.parametrize("district", YEARS)
def test_messages_of_made_districts_are_never_stored_wrongly(district: str) -> None:
    verdicts = list(judge(f"districts/{district}_messages.jsonl", catalogue_of(district)))
    asked = [each for each in verdicts if each.asked]
    assert [each.id for each in verdicts if each.silent] == []
    assert [each.id for each in verdicts if each.should_ask and not each.asked] == []
    assert sum(each.should_ask for each in asked) / len(asked) >= 0.85
    assert sum(each.intent for each in verdicts) / len(verdicts) >= 0.98
    assert sum(each.entries for each in verdicts) / len(verdicts) >= 0.95
