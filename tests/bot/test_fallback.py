"""What surely did not arrive goes once to another chat of the person, in the shape of that channel (DESIGN G4, fault F16)."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import Service
from bot.base.channel import Cause, DeliveryError, Outgoing
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits
from bot.out.outbox_post import OutboxPost
from bot.settings import load
from domain.keys.messages import Reply
from domain.keys.updates import Update
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.turn import Moment
from storage import outbox, people
from storage.outbox import Message, MessageKind
from storage.outbox import MessageState as State
from tests.support.keys import news
from tests.support.world import SilentChannel, Talk, World, make_world

BLOCKED = DeliveryError(Cause.BLOCKED, "Forbidden: bot was blocked by the user")
REFUSED = DeliveryError(Cause.REFUSED, "BadRequest: wrong file")
CUT = DeliveryError(Cause.CUT, "TimedOut: cut")
MOVED = "（此消息原发往 Telegram，未能送达，改发至此。）"


ANSWER = Reply(Update("telegram", "1"), 0)


def short(key: str) -> str:
    """The name in the key of some news, with the marks behind it."""
    return re.sub(r"matter:test:(\w+):\d+", r"\1", key)


class Failing(SilentChannel):
    """Fails as told, by outbox key or for every message, and remembers what left."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.failures: dict[str, list[DeliveryError]] = {}
        self.always: DeliveryError | None = None
        self.sent: list[Outgoing] = []

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel."""
        if waiting := self.failures.get(short(outgoing.key)):
            raise waiting.pop(0)
        if self.always is not None:
            raise self.always
        self.sent.append(outgoing)
        return outgoing.key


class Desk:
    """A person with a chat on each of two channels, and the service's own deliveries."""

    def __init__(self, world: World, phone: Failing, page: Failing, clerk: Talk) -> None:
        self.world, self.phone, self.page, self.clerk = world, phone, page, clerk

    async def push(
        self, key: str, card: Card | None = None, kind: MessageKind = MessageKind.INFO, **more: object
    ) -> None:
        """Something nobody asked for."""
        told = card or say(key, tells=OPEN)
        await self.world.dispatch.moment(
            lambda moment: moment.post.push(self.clerk.id, told, kind, news(key, self.clerk.id), **more)  # type: ignore[arg-type]
        )

    async def deliver(self) -> None:
        """The service's deliveries work until nothing waits that may leave now."""
        lines = {name: ChannelWithLimits(each, Limits()) for name, each in self.world.house.channels.items()}
        service = Service(self.world.house, lines, load(None))
        for sender in service.senders:
            await sender.start()
        async with asyncio.timeout(20):
            while await self.busy():
                for sender in service.senders:
                    sender.bell.set()
                await asyncio.sleep(0.01)
        for sender in service.senders:
            await sender.stop()

    async def busy(self) -> bool:
        """Whether anything is on its way or may leave."""
        now = self.world.clock.now()
        rows = await self.rows()
        return any(
            each.state is State.SENDING
            or (each.state is State.PENDING and (each.not_before is None or each.not_before <= now))
            for each in rows
        )

    async def rows(self) -> list[Message]:
        """Everything in the outbox, in its order."""

        def look(moment: Moment) -> list[Message]:
            found = [
                message
                for channel, chat in (("telegram", self.clerk.name), ("web", "page"))
                for message in outbox.shown_in(moment.store, channel, chat, 200)
            ]
            return sorted(found, key=lambda message: message.id)

        return await self.world.dispatch.look(look)

    async def told(self) -> list[tuple[str, str, str]]:
        """Key, channel and state of every row."""
        return [(short(each.key), each.channel, each.state.value) for each in await self.rows()]

    async def reachable(self) -> list[str]:
        """Channels of the chats that count as reachable."""

        def look(moment: Moment) -> list[str]:
            mine: Sequence[people.Address] = people.addresses(moment.store, [self.clerk.id])[self.clerk.id]
            return [each.channel for each in mine if each.reachable]

        return sorted(await self.world.dispatch.look(look))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A clerk who bound the page last; Telegram is preferred."""
    phone, page = Failing("telegram"), Failing("web")
    world = await make_world(tmp_path, {"telegram": phone, "web": page})
    world.house = replace(world.house, prefer=("telegram", "web"))
    world.dispatch = type(world.dispatch)(world.house)
    await world.settle([])
    clerk = await world.hire("填报人", Role.REPORTER, "BM28", channel="telegram")
    await world.dispatch.moment(lambda moment: people.bind(moment.store, clerk.id, "web", "page", "page", moment.now))
    yield Desk(world, phone, page, clerk)
    await world.database.close()


async def test_the_preferred_chat_is_tried_first_though_the_other_was_bound_last(desk: Desk) -> None:
    await desk.push("a")
    await desk.deliver()
    assert await desk.told() == [("a", "telegram", "accepted")]
    desk.world.house = replace(desk.world.house, prefer=("web",))
    desk.world.dispatch = type(desk.world.dispatch)(desk.world.house)
    await desk.push("b")
    assert ("b", "web", "pending") in await desk.told()


async def test_a_push_to_a_blocked_chat_arrives_in_the_other_with_a_link_to_the_first(desk: Desk) -> None:
    """F16: another channel is told, in the transaction that writes the failure down."""
    desk.phone.always = BLOCKED
    await desk.push("a", say("6月30日 提醒", tells=OPEN), MessageKind.REMINDER)
    await desk.deliver()
    assert await desk.told() == [("a", "telegram", "unreachable"), ("a~web", "web", "accepted")]
    first, second = await desk.rows()
    assert (first.error, short(second.instead_of or "")) == (BLOCKED.reason, "a")
    assert [sent.lines for sent in desk.page.sent] == [("6月30日 提醒", MOVED)]
    assert await desk.reachable() == ["web"]


async def test_its_buttons_work_where_it_arrives_and_only_there(desk: Desk) -> None:
    """F16: a token is bound to a chat, so the other chat gets tokens of its own."""
    desk.phone.always = BLOCKED
    await desk.push(
        "a",
        Card(
            lines=("请查收",), buttons=((Button("收到", "supervise.ack", {"key": "remind:1:2026-06-30"}),),), tells=OPEN
        ),
    )
    before = (await desk.rows())[0].payload["buttons"][0][0][1]
    await desk.deliver()
    (sent,) = desk.page.sent
    ((tap,),) = sent.buttons
    assert (tap.label, tap.token != before) == ("收到", True)
    page = Talk(desk.world, "page", "web")
    await page.pushed()
    assert [each.text for each in await page.tap(before)] == ["这个按钮不是发给您的。"]
    assert [each.text for each in await page.tap(tap.token)] == ["已记录：收到。"]


async def test_what_else_waits_for_the_chat_moves_along_in_its_order_and_replies_stay(desk: Desk) -> None:
    """F16: its rows do not run into the same wall one by one."""
    desk.phone.always = BLOCKED
    for key, kind in (("a", MessageKind.REMINDER), ("b", MessageKind.INFO), ("c", MessageKind.DIGEST)):
        await desk.push(key, kind=kind)
    await desk.world.dispatch.moment(
        lambda moment: moment.post.reply("telegram", desk.clerk.name, desk.clerk.id, say("答", tells=OPEN), ANSWER)
    )
    desk.phone.failures["telegram:1:0"] = [DeliveryError(Cause.RATE, "later", retry_after=0.0)]
    await desk.deliver()
    assert [short(sent.key) for sent in desk.page.sent] == ["a~web", "b~web", "c~web"]
    states = {key: state for key, channel, state in await desk.told() if channel == "telegram"}
    assert states == {"a": "unreachable", "b": "unreachable", "c": "unreachable", "telegram:1:0": "unreachable"}
    assert [each.attempts for each in await desk.rows() if short(each.key) in ("b", "c")] == [0, 0], (
        "they were never tried"
    )


async def test_what_may_have_arrived_does_not_move_along_as_if_it_were_new(desk: Desk) -> None:
    """F12: it is tried again with the same visible reference, and what came of it stays unknown."""

    def cut(moment: Moment) -> None:
        moment.post.push(desk.clerk.id, say("b", tells=OPEN), MessageKind.INFO, news("b", desk.clerk.id))
        message = outbox.by_key(moment.store, news("b", desk.clerk.id).text())
        assert message is not None
        later = moment.now + timedelta(seconds=2)
        outbox.postpone(moment.store, message.id, later, CUT.cause, CUT.reason, repeat=True)

    await desk.world.dispatch.moment(cut)
    desk.phone.always = BLOCKED
    await desk.world.dispatch.moment(
        lambda moment: moment.post.reply("telegram", desk.clerk.name, desk.clerk.id, say("答", tells=OPEN), ANSWER)
    )
    await desk.deliver()
    assert ("b", "telegram", "pending") in await desk.told()
    desk.world.clock.at += timedelta(seconds=3)
    await desk.deliver()
    assert [state for state in await desk.told() if state[0].startswith("b")] == [("b", "telegram", "unknown")]
    assert desk.page.sent == []


async def test_a_message_that_cannot_be_moved_keeps_no_other_from_moving_and_ends_as_it_failed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G4: the failure is written down, though nothing can be made for the other channel."""
    honest = OutboxPost.elsewhere

    def elsewhere(post: OutboxPost, message: Message) -> bool:
        moved = honest(post, message)
        if short(message.key) in ("a", "b"):
            raise ValueError("no such button")
        return moved

    monkeypatch.setattr(OutboxPost, "elsewhere", elsewhere)
    desk.phone.always = BLOCKED
    for key in ("a", "b", "c"):
        await desk.push(key)
    await desk.deliver()
    assert await desk.told() == [
        ("a", "telegram", "unreachable"),
        ("b", "telegram", "unreachable"),
        ("c", "telegram", "unreachable"),
        ("c~web", "web", "accepted"),
    ]


async def test_nothing_goes_to_the_same_chat_twice(desk: Desk) -> None:
    desk.phone.always = desk.page.always = BLOCKED
    await desk.push("a")
    await desk.deliver()
    assert await desk.told() == [("a", "telegram", "unreachable"), ("a~web", "web", "unreachable")]
    assert await desk.reachable() == []

    def back(moment: Moment) -> None:
        people.mark_reachable(moment.store, "telegram", desk.clerk.name)

    await desk.world.dispatch.moment(back)
    desk.page.always = REFUSED
    await desk.push("b", say("b", tells=OPEN))
    await desk.deliver()
    assert [key for key, _, _ in await desk.told() if key.startswith("b")] == ["b"], "the page is known to be gone"


async def test_a_person_with_one_chat_keeps_what_waits_for_the_case_of_coming_back(desk: Desk) -> None:
    def only_one(moment: Moment) -> None:
        people.mark_unreachable(moment.store, "web", "page", moment.now, Cause.BLOCKED)

    await desk.world.dispatch.moment(only_one)
    desk.phone.failures["a"] = [BLOCKED]
    await desk.push("a")
    await desk.push("b")
    await desk.deliver()
    assert await desk.told() == [("a", "telegram", "unreachable"), ("b", "telegram", "accepted")]


async def test_a_refused_message_goes_elsewhere_alone_and_its_chat_stays(desk: Desk) -> None:
    """F18: the platform will never take this one; the next one it takes."""
    desk.phone.failures["a"] = [REFUSED]
    await desk.push("a")
    await desk.push("b")
    await desk.deliver()
    assert sorted(await desk.told()) == [
        ("a", "telegram", "failed"),
        ("a~web", "web", "accepted"),
        ("b", "telegram", "accepted"),
    ]
    assert await desk.reachable() == ["telegram", "web"]


@pytest.mark.parametrize("kind", [MessageKind.DIGEST, MessageKind.REMINDER])
async def test_what_may_have_arrived_never_goes_another_way(desk: Desk, kind: MessageKind) -> None:
    """F12: a digest is not sent again, a reminder once to the same chat; neither becomes a second message elsewhere."""
    desk.phone.failures["a"] = [CUT, BLOCKED]
    await desk.push("a", kind=kind)
    await desk.deliver()
    desk.world.clock.at = desk.world.clock.at.replace(minute=5)
    await desk.deliver()
    assert await desk.told() == [("a", "telegram", "unknown")]
    assert desk.page.sent == []
    assert await desk.reachable() == (["telegram", "web"] if kind is MessageKind.DIGEST else ["web"])


async def test_a_message_is_split_anew_for_the_other_channel(desk: Desk) -> None:
    """F19: each part a row of its own, all linked to the first message."""
    desk.page.abilities = replace(desk.page.abilities, text_limit=60)
    desk.phone.always = BLOCKED
    buttons = ((Button("收到", "supervise.ack", {"key": "remind:1:2026-06-30"}),),)
    await desk.push("a", Card("题", tuple(letter * 40 for letter in "甲乙"), buttons, tells=OPEN))
    await desk.deliver()
    assert [short(sent.key) for sent in desk.page.sent] == ["a~web", "a~web+1", "a~web+2"]
    assert [bool(sent.buttons) for sent in desk.page.sent] == [False, False, True]
    assert {short(each.instead_of or "") for each in (await desk.rows())[1:]} == {"a"}


async def test_a_message_that_fails_at_night_waits_for_the_morning_elsewhere_too(desk: Desk) -> None:
    """What left at the edge of the quiet hours does not ring in them."""
    desk.world.clock.local(6, 30, 19, 59)
    desk.phone.always = BLOCKED
    await desk.push("a")
    desk.world.clock.local(6, 30, 20, 1)
    await desk.deliver()
    assert await desk.told() == [("a", "telegram", "unreachable"), ("a~web", "web", "pending")]
    desk.world.clock.local(7, 1, 8, 0)
    await desk.deliver()
    assert [short(sent.key) for sent in desk.page.sent] == ["a~web"]


async def test_a_channel_that_cannot_push_is_no_way_out(desk: Desk) -> None:
    """Answer-only channels exist."""
    desk.page.abilities = replace(desk.page.abilities, push=False)
    desk.phone.always = BLOCKED
    await desk.push("a")
    await desk.deliver()
    assert await desk.told() == [("a", "telegram", "unreachable")]
