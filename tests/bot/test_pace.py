"""The pace of a platform: even, never above its limit however the network behaves, and gentle to each chat."""

import itertools
import random

import pytest

from bot.base.pace import Limits, Pacer
from bot.channels.telegram.spec import CHAT_BURST, CHAT_INTERVAL, GROUP_INTERVAL


def is_group(chat: str) -> bool:
    """As Telegram tells them apart."""
    return chat.startswith("-")


def test_the_pace_is_even_over_all_chats() -> None:
    pacer = Pacer(Limits(per_second=10), is_group)
    now = 100.0
    left: list[float] = []
    while len(left) < 20:
        if pacer.open_slots(now, 8):
            pacer.took(str(len(left)), now)
            pacer.answered(now)
            left.append(now)
        now += 0.001
    assert max(b - a for a, b in itertools.pairwise(left)) < 0.102
    assert min(b - a for a, b in itertools.pairwise(left[1:])) > 0.098, "but for one slot left over from the rest"


def test_lateness_is_made_up_for_and_no_second_holds_more_than_the_platform_allows() -> None:
    """F14: 29 a second, each slot noticed up to 30 ms late; Telegram allows 30 in any second."""
    pacer, now = Pacer(Limits(per_second=29), is_group), 100.0
    left: list[float] = []
    late = itertools.cycle((0.0, 0.03, 0.01, 0.02))
    while len(left) < 290:
        now += pacer.wait(now) + next(late) + 0.0001
        assert pacer.open_slots(now, 8) == 1
        pacer.took(str(len(left)), now)
        pacer.answered(now)
        left.append(now)
    assert max(sum(1 for other in left if at <= other < at + 1.0) for at in left) <= 30
    assert left[-1] - left[0] < 290 / 29 + 0.1


@pytest.mark.parametrize("seed", range(8))
def test_calls_that_leave_evenly_and_arrive_in_a_bunch_break_no_limit(seed: int) -> None:
    """Connections that just open and a network that stalls: the platform counts arrivals, at any time before the answer."""
    chance = random.Random(seed)
    pacer, now = Pacer(Limits(per_second=29), is_group), 100.0
    arrived: list[float] = []
    waiting: list[float] = []
    stalled_until = 100.4
    while len(arrived) < 400:
        for answer in sorted(answer for answer in waiting if answer <= now):
            waiting.remove(answer)
            pacer.answered(answer)
        if pacer.open_slots(now, 8):
            pacer.took(str(len(arrived)), now)
            arrival = max(now + chance.uniform(0, 0.05), stalled_until)
            arrived.append(arrival)
            waiting.append(arrival + chance.uniform(0, 0.05))
        elif chance.random() < 0.002:
            stalled_until = now + chance.uniform(0, 0.8)
        now += 0.002
    assert max(sum(1 for other in arrived if at <= other < at + 1.0) for at in arrived) <= 30


def test_a_chat_may_have_a_small_burst_and_then_one_a_second_and_a_group_fewer() -> None:
    pacer = Pacer(Limits(per_second=None, chat_burst=3, chat_interval=1.0, group_interval=3.0), is_group)
    for _ in range(3):
        assert "7" not in pacer.resting(0.0)
        pacer.took("7", 0.0)
    assert pacer.resting(0.0) == ["7"]
    assert pacer.resting(1.1) == []
    for _ in range(3):
        pacer.took("-7", 0.0)
    assert "-7" in pacer.resting(2.9)
    assert "-7" not in pacer.resting(3.1)


def test_a_word_from_the_platform_halts_everybody() -> None:
    pacer = Pacer(Limits(per_second=10), is_group)
    pacer.halt(5, now=0)
    assert pacer.open_slots(4.9, 8) == 0
    assert pacer.open_slots(5.1, 8) == 1


def test_a_group_gets_at_most_twenty_in_any_minute() -> None:
    """With Telegram's own numbers: three at once, then one every few seconds."""
    pacer, now = Pacer(Limits(29.0, CHAT_BURST, CHAT_INTERVAL, GROUP_INTERVAL), is_group), 0.0
    left: list[float] = []
    while now < 300:
        if "-7" not in pacer.resting(now):
            pacer.took("-7", now)
            left.append(now)
        now += 0.01
    counts = [sum(1 for other in left if at <= other < at + 60) for at in left]
    assert max(counts) == 20, "no more, and no fewer than could be"


@pytest.mark.parametrize(("chat", "rest"), [("7", CHAT_INTERVAL), ("-7", GROUP_INTERVAL)])
def test_a_chat_that_was_written_to_by_a_process_that_died_begins_with_an_empty_bucket(chat: str, rest: float) -> None:
    pacer = Pacer(Limits(29.0, CHAT_BURST, CHAT_INTERVAL, GROUP_INTERVAL), is_group)
    pacer.spent(chat, 100.0)
    assert pacer.resting(100.0 + rest - 0.01) == [chat]
    assert pacer.resting(100.0 + rest + 0.01) == []
    pacer.took(chat, 100.0 + rest + 0.01)
    assert pacer.resting(100.0 + rest + 0.02) == [chat], "no burst yet"
    assert pacer.resting(100.0 + pacer.longest_rest + rest + 0.1) == []
