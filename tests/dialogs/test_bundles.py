"""A long bundle: one phone screen, the worst first, the rest counted by unit, and the whole of it a tap away."""

import re
from datetime import timedelta

import pytest

from bot.out import freshen
from domain.keys.messages import parse_bundle
from domain.people import Role
from domain.screens import LINES, lines_on_phone
from domain.secrecy import OPEN
from handlers.kernel.messages import Button, Card
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import chats, outbox, supervision
from storage.chats import Tapped
from storage.outbox import MessageKind
from tests.support.keys import news
from tests.support.world import Shown, Talk, World

SCREEN = 24


async def due_today(world: World, month: int, day: int, hour: int = 9) -> None:
    """The tick of a day."""
    world.clock.local(month, day, hour, 5)
    await world.dispatch.moment(reminders.tick)


@pytest.fixture
async def inspector(world: World) -> Talk:
    """An inspector, to whom a whole district's debts climb in one morning."""
    world.clock.local(6, 24)
    who = await world.hire("督查员", Role.INSPECTOR)
    await due_today(world, 6, 25)
    await who.pushed()
    await due_today(world, 7, 9)
    return who


async def told_in(world: World, key: str) -> int:
    """How many occurrences are on record as told in a bundle."""

    def look(moment: Moment) -> int:
        return len(supervision.reminded_in(moment.store, parse_bundle(key)))

    return await world.dispatch.look(look)


async def pages(reader: Talk) -> list[Shown]:
    """Every page of the whole list that was just tapped."""
    found = [reader.last[-1]]
    while "下一页" in found[-1].labels:
        found += await reader.press("下一页")
    return found


async def test_a_long_bundle_fits_a_screen_and_counts_the_rest_by_unit(world: World, inspector: Talk) -> None:
    (bundle,) = await inspector.pushed()
    lines = bundle.text.splitlines()
    assert len(lines) <= SCREEN
    worst = [line for line in lines if "应于" in line and "报送，" in line]
    assert len(worst) >= 2
    assert lines_on_phone(lines) <= LINES
    assert all("已逾期 118 个工作日" in line for line in worst), "the oldest debts"
    counted = [line for line in lines if "另有" in line and line.endswith("项")]
    assert counted[0] == "商务局另有 8 项"
    assert counted[-1].startswith("其他单位另有 ")
    assert len(counted) == 4
    named = bundle.message.payload["named"]
    about = [name for some in named["lines"] for name in some or ()]
    assert sorted(about) == sorted(named["all"]), "every matter is told or counted, once"
    assert len(named["all"]) == await told_in(world, bundle.message.key), "and stands on the record"
    assert "看全部" in bundle.labels


async def test_the_title_counts_what_is_shown_and_what_is_only_counted(world: World, inspector: Talk) -> None:
    (bundle,) = await inspector.pushed()
    head, *rest = bundle.text.splitlines()
    told = [line for line in rest if not line.startswith("【")]
    counted = [int(found[0]) for line in told if (found := re.findall(r"另有 (\d+) [项份]", line))]
    shown = len(told) - len(counted)
    assert head == f"7月9日 提醒（{shown + sum(counted)} 项）"


async def test_the_whole_bundle_is_a_tap_away_unit_by_unit(world: World, inspector: Talk) -> None:
    (bundle,) = await inspector.pushed()
    await inspector.press("看全部")
    found = await pages(inspector)
    assert found[0].text.splitlines()[0] == "7月9日 提醒全部（261 项）"
    text = "\n".join(each.text for each in found)
    told = [line for line in bundle.text.splitlines() if "应于" in line or "督办单：" in line]
    assert [line for line in told if line not in text] == []
    assert "【区商务局】8 项" in text
    lines = [line for each in found for line in each.text.splitlines()[1:] if not line.startswith("【")]
    assert len(lines) == await told_in(world, bundle.message.key), "as many as were told"


async def test_the_whole_leaves_out_what_is_over_by_now_and_belongs_to_who_was_told(
    world: World, inspector: Talk
) -> None:
    (bundle,) = await inspector.pushed()
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("JS-010 18座 截至7月8日")
    await clerk.press("确认提交")
    await inspector.tap(bundle.token("看全部"))
    text = "\n".join(each.text for each in await pages(inspector))
    assert "建成交付 JS-010：" not in text
    assert "JS-011" in text
    other = await world.hire("督查员二", Role.INSPECTOR)
    (refused,) = await other.tap(bundle.token("看全部"))
    assert refused.text == "这个按钮不是发给您的。"


async def test_a_button_that_names_somebody_elses_bundle_shows_nothing_of_it(world: World, inspector: Talk) -> None:
    (bundle,) = await inspector.pushed()
    other = await world.hire("督查员二", Role.INSPECTOR)
    args: dict[str, chats.Value] = {"key": bundle.message.key, "page": 0}

    def issue(moment: Moment) -> None:
        until = moment.now + timedelta(days=1)
        made = Tapped("other", other.id, other.name, "supervise.bundle", args, "看全部", until)
        chats.issue(moment.store, [made], "card", moment.now)

    await world.dispatch.moment(issue)
    (refused,) = await other.tap("other")
    assert refused.text == "该按钮已失效，请重新打开。"


async def test_a_count_of_a_unit_counts_what_is_left_when_the_bundle_leaves(world: World, inspector: Talk) -> None:
    """F30: the lines that only count are withdrawn matter by matter, too."""
    (bundle,) = await inspector.pushed()
    assert "商务局另有 8 项" in bundle.text
    clerk = await world.hire("填报人", Role.REPORTER, "BM06")
    await clerk.say("JJ-010 60家 截至7月8日")
    await clerk.press("确认提交")

    def leaving(moment: Moment) -> list[str]:
        waiting = outbox.by_key(moment.store, bundle.message.key)
        assert waiting is not None
        left = freshen.renewed(moment, waiting)
        assert left is not None
        return list(left.payload["lines"])

    lines = await world.dispatch.moment(leaving)
    counted = {line.split("另有")[0]: line for line in lines if "另有" in line}
    assert counted["商务局"] == "商务局另有 6 项", "the report and the node that came with it"
    assert counted["解放路"] == "解放路另有 8 项", "the others stay as they were"


async def test_a_short_bundle_says_everything_and_offers_no_more(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("填报人", Role.REPORTER, "JD14")
    await due_today(world, 6, 25)
    await clerk.pushed()
    await due_today(world, 6, 30)
    (bundle,) = await clerk.pushed()
    assert "另有" not in bundle.text
    assert "看全部" not in bundle.labels


async def test_the_whole_of_somebody_elses_bundle_is_shown_to_nobody(world: World, inspector: Talk) -> None:
    (bundle,) = await inspector.pushed()
    assert bundle.labels.count("看全部") == 1
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    button = Button("看全部", "supervise.bundle", {"key": bundle.message.key, "page": 0})

    def offer(moment: Moment) -> None:
        moment.post.push(
            clerk.id, Card(lines=("提醒",), buttons=((button,),), tells=OPEN), MessageKind.INFO, news("x", clerk.id)
        )

    await world.dispatch.moment(offer)
    (offered,) = await clerk.pushed()
    (refused,) = await clerk.tap(offered.token("看全部"))
    assert refused.text == "该按钮已失效，请重新打开。"
