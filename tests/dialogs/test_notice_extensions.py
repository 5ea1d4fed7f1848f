"""A later limit for a supervision notice's reply (延期): asked for, granted, refused, given unasked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.keys.due import Owed
from domain.keys.messages import parse_bundle
from domain.notices.model import Action, NoticeState
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.reminders import outdated
from storage import notices, supervision
from storage.tables import outbox
from tests.support.notices import NAME, Cast, paper_of, served, settled
from tests.support.world import Shown, make_world

NUMBER = "示督〔2026〕1号"


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """A notice sent on 25 June, to be answered by 9 July, and everybody has read it."""
    cast = await served(await make_world(tmp_path))
    yield cast
    await cast.world.database.close()


async def asked(cast: Cast, wish: str = "7月20日 等消防验收结果") -> list[Shown]:
    """The clerk asks on the notice's card; what the inspector is shown."""
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.clerk.press("申请延期")
    await cast.clerk.say(wish)
    return await cast.inspector.pushed()


async def standing(cast: Cast) -> tuple[NoticeState, str, str]:
    """State, limit, and the limit that is asked for."""

    def look(moment: Moment) -> tuple[NoticeState, str, str]:
        found = notices.by_printed(moment.store, NUMBER)
        assert found is not None
        return found.state, str(found.reply_by), str(found.asked_until)

    return await cast.world.dispatch.look(look)


async def test_a_unit_asks_and_an_inspector_grants_and_it_stands_on_the_card_for_ever(
    store_url: str, tmp_path: Path
) -> None:
    world = await make_world(tmp_path, url=store_url)
    cast = await settled(world)
    _, document = await cast.sent()
    await cast.quiet()
    await cast.clerk.say(f"督办单 {NUMBER}")
    (question,) = await cast.clerk.press("申请延期")
    assert question.text == ("现期限：7月9日，最迟可延至7月23日。请写新的期限和原因，例如“7月23日 等消防验收结果”。")
    (done,) = await cast.clerk.say("7月20日 等消防验收结果")
    assert done.text == f"已申请将 {NUMBER} 的回复期限延至7月20日，待督查室答复。答复前仍按原期限办理。"
    assert await standing(cast) == (NoticeState.SENT, "2026-07-09", "2026-07-20")
    (request,) = await cast.inspector.pushed()
    assert request.text.splitlines() == [
        f"{NAME}（填报人）申请延期回复 {NUMBER}（现期限：7月9日）：",
        "“延至7月20日，等消防验收结果”",
        "JS-010 中央商务区26座楼宇建成交付",
    ]
    assert request.labels == ["同意延期", "不同意延期"]
    (granted,) = await cast.inspector.press("同意延期")
    assert granted.text == f"{NUMBER} 的回复期限已延至7月20日。"
    assert await standing(cast) == (NoticeState.SENT, "2026-07-20", "None")
    for person in (cast.clerk, cast.head):
        (told,) = await person.pushed()
        assert told.text == f"{NUMBER} 的回复期限已延至7月20日。"
    (card,) = await cast.clerk.say(f"督办单 {NUMBER}")
    lines = card.text.splitlines()
    assert "原期限：7月9日，现期限：7月20日，已延期 1 次" in lines
    assert "第 1 次：由7月9日延至7月20日，等消防验收结果" in lines
    assert "6月25日 填报人 申请延期：延至7月20日，等消防验收结果" in lines
    assert "申请延期" not in card.labels, "once is all the pack gives"
    (paper,) = await cast.clerk.press("Word 文档")
    assert paper_of(paper) == paper_of(document), "the paper stays as it was sent"
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.reply()
    await cast.inspector.pushed()
    await cast.inspector.say(f"督办单 {NUMBER}")
    await cast.inspector.press("同意销号")
    (closed,) = await cast.inspector.say(f"督办单 {NUMBER}")
    assert "原期限：7月9日，现期限：7月20日，已延期 1 次" in closed.text
    await world.database.close()


async def test_a_request_stops_no_clock_and_a_grant_moves_reminders_and_the_climb(cast: Cast) -> None:
    await cast.on(7, 8)
    await cast.quiet()
    await asked(cast)
    await cast.on(7, 9)
    told = "".join(each.text for each in await cast.clerk.pushed())
    assert f"{NUMBER}（中央商务区26座楼宇建成交付 JS-010）：7月9日前回复，今天到期" in told
    await cast.on(7, 14)
    bundle = (await cast.inspector.pushed())[-1]
    assert "橙色督办单" in bundle.text, "three working days late: the next kind is drafted"
    assert (await cast.states())[1:] == [("", NoticeState.DRAFT)]
    (card,) = await cast.inspector.say(f"督办单 {NUMBER}")
    assert "申请延至7月20日，待督查室答复，期限未变" in card.text
    await cast.inspector.press("同意延期")
    assert (await cast.states())[1:] == [("", NoticeState.WITHDRAWN)], "its cause is gone"
    await cast.quiet()
    await cast.on(7, 15)
    told = "".join(each.text for each in await cast.clerk.pushed())
    assert f"{NUMBER}（中央商务区26座楼宇建成交付 JS-010）：7月20日前回复，还有 3 个工作日" in told
    await cast.on(7, 16)
    assert NUMBER not in "".join(each.text for each in await cast.clerk.pushed())
    await cast.on(7, 21)
    assert "7月20日前回复，逾期 1 个工作日" in "".join(each.text for each in await cast.clerk.pushed())


async def test_a_bundle_that_still_waits_is_void_when_all_it_says_is_the_old_limit(cast: Cast) -> None:
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.clerk.press("签收")
    await cast.on(7, 9)

    def keys(moment: Moment) -> list[str]:
        found = moment.store.execute(outbox.select().where(outbox.c.key.like("remind:%2026-07-09")))
        return [row.key for row in found if any(NUMBER in line for line in row.payload["lines"])]

    def still(moment: Moment) -> list[bool]:
        """Whether anything is left of each bundle."""
        return [bool(named(moment, key) - outdated.over(moment, parse_bundle(key))) for key in keys(moment)]

    def named(moment: Moment, key: str) -> set[Owed]:
        return supervision.reminded_in(moment.store, parse_bundle(key))

    await cast.clerk.say("26座楼宇累计交付18座，95万平 截至6月30日")
    await cast.clerk.press("确认提交")
    before = await cast.world.dispatch.look(still)
    assert before
    assert all(before)
    await cast.inspector.say(f"督办单 {NUMBER}")
    await cast.inspector.press("延期")
    await cast.inspector.say("7月20日 台风停工")
    assert not any(await cast.world.dispatch.look(still))


async def test_a_refusal_needs_a_reason_and_leaves_the_limit(cast: Cast) -> None:
    await asked(cast)
    await cast.inspector.press("不同意延期")
    (done,) = await cast.inspector.say("验收不影响整改")
    assert done.text == f"{NUMBER} 的延期申请未获同意：验收不影响整改。请于7月9日前回复。"
    (told,) = await cast.clerk.pushed()
    assert told.text == done.text
    assert told.labels == ["签收", "回复", "申请延期"]
    assert await standing(cast) == (NoticeState.SENT, "2026-07-09", "None")
    (card,) = await cast.clerk.say(f"督办单 {NUMBER}")
    assert "6月25日 督查员 不同意延期：验收不影响整改" in card.text
    assert "已延期" not in card.text


async def test_an_inspector_gives_time_unasked_within_the_pack(cast: Cast) -> None:
    await cast.inspector.say(f"督办单 {NUMBER}")
    await cast.inspector.press("延期")
    for said, refused in (
        ("尽快", "没有看懂新的期限。"),
        ("7月9日 台风", "新的期限要晚于现期限和今天。"),
        ("8月20日 台风", "延期过长，按规定最迟可延至7月23日。"),
        ("7月15日", "延至7月15日。请写原因"),
    ):
        (card,) = await cast.inspector.say(said)
        assert card.text.startswith(refused)
    (done,) = await cast.inspector.say("5个工作日 台风停工")
    assert done.text == f"{NUMBER} 的回复期限已延至7月16日。"
    (told,) = await cast.clerk.pushed()
    assert told.text == done.text
    (card,) = await cast.inspector.say(f"督办单 {NUMBER}")
    assert "第 1 次：由7月9日延至7月16日，台风停工" in card.text
    assert "延期" not in card.labels


async def test_a_day_told_without_its_reason_is_kept_until_the_reason_is_told(cast: Cast) -> None:
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.clerk.press("申请延期")
    (why,) = await cast.clerk.say("7月20日")
    assert why.text.splitlines()[1] == "申请延至7月20日。请写原因，例如“等消防验收结果”。"
    await cast.clerk.say("等设备到场")
    (request,) = await cast.inspector.pushed()
    assert "“延至7月20日，等设备到场”" in request.text


async def test_the_day_that_an_inspector_gives_without_a_reason_is_kept(cast: Cast) -> None:
    await cast.inspector.say(f"督办单 {NUMBER}")
    await cast.inspector.press("延期")
    await cast.inspector.say("7月15日")
    (done,) = await cast.inspector.say("台风停工")
    assert done.text == f"{NUMBER} 的回复期限已延至7月15日。"


async def test_what_may_not_be_asked_is_refused_with_the_rule(cast: Cast) -> None:
    (card,) = await cast.clerk.say(f"督办单 {NUMBER}")
    token = card.token("申请延期")
    await cast.clerk.tap(token)
    (long,) = await cast.clerk.say("8月20日 等消防验收")
    assert long.text.splitlines()[1:] == [
        "延期过长，按规定最迟可延至7月23日。",
        "现期限：7月9日。原因：等消防验收。请写新的期限，例如“7月23日”。",
    ], "the reason is kept, and the latest day is told once"
    await cast.clerk.say("7月20日 等消防验收")
    assert (await cast.clerk.tap(token))[0].text == "已有一份延期申请待督查室答复，请等待答复。"
    (request,) = await cast.inspector.pushed()
    await cast.inspector.press("同意延期")
    assert (await cast.inspector.tap(request.token("同意延期")))[0].text.startswith("这份延期申请已有答复")
    assert (await cast.clerk.tap(token))[-1].text == "按规定最多延期 1 次，不能再延。"
    (foreign,) = await cast.stranger.say(f"督办单 {NUMBER}")
    assert foreign.text == "没有找到这份督办单，或您无权查看。"


async def test_who_asks_too_late_is_told_to_reply(cast: Cast) -> None:
    (card,) = await cast.clerk.say(f"督办单 {NUMBER}")
    cast.world.clock.local(7, 8)
    (card,) = await cast.clerk.say(f"督办单 {NUMBER}")
    cast.world.clock.local(7, 10)
    (late,) = await cast.clerk.tap(card.token("申请延期"))
    assert late.text == "回复期限已过，不能再申请延期，请尽快回复。"


async def test_a_reply_withdraws_the_request_that_waited_on_the_record_and_tells_it_in_one_card(cast: Cast) -> None:
    (request,) = await asked(cast)
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.clerk.press("回复")
    (preview,) = await cast.clerk.say("已增派人手，8月底前补齐")
    assert "确认回复后，待答复的延期申请随之撤回。" in preview.text
    await cast.clerk.press("确认回复")
    assert await standing(cast) == (NoticeState.REPLIED, "2026-07-09", "None")
    (told,) = await cast.inspector.pushed()
    assert told.text.splitlines() == [
        f"{NAME}（填报人）回复 {NUMBER}：",
        "“已增派人手，8月底前补齐”",
        "没有佐证",
        "此前申请延至7月20日，随回复撤回，不需答复。",
        "JS-010 中央商务区26座楼宇建成交付",
    ]
    *_, late = await cast.inspector.tap(request.token("同意延期"))
    assert late.text == "这份督办单的状态已变（已回复，待销号），请重新打开。"
    (card,) = await cast.inspector.say(f"督办单 {NUMBER}")
    life = card.text.splitlines()
    assert life[-2:] == ["6月25日 填报人 延期申请终止：随回复撤回", "6月25日 填报人 回复：已增派人手，8月底前补齐"]


async def test_after_a_returned_reply_the_old_request_answers_nothing_and_a_new_one_may_be_made(cast: Cast) -> None:
    (request,) = await asked(cast)
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.reply()
    await cast.inspector.pushed()
    await cast.inspector.press("退回重办")
    await cast.inspector.say("措施不具体")
    *_, stale = await cast.inspector.tap(request.token("同意延期"))
    assert stale.text.startswith("这份延期申请已有答复或已失效")
    (again,) = await asked(cast, "7月13日 等第三方检测报告")
    await cast.inspector.tap(again.token("同意延期"))
    assert await standing(cast) == (NoticeState.RETURNED, "2026-07-13", "None")


async def test_an_objection_withdraws_the_request_that_waited(cast: Cast) -> None:
    await asked(cast)
    await cast.head.say(f"督办单 {NUMBER}")
    await cast.head.press("提出异议")
    await cast.head.say("该事项由住建局牵头")
    (told,) = await cast.inspector.pushed()
    assert "此前申请延至7月20日，随异议撤回，不需答复。" in told.text
    (card,) = await cast.inspector.say(f"督办单 {NUMBER}")
    assert "6月25日 负责人 延期申请终止：随异议撤回" in card.text


async def test_a_reply_without_a_request_says_nothing_of_one(cast: Cast) -> None:
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.reply()
    (told,) = await cast.inspector.pushed()
    assert "延期" not in told.text
    assert "延期" not in (await cast.inspector.say(f"督办单 {NUMBER}"))[0].text


async def test_a_pack_that_allows_no_extension_offers_none(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    never = replace(world.house.rules.notices, extension_times=0)
    world = await make_world(tmp_path, rules=replace(world.house.rules, notices=never))
    cast = await settled(world)
    await cast.sent()
    assert "申请延期" not in [label for each in await cast.clerk.pushed() for label in each.labels]
    (card,) = await cast.inspector.say(f"督办单 {NUMBER}")
    assert "延期" not in card.labels
    await world.database.close()


async def test_every_step_is_an_event_and_an_open_question_survives_a_restart(cast: Cast) -> None:
    await cast.clerk.say(f"督办单 {NUMBER}")
    await cast.clerk.press("申请延期")
    await cast.world.restart()
    await cast.clerk.say("7月20日 等消防验收结果")
    await cast.inspector.pushed()
    (listed,) = await cast.inspector.say("督办单")
    assert "申请延期待答复" in listed.text
    await cast.inspector.press("示督")
    await cast.inspector.press("不同意延期")
    await cast.world.restart()
    await cast.inspector.say("验收不影响整改")

    def life(moment: Moment) -> list[tuple[Action, str]]:
        found = notices.by_printed(moment.store, NUMBER)
        assert found is not None
        return [(each.action, str(each.reply_by)) for each in notices.events(moment.store, found.id)][2:]

    assert await cast.world.dispatch.look(life) == [
        (Action.ASK_TIME, "2026-07-09"),
        (Action.REFUSE_TIME, "2026-07-09"),
    ]


@pytest.mark.parametrize("opened", ["request", "card"])
async def test_a_button_of_an_earlier_request_answers_no_later_one_for_the_same_limit(cast: Cast, opened: str) -> None:
    (old,) = await asked(cast)
    if opened == "card":
        (old,) = await cast.inspector.say(f"督办单 {NUMBER}")
    await cast.inspector.press("不同意延期")
    await cast.inspector.say("理由不足")
    await asked(cast)
    for label in ("同意延期", "不同意延期"):
        (stale,) = await cast.inspector.tap(old.token(label))
        assert stale.text.startswith("这份延期申请已有答复或已失效")
    assert await standing(cast) == (NoticeState.SENT, "2026-07-09", "2026-07-20")


async def test_a_button_of_an_earlier_request_answers_no_later_one(cast: Cast) -> None:
    (old,) = await asked(cast)
    await cast.inspector.press("不同意延期")
    await cast.inspector.say("理由不足")
    await cast.clerk.pushed()
    await asked(cast, "7月13日 等第三方检测报告")
    (stale,) = await cast.inspector.tap(old.token("同意延期"))
    assert stale.text.startswith("这份延期申请已有答复或已失效")
    assert await standing(cast) == (NoticeState.SENT, "2026-07-09", "2026-07-13")


@pytest.mark.parametrize("wish", ["7月13日 等第三方检测报告", "7月20日 等消防验收结果"])
@pytest.mark.parametrize("opened", ["request", "card"])
async def test_a_reason_typed_for_an_earlier_request_refuses_no_later_one(cast: Cast, opened: str, wish: str) -> None:
    """Not even one of the same day for the same limit: a request is known by its event."""
    other = await cast.world.hire("督查员二", Role.INSPECTOR)
    await asked(cast)
    if opened == "card":
        await cast.inspector.say(f"督办单 {NUMBER}")
    await cast.inspector.press("不同意延期")
    await other.say(f"督办单 {NUMBER}")
    await other.press("不同意延期")
    await other.say("理由不足")
    await cast.clerk.pushed()
    await asked(cast, wish)
    (stale,) = await cast.inspector.say("验收不影响整改")
    assert stale.text.startswith("这份延期申请已有答复或已失效")
    until = "2026-07-13" if "13日" in wish else "2026-07-20"
    assert await standing(cast) == (NoticeState.SENT, "2026-07-09", until)
