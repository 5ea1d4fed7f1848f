"""The sender, with a channel that fails on demand: states, order, pace, and what a crash leaves."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.base.channel import Cause, DeliveryError, Outgoing
from bot.base.pace import Limits
from domain.people import PersonId, Role
from storage import evidence, outbox, people
from storage.outbox import Message, MessageKind
from storage.outbox import MessageState as State
from storage.payloads import Payload
from storage.store import Store
from tests.support.desk import NOW, Desk


async def test_what_was_knocked_for_is_taken_without_asking_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction less between a commit and its answer. What nobody knocked for is found by asking."""
    asked = asyncio.Event()
    honest, loop = outbox.anything_due, asyncio.get_running_loop()

    def counted(store: Store, channel: str, now: datetime) -> bool:
        loop.call_soon_threadsafe(asked.set)
        return honest(store, channel, now)

    monkeypatch.setattr(outbox, "anything_due", counted)
    monkeypatch.setattr("bot.out.sender.IDLE_POLL", 60.0)
    await desk.sender.start()
    await asyncio.wait_for(asked.wait(), 5)
    asked.clear()
    await desk.put("a")
    async with asyncio.timeout(5):
        while not desk.channel.sent:
            await asyncio.sleep(0)
    assert not asked.is_set()
    await desk.until("a", State.ACCEPTED)


async def test_a_message_is_accepted_with_the_platforms_id(desk: Desk) -> None:
    await desk.put("a")
    await desk.sender.start()
    await desk.until("a", State.ACCEPTED)
    message = await desk.database.read(lambda store: outbox.by_key(store, "a"))
    assert message is not None
    assert message.message == "m-a"


async def test_sending_is_written_down_before_the_call(desk: Desk) -> None:
    seen: list[State] = []

    async def look(outgoing: Outgoing) -> str | None:
        seen.append(await desk.state(outgoing.key))
        return "m"

    desk.channel.send = look  # type: ignore[method-assign]
    await desk.put("a")
    await desk.sender.start()
    await desk.until("a", State.ACCEPTED)
    assert seen == [State.SENDING]


async def test_what_surely_did_not_leave_waits_as_long_as_told_and_holds_back_its_chat_alone(desk: Desk) -> None:
    """F14: 429 for one chat."""
    desk.channel.failures["a1"] = [DeliveryError(Cause.RATE, "429", retry_after=30)]
    for key, chat in (("a1", "1"), ("a2", "1"), ("b", "2")):
        await desk.put(key, chat)
    await desk.sender.start()
    await desk.until("b", State.ACCEPTED)
    await desk.until("a1", State.PENDING)
    assert await desk.state("a2") is State.PENDING
    desk.clock.at = NOW + timedelta(seconds=31)
    await desk.until("a2", State.ACCEPTED)
    assert [outgoing.key for outgoing in desk.channel.sent] == ["b", "a1", "a2"]


async def test_a_cut_answer_is_sent_once_more_with_a_mark_and_never_a_third_time(desk: Desk) -> None:
    """F12: a cut answer."""
    cut = DeliveryError(Cause.CUT, "cut")
    desk.channel.failures["a"] = [cut]
    desk.channel.failures["b"] = [cut, cut]
    await desk.put("a", "1")
    await desk.put("b", "2")
    await desk.sender.start()
    await desk.channel.told.wait()
    await desk.until("b", State.PENDING)
    desk.clock.at = NOW + timedelta(seconds=5)
    await desk.until("a", State.ACCEPTED)
    await desk.until("b", State.UNKNOWN)
    assert [(outgoing.key, outgoing.repeat) for outgoing in desk.channel.sent] == [("a", True)]


async def test_a_digest_of_unknown_fate_is_not_sent_again(desk: Desk) -> None:
    desk.channel.failures["d"] = [DeliveryError(Cause.CUT, "cut")]
    await desk.put("d", kind=MessageKind.DIGEST)
    await desk.sender.start()
    await desk.until("d", State.UNKNOWN)
    assert desk.channel.sent == []


async def test_a_crash_while_sending_leaves_a_message_that_is_sent_once_more(desk: Desk) -> None:
    """F13: killed between send and mark."""
    await desk.put("a")
    await desk.database.write(lambda store: outbox.claim(store, "test", (), 8, NOW))
    await desk.sender.start()
    await desk.until("a", State.PENDING)
    desk.clock.at = NOW + timedelta(seconds=5)
    await desk.until("a", State.ACCEPTED)
    assert desk.channel.sent[0].repeat


async def test_what_was_only_queued_before_a_crash_leaves_after_it_without_a_mark(desk: Desk) -> None:
    """F13: pending rows are sent, the one that was on its way is sent once more."""
    await desk.put("on its way", "1")
    await desk.database.write(lambda store: outbox.claim(store, "test", (), 8, NOW))
    await desk.put("queued", "2")
    await desk.sender.start()
    await desk.until("queued", State.ACCEPTED)
    await desk.until("on its way", State.PENDING)
    desk.clock.at = NOW + timedelta(seconds=5)
    await desk.until("on its way", State.ACCEPTED)
    assert [(sent.key, sent.repeat) for sent in desk.channel.sent] == [("queued", False), ("on its way", True)]


async def test_a_restart_keeps_the_wait_the_platform_asked_for(desk: Desk) -> None:
    """F14: the wait of a 429 is stored with its message."""
    desk.channel.failures["a"] = [DeliveryError(Cause.RATE, "429", retry_after=30)]
    await desk.put("a", "1")
    await desk.sender.start()
    await desk.until("a", State.PENDING, tries=1)
    await desk.restart()
    desk.clock.at = NOW + timedelta(seconds=29)
    await desk.put("b", "2")
    await desk.until("b", State.ACCEPTED)
    assert await desk.state("a") is State.PENDING
    desk.clock.at = NOW + timedelta(seconds=31)
    await desk.until("a", State.ACCEPTED)


async def test_a_429_of_the_whole_bot_holds_back_every_chat(desk: Desk) -> None:
    """F14: the sender waits, not only the chat that was refused."""
    desk.sender = desk.another(Limits(per_second=1000))
    everyone = DeliveryError(Cause.RATE, "429", retry_after=0.3, everyone=True)
    desk.channel.failures["a"] = [everyone]
    await desk.put("a", "1")
    await desk.sender.start()
    await desk.until("a", State.PENDING, tries=1)
    halted_until = desk.sender._pacer._next
    assert halted_until - asyncio.get_running_loop().time() > 0.1
    await desk.put("b", "2")
    await desk.until("b", State.ACCEPTED)
    assert asyncio.get_running_loop().time() >= halted_until


async def test_a_429_of_one_chat_holds_back_no_other(desk: Desk) -> None:
    """F14: a channel that is paced goes on with everybody else."""
    desk.sender = desk.another(Limits(per_second=1000))
    desk.channel.failures["a"] = [DeliveryError(Cause.RATE, "429", retry_after=60)]
    await desk.put("a", "1")
    await desk.sender.start()
    await desk.until("a", State.PENDING, tries=1)
    await desk.put("b", "2")
    await desk.until("b", State.ACCEPTED)
    assert await desk.state("a") is State.PENDING


async def test_a_reply_overtakes_a_push_to_everybody(desk: Desk) -> None:
    """F15: under one pace whoever waits for an answer goes first."""
    desk.sender = desk.another(Limits(per_second=100))
    for number in range(40):
        await desk.put(f"push-{number}", str(number), MessageKind.REMINDER)
    await desk.sender.start()
    await desk.until("push-2", State.ACCEPTED)
    await desk.put("reply", "7")
    await desk.until("reply", State.ACCEPTED)
    await desk.until("push-39", State.ACCEPTED)
    order = [sent.key for sent in desk.channel.sent]
    assert order.index("reply") < 39, "not behind the whole push"
    assert [key for key in order if key != "reply"] == [f"push-{number}" for number in range(40)]


async def test_a_chat_that_answers_slowly_holds_up_nobody_else(desk: Desk) -> None:
    """F15: one message a chat is on its way, and many chats are."""
    gate = asyncio.Event()
    honest = desk.channel.send

    async def send(outgoing: Outgoing) -> str | None:
        if outgoing.chat == "slow":
            await gate.wait()
        return await honest(outgoing)

    desk.channel.send = send  # type: ignore[method-assign]
    await desk.put("s1", "slow")
    await desk.put("s2", "slow")
    await desk.put("a", "1")
    await desk.sender.start()
    await desk.until("a", State.ACCEPTED)
    await desk.put("b", "2", MessageKind.DIGEST)
    await desk.until("b", State.ACCEPTED)
    assert (await desk.state("s1"), await desk.state("s2")) == (State.SENDING, State.PENDING)
    gate.set()
    await desk.until("s2", State.ACCEPTED)


async def test_a_failure_in_the_second_part_of_a_text_does_not_repeat_the_first(desk: Desk) -> None:
    """F19: each part is a row with its own key."""
    desk.channel.failures["a+1"] = [DeliveryError(Cause.CUT, "cut"), DeliveryError(Cause.PLATFORM_DOWN, "500")]
    for key in ("a", "a+1", "a+2"):
        await desk.put(key)
    await desk.sender.start()
    for tries in (1, 2):
        await desk.until("a+1", State.PENDING, tries)
        desk.clock.at += timedelta(seconds=5)
    await desk.until("a+2", State.ACCEPTED)
    assert [(sent.key, sent.repeat) for sent in desk.channel.sent] == [("a", False), ("a+1", True), ("a+2", False)]


async def test_a_chat_that_is_gone_closes_its_message_and_a_refused_one_fails(desk: Desk) -> None:
    """F16: blocked, kicked, deleted."""
    desk.channel.failures["a"] = [DeliveryError(Cause.BLOCKED, "blocked")]
    desk.channel.failures["b"] = [DeliveryError(Cause.REFUSED, "bad")]
    await desk.put("a", "1")
    await desk.put("b", "2")
    await desk.sender.start()
    await desk.until("a", State.UNREACHABLE)
    await desk.until("b", State.FAILED)


async def test_a_group_that_moved_is_written_to_at_its_new_id(desk: Desk) -> None:
    """F17: ChatMigrated on send."""
    desk.channel.failures["a"] = [DeliveryError(Cause.MIGRATED, "migrated", moved_to="-100")]
    await desk.put("a", "-1")
    await desk.sender.start()
    await desk.channel.told.wait()
    await desk.until("a", State.PENDING)
    desk.clock.at = NOW + timedelta(seconds=5)
    await desk.until("a", State.ACCEPTED)
    assert desk.channel.sent[0].chat == "-100"


async def test_a_reminder_overtaken_by_a_report_does_not_leave(desk: Desk) -> None:
    """F30: asked in the transaction that marks it as leaving."""
    desk.renewed = lambda _store, message: None if message.key == "old" else message
    await desk.put("old", "1", MessageKind.REMINDER)
    await desk.put("new", "1", MessageKind.REMINDER)
    await desk.sender.start()
    await desk.until("new", State.ACCEPTED)
    assert await desk.state("old") is State.WITHDRAWN
    message = await desk.database.read(lambda store: outbox.by_key(store, "old"))
    assert message is not None
    assert message.cause is Cause.OVER
    assert [outgoing.key for outgoing in desk.channel.sent] == ["new"]


async def test_a_push_that_cannot_be_looked_over_leaves_as_it_is_and_keeps_no_other(desk: Desk) -> None:
    """What its look wrote before it failed is taken back; the replies of the channel wait for nothing."""

    def broken(store: Store, message: Message) -> Message | None:
        if message.key == "broken":
            outbox.rewrite(store, message.id, {"title": "", "lines": ["half"]})
            raise ValueError("a row that makes no sense")
        return None if message.key == "old" else message

    desk.renewed = broken
    for key, kind in (("broken", MessageKind.REMINDER), ("old", MessageKind.REMINDER), ("answer", MessageKind.REPLY)):
        await desk.put(key, key, kind)
    await desk.sender.start()
    for key, state in (("answer", State.ACCEPTED), ("broken", State.ACCEPTED), ("old", State.WITHDRAWN)):
        await desk.until(key, state)
    assert sorted((sent.key, sent.lines) for sent in desk.channel.sent) == [
        ("answer", ("answer",)),
        ("broken", ("broken",)),
    ]
    message = await desk.database.read(lambda store: outbox.by_key(store, "broken"))
    assert message is not None
    assert message.payload["lines"] == ["broken"]


async def test_what_was_sent_when_the_store_was_lost_is_written_down_when_it_is_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F35: the seat is lost with the store; the next start knows what this process itself has sent."""
    gate = asyncio.Event()

    async def slow(outgoing: Outgoing) -> str | None:
        desk.channel.sent.append(outgoing)
        desk.channel.told.set()
        await gate.wait()
        return "m"

    desk.channel.send = slow  # type: ignore[method-assign]
    await desk.put("a")
    await desk.sender.start()
    await desk.channel.told.wait()

    async def gone(_database: object, _work: object) -> None:
        raise OSError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.database), "write", gone)
        gate.set()
        await desk.sender.stop()
    await desk.sender.start()
    await desk.until("a", State.ACCEPTED)
    assert len(desk.channel.sent) == 1, "not sent again"


async def cause_of(desk: Desk, key: str) -> Cause | None:
    """Why a message did not arrive."""
    message = await desk.database.read(lambda store: outbox.by_key(store, key))
    assert message is not None
    return message.cause


async def test_what_we_cannot_draw_is_our_failure_and_no_other_message_waits_for_it(desk: Desk) -> None:
    """A KeyError in our own drawing was told to inspectors as the platform's refusal."""
    await desk.database.write(
        lambda store: outbox.put(
            store,
            "card",
            "test",
            "1",
            None,
            MessageKind.REPLY,
            {"title": "", "lines": ["x"], "drawing": {"kind": "nobody draws this", "data": {}, "name": "x.png"}},
            desk.clock.now(),
        )
    )
    await desk.put("after", "1")
    await desk.sender.start()
    await desk.until("after", State.ACCEPTED)
    assert await desk.state("card") is State.FAILED
    assert await cause_of(desk, "card") is Cause.DRAWING
    assert desk.pulse.failures["test", "drawing"] == 1


async def test_a_crash_of_our_own_is_ours_and_an_error_in_the_log(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(outgoing: Outgoing) -> str | None:
        raise KeyError(outgoing.key)

    desk.channel.send = broken  # type: ignore[method-assign]
    await desk.put("a")
    await desk.sender.start()
    await desk.until("a", State.FAILED)
    assert await cause_of(desk, "a") is Cause.OURS
    assert "our own failure" in capsys.readouterr().out


async def test_a_store_that_is_away_while_a_message_is_made_ready_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, away = evidence.blob, [OperationalError("SELECT", {}, Exception("away"))]

    def blob(store: Store, sha256: str) -> evidence.Blob | None:
        if away:
            raise away.pop()
        return honest(store, sha256)

    monkeypatch.setattr(evidence, "blob", blob)
    payload: Payload = {"title": "", "lines": ["x"], "file": ["0" * 64, "x.png", "image/png"]}
    await desk.database.write(
        lambda store: outbox.put(store, "a", "test", "1", None, MessageKind.REPLY, payload, desk.clock.now())
    )
    await desk.sender.start()
    await desk.until("a", State.PENDING, tries=1)
    assert await cause_of(desk, "a") is Cause.STORE
    desk.clock.at = NOW + timedelta(seconds=5)
    await desk.until("a", State.ACCEPTED)
    assert await cause_of(desk, "a") is None


async def test_a_chat_that_takes_nothing_is_noted_with_its_cause(desk: Desk) -> None:
    def bind(store: Store) -> PersonId:
        person = people.add(store, "甲", Role.REPORTER, None, "", NOW)
        people.bind(store, person, "test", "1", "1", NOW)
        return person

    person = await desk.database.write(bind)
    desk.channel.failures["a"] = [DeliveryError(Cause.ACCOUNT_GONE, "user is deactivated")]
    await desk.put("a")
    await desk.sender.start()
    await desk.until("a", State.UNREACHABLE)
    causes = await desk.database.read(lambda store: people.why_unreachable(store, [person]))
    assert causes == {person: Cause.ACCOUNT_GONE}
