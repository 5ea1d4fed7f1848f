"""Cards on their way into the outbox: long ones are split, never cut."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import TelegramChannel
from bot.out.outbox_post import split
from domain.keys.messages import Reply
from domain.keys.updates import Update
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.messages import Button, Card
from handlers.kernel.turn import Moment
from storage.outbox import MessageKind
from tests.support.keys import news
from tests.support.world import SilentChannel, World


class Narrow(SilentChannel):
    """A channel that takes forty characters."""

    def __init__(self) -> None:
        super().__init__()
        self.abilities = replace(self.abilities, text_limit=40)


def test_a_card_that_fits_stays_whole() -> None:
    card = Card(title="题", lines=("一", "二"), buttons=((Button("好", "a.b"),),), tells=OPEN)
    assert split(card, Narrow()) == [card]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=120), min_size=1, max_size=12))
def test_no_part_is_too_long_and_nothing_is_lost(lines: list[str]) -> None:
    """F19: split at lines, each part a row of its own."""
    channel = Narrow()
    card = Card(title="标题", lines=tuple(lines), buttons=((Button("好", "a.b"),),), tells=OPEN)
    parts = split(card, channel)
    for part in parts:
        assert len("\n".join(filter(None, (part.title, *part.lines)))) <= 40
    assert "".join("".join(part.lines) for part in parts) == "".join(lines)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert [part.title for part in parts] == ["标题"] + [""] * (len(parts) - 1)


async def test_every_part_of_an_answer_and_of_a_push_is_queued_in_order(world: World) -> None:
    """F19: each under a key of its own, or all but the first would be taken for repetitions."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    card = Card(lines=tuple(letter * 3000 for letter in "甲乙丙"), tells=OPEN)

    answer, push = Reply(Update("test", "1"), 0), news("push", clerk.id)

    def say_both(moment: Moment) -> None:
        moment.post.reply("test", clerk.name, clerk.id, card, answer)
        assert moment.post.push(clerk.id, card, MessageKind.INFO, push)

    await world.dispatch.moment(say_both)
    shown = await world.new_in(clerk.name)
    for kind in (answer.text(), push.text()):
        parts = [each for each in shown if each.message.key.startswith(kind)]
        assert [each.text[0] for each in parts] == ["甲", "乙", "丙"]
        assert [each.message.key for each in parts] == [kind, f"{kind}+1", f"{kind}+2"]


def test_telegram_counts_as_telegram_does() -> None:
    channel = TelegramChannel(Account("1:x"))
    assert channel.abilities.text_limit == 4096
    card = Card(lines=("😀" * 3000,), tells=OPEN)
    parts = split(card, channel)
    assert len(parts) == 2
    assert all(channel.text_length("\n".join(part.lines)) <= 4096 for part in parts)
