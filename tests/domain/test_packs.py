"""A rule pack is taken only when every value in it makes sense; all mistakes are told at once."""

from collections.abc import Callable
from copy import deepcopy
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from domain.colours import Light
from domain.packs import PackError, parse_pack
from domain.rollup_rules import By, GroupTurn, Method, RollupRule, RollupRules

PACK: dict[str, Any] = {
    "id": "trial",
    "version": "1",
    "title": "试行",
    "boards": [{"prefix": "JJ", "name": "大经济"}, {"prefix": "CG", "name": "大城管", "note": "示例"}],
    "due": {
        "旬": {"workdays_after": 3, "early_days": 2},
        "月": {"day_of_next_month": 5, "early_days": 5},
        "季": {"day_of_next_month": 10, "early_days": 10},
    },
    "lights": {
        "yellow_gap": "5",
        "red_gap": 15,
        "report_late_yellow": 3,
        "milestone_late_yellow": 1,
        "milestone_late_red": 3,
    },
    "ladder": {
        "push_at": "09:00",
        "quiet_from": "20:00",
        "quiet_until": time(8),
        "acknowledged_days": 2,
        "snooze_days": 5,
        "report": [{"offset": 1, "audience": ["reporter", "unit_head"]}, {"offset": -3, "audience": ["reporter"]}],
        "milestone": [{"offset": 0, "audience": ["reporter"]}],
    },
    "asks": {"per_unit_month": 15},
    "digests": {
        "pressure": 150,
        "soon_days": 7,
        "weekly": {"on": 1, "audience": ["leader"]},
        "monthly": {"on": 2, "audience": ["leader", "inspector"]},
        "quarterly": {"on": 3, "audience": ["inspector"]},
    },
    "notices": {
        "family": "paper",
        "masthead": "{district}督查室文件",
        "signer": "{district}督查室",
        "receipt_days": 1,
        "objection_days": 3,
        "extension_times": 1,
        "extension_days": 10,
        "verdict_days": 5,
        "return_days": 5,
        "feedback_day": 5,
        "receipt": [{"offset": 1, "audience": ["reporter"]}],
        "reply": [{"offset": 3, "audience": ["inspector"], "notice": True}],
        "feedback": [{"offset": 1, "audience": ["reporter"]}],
        "verdict": [{"offset": 0, "audience": ["inspector"]}],
        "families": [
            {
                "id": "paper",
                "name": "交办督办",
                "number": "督〔{year}〕{number}号",
                "urgent_skips": 0,
                "kinds": [
                    {"id": "assign", "name": "交办单", "reply_days": 15, "demand": "请办理。"},
                    {
                        "id": "supervise",
                        "name": "督办单",
                        "reply_days": 5,
                        "urgent_reply_days": 2,
                        "demand": "请速办。",
                        "consequences": [{"on": "sent", "record": "supervised", "text": "记入台账。"}],
                    },
                ],
            }
        ],
    },
}
TURN = {"light": "red", "from": "red", "above": "15"}
FIRST_FAMILY: Callable[[dict[str, Any]], dict[str, Any]] = lambda d: d["notices"]["families"][0]  # noqa: E731


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = deepcopy(PACK)
    change(data)
    return data


def faults(data: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(PackError) as caught:
        parse_pack(data)
    return caught.value.faults


def test_a_sound_pack_is_taken_as_written() -> None:
    pack = parse_pack(PACK)
    assert (pack.id, pack.version, pack.title) == ("trial", "1", "试行")
    assert pack.boards[1].note == "示例"
    assert (pack.lights.yellow_gap, pack.lights.red_gap) == (Decimal(5), Decimal(15))
    assert [rung.offset for rung in pack.ladder.report] == [-3, 1]
    assert pack.ladder.quiet_until == time(8)


def test_a_pack_may_leave_out_how_groups_get_their_light_and_then_the_worst_item_speaks() -> None:
    assert parse_pack(PACK).rollup == RollupRules()
    pack = parse_pack(
        changed(lambda d: d.update(rollup={"area": {"method": "share", "by": "weight", "turns": [TURN]}}))
    )
    assert pack.rollup.area == RollupRule(Method.SHARE, By.WEIGHT, (GroupTurn(Light.RED, Light.RED, Decimal(15)),))
    assert pack.rollup.board == RollupRule()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d.pop("id"), "id: a text is needed"),
        (lambda d: d.update(title=" "), "title: a text is needed"),
        (lambda d: d.update(boards=[]), "boards: a list of tables is needed"),
        (lambda d: d["boards"][0].update(prefix="经济"), "boards 1.prefix: one to four letters A to Z are needed"),
        (lambda d: d["boards"][1].update(prefix="JJ"), "boards: prefix 'JJ' is used twice"),
        (lambda d: d["boards"][1].update(name="大经济"), "boards: name '大经济' is used twice"),
        (lambda d: d["due"].pop("旬"), "due.旬: a table is needed"),
        (lambda d: d["due"].update(周={}), "due.周: no such key; known are 旬, 月, 季"),
        (
            lambda d: d["due"]["月"].update(day_of_next_month=31),
            "due.月.day_of_next_month: a whole number from 1 to 28",
        ),
        (
            lambda d: d["due"]["月"].update(workdays_after=3),
            "due.月: either day_of_next_month or workdays_after is needed",
        ),
        (lambda d: d["due"]["旬"].update(workdays_after=True), "due.旬.workdays_after: a whole number from 0 to 60"),
        (lambda d: d["lights"].update(yellow_gap="much"), "lights.yellow_gap: a figure of at least 0"),
        (lambda d: d["lights"].update(yellow_gap="NaN"), "lights.yellow_gap: a figure of at least 0"),
        (lambda d: d["lights"].update(yellow_gap=5.0), "lights.yellow_gap: a figure of at least 0"),
        (lambda d: d["lights"].update(yellow_gap="20"), "lights: red_gap is smaller than yellow_gap"),
        (lambda d: d["lights"].update(milestone_late_yellow=4), "lights: milestone_late_red is smaller than"),
        (lambda d: d["lights"].update(orange_gap="9"), "lights.orange_gap: no such key"),
        (lambda d: d["lights"].update(measure="per cent"), "lights.measure: one of points, share is needed"),
        (lambda d: d["lights"].update(blue="always"), "lights.blue: one of verified, finished, never is needed"),
        (lambda d: d["lights"].update(inclusive="yes"), "lights.inclusive: true or false is needed"),
        (lambda d: d["lights"].update(missed=[{}]), "lights.missed 1.period: one of 旬, 月, 季 is needed"),
        (lambda d: d["lights"].update(missed=[{"running": 0}]), "lights.missed 1.running: a whole number from 1 to 40"),
        (
            lambda d: d["lights"].update(missed=[{"light": "blue"}]),
            "lights.missed 1.light: one of yellow, red is needed",
        ),
        (lambda d: d["lights"].update(missed=[{"made_up": "green"}]), "lights.missed 1.made_up: one of yellow, red"),
        (lambda d: d["lights"].update(missed=[{"month": 1}]), "lights.missed 1.month: no such key"),
        (lambda d: d["lights"].update(peers={"least": 0}), "lights.peers.least: a whole number from 1 to 1000"),
        (
            lambda d: d["lights"].update(peers={"least": 3, "yellow_gap": "20", "red_gap": "10"}),
            "lights.peers: red_gap is smaller than yellow_gap",
        ),
        (lambda d: d["lights"].update(consequences=[{"times": 1}]), "lights.consequences 1.record: a text is needed"),
        (lambda d: d["ladder"].update(push_at="21:00"), "ladder: push_at lies in the quiet hours"),
        (lambda d: d["ladder"].update(snooze_days=60), "ladder.snooze_days: a whole number from 0 to 20"),
        (lambda d: d["ladder"].pop("acknowledged_days"), "ladder.acknowledged_days: a whole number from 0 to 20"),
        (lambda d: d.pop("asks"), "asks: a table is needed"),
        (lambda d: d["asks"].update(per_unit_month=0), "asks.per_unit_month: a whole number from 1 to 31"),
        (lambda d: d.pop("digests"), "digests: a table is needed"),
        (lambda d: d["digests"].pop("monthly"), "digests.monthly: a table is needed"),
        (lambda d: d["digests"]["weekly"].update(on=6), "digests.weekly.on: a whole number from 1 to 5"),
        (lambda d: d["digests"]["weekly"].update(audience=["mayor"]), "digests.weekly.audience: 'mayor' is none of"),
        (lambda d: d["digests"].update(pressure=99), "digests.pressure: a whole number from 100 to 1000"),
        (lambda d: d["digests"].update(yearly={}), "digests.yearly: no such key"),
        (lambda d: d["ladder"].update(push_at="nine"), "ladder.push_at: a local time of day"),
        (lambda d: d["ladder"].update(quiet_from="20:00+08:00"), "ladder.quiet_from: a local time of day"),
        (lambda d: d["ladder"].update(report=[]), "ladder.report: a list of tables is needed"),
        (lambda d: d["ladder"]["report"][0].update(offset=-3), "ladder.report: offset '-3' is used twice"),
        (lambda d: d["ladder"]["report"][0].update(audience=["mayor"]), "ladder.report 1.audience: 'mayor' is none of"),
        (lambda d: d["ladder"]["report"][0].update(audience=[["reporter"]]), "ladder.report 1.audience: a list of"),
        (lambda d: d["ladder"]["report"][0].update(notice="yes"), "ladder.report 1.notice: true or false is needed"),
        (lambda d: d.pop("notices"), "notices: a table is needed"),
        (lambda d: d["notices"].update(reply_day=3), "notices.reply_day: no such key"),
        (lambda d: d["notices"].update(family="colour"), "notices.family: 'colour' is none of paper"),
        (
            lambda d: d["notices"].update(masthead="{place}文件"),
            "notices.masthead: only {district} may stand in braces",
        ),
        (lambda d: d["notices"].update(feedback_day=31), "notices.feedback_day: a whole number from 1 to 28"),
        (lambda d: d["notices"].update(objection_days=0), "notices.objection_days: a whole number from 1 to 250"),
        (lambda d: d["notices"].update(verdict=[]), "notices.verdict: a list of tables is needed"),
        (lambda d: d["notices"].update(families=[]), "notices.families: a list of tables is needed"),
        (lambda d: FIRST_FAMILY(d).update(number="督〔{year}〕号"), "notices.families 1.number: a text with {year}"),
        (lambda d: FIRST_FAMILY(d).update(number="{year}{number}{x}"), "notices.families 1.number: a text with"),
        (lambda d: FIRST_FAMILY(d).update(colour="red"), "notices.families 1.colour: no such key"),
        (lambda d: FIRST_FAMILY(d).update(kinds=[]), "notices.families 1.kinds: a list of tables is needed"),
        (lambda d: FIRST_FAMILY(d)["kinds"][0].update(days=3), "notices.families 1.kinds 1.days: no such key"),
        (lambda d: FIRST_FAMILY(d)["kinds"][0].pop("demand"), "notices.families 1.kinds 1.demand: a text is needed"),
        (lambda d: FIRST_FAMILY(d)["kinds"][1].update(id="assign"), "notices.families 1.kinds: id 'assign' is used"),
        (
            lambda d: FIRST_FAMILY(d)["kinds"][1]["consequences"][0].update(on="lost"),
            "notices.families 1.kinds 2.consequences 1.on: one of sent, overdue, returned",
        ),
        (lambda d: d.update(rollup={"street": {}}), "rollup.street: no such key; known are area, board, unit"),
        (lambda d: d.update(rollup={"area": {}}), "rollup.area.method: one of worst, share is needed"),
        (lambda d: d.update(rollup={"area": {"method": "share"}}), "rollup.area.turns: a share needs at least one"),
        (
            lambda d: d.update(rollup={"unit": {"method": "worst", "turns": [TURN]}}),
            "rollup.unit.turns: only a share has turns",
        ),
        (
            lambda d: d.update(rollup={"board": {"method": "share", "by": "size", "turns": [TURN]}}),
            "rollup.board.by: one of weight, count is needed",
        ),
        (
            lambda d: d.update(rollup={"area": {"method": "share", "turns": [{**TURN, "above": "100"}]}}),
            "rollup.area.turns 1.above: less than 100 per cent",
        ),
        (
            lambda d: d.update(rollup={"area": {"method": "share", "turns": [{**TURN, "light": "blue"}]}}),
            "rollup.area.turns 1.light: one of yellow, red is needed",
        ),
        (
            lambda d: d.update(rollup={"area": {"method": "share", "turns": [{**TURN, "reach": "red"}]}}),
            "rollup.area.turns 1.reach: no such key",
        ),
        (
            lambda d: d.update(rollup={"area": {"method": "worst", "grey": "no"}}),
            "rollup.area.grey: true or false is needed",
        ),
    ],
)
def test_each_mistake_is_told_by_its_place(change: Callable[[dict[str, Any]], object], fault: str) -> None:
    told = faults(changed(change))
    assert any(each.startswith(fault) for each in told), told


def test_all_mistakes_are_told_at_once_and_each_once() -> None:
    told = faults({})
    assert len(told) == len(set(told))
    for place in ("id", "version", "title", "boards", "due", "lights", "ladder.push_at", "ladder.report"):
        assert any(each.startswith(place) for each in told), place


def test_quiet_hours_within_one_day_are_understood() -> None:
    data = changed(lambda d: d["ladder"].update(quiet_from="12:00", quiet_until="14:00", push_at="14:00"))
    assert parse_pack(data).ladder.push_at == time(14)
    data["ladder"]["push_at"] = "13:59"
    assert faults(data) == ("ladder: push_at lies in the quiet hours",)
