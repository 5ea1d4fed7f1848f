"""A rule pack is taken only when every value in it makes sense; all mistakes are told at once, each on its line."""

from collections.abc import Iterable, Iterator
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from bot.packs.check import KINDS
from bot.packs.faults import Fault, PackError, place
from bot.packs.fields import Table
from bot.packs.file import load_pack
from bot.packs.schema import PackTable
from bot.packs.validation import validated
from domain.colours import Light
from domain.rollup_rules import By, GroupTurn, Method, RollupRule, RollupRules
from tests.bot.packs.trial import TRIAL, faults_of, written

BROKEN = Path(__file__).with_name("broken.txt")


def test_a_sound_pack_is_taken_as_written(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path, TRIAL.replace('name = "大城管"', 'name = " 大城管 "\nnote = "示例"')))
    assert (pack.id, pack.version, pack.title) == ("trial", "1", "试行")
    assert (pack.boards[1].name, pack.boards[1].note) == ("大城管", "示例")
    assert (pack.lights.yellow_gap, pack.lights.red_gap) == (Decimal(5), Decimal(15))
    assert pack.ladder.quiet_until == time(8)
    assert pack.rollup.area == RollupRule(Method.SHARE, By.COUNT, (GroupTurn(Light.RED, Light.RED, Decimal(15)),))
    assert pack.rollup.board == RollupRule()


def test_the_steps_of_a_ladder_may_be_written_in_any_order(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path, TRIAL.replace("{ offset = 1, ", "{ offset = -3, ")))
    assert [rung.offset for rung in pack.ladder.report] == [-3, -1]


def test_an_urgent_matter_has_the_usual_days_where_it_is_given_none(tmp_path: Path) -> None:
    family = load_pack(written(tmp_path, TRIAL)).notices.families[0]
    assert [kind.days(urgent=True) for kind in family.kinds] == [15, 2]


def test_a_pack_may_leave_out_how_groups_get_their_light_and_then_the_worst_item_speaks(tmp_path: Path) -> None:
    assert load_pack(written(tmp_path, TRIAL[: TRIAL.index("[rollup")])).rollup == RollupRules()


def test_a_figure_without_quotes_is_exact(tmp_path: Path) -> None:
    assert load_pack(written(tmp_path, TRIAL.replace('"5"', "0.1"))).lights.yellow_gap == Decimal("0.1")


@pytest.mark.parametrize("block", BROKEN.read_text("utf-8").split("\n\n"))
def test_each_mistake_is_told_by_its_line_and_place(tmp_path: Path, block: str) -> None:
    """A block of the file has a change of the trial pack and what is then said: `line: place: sentence`."""
    lines = block.splitlines()
    old, new = (_text(line[2:] for line in lines if line.startswith((" ", sign))) for sign in "-+")
    said = [f"{tmp_path}/own.toml:{line}" for line in lines if line[0] not in " -+"]
    assert f"\n{TRIAL}".count(old) == 1
    assert said
    assert faults_of(written(tmp_path, f"\n{TRIAL}".replace(old, new)[1:])) == said


def _text(lines: Iterable[str]) -> str:
    return "".join(f"\n{line}" for line in lines) + "\n"


def test_all_mistakes_are_told_at_once_those_of_two_values_too(tmp_path: Path) -> None:
    changes = [
        ('title = "试行"', "title = 3"),
        ('prefix = "JJ"', 'prefix = "jj"'),
        ('name = "大城管"', 'name = "大经济"'),
        ('yellow_gap = "5"', 'yellow_gap = "50"'),
        ("report_late_yellow = 3", "report_late_yellow = 0"),
        ('push_at = "09:00"', 'push_at = "21:00"'),
        ("snooze_days = 5", "snooze_days = -1"),
        ('family = "paper"', 'family = "colour"'),
        ("reply_days = 15", "reply_days = 0"),
        ('id = "assign"', 'id = "supervise"'),
        ('number = "督〔{year}〕{number}号"', 'number = "督"'),
    ]
    text = TRIAL
    for old, new in changes:
        text = text.replace(old, new)
    told = [
        fault.removeprefix(f"{tmp_path}/own.toml:").rsplit(": ", 1)[0] for fault in faults_of(written(tmp_path, text))
    ]
    assert told == [
        "3: title",
        "6: boards 1.prefix",
        "11: boards 2.name",
        "27: lights.red_gap",
        "28: lights.report_late_yellow",
        "33: ladder.push_at",
        "37: ladder.snooze_days",
        "64: notices.family",
        "82: notices.families 1.number",
        "88: notices.families 1.kinds 1.reply_days",
        "92: notices.families 1.kinds 2.id",
    ]


def test_an_empty_pack_lacks_every_section(tmp_path: Path) -> None:
    needed = [name for name, field in PackTable.model_fields.items() if field.is_required()]
    assert [fault.split(": ")[1] for fault in faults_of(written(tmp_path, ""))] == needed


def test_quiet_hours_within_one_day_are_understood(tmp_path: Path) -> None:
    quiet = TRIAL.replace('quiet_from = "20:00"', 'quiet_from = "12:00"').replace("08:00:00", "14:00:00")
    text = quiet.replace('push_at = "09:00"', 'push_at = "14:00"')
    assert load_pack(written(tmp_path, text)).ladder.push_at == time(14)
    [fault] = faults_of(written(tmp_path, text.replace('push_at = "14:00"', 'push_at = "13:59"')))
    assert fault.endswith("ladder.push_at: 13:59 lies in the quiet hours, 12:00 to 14:00")


@pytest.mark.parametrize("table", [PackTable, *KINDS.values()])
def test_it_is_said_of_every_key_what_is_needed_there(table: type[Table]) -> None:
    """A key whose kind has no description would be told as a table."""
    for kind, key, holds_tables in _keys(table):
        with pytest.raises(PackError) as caught:
            validated(kind, {key: Decimal("NaN")}, (), lambda path, sentence: Fault("", None, place(path), sentence))
        [told] = [fault.sentence for fault in caught.value.faults if fault.place == key]
        assert told.endswith(" is needed, not NaN")
        assert told.startswith(("a table is", "a list of tables is")) == holds_tables, key


def _keys(table: type[Table]) -> Iterator[tuple[type[Table], str, bool]]:
    for name, field in table.model_fields.items():
        inside = _tables_in(field.annotation)
        yield table, field.alias or name, bool(inside)
        for inner in inside:
            yield from _keys(inner)


def _tables_in(annotation: object) -> list[type[Table]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return [annotation]
    return [table for each in get_args(annotation) for table in _tables_in(each)]
