"""The real service against a Bot API on the loopback: people talk, the process is killed, and nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.service import Program, webhook
from tests.support.bot_api import BotApi, Limits, Sent
from tests.support.pictures import film, picture

CLERK, INSPECTOR, LEADER, STRANGER = 101, 102, 103, 104
GROUP = -50


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API that counts sends against the published limits."""
    async with BotApi(limits=Limits()) as api:
        yield api


@pytest.fixture
async def program(tmp_path: Path, api: BotApi, request: pytest.FixtureRequest) -> AsyncIterator[Program]:
    """A district from the sample workbook; `called`: Telegram calls the process instead of being asked."""
    program = Program(tmp_path, api, **(webhook() if getattr(request, "param", "") == "called" else {}))
    await program.settle()
    yield program
    if program.process is not None:
        await program.kill()


async def answer(api: BotApi, chat: int, words: str, timeout: float = 20) -> Sent:
    """The newest message of a chat that contains the words."""

    def there() -> Sent | None:
        return next((sent for sent in reversed(api.sent(chat)) if words in sent.text), None)

    found = await api.wait_for(there, timeout)
    assert found is not None
    return found


async def bind(program: Program, api: BotApi, user: int, name: str, role: str, unit: str = "", post: str = "") -> None:
    """A person opens an invitation."""
    token = await program.hire(name, role, unit, post)
    api.say(user, f"/start {token}")
    await answer(api, user, "绑定成功")


async def test_a_clerk_an_inspector_and_a_leader_talk_while_the_process_is_killed_in_the_middle(
    program: Program, api: BotApi
) -> None:
    await program.start()
    await bind(program, api, CLERK, "填报人", "reporter", "BM28")
    await bind(program, api, INSPECTOR, "督查员", "inspector")
    await bind(program, api, LEADER, "分管副区长（城建）", "leader", "", "分管副区长（城建）")
    api.say(CLERK, "JS-010 18座")
    card = await answer(api, CLERK, "请确认 1 项")
    api.press(CLERK, card.message_id, "确认提交")
    await program.kill()
    await program.start()
    await answer(api, CLERK, "已提交 1 项", 30)
    assert card.edits == 1, "the confirm card is replaced, not repeated"
    api.say(INSPECTOR, "待核验")
    queue = await answer(api, INSPECTOR, "1/1 中央商务区发展服务中心 JS-010")
    api.press(INSPECTOR, queue.message_id, "通过")
    await answer(api, INSPECTOR, "JS-010 已核验")
    await answer(api, CLERK, "已通过督查室核验")
    api.say(LEADER, "周报")
    digest = await answer(api, LEADER, "分管副区长（城建）周报")
    assert digest.method == "sendPhoto"
    api.say(STRANGER, "我的事项")
    await answer(api, STRANGER, "您还没有绑定身份")
    assert program.rows("SELECT total, state FROM reports") == [("18", "verified")]
    assert api.violations == []
    await api.wait_for(lambda: api.pending == [], 10)
    assert await program.stop() == 0
    log = program.log.read_text()
    assert api.token not in log
    assert api.token.split(":")[1] not in log


@pytest.mark.parametrize("program", ["asking", "called"], indirect=True)
async def test_killed_in_the_middle_of_an_album_it_is_one_card_with_every_picture(
    program: Program, api: BotApi
) -> None:
    await program.start()
    await bind(program, api, CLERK, "填报人", "reporter", "BM28")
    for number in (1, 2):
        api.send_file(CLERK, picture(number), "", "", photo=True, album="777")
    await api.wait_for(lambda: api.pending == [], 10)
    await program.kill()
    assert program.rows("SELECT count(*) FROM updates WHERE outcome = 'part'") == [(2,)], "confirmed, and waiting"
    api.send_file(CLERK, picture(3), "", "", photo=True, album="777", caption="JS-010 18座")
    await program.start()
    card = await answer(api, CLERK, "请确认 1 项", 30)
    assert "佐证 3 个" in card.text
    api.press(CLERK, card.message_id, "确认提交")
    await answer(api, CLERK, "已提交 1 项")
    assert program.rows("SELECT count(*) FROM evidence") == [(3,)]
    assert [sent.text for sent in api.sent(CLERK) if "佐证" in sent.text] == [card.text], "one card for all"
    assert await program.stop() == 0


async def test_a_film_and_a_place_prove_a_report_and_a_film_too_large_is_told_with_its_limit(
    program: Program, api: BotApi
) -> None:
    await program.start()
    await bind(program, api, CLERK, "填报人", "reporter", "BM28")
    await bind(program, api, INSPECTOR, "督查员", "inspector")
    api.send_film(CLERK, film(size=400_000), caption="JS-010 18座")
    card = await answer(api, CLERK, "佐证 1 个")
    api.send_film(CLERK, film(), claimed_size=21_000_000)
    await answer(api, CLERK, "超过 20 MB，无法接收，请压缩后重发。")
    api.send_place(CLERK, location={"latitude": 36.66512, "longitude": 117.12034, "horizontal_accuracy": 9})
    await api.wait_for(lambda: api.calls("setMessageReaction"), 20)
    api.press(CLERK, card.message_id, "确认提交")
    await answer(api, CLERK, "已提交 1 项")
    api.say(INSPECTOR, "待核验")
    queue = await answer(api, INSPECTOR, "1/1 中央商务区发展服务中心 JS-010")
    api.press(INSPECTOR, queue.message_id, "看佐证")
    shown = await answer(api, INSPECTOR, "北纬 36.665120°，东经 117.120340°（误差 9 米内）")
    moving = await answer(api, INSPECTOR, ".mp4")
    assert (shown.method, moving.method) == ("sendDocument", "sendDocument")
    kinds = program.rows("SELECT media_type FROM blobs JOIN evidence USING (sha256) ORDER BY evidence.id")
    assert kinds == [("video/mp4",), ("application/geo+json",)]
    assert api.violations == []
    assert await program.stop() == 0


async def test_killed_in_the_middle_every_report_is_there_exactly_once(program: Program, api: BotApi) -> None:
    """Eight clerks of eight streets report while the process is killed three times; each confirms with one tap."""
    units = [f"JD{number:02}" for number in range(1, 9)]
    await program.start()
    clerks = {200 + number: unit for number, unit in enumerate(units)}
    tokens = {user: await program.hire(f"填报人{unit}", "reporter", unit) for user, unit in clerks.items()}
    for user, token in tokens.items():
        api.say(user, f"/start {token}")
    await api.wait_for(lambda: all(any("绑定成功" in sent.text for sent in api.sent(user)) for user in clerks), 30)
    codes = {user: _item_of(program, unit) for user, unit in clerks.items()}
    for round_ in range(3):
        for user, code in codes.items():
            api.say(user, f"{code} {min(round_ + 1, 2)}")  # 3 would be doubted for one of them
        await asyncio.sleep(0.15 * (round_ + 1))
        await program.kill()
        await program.start()
        await api.wait_for(lambda: api.pending == [], 30)
    for user, code in codes.items():
        await answer(api, user, code, 30)
    assert program.rows("SELECT count(*) FROM updates WHERE said LIKE '__-___ %'") == [(3 * len(codes),)]
    # All cards are there: an older one of the draft would be shown anew instead of stored.
    waiting = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
    await api.wait_for(lambda: program.rows(waiting) == [(0,)], 30)
    for user in codes:
        card = await answer(api, user, "请确认", 30)
        api.press(user, card.message_id, "确认提交")
    await asyncio.sleep(0.2)
    await program.kill()
    await program.start()
    await api.wait_for(lambda: api.pending == [], 30)
    stored = program.rows("SELECT person_id, count(*) FROM reports GROUP BY person_id")
    assert len(stored) == len(codes)
    assert all(count == 1 for _, count in stored)
    assert program.rows("SELECT count(*) FROM failures") == [(0,)]
    assert await program.stop() == 0


def _item_of(program: Program, unit: str) -> str:
    """A counted item that the unit leads, with a target far above what the test reports."""
    counted = "kind = 'quantity' AND direction = 'up'"
    query = f"SELECT code FROM items WHERE unit = '{unit}' AND {counted} ORDER BY length(target) DESC, code"
    return str(program.rows(query)[0][0])


async def test_a_report_begun_in_a_topic_of_a_group_goes_on_in_private(program: Program, api: BotApi) -> None:
    """T2, T8, G6: the line is marked in the group, and the card comes to the private chat, also after a kill."""
    topic = {"message_thread_id": 31, "is_topic_message": True}
    api.world.topics[GROUP, 31] = True
    await program.start()
    await bind(program, api, CLERK, "填报人", "reporter", "BM28")
    api.say(CLERK, "@zeren_bot JS-010 18座", GROUP, **topic)
    question = max(number for chat, number in api.world.heard if chat == GROUP)
    await program.kill()
    await program.start()
    await api.wait_for(lambda: api.world.marks == {(GROUP, question): "👍"}, 30)
    card = await answer(api, CLERK, "请确认 1 项")
    assert (card.thread, card.answers) == (None, None)
    api.press(CLERK, card.message_id, "确认提交")
    await answer(api, CLERK, "已提交 1 项")
    assert api.sent(GROUP) == []
    assert program.rows("SELECT total FROM reports") == [("18",)]
    assert api.violations == []
    assert await program.stop() == 0
