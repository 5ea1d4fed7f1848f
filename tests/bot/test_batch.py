"""Messages that wait together: read once, written once, and each as if it had come alone."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from bot.road.outcomes import Held
from domain.errors import DomainError
from domain.people import Role
from domain.secrecy import OPEN
from handlers.front import routes
from handlers.kernel.messages import Card, Incoming, say
from handlers.kernel.turn import Answer, Moment, Turn
from storage import invitations, marks, people
from storage.store import Store
from tests.support.world import Talk, World

ITEM = "JS-010"


async def clerks(world: World, count: int) -> list[Talk]:
    """People of one unit, each in a chat of their own."""
    return [await world.hire(f"填报人{number}", Role.REPORTER, "BM28") for number in range(count)]


async def together(world: World, *messages: Incoming) -> list[Exception | None]:
    """Messages in one batch."""
    return await world.dispatch.messages(messages)


def said(world: World, talk: Talk, words: str) -> Incoming:
    """A line of a person."""
    return world.update("test", talk.name, words)


async def count(world: World, table: str) -> int:
    """Rows of a table."""
    query = text(f"SELECT count(*) FROM {table}")
    return await world.dispatch.look(lambda moment: moment.store.execute(query).scalar_one())


async def statements(world: World, messages: Sequence[Incoming]) -> int:
    """How many statements a batch takes."""
    taken = 0

    def counted(*_given: object) -> None:
        nonlocal taken
        taken += 1

    event.listen(Engine, "before_cursor_execute", counted)
    try:
        await together(world, *messages)
    finally:
        event.remove(Engine, "before_cursor_execute", counted)
    return taken


@contextmanager
def handler(monkeypatch: pytest.MonkeyPatch, words: str, does: object) -> Iterator[None]:
    """While open, a line of exactly these words runs `does` instead of its handler."""
    honest = routes.answer

    def answer(turn: Turn, *, buttons: bool) -> list[Card]:
        if turn.incoming.text == words:
            return does(turn)  # type: ignore[operator,no-any-return]
        return honest(turn, buttons=buttons)

    with monkeypatch.context() as patch:
        patch.setattr(routes, "answer", answer)
        yield


def refuse_after_writing(turn: Turn) -> list[Card]:
    """A handler that notices too late."""
    marks.put(turn.store, "half", "done")
    raise DomainError("late", "不行。")


def refuse_in_a_form(turn: Turn) -> list[Card]:
    """A handler that opens a form and then refuses."""
    turn.open_dialog("report", {"draft": "half"})
    raise DomainError("late", "不行。")


def fail(turn: Turn) -> list[Card]:
    """A handler with a mistake."""
    turn.open_dialog("report", {"draft": "half"})
    raise RuntimeError("a mistake")


@pytest.mark.parametrize("does", [refuse_after_writing, refuse_in_a_form])
async def test_a_refused_message_takes_back_what_it_did_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch, does: object
) -> None:
    before, refused, after = await clerks(world, 3)
    with handler(monkeypatch, "不行", does):
        results = await together(
            world, said(world, before, f"{ITEM} 18"), said(world, refused, "不行"), said(world, after, f"{ITEM} 19")
        )
    assert results == [None, None, None]
    assert "请确认 1 项" in (await before.pushed())[0].text
    assert [shown.text for shown in await refused.pushed()] == ["不行。"]
    assert "请确认 1 项" in (await after.pushed())[0].text
    assert await world.dispatch.look(lambda moment: marks.get(moment.store, "half")) is None
    assert await count(world, "dialogs") == 2, "the forms of the other two, none of the refused one"
    assert await count(world, "updates") == 3


async def test_a_failing_message_fails_alone_and_its_chat_waits_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F34: one bad message of a group commit does not fail its neighbours."""
    good, bad = await clerks(world, 2)
    with handler(monkeypatch, "毒", fail):
        results = await together(
            world,
            said(world, good, "帮助"),
            said(world, bad, "毒"),
            said(world, bad, "帮助"),
            said(world, good, "取消"),
        )
    assert results[0] is None
    assert isinstance(results[1], RuntimeError)
    assert isinstance(results[2], Held), "order holds in a chat"
    assert results[3] is None
    assert len(await good.pushed()) == 2
    assert await bad.pushed() == []
    assert await count(world, "updates") == 2
    assert await count(world, "dialogs") == 0


async def test_the_same_update_twice_in_a_batch_is_answered_once(world: World) -> None:
    """F2: a webhook delivered again while the first is still being handled."""
    clerk, other = await clerks(world, 2)
    update = said(world, clerk, "帮助")
    assert await together(world, update, said(world, other, "帮助"), replace(update)) == [None, None, None]
    assert len(await clerk.pushed()) == 1


async def test_a_button_pressed_twice_at_once_stores_once(world: World) -> None:
    """F9: both taps in one transaction, and once more after it."""
    (clerk,) = await clerks(world, 1)
    (card,) = await clerk.say(f"{ITEM} 18座")
    taps = [replace(said(world, clerk, ""), button=card.token("确认提交"), message="m1") for _ in range(3)]
    assert await together(world, *taps[:2]) == [None, None]
    assert await together(world, taps[2]) == [None]
    assert await count(world, "reports") == 1
    first, *more = [shown.text for shown in await clerk.pushed()]
    assert first.startswith("已提交 1 项")
    assert all("已提交 1 项" not in text for text in more)


async def test_a_form_opened_by_a_message_is_seen_by_the_next_one_of_its_chat(world: World) -> None:
    (clerk,) = await clerks(world, 1)
    await together(world, said(world, clerk, f"{ITEM} 18"), said(world, clerk, "改成19"))
    first, second = await clerk.pushed()
    assert "18 / 26" in first.text
    assert "19 / 26" in second.text
    assert await count(world, "dialogs") == 1


async def test_many_messages_that_wait_together_cost_few_statements(world: World) -> None:
    people = await clerks(world, 20)
    await together(world, *(said(world, clerk, "帮助") for clerk in people))
    lines = [said(world, clerk, f"{ITEM} {number}") for number, clerk in enumerate(people, 1)]
    assert await statements(world, lines) <= 20, "one by one each would need about twenty"
    assert await count(world, "dialogs") == len(people)


async def test_many_taps_that_wait_together_cost_few_statements(world: World) -> None:
    people = await clerks(world, 20)
    cards = [(await clerk.say(f"{ITEM} {number}"))[0] for number, clerk in enumerate(people, 1)]
    taps = [
        replace(said(world, clerk, ""), button=card.token("确认提交"), message="m1")
        for clerk, card in zip(people, cards, strict=True)
    ]
    assert await statements(world, taps) <= 25, "one by one each would need about twenty"
    assert await count(world, "reports") == len(people)


async def test_a_store_failure_is_nobodys_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """F33: a full disk must not send messages to the dead letters."""
    clerk, other = await clerks(world, 2)

    def full(_turn: Turn) -> list[Card]:
        raise OSError("disk full")

    messages = [said(world, clerk, "满"), said(world, other, "帮助")]
    with handler(monkeypatch, "满", full):
        for batch in (messages, messages[:1]):
            with pytest.raises(OSError, match="disk full"):
                await together(world, *batch)
    assert await count(world, "updates") == 0
    with handler(monkeypatch, "满", lambda _turn: [say("好", tells=OPEN)]):
        assert await together(world, *messages) == [None, None]
    assert [shown.text for shown in await clerk.pushed()] == ["好"]


async def test_nothing_read_in_one_transaction_is_believed_in_the_next(world: World) -> None:
    def put_and_break(store: Store) -> None:
        marks.put(store, "x", "1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await world.database.write(put_and_break)
    assert await world.database.write(lambda store: marks.get(store, "x")) is None
    await world.database.write(lambda store: marks.put(store, "x", "2"))
    assert await world.database.read(lambda store: marks.get(store, "x")) == "2"


async def test_a_report_behind_the_tap_that_binds_its_sender_is_taken(world: World) -> None:
    def invite(moment: Moment) -> None:
        person = people.by_id(moment.store, people.add(moment.store, "新人", Role.REPORTER, "BM28", "", moment.now))
        assert person is not None
        until = moment.now + timedelta(hours=1)
        invitations.make(moment.store, person, "token-1", None, moment.now, until, waits=False)

    await world.dispatch.moment(invite)
    told = [world.update("test", "新人", words) for words in ("/start token-1", f"{ITEM} 18座")]
    assert await together(world, *told) == [None, None]
    assert "18 / 26 座" in (await world.new_in("新人"))[-1].text


async def test_who_was_put_out_by_an_earlier_message_does_nothing_more(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    (clerk,) = await clerks(world, 1)
    (asked,) = await admin.say(f"离岗 {clerk.name}")
    out = replace(world.update("test", admin.name, ""), button=asked.token("确认离岗"), message="m1")
    assert await together(world, out, said(world, clerk, f"{ITEM} 18座")) == [None, None]
    assert not any("18 / 26 座" in shown.text for shown in await world.new_in(clerk.name))


async def test_what_takes_long_is_not_done_on_the_loops_own_thread(world: World) -> None:
    """A workbook and a ledger may take a second; everybody else would wait for it."""
    reader = await world.hire("督查员", Role.INSPECTOR)
    threads: dict[str, int] = {}
    answer = routes.answer

    def noted(turn: Turn, *, buttons: bool) -> Answer:
        threads[turn.incoming.text] = threading.get_ident()
        return answer(turn, buttons=buttons)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes, "answer", noted)
        for text in ("帮助", "台账"):
            await reader.say(text)
    assert threads["帮助"] == threading.get_ident()
    assert threads["台账"] != threading.get_ident()
