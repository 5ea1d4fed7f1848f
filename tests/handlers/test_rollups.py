"""Rolled-up lights rest on items that are judged already: no query more, every item once in a group."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.demo.sample import sample_areas, sample_items
from domain.colours import Light
from domain.items import Stage
from domain.people import Role
from handlers.imports import areas as imports
from handlers.items.rollups import Group, RolledUp, rolled_up
from handlers.kernel.papers import Paper
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.lights.words.reasons import reason as why
from tests.support.world import World, make_world


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to any database meanwhile."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def lay_out(world: World, table: bytes) -> None:
    """Areas imported as on the terminal."""
    world.clock.local(6, 24)
    await world.dispatch.moment(
        lambda moment: imports.apply(moment, imports.plan(moment, Paper.of(table, "areas.csv")), None)
    )


def by_key(groups: tuple[Group, ...]) -> dict[str, Group]:
    return {group.key: group for group in groups}


async def test_rolling_up_asks_the_store_nothing_and_counts_each_item_once_in_a_group(world: World) -> None:
    await lay_out(world, sample_areas())

    def work(moment: Moment) -> tuple[RolledUp, int]:
        judged = judging.look(moment, moment.reference.everything)
        with counted() as sent:
            return rolled_up(moment, judged), len(sent)

    found, statements = await world.dispatch.look(work)
    assert statements == 0
    areas = by_key(found.areas)
    # 明湖系 and 丽山系 share JS-015; above them it counts once, beside ZS-014.
    assert [areas[code].rolled.counted for code in ("MHX", "LSX", "DY")] == [1, 1, 2]
    assert [(group.key, group.depth) for group in found.areas][:3] == [("YZ", 0), ("QCL", 1), ("SQ", 0)]
    for groups in (found.boards, found.units):
        assert sum(sum(group.rolled.counts.values()) for group in groups) == 160
    assert len(found.units) == 49


async def test_only_the_items_given_light_a_group_and_groups_without_one_are_left_out(world: World) -> None:
    await lay_out(world, sample_areas())

    def work(moment: Moment) -> RolledUp:
        mine = [moment.reference.by_code[code] for code in ("JS-008", "JS-017", "MS-001")]
        return rolled_up(moment, judging.look(moment, mine))

    found = await world.dispatch.look(work)
    assert [group.key for group in found.areas] == ["SQ", "CLS"]
    assert [group.key for group in found.boards] == ["大建设", "大民生"]
    assert [group.key for group in found.units] == ["BM12", "BM21", "QY02"]


async def test_what_was_withdrawn_is_nobodys_and_a_draft_is_shown_but_does_not_count(world: World) -> None:
    def work(moment: Moment) -> Group:
        mine = [each for each in moment.reference.everything if each.item.unit == "JD01"][:3]
        judged = judging.look(moment, mine)
        grey = [
            replace(
                each,
                stored=replace(each.stored, item=replace(each.stored.item, stage=stage)),
                state=replace(each.state, light=Light.GREY),
            )
            for each, stage in zip(judged, (Stage.CLOSED, Stage.DRAFT), strict=False)
        ]
        (unit,) = rolled_up(moment, [*grey, judged[2]]).units
        return unit

    world.clock.local(6, 24)
    unit = await world.dispatch.look(work)
    assert (unit.rolled.counted, sum(unit.rolled.counts.values())) == (1, 2)
    assert why(unit.rolled.reason).endswith("；草稿 1 项不计")


@pytest.mark.parametrize("words", ["片区", "片区 三区", "板块", "板块 大建设", "单位亮灯", "单位亮灯 住建局"])
async def test_a_card_costs_the_same_few_statements_whatever_the_number_of_items(tmp_path: Path, words: str) -> None:
    costs: list[int] = []
    for folder, items in (("few", ("JS-010", "JS-001")), ("all", None)):
        (tmp_path / folder).mkdir()
        world = await make_world(tmp_path / folder)
        await world.settle([item for item in sample_items(2026) if items is None or item.code in items])
        table = sample_areas() if items is None else "代码,名称,类别,上级,责任事项\nSQ,三区,,,JS-010".encode()
        await lay_out(world, table)
        inspector = await world.hire("督查员", Role.INSPECTOR)
        await inspector.say("帮助")
        with counted() as sent:
            await inspector.say(words)
        costs.append(len(sent))
        await world.database.close()
    assert costs[0] == costs[1] <= 20
