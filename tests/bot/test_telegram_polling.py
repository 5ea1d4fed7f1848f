"""The polling loop: nothing confirmed before it is received, order kept in each chat, never down for good."""

import asyncio
import re

import pytest

from bot.base.channel import Deaf
from bot.channels.telegram.polling import LONGEST_PAUSE
from tests.support.bot_api import BotApi, Fault
from tests.support.bot_api.bench import Listener, listening, make
from tests.support.known import everybody


async def test_nothing_is_confirmed_before_it_is_received() -> None:
    """F1: the offset moves only after the commit."""
    async with BotApi() as api, listening(api) as (_, listener):
        listener.gate = asyncio.Event()
        told = [api.say(1, "甲"), api.say(2, "乙")]
        await api.wait_for(lambda: len(listener.began) == 2)
        assert api.pending == told
        listener.gate.set()
        await api.wait_for(lambda: not api.pending)
        assert sorted(listener.texts) == ["乙", "甲"]


async def test_what_was_being_received_when_the_process_died_comes_again() -> None:
    async with BotApi() as api:
        dead, heir = Listener(api), Listener(api)
        dead.gate = asyncio.Event()
        channel = make(api)
        told = api.say(1, "不能丢")
        await channel.start(dead.receive, everybody)
        await api.wait_for(lambda: dead.began)
        # As SIGKILL does: nothing is finished and nothing said to Telegram.
        assert channel._running is not None
        channel._running.cancel()
        await asyncio.gather(channel._running, return_exceptions=True)
        assert api.pending == [told]
        successor = make(api)
        await successor.start(heir.receive, everybody)
        assert (await heir.heard())[0].text == "不能丢"
        await successor.stop()
        assert dead.got == []


async def test_one_that_is_refused_comes_again_and_its_chat_waits_for_it_in_order() -> None:
    """F8: order in a chat survives a failure."""
    async with BotApi() as api:
        listener, channel = Listener(api), make(api)
        refusals = iter([True, True])
        listener.refuse = lambda incoming: incoming.text == "一" and next(refusals, False)
        for text in ("一", "二", "三"):
            api.say(1, text)
        api.say(2, "邻")
        await channel.start(listener.receive, everybody)
        await listener.heard(4)
        await api.wait_for(lambda: not api.pending)
        assert [incoming.text for incoming in listener.got if incoming.chat == "1"] == ["一", "二", "三"]
        # The neighbour did not wait, and was not received again though its update was fetched again.
        assert listener.texts.count("邻") == 1
        assert listener.texts[0] == "邻"
        await channel.stop()


async def test_nothing_beyond_a_refused_update_is_confirmed() -> None:
    async with BotApi() as api, listening(api) as (_, listener):
        listener.refuse = lambda incoming: incoming.text == "毒"
        api.say(1, "前")
        poison, after = api.say(1, "毒"), api.say(2, "后")
        await api.wait_for(lambda: len([each for each in listener.began if each.text == "毒"]) >= 3)
        assert api.pending == [poison, after]
        assert sorted(listener.texts) == ["前", "后"]


async def test_updates_in_the_wrong_order_are_received_in_theirs_and_none_is_confirmed_unreceived() -> None:
    """F8: a batch that is not sorted by number keeps the order of its chat, and the offset stops at what failed."""
    async with BotApi() as api:
        listener, channel = Listener(api), make(api)
        listener.refuse = lambda incoming: incoming.text == "二"
        _, second, third = (api.say(1, text) for text in "一二三")
        neighbour = api.say(2, "邻")
        api.turn_around()
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: len([each for each in listener.began if each.text == "二"]) >= 2)
        assert sorted(api.pending) == [second, third, neighbour]
        listener.refuse = lambda _incoming: False
        await api.wait_for(lambda: not api.pending)
        assert [incoming.text for incoming in listener.got if incoming.chat == "1"] == ["一", "二", "三"]
        await channel.stop()


async def test_an_update_that_comes_again_after_its_confirmation_hinders_nothing() -> None:
    """F2: it is handed on, to be recognised by its number, and what follows is received as ever."""
    async with BotApi() as api, listening(api) as (_, listener):
        first = api.say(1, "一")
        await api.wait_for(lambda: not api.pending)
        api.say(1, "二")
        await api.wait_for(lambda: not api.pending)
        api.repeat(first)
        assert [incoming.external_id for incoming in await listener.heard(3)][2] == str(first)
        api.say(1, "三")
        await api.wait_for(lambda: not api.pending)
        assert listener.texts == ["一", "二", "一", "三"]


async def test_while_nothing_can_be_stored_the_pauses_grow_and_one_success_ends_that() -> None:
    async with BotApi() as api:
        channel, listener = make(api), Listener(api)
        listener.refuse = lambda _incoming: True
        api.say(1, "库不通")
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: len(listener.began) == 5)
        poller = channel.poller
        assert poller is not None
        assert [poller.pause_after(setbacks) for setbacks in (1, 2, 3)] == [0.01, 0.02, 0.04]
        assert poller.pause_after(99) == LONGEST_PAUSE
        await api.wait_for(lambda: poller.setbacks == 5)
        listener.refuse = lambda _incoming: False
        await listener.heard()
        await api.wait_for(lambda: poller.setbacks == 0)
        await channel.stop()


async def test_chats_run_beside_each_other_to_a_bound_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.raw_updates.CHATS_AT_ONCE", 16)
    async with BotApi() as api:
        for number in range(3):
            for chat in range(1, 31):
                api.say(chat, str(number))
        channel, listener = make(api), Listener(api)
        listener.gate = asyncio.Event()
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: listener.at_once == 16)
        listener.gate.set()
        await listener.heard(90)
        assert listener.most_at_once == 16
        for chat in range(1, 31):
            assert [each.text for each in listener.got if each.chat == str(chat)] == ["0", "1", "2"]
        await channel.stop()


async def test_a_backlog_of_many_batches_is_received_once_each() -> None:
    async with BotApi() as api:
        for number in range(350):
            api.say(1 + number % 40, str(number))
        async with listening(api) as (_, listener):
            await listener.heard(350)
            await api.wait_for(lambda: not api.pending)
            assert len({incoming.external_id for incoming in listener.got}) == len(listener.got) == 350


async def test_a_network_that_is_down_at_start_is_waited_for() -> None:
    """F11: for ever, with growing pauses."""
    async with BotApi() as api:
        api.say(1, "早上好")
        await api.unplug()
        async with listening(api) as (channel, listener):
            await asyncio.sleep(0.1)
            assert channel.trouble is None
            await api.plug_in()
            assert (await listener.heard())[0].text == "早上好"


async def test_the_pauses_grow_to_a_bound_while_the_network_is_down_at_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """F11: neither hammering Telegram nor asleep for hours when the network comes back."""
    monkeypatch.setattr("bot.channels.telegram.channel.LONGEST_PAUSE", 0.04)
    logged = ""
    async with BotApi() as api:
        await api.unplug()
        async with listening(api):
            async with asyncio.timeout(5):
                while logged.count("next_try") < 5:
                    await asyncio.sleep(0.02)
                    logged += capsys.readouterr().out
    assert re.findall(r"next_try\W+([\d.]+)", logged)[:5] == ["0.01", "0.02", "0.04", "0.04", "0.04"]


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
@pytest.mark.parametrize(
    "fault",
    [Fault.server_error(), Fault.gateway(), Fault.cut(), Fault.garbage(), Fault.flood(1)],
    ids=["500", "502 html", "cut", "garbage", "429"],
)
async def test_a_call_that_fails_on_the_way_in_is_tried_again(method: str, fault: Fault) -> None:
    async with BotApi() as api:
        api.fail(method, fault)
        api.say(1, "在吗")
        async with listening(api) as (_, listener):
            assert (await listener.heard())[0].text == "在吗"


async def test_the_network_may_go_and_come_while_polling() -> None:
    async with BotApi() as api, listening(api) as (_, listener):
        api.say(1, "前")
        await listener.heard()
        await api.unplug()
        api.say(1, "后")
        await asyncio.sleep(0.05)
        await api.plug_in()
        assert [incoming.text for incoming in await listener.heard(2)] == ["前", "后"]


async def test_after_some_failures_the_client_itself_is_replaced() -> None:
    """F5: a wedged client."""
    async with BotApi() as api, listening(api) as (channel, listener):
        await api.wait_for(lambda: api.calls("getUpdates"))
        poller = channel.poller
        assert poller is not None
        before = poller._request
        api.fail("getUpdates", Fault.cut("before"), times=3)
        api.say(1, "唤醒")
        await listener.heard()
        api.say(1, "还在")
        await listener.heard(2)
        assert poller.fresh_clients == 1
        assert poller._request is not before


async def test_a_poll_that_never_answers_is_given_up() -> None:
    """F5: a poll that stalls."""
    async with BotApi() as api:
        api.fail("getUpdates", Fault.slow(60.0, "before"))
        api.say(1, "卡住")
        async with listening(api, poll_seconds=0, timeout=0.2) as (_, listener):
            assert (await listener.heard())[0].text == "卡住"


async def test_a_poll_whose_answer_never_ends_is_given_up() -> None:
    """F5: something always comes, so no limit on silence helps."""
    async with BotApi() as api:
        api.fail("getUpdates", Fault.endless())
        api.say(1, "卡住")
        async with listening(api, poll_seconds=0, timeout=0.2) as (_, listener):
            assert (await listener.heard())[0].text == "卡住"


async def test_while_polls_fail_it_says_for_how_long_and_a_good_one_ends_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """F5: what `/readyz` is told of a poll that stalls; tries that fail are no sign of life."""
    monkeypatch.setattr("bot.channels.telegram.polling.LONGEST_PAUSE", 0.02)
    async with BotApi() as api:
        channel, listener = make(api, poll_seconds=0), Listener(api)
        assert channel.silent_for() is None
        api.fail("getUpdates", Fault.server_error(), times=10_000)
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: (channel.silent_for() or 0.0) > 0.5)
        api.front.plan.clear()
        api.say(1, "好了")
        await listener.heard()
        await api.wait_for(lambda: (channel.silent_for() or 0.0) < 0.5)
        await channel.stop()


async def test_a_poll_that_waits_as_long_as_it_was_told_is_not_silent() -> None:
    async with BotApi() as api, listening(api) as (channel, _):
        await api.wait_for(lambda: api.front.polls.waiting)
        await asyncio.sleep(0.05)
        assert channel.silent_for() == 0.0


async def test_an_unknown_token_stops_it_with_a_clear_word_and_no_token() -> None:
    async with BotApi() as api:
        channel, listener = make(api, token="123456789:BBwrongwrongwrongwrongwrongwrongwr"), Listener(api)
        await channel.start(listener.receive, everybody)
        assert channel._running is not None
        await asyncio.wait_for(channel._running, 5)
        assert channel.trouble is Deaf.BAD_TOKEN
        assert len(api.calls()) == 0
        await channel.stop()


async def test_a_token_withdrawn_while_polling_stops_it_too() -> None:
    async with BotApi() as api, listening(api) as (channel, _):
        await api.wait_for(lambda: api.calls("getUpdates"))
        api.fail("getUpdates", Fault.unauthorized())
        api.say(1, "在吗")
        assert channel._running is not None
        await asyncio.wait_for(asyncio.shield(channel._running), 5)
        assert channel.trouble


async def test_nothing_that_waits_is_ever_dropped_and_a_webhook_is_taken_down() -> None:
    """F3: drop_pending_updates is never set."""
    async with BotApi() as api:
        api.world.webhook.url = "https://old.example/hook"
        api.say(1, "夜里说的")
        async with listening(api) as (_, listener):
            await listener.heard()
        drops = [given.get("drop_pending_updates") for given in api.calls("deleteWebhook")]
        assert drops
        assert "true" not in [str(drop).lower() for drop in drops]
        assert api.world.webhook.url == ""


async def test_only_the_kinds_it_understands_are_asked_for() -> None:
    async with BotApi() as api, listening(api):
        await api.wait_for(lambda: api.calls("getUpdates"))
        assert set(api.world.allowed) == {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_stopping_finishes_what_was_begun_and_confirms_it() -> None:
    """F38: SIGTERM with a backlog."""
    async with BotApi() as api:
        channel, listener = make(api), Listener(api)
        listener.gate = asyncio.Event()
        api.say(1, "收尾")
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: listener.began)
        stopping = asyncio.create_task(channel.stop())
        await asyncio.sleep(0.01)
        assert not stopping.done()
        listener.gate.set()
        await asyncio.wait_for(stopping, 2)
        assert listener.texts == ["收尾"]
        assert api.pending == []


async def test_stopping_with_a_backlog_takes_no_more_than_was_begun_and_leaves_the_rest_to_telegram() -> None:
    """F38: however much waits, the end is one batch away."""
    async with BotApi() as api:
        channel, listener = make(api), Listener(api)
        listener.gate = asyncio.Event()
        told = [api.say(1 + number % 40, str(number)) for number in range(1000)]
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: listener.began)
        stopping = asyncio.create_task(channel.stop())
        await asyncio.sleep(0.01)
        listener.gate.set()
        await stopping
        taken = [int(incoming.external_id) for incoming in listener.got]
        assert 0 < len(taken) <= 100
        assert sorted(taken + api.pending) == told, "each is with us or with Telegram, none with both or with nobody"
        assert len(listener.began) == len(taken)


async def test_stopping_in_the_middle_of_a_long_poll_is_quick() -> None:
    async with BotApi() as api:
        channel, listener = make(api), Listener(api)
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: api.front.polls.waiting)
        await asyncio.wait_for(channel.stop(), 0.5)


async def test_stopping_does_not_wait_for_ever_for_a_stuck_receiver() -> None:
    async with BotApi() as api:
        channel, listener = make(api), Listener(api)
        listener.gate = asyncio.Event()
        told = api.say(1, "卡住")
        await channel.start(listener.receive, everybody)
        await api.wait_for(lambda: listener.began)
        await asyncio.wait_for(channel.stop(), 3)
        assert api.pending == [told]


async def test_it_can_be_started_and_stopped_again_and_again() -> None:
    async with BotApi() as api:
        channel, listener = make(api), Listener(api)
        for turn in range(1, 4):
            await channel.start(listener.receive, everybody)
            await channel.start(listener.receive, everybody)
            api.say(1, str(turn))
            await listener.heard(turn)
            await channel.stop()
            await channel.stop()
        assert listener.texts == ["1", "2", "3"]


async def test_the_default_menu_is_set_at_start() -> None:
    async with BotApi() as api, listening(api):
        menu = await api.wait_for(lambda: api.world.menus.get("default"))
        assert [entry["command"] for entry in menu or []] == ["start", "help"]
