"""What tasks cost is held, and the page tells it."""

from pathlib import Path

from tests.conversations import page
from tests.conversations.played import everything

# Of a practised clerk: typed, taps, and the lines of the longest card.
BAR = (1, 1, 5)
# What could not be done at all before.
NEW = {"说这周再报，到时提醒"}
PRACTISED = (
    "报一项进度",
    "一句话报两项",
    "带照片报一项",
    "报昨天的数",
    "数量事项报无变化",
    "节点事项报无变化",
    "群里报一项",
)


async def test_a_report_takes_a_line_and_a_tap_no_task_costs_more_than_it_did_and_the_page_says_so(
    tmp_path: Path,
) -> None:
    costs, before = await everything(tmp_path), page.kept()
    for name in PRACTISED:
        typed, taps, _, lines = costs[name]
        assert (typed, taps) <= BAR[:2], name
        assert lines <= BAR[2], name
    steps = {name: typed + taps for name, (typed, taps, *_) in costs.items()}
    assert {name for name, most in steps.items() if most > sum(before[name][:2])} == NEW
    # What is read changes with every wording; what is done changes with the way.
    told = [row.split(" | ")[:3] for row in page.PAGE.read_text(encoding="utf-8").splitlines()[-len(costs) - 1 : -1]]
    assert told == [[f"| {name}", *map(str, each[:2])] for name, each in costs.items()], "run `make conversations`"
