"""A pack is right by its own worked examples; an example that disagrees or cannot be understood is named by its line."""

from pathlib import Path

import pytest

from bot.packs.check import KINDS, check_file
from bot.packs.file import read_source, shipped_packs
from tests.bot.packs.trial import TRIAL, faults_of, written


@pytest.mark.parametrize("name", shipped_packs())
def test_every_shipped_pack_is_right_by_its_own_worked_examples(name: str) -> None:
    examples = read_source(name).own.data["examples"]
    assert isinstance(examples, dict)
    counted = sum(len(each) for each in examples.values())
    assert counted >= 7
    assert f"{counted} worked examples agree" in check_file(name)


def test_the_shipped_packs_have_an_example_of_every_kind() -> None:
    written_kinds = {kind for name in shipped_packs() for kind in read_source(name).own.data["examples"]}  # type: ignore[attr-defined]
    assert written_kinds == set(KINDS)


DUE = '[[examples.due]]\ncadence = "旬"\nreported_as_of = 2022-06-24\ndue = 2022-07-05\n'
PUSH = '[[examples.push]]\nrule = "report"\ndue = 2026-10-08\nstep = "T-1"\non = 2026-09-30\n'
LIGHT = '[[examples.light]]\ngap = "-5.1"\nlight = "yellow"\n'
FOLLOWS = "[[examples.follows]]\nturns = [{ on = 2020-03-02, old = 'green', new = 'yellow' }]\nrecords = []\n"
NOTICE = (
    '[[examples.notice]]\nfamily = "paper"\nkind = "assign"\nsent = 2026-07-01\nclock = "objection"\ndue = 2026-07-06\n'
)
EXTENSION = "[[examples.extension]]\nlimit = 2026-09-21\nlatest = 2026-10-12\n"
CLIMB = '[[examples.climb]]\nfamily = "paper"\nkind = "assign"\nnext = "supervise"\n'
ROLLUP = '[[examples.rollup]]\nof = "area"\nred = ["8"]\nlight = "red: 1 项中红灯 1 项（占 100%），超过 15%"\n'
STORY = """[[examples.story]]
cadence = "月"
target = "120"
start = 2020-01-01
end = 2020-12-31
nodes = { "2020-06-30" = "60" }
reports = { "2020-06-30" = "60" }
today = 2020-07-01
light = "green: 与计划持平"
"""
EVERY = (DUE, PUSH, LIGHT, FOLLOWS, NOTICE, EXTENSION, CLIMB, ROLLUP, STORY)
FIRST = TRIAL.count("\n") + 1


def test_examples_of_every_kind_are_recomputed(tmp_path: Path) -> None:
    assert "9 worked examples agree" in check_file(written(tmp_path, TRIAL + "".join(EVERY)))


@pytest.mark.parametrize(
    ("example", "old", "new", "line", "fault"),
    [
        (DUE, "07-05", "07-06", 3, "due 1.due: computed 2022-07-05, the pack says 2022-07-06"),
        (PUSH, "on = 2026-09-30", "on = 2026-10-07", 4, "push 1.on: computed 2026-09-30, the pack says 2026-10-07"),
        (LIGHT, "yellow", "red", 2, "light 1.light: computed yellow, the pack says red"),
        (FOLLOWS, "[]", "['talk']", 2, "follows 1.records: computed nothing, the pack says talk"),
        (NOTICE, "07-06", "07-07", 5, "notice 1.due: computed 2026-07-06, the pack says 2026-07-07"),
        (EXTENSION, "2026-10-12", '""', 2, "extension 1.latest: computed 2026-10-12, the pack says nothing"),
        (CLIMB, '"supervise"', '""', 3, "climb 1.next: computed supervise, the pack says nothing"),
        (
            ROLLUP,
            "red: 1 ",
            "red: 2 ",
            3,
            "rollup 1.light: computed red: 1 项中红灯 1 项（占 100%），超过 15%, the pack",
        ),
        (STORY, "green", "red", 8, "story 1.light: computed green: 与计划持平, the pack says red: 与计划持平"),
        (DUE, '"旬"', '"周"', 1, 'due 1.cadence: one of 旬, 月, 季 is needed, not "周"'),
        (DUE, "2022-06-24", '"2022-06-24"', 2, "due 1.reported_as_of: a day such as 2026-07-01 is needed, not"),
        (DUE, "2022-06-24", "2022-06-24T08:00:00", 2, "due 1.reported_as_of: a day such as 2026-07-01 is needed, not"),
        (DUE, "due = 2022-07-05\n", "", 0, "due 1.due: it is missing; a day such as 2026-07-01 is needed"),
        (PUSH, "T-1", "T+99", 0, "push 1: cannot be computed: the ladder has no step T+99"),
        (PUSH, '"report"', '"reports"', 1, 'push 1.rule: one of report, milestone is needed, not "reports"'),
        (LIGHT, '"-5.1"', '"much"', 1, 'light 1.gap: a number such as "-5.1" is needed, not "much"'),
        (LIGHT, "gap", "gapp", 1, "light 1.gapp: no such key; do you mean gap?"),
        (LIGHT, "gap", "report_lat = 3\ngap", 1, "light 1.report_lat: no such key; do you mean report_late?"),
        (
            FOLLOWS,
            "'green'",
            "'violet'",
            1,
            "follows 1.turns 1.old: one of blue, green, yellow, red, grey is needed, not",
        ),
        (
            NOTICE,
            "assign",
            "violet",
            0,
            'notice 1: cannot be computed: the pack has no kind "violet" in the family "paper"',
        ),
        (
            NOTICE,
            "objection",
            "complaint",
            4,
            "notice 1.clock: one of receipt, objection, verdict, reply, feedback is needed",
        ),
        (
            EXTENSION,
            "2026-10-12",
            '"never"',
            2,
            'extension 1.latest: a day such as 2026-07-01 or "" is needed, not "never"',
        ),
        (CLIMB, "paper", "none", 0, "climb 1: cannot be computed: the pack has no kind"),
        (ROLLUP, "area", "street", 1, 'rollup 1.of: one of area, board, unit is needed, not "street"'),
        (ROLLUP, "red =", "violet =", 2, "rollup 1.violet: no such key; known are"),
        (ROLLUP, '"8"', '"8", "x"', 2, 'rollup 1.red 2: a list of weights is needed, not "x"'),
        (
            STORY,
            '"2020-06-30" = "60" }\nr',
            '"2020-06-31" = "60" }\nr',
            5,
            "story 1.nodes.2020-06-31: a table of days and",
        ),
        (STORY, '"60" }\nr', '"x" }\nr', 5, "story 1.nodes.2020-06-30: a table of days and figures"),
        (STORY, '"120"', "120\naverage = '-'", 3, 'story 1.average: a number such as "-5.1" is needed, not "-"'),
        (STORY, "today = 2020", "today = 0001", 0, "story 1: cannot be computed: year 0 is out of range"),
    ],
)
def test_an_example_that_is_wrong_is_named(
    tmp_path: Path, example: str, old: str, new: str, line: int, fault: str
) -> None:
    assert old in example
    told = faults_of(written(tmp_path, TRIAL + example.replace(old, new)))
    assert [each for each in told if each.startswith(f"{tmp_path}/own.toml:{FIRST + line}: examples.{fault}")], told
    assert len(told) == len(set(told)), "a union tells the same twice"


@pytest.mark.parametrize(
    ("examples", "fault"),
    [
        ('examples = "none"\n', "1: examples: a table is needed"),
        ("examples.due = 3\n", "1: examples.due: a list of tables is needed"),
        ("examples.due = [3]\n", "1: examples.due 1: a table is needed, not 3"),
        ("examples.lights = []\n", "1: examples.lights: no such key; do you mean light?"),
    ],
)
def test_examples_are_lists_of_tables_by_kind(tmp_path: Path, examples: str, fault: str) -> None:
    assert faults_of(written(tmp_path, examples + TRIAL)) == [f"{tmp_path}/own.toml:{fault}"]


def test_mistakes_of_the_pack_and_of_its_examples_are_told_together(tmp_path: Path) -> None:
    text = TRIAL.replace("pressure = 150", "pressure = 0") + DUE.replace("旬", "周") + LIGHT.replace("yellow", "red")
    told = [
        fault.rsplit(": ", 1)[0].removeprefix(f"{tmp_path}/own.toml:") for fault in faults_of(written(tmp_path, text))
    ]
    assert told == ["48: digests.pressure", f"{FIRST + 1}: examples.due 1.cadence"], "no rules, so nothing is computed"


def test_a_changed_rule_disagrees_with_the_examples_that_rest_on_it(tmp_path: Path) -> None:
    text = (TRIAL + DUE + DUE.replace("06-24", "06-14").replace("07-05", "06-23")).replace(
        "workdays_after = 3", "workdays_after = 4"
    )
    told = [fault.split(": ")[1] for fault in faults_of(written(tmp_path, text))]
    assert told == ["examples.due 1.due", "examples.due 2.due"]
