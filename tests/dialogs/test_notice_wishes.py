"""More time for a notice, asked for in free words: which notice is meant, and what was told is not asked for again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kernel.turn import Moment
from storage import notices
from tests.support.notices import Cast, served
from tests.support.world import Shown, make_world

FIRST, SECOND = "示督〔2026〕1号", "示督〔2026〕2号"
ASIDE = "不是督办单，转督查室"
OVERTAKEN = "这张卡片上的延期申请没有发出，请在最新的卡片上确认，或重新申请。"
FOLLOW = "督查员可查看历次报送并与您联系，答复前仍按原期限办理。发“延期记录”可查。"
PUT_AWAY = f"{FIRST} 的延期申请没有发出，已放下，需要时请重新申请。"


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """A notice on JS-010 sent on 25 June, to be answered by 9 July, and everybody has read it."""
    cast = await served(await make_world(tmp_path))
    yield cast
    await cast.world.database.close()


async def second(cast: Cast) -> None:
    """Another notice of the unit, on JS-011."""
    await cast.draft(code="JS-011")
    await cast.inspector.press("发送")
    await cast.quiet()


async def wished(cast: Cast, printed: str = FIRST) -> str:
    """The limit that is asked for."""

    def look(moment: Moment) -> str:
        found = notices.by_printed(moment.store, printed)
        assert found is not None
        return str(found.asked_until)

    return await cast.world.dispatch.look(look)


async def test_a_bare_request_goes_into_the_only_notice(cast: Cast) -> None:
    (asked,) = await cast.clerk.say("申请延期")
    assert asked.text.splitlines() == [
        f"申请延期 {FIRST}（JS-010 中央商务区26座楼宇建成交付）",
        "现期限：7月9日，最迟可延至7月23日。请写新的期限和原因，例如“7月23日 等消防验收结果”。",
    ]
    assert asked.labels == [ASIDE]
    assert await cast.world.new_in("督查员") == []
    (done,) = await cast.clerk.say("7月20日 等消防验收结果")
    assert done.text.startswith(f"已申请将 {FIRST} 的回复期限延至7月20日")
    (request,) = await cast.inspector.pushed()
    assert request.labels == ["同意延期", "不同意延期"]


async def test_day_and_reason_told_in_one_line_need_one_tap(cast: Cast) -> None:
    (shown,) = await cast.clerk.say("能不能延期到7月20日，等材料")
    assert shown.text.splitlines()[1] == "现期限：7月9日，申请延至7月20日，原因：等材料。请确认，或另写新的期限和原因。"
    assert shown.labels == ["确认申请", ASIDE]
    assert await wished(cast) == "None", "nothing is sent before the tap"
    token = shown.token("确认申请")
    (done,) = await cast.clerk.tap(token)
    assert done.text.startswith(f"已申请将 {FIRST} 的回复期限延至7月20日")
    (request,) = await cast.inspector.pushed()
    assert "“延至7月20日，等材料”" in request.text
    (again,) = await cast.clerk.tap(token)
    assert again.text == "已有一份延期申请待督查室答复，请等待答复。"
    assert await cast.world.new_in("督查员") == [], "asked once"


@pytest.mark.parametrize(
    ("first", "question", "then"),
    [
        ("申请延期到7月20日", "申请延至7月20日。请写原因，例如“等消防验收结果”。", "等材料"),
        ("材料没到，申请延期", "原因：材料没到。请写新的期限", "7月20日"),
        ("能不能延期到7月13日，等验收", "请确认，或另写新的期限和原因。", "7月20日"),
        ("能不能延期到7月20日，等验收", "请确认，或另写新的期限和原因。", "等材料和验收"),
        ("能不能延期到8月20日，等材料", "延期过长，按规定最迟可延至7月23日。", "7月20日"),
    ],
)
async def test_only_what_is_missing_is_asked_for(cast: Cast, first: str, question: str, then: str) -> None:
    (asked,) = await cast.clerk.say(first)
    assert question in asked.text
    (done,) = await cast.clerk.say(then)
    if "请确认" in question:
        assert "申请延至7月20日" in done.text, "what was shown whole is shown whole again"
        assert await wished(cast) == "None"
        (done,) = await cast.clerk.press("确认申请")
    assert done.text.startswith(f"已申请将 {FIRST} 的回复期限延至7月20日")
    (request,) = await cast.inspector.pushed()
    said = request.text.splitlines()[1]
    assert said == f"“延至7月20日，{told_reason(first, then)}”"


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("那就7月20日吧", "延至7月20日，材料没到"),
        ("改到7月20日，因管线迁改", "延至7月20日，管线迁改"),
        ("申请再延到7月20日，等设备", "延至7月20日，等设备"),
        ("能不能再给7天", "延至7月20日，材料没到"),
    ],
)
async def test_the_answer_is_read_as_freely_as_the_request(cast: Cast, line: str, wish: str) -> None:
    (asked,) = await cast.clerk.say("材料没到，能不能宽限到7月31日")
    assert asked.text.count("最迟可延至7月23日") == 1
    (done,) = await cast.clerk.say(line)
    assert done.text.startswith(f"已申请将 {FIRST} 的回复期限延至7月20日")
    (request,) = await cast.inspector.pushed()
    assert f"“{wish}”" in request.text


def told_reason(first: str, then: str) -> str:
    """The reason of two lines: the later one where it has one."""
    if not then.startswith("7月"):
        return then
    return next(word for word in ("材料没到", "等验收", "等材料") if word in first)


async def test_of_several_notices_it_is_asked_which_and_the_words_are_kept(cast: Cast) -> None:
    await second(cast)
    (which,) = await cast.clerk.say("能不能延期到7月20日，等材料")
    assert which.text == "您要为哪一份督办单申请延期？"
    assert which.labels == [f"{FIRST} JS-010", f"{SECOND} JS-011", ASIDE]
    (shown,) = await cast.clerk.press(SECOND)
    assert "申请延至7月20日，原因：等材料" in shown.text
    await cast.clerk.press("确认申请")
    assert (await wished(cast, FIRST), await wished(cast, SECOND)) == ("None", "2026-07-20")


@pytest.mark.parametrize("words", [f"{SECOND}申请延期到7月20日，等材料", "JS-011 申请延期到7月20日，等材料"])
async def test_a_notice_or_an_item_that_is_named_is_the_one(cast: Cast, words: str) -> None:
    await second(cast)
    (shown,) = await cast.clerk.say(words)
    assert shown.text.startswith(f"申请延期 {SECOND}（JS-011")
    await cast.clerk.press("确认申请")
    assert await wished(cast, SECOND) == "2026-07-20"


async def test_a_tap_confirms_what_its_own_card_showed_and_nothing_that_was_asked_later(cast: Cast) -> None:
    await second(cast)
    (first,) = await cast.clerk.say("JS-010 申请延期到7月20日，等材料")
    await cast.clerk.say("JS-011 申请延期到7月13日，等验收")
    (stale,) = await cast.clerk.tap(first.token("确认申请"))
    assert stale.text == OVERTAKEN
    assert (await wished(cast, FIRST), await wished(cast, SECOND)) == ("None", "None")


async def test_a_tap_sends_nothing_that_was_changed_or_opened_anew_since_its_card(cast: Cast) -> None:
    (first,) = await cast.clerk.say("申请延期到7月20日，等材料")
    (changed,) = await cast.clerk.say("7月13日")
    (stale,) = await cast.clerk.tap(first.token("确认申请"))
    assert stale.text == OVERTAKEN
    await cast.clerk.say(f"督办单 {FIRST}")
    await cast.clerk.press("申请延期")
    (stale,) = await cast.clerk.tap(changed.token("确认申请"))
    assert stale.text == OVERTAKEN
    assert await wished(cast) == "None"


@pytest.mark.parametrize("look", ["督办单", "事项 JS-010", "JS-011还差多少"])
async def test_a_look_at_something_else_says_that_the_request_was_not_sent_and_its_tap_shows_it_again(
    cast: Cast, look: str
) -> None:
    (shown,) = await cast.clerk.say("申请延期到7月20日，等材料")
    assert (await cast.clerk.say(look))[-1].text.splitlines()[-1] == PUT_AWAY
    (again,) = await cast.clerk.tap(shown.token("确认申请"))
    assert again.text.splitlines()[1:] == [
        "现期限：7月9日，申请延至7月20日，原因：等材料。请确认，或另写新的期限和原因。",
        "请核对，点“确认申请”后才会发出。",
    ]
    assert await wished(cast) == "None"
    (done,) = await cast.clerk.press("确认申请")
    assert done.text.startswith(f"已申请将 {FIRST} 的回复期限延至7月20日")
    assert "没有发出" not in done.text
    assert "没有发出" not in (await cast.clerk.say("督办单"))[-1].text


async def test_another_form_that_a_tap_opens_puts_the_request_away_and_says_so(cast: Cast) -> None:
    (card,) = await cast.clerk.say(f"督办单 {FIRST}")
    await cast.clerk.say("申请延期到7月20日，等材料")
    (asked,) = await cast.clerk.tap(card.token("回复"))
    assert asked.text.splitlines()[-1] == PUT_AWAY


async def matter(cast: Cast) -> list[Shown]:
    """What the inspector is told of a matter that was passed on."""
    return [each for each in await cast.inspector.pushed() if "【延期申请" in each.text]


async def test_who_means_no_notice_says_so_and_the_words_are_passed_on_once(cast: Cast) -> None:
    (shown,) = await cast.clerk.say("JS-010 竣工申请延期到7月20日，等材料")
    (told,) = await cast.clerk.press(ASIDE)
    assert told.text == f"延期申请〔2026〕1号（JS-010）已转督查室。\n{FOLLOW}"
    assert await wished(cast) == "None"
    (passed,) = await matter(cast)
    assert "“JS-010 竣工申请延期到7月20日，等材料”" in passed.text
    await cast.clerk.tap(shown.token(ASIDE))
    assert await cast.world.new_in("督查员") == []
    (after,) = await cast.clerk.say("7月20日 等材料")
    assert "已申请将" not in after.text, "the form is closed"


async def test_without_a_notice_that_may_be_given_time_it_is_asked_which_item_and_the_words_are_passed_on(
    cast: Cast,
) -> None:
    await cast.clerk.say(f"督办单 {FIRST}")
    await cast.reply()
    await cast.quiet()
    (which,) = await cast.clerk.say("能不能宽限到7月31日，案件复杂")
    assert which.text == "您要为哪一项申请延期？"
    assert which.labels[-1] == "不涉及具体事项"
    (told,) = await cast.clerk.press("JS-011")
    assert told.text == f"延期申请〔2026〕1号（JS-011）已转督查室。\n{FOLLOW}"
    (passed,) = await matter(cast)
    assert "JS-011 中央商务区136万平方米载体建成交付\n“能不能宽限到7月31日，案件复杂”" in passed.text
    assert passed.labels == ["历次报送"]
    (foreign,) = await cast.stranger.say("申请延期到7月20日，等材料")
    assert foreign.text == "您要为哪一项申请延期？"
    (told,) = await cast.stranger.press("不涉及具体事项")
    assert told.text == "延期申请〔2026〕2号已转督查室。\n督查员可与您联系，答复前仍按原期限办理。发“延期记录”可查。"


async def test_who_means_no_notice_and_named_no_item_is_asked_which(cast: Cast) -> None:
    await cast.clerk.say("申请延期到7月20日，等材料")
    (which,) = await cast.clerk.press(ASIDE)
    assert which.text == "您要为哪一项申请延期？"
    await cast.clerk.press("JS-010")
    (passed,) = await matter(cast)
    assert "“申请延期到7月20日，等材料”" in passed.text
    assert passed.labels == ["历次报送"]


async def test_an_item_without_a_notice_is_no_notice(cast: Cast) -> None:
    (told,) = await cast.clerk.say("JS-011 申请延期到7月20日")
    assert told.text == f"延期申请〔2026〕1号（JS-011）已转督查室。\n{FOLLOW}"


async def test_who_lost_the_chance_meanwhile_is_told_why(cast: Cast) -> None:
    await second(cast)
    cast.world.clock.local(7, 9, 15)
    (which,) = await cast.clerk.say("申请延期")
    cast.world.clock.local(7, 10)
    (late,) = await cast.clerk.tap(which.token(FIRST))
    assert late.text == "回复期限已过，不能再申请延期，请尽快回复。"


@pytest.mark.parametrize("line", ["同意延到7月20日", "不同意，请按期"])
async def test_an_inspectors_words_open_the_request_that_waits_and_only_a_tap_decides(cast: Cast, line: str) -> None:
    await cast.clerk.say("申请延期到7月20日，等材料")
    await cast.clerk.press("确认申请")
    await cast.quiet()
    (card,) = await cast.inspector.say(line)
    assert FIRST in card.text
    assert card.text.endswith("这份延期申请待答复，请点“同意延期”或“不同意延期”。")
    assert await wished(cast) == "2026-07-20"
    (done,) = await cast.inspector.press("同意延期")
    assert done.text == f"{FIRST} 的回复期限已延至7月20日。"


async def test_of_several_requests_an_inspectors_words_ask_which(cast: Cast) -> None:
    await second(cast)
    for code in ("JS-010", "JS-011"):
        await cast.clerk.say(f"{code} 申请延期到7月20日，等材料")
        await cast.clerk.press("确认申请")
    await cast.quiet()
    (which,) = await cast.inspector.say("同意延到7月20日")
    assert (which.text, which.labels) == ("您要答复哪一份延期申请？", [f"{FIRST} JS-010", f"{SECOND} JS-011"])
    (named,) = await cast.inspector.say("JS-011 同意延到7月20日")
    assert SECOND in named.text


@pytest.mark.parametrize(("line", "shown"), [("JS-010 18座", "18 / 26 座"), ("18座", "您说的是哪一项？")])
async def test_a_report_typed_where_a_reason_is_asked_for_is_a_report(cast: Cast, line: str, shown: str) -> None:
    await cast.clerk.say("能不能延期到7月20日")
    (card,) = await cast.clerk.say(line)
    assert shown in card.text
    assert card.text.splitlines()[-1] == PUT_AWAY
    assert await wished(cast) == "None"


async def test_a_nod_at_the_whole_request_changes_nothing_and_sends_nothing(cast: Cast) -> None:
    await cast.clerk.say("能不能延期到7月20日，等消防验收结果")
    for nod in ("好的", "确认"):
        (card,) = await cast.clerk.say(nod)
        assert "等消防验收结果" in card.text
        assert "确认申请" in card.labels
    assert await wished(cast) == "None"
    await cast.clerk.press("确认申请")
    assert await wished(cast) == "2026-07-20"


async def test_who_has_asked_does_not_pass_the_same_words_on_as_well(cast: Cast) -> None:
    (card,) = await cast.clerk.say("能不能延期到7月20日，等消防验收结果")
    aside = card.token(ASIDE)
    await cast.clerk.press("确认申请")
    await cast.inspector.pushed()
    (answer,) = await cast.clerk.tap(aside)
    assert answer.text == f"{FIRST} 的延期申请已发出，不再另行转办。"
    assert await cast.world.new_in("督查员") == []


async def test_a_question_whose_cause_is_gone_is_over_with_one_answer(cast: Cast) -> None:
    await cast.clerk.say("申请延期")
    await cast.head.say("申请延期")
    await cast.head.say("7月20日 等消防验收结果")
    (told,) = await cast.clerk.say("7月16日 等材料")
    assert "已有一份" in told.text
    (card,) = await cast.clerk.say("JS-010 18座")
    assert "18 / 26 座" in card.text


@pytest.mark.parametrize("line", ["不用延期了", "延期申请批了吗", "为什么不同意延期"])
async def test_what_is_said_of_a_request_asks_for_none(cast: Cast, line: str) -> None:
    (card,) = await cast.clerk.say(line)
    assert not card.text.startswith("申请延期")
