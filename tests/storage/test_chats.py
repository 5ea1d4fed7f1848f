"""A group that moves takes everything along, on both databases."""

from datetime import UTC, datetime, timedelta

from domain.people import PersonId, Role
from storage import chats, outbox, people, updates
from storage.chats import Dialog, Tapped
from storage.engine import Database
from storage.outbox import MessageKind, MessageState
from storage.payloads import Payload
from storage.store import Store

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OLD, NEW = "-5", "-1000000000005"
PAYLOAD: Payload = {"title": "", "lines": ["x"]}


async def hired(database: Database, name: str) -> PersonId:
    """A person bound to the group's chat."""

    def work(store: Store) -> PersonId:
        person = people.add(store, name, Role.REPORTER, None, "", NOW)
        people.bind(store, person, "test", name, OLD, NOW)
        return person

    return await database.write(work)


async def test_a_group_that_moves_takes_messages_bindings_forms_and_buttons_along(database: Database) -> None:
    """F17: the id changes in all tables in one transaction, also for what the same transaction has put off."""
    person = await hired(database, "填报人")
    tapped = Tapped("token", person, OLD, "report.confirm", {}, "确认提交", LATER)

    def before(store: Store) -> None:
        outbox.put(store, "sent", "test", OLD, person, MessageKind.REPLY, PAYLOAD, NOW, state=MessageState.ACCEPTED)
        outbox.answer(store, "waiting", "test", OLD, person, PAYLOAD, NOW, None)
        chats.put_form(store, "test", OLD, person, Dialog("report", {"item": 1}), NOW, LATER)
        chats.issue(store, [tapped], "waiting", NOW)
        chats.move(store, "test", OLD, NEW, NOW)
        assert chats.form(store, "test", NEW, person, NOW) == Dialog("report", {"item": 1})

    await database.write(before)

    def look(store: Store) -> None:
        waiting, sent = outbox.by_key(store, "waiting"), outbox.by_key(store, "sent")
        assert waiting is not None
        assert sent is not None
        assert (waiting.chat, sent.chat) == (NEW, OLD)
        assert [address.chat for address in people.addresses(store, [person])[person]] == [NEW]
        assert chats.form(store, "test", OLD, person, NOW) is None
        assert chats.form(store, "test", NEW, person, NOW) is not None
        found = chats.button(store, "token")
        assert found is not None
        assert found.chat == NEW

    await database.read(look)


async def test_a_form_that_was_opened_in_the_new_chat_before_the_news_arrived_stands(database: Database) -> None:
    """F17: Telegram tells of the move twice, and people write meanwhile."""
    one, other = await hired(database, "甲"), await hired(database, "乙")

    def work(store: Store) -> None:
        for person in (one, other):
            chats.put_form(store, "test", OLD, person, Dialog("report", {"of": "old"}), NOW, LATER)
        chats.put_form(store, "test", NEW, one, Dialog("report", {"of": "new"}), NOW, LATER)

    await database.write(work)
    for _ in range(2):
        await database.write(lambda store: chats.move(store, "test", OLD, NEW, NOW))

    def look(store: Store) -> list[object]:
        found = [chats.form(store, "test", NEW, person, NOW) for person in (one, other)]
        return [each and each.data["of"] for each in found]

    assert await database.read(look) == ["new", "old"]


async def test_groups_are_the_chats_where_others_speak_those_spoken_in_last_first(database: Database) -> None:
    def work(store: Store) -> list[str]:
        said = [("7", "7"), (OLD, "7"), ("-6", "8"), (OLD, "8"), ("9", "9")]
        for number, (chat, sender) in enumerate(said):
            chats.write_down(store, chats.Update("test", str(number), chat, sender, "帮助", "done"), NOW)
        chats.write_down(store, chats.Update("web", "9", "-7", "8", "帮助", "done"), NOW)
        store.flush()
        return updates.groups(store, "test", 2)

    assert await database.write(work) == [OLD, "-6"]
