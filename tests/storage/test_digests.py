"""What digests are made of, counted by the database itself: on SQLite and on PostgreSQL."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.demo.sample import sample_items, sample_units
from domain.amendments import Field, FieldChange, changes
from domain.colours import Light
from domain.digest import DigestKind, Scope, Turned
from domain.items import Item, ItemId, Stage
from domain.keys.digests import term_on
from domain.people import PersonId, Role
from domain.reasons import as_written
from storage import blockers, digests, items, people, states, subscriptions, units
from storage.digests import Section
from storage.engine import Database
from storage.states import ItemState
from storage.store import Store
from storage.subscriptions import Choice

Told = Callable[[Callable[["District"], None]], Awaitable[None]]
NOW = datetime(2026, 6, 22, 1, 0, tzinfo=UTC)
TODAY, SOON = date(2026, 6, 22), date(2026, 6, 29)
CBD = Scope(2026, unit="BM28")
BUILDINGS = "JS-010"


def state(item: ItemId, light: Light, **more: object) -> ItemState:
    plain = ItemState(item, light, as_written("因"), None, False, TODAY, "default/1", None, True, None)
    return replace(plain, **more)  # type: ignore[arg-type]


class District:
    """The sample items, and judgements put on them by code."""

    def __init__(self, store: Store) -> None:
        units.put(store, sample_units(), NOW)
        self.items: list[Item] = [item for item in sample_items(2026) if item.unit in ("BM28", "JD14")]
        ids = items.add(store, self.items, "示例区人民政府", date(2026, 1, 1), NOW)
        self.ids = {item.code: id_ for item, id_ in zip(self.items, ids, strict=True)}
        self.store = store

    def judge(self, now: datetime = NOW, **lights: tuple[Light, dict[str, object]]) -> None:
        """Stores judgements; `JS_010=(Light.RED, {...})`."""
        judged = [state(self.ids[code.replace("_", "-")], light, **more) for code, (light, more) in lights.items()]
        states.put(self.store, judged, now)

    def codes(self, page: digests.Page) -> list[str]:
        """The codes of a page."""
        by_id = {id_: code for code, id_ in self.ids.items()}
        return [by_id[id_] for id_ in page.items]


@pytest.fixture
def told(database: Database) -> Told:
    """Runs a story in one transaction of an empty store."""

    async def run(story: Callable[[District], None]) -> None:
        await database.write(lambda store: story(District(store)))

    return run


async def test_open_items_are_counted_by_unit_board_and_light_with_what_is_owed(told: Told) -> None:
    def story(store: District) -> None:
        store.judge(
            JS_010=(Light.RED, {"report_due": date(2026, 6, 5)}),
            JS_011=(Light.RED, {"report_due": date(2026, 6, 3)}),
            JJ_024=(Light.GREEN, {"report_due": date(2026, 6, 25)}),
            JJ_037=(Light.YELLOW, {"report_due": date(2026, 6, 5)}),
        )
        found = {(each.board, each.light): each for each in digests.tallies(store.store, CBD, TODAY, SOON)}
        red = found["大建设", Light.RED]
        assert (red.count, red.late, red.oldest_due, red.soon) == (2, 2, date(2026, 6, 3), 0)
        green = found["大经济", Light.GREEN]
        assert (green.count, green.late, green.oldest_due, green.soon) == (1, 0, None, 1)
        assert {each.unit for each in digests.tallies(store.store, Scope(2026), TODAY, SOON)} == {"BM28", "JD14"}
        assert digests.tallies(store.store, Scope(2025), TODAY, SOON) == ()

    await told(story)


async def test_a_closed_item_is_counted_no_more(told: Told) -> None:
    def story(store: District) -> None:
        store.judge(JS_010=(Light.RED, {}))
        before = next(item for item in store.items if item.code == BUILDINGS)
        closed = replace(before, stage=Stage.CLOSED)
        items.change(store.store, store.ids[BUILDINGS], closed, changes(before, closed), None, NOW)
        assert digests.tallies(store.store, CBD, TODAY, SOON) == ()

    await told(story)


async def test_what_turned_is_compared_with_the_light_before_the_first_turn(told: Told) -> None:
    def story(store: District) -> None:
        store.judge(JS_010=(Light.GREEN, {}), JS_011=(Light.RED, {}), JJ_024=(Light.GREEN, {}))
        after = digests.newest_turn(store.store)
        store.judge(JS_010=(Light.YELLOW, {}), JS_011=(Light.GREEN, {}), JJ_024=(Light.YELLOW, {}))
        store.judge(JS_010=(Light.RED, {}), JS_011=(Light.YELLOW, {}), JJ_024=(Light.GREEN, {}))
        # A first judgement is no turn.
        store.judge(ZS_012=(Light.RED, {}))
        found = {each.code: each for each in digests.turned(store.store, CBD, after)}
        assert set(found) == {"JS-010", "JS-011"}, "JJ-024 came back to where it was"
        weight = next(item.weight for item in store.items if item.code == BUILDINGS)
        assert found["JS-010"] == Turned(store.ids["JS-010"], "JS-010", weight, Light.GREEN, Light.RED)
        assert (found["JS-011"].before, found["JS-011"].now) == (Light.RED, Light.YELLOW)
        assert digests.turned(store.store, CBD, digests.newest_turn(store.store)) == ()
        # A new item that turned since is told as well.
        store.judge(ZS_012=(Light.YELLOW, {}))
        new = {each.code: each for each in digests.turned(store.store, CBD, after)}["ZS-012"]
        assert (new.before, new.now) == (Light.RED, Light.YELLOW)

    await told(story)


async def test_lists_are_ordered_by_gravity_and_counted_whole(told: Told) -> None:
    def story(store: District) -> None:
        day = {"node_missed": date(2026, 5, 31)}
        store.judge(
            JS_010=(Light.RED, {"pressure": 180, "report_due": date(2026, 6, 5)}),
            JS_011=(Light.RED, {"report_due": date(2026, 6, 3), "node_missed": date(2026, 3, 31)}),
            JJ_024=(Light.RED, {"pressure": 99_999, **day}),
            ZS_012=(Light.GREEN, {"pressure": 149}),
            JJ_037=(Light.RED, {"pressure": 500, "report_due": date(2026, 6, 1)}),
        )
        bounds = digests.Bounds(TODAY, 150, lambda _, listed: Decimal(listed.pressure or 0))
        found = digests.section(store.store, CBD, Section.RED, bounds, 2)
        assert (store.codes(found), found.total) == (["JJ-024", "JS-010"], 3)
        rest = digests.section(store.store, CBD, Section.RED, bounds, 2, 2)
        assert (store.codes(rest), rest.total) == (["JS-011"], 3)
        every = digests.sections(store.store, CBD, tuple(Section), bounds, 9)
        assert {section: store.codes(page) for section, page in every.items()} == {
            Section.RED: ["JJ-024", "JS-010", "JS-011"],
            Section.LATE: ["JS-011", "JS-010"],
            Section.NODES: ["JS-011", "JJ-024"],
            Section.PRESSING: ["JJ-024", "JS-010"],
        }
        whole = digests.section(store.store, Scope(2026), Section.PRESSING, bounds, 9)
        assert store.codes(whole) == ["JJ-024", "JJ-037", "JS-010"]

    await told(story)


async def test_blockers_and_changes_are_those_of_the_scope(told: Told) -> None:
    def story(store: District) -> None:
        who = people.add(store.store, "张三", Role.REPORTER, "BM28", "", NOW)
        mine, other = store.ids[BUILDINGS], store.ids["JJ-037"]
        for item in (mine, other, None):
            blockers.add(store.store, item, "BM28", who, "消防验收", ["BM03"], NOW)
        assert [each.item for each in digests.open_blockers(store.store, CBD)] == [mine]
        assert len(digests.open_blockers(store.store, Scope(2026))) == 3
        before = next(item for item in store.items if item.code == BUILDINGS)
        change = FieldChange(Field.TARGET, Decimal(26), Decimal(24))
        lowered = replace(before, target=Decimal(24))
        items.change(store.store, mine, lowered, [change], None, NOW)
        (found,) = digests.amended(store.store, CBD)
        assert (found.item, found.fields) == (mine, (change,))
        assert digests.amended(store.store, Scope(2026, unit="JD14")) == ()

    await told(story)


async def test_a_digest_is_had_once_and_compared_with_the_last_of_its_kind_and_scope(told: Told) -> None:
    def story(store: District) -> None:
        who = people.add(store.store, "督查员", Role.INSPECTOR, None, "", NOW)
        week, later = DigestKind.WEEKLY, datetime(2026, 6, 29, 1, 0, tzinfo=UTC)
        term = term_on(week, date(2026, 6, 22))
        assert digests.put(store.store, who, term, Scope(2026), 7, NOW)
        assert not digests.put(store.store, who, term, Scope(2026), 9, NOW)
        found = digests.last(store.store, who, week, Scope(2026), later)
        assert found is not None
        assert (found.term, found.turns_through) == (term, 7)
        assert digests.last(store.store, who, week, CBD, later) is None
        assert digests.last(store.store, who, DigestKind.MONTHLY, Scope(2026), later) is None

    await told(story)


async def test_the_newest_choice_counts_and_a_nudge_is_recorded_once_a_day(told: Told) -> None:
    def story(store: District) -> None:
        who = people.add(store.store, "李区长", Role.LEADER, None, "分管副区长（城建）", NOW)
        for choice in (Choice(wanted=False), Choice(wanted=True, scope="大建设")):
            subscriptions.choose(store.store, who, DigestKind.WEEKLY, choice, NOW)
        assert subscriptions.choices(store.store) == {
            (PersonId(who), DigestKind.WEEKLY): Choice(wanted=True, scope="大建设")
        }
        named = [store.ids[BUILDINGS]]
        assert subscriptions.nudge(store.store, who, "BM28", TODAY, named, NOW)
        assert not subscriptions.nudge(store.store, who, "BM28", TODAY, named, NOW)
        assert subscriptions.nudge(store.store, who, "BM28", SOON, named, NOW)

    await told(story)
