"""Texts that were stored before causes were become causes, and are told as before wherever that was right."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import insert, text

from domain.delivery import Cause
from domain.people import PersonId, Role
from handlers.kernel.words.ways import Way
from handlers.service.words import deliveries as zh
from storage import migrate, outbox, people, tables
from storage.engine import Database
from storage.outbox import Message, MessageKind
from storage.store import Store

T = TypeVar("T")

# A text as it was stored, the state it stood with, and what the program of then told people.
TOLD = [
    ("Forbidden: Forbidden: bot was blocked by the user", "unreachable", "对方已停用机器人"),
    ("Forbidden: Forbidden: user is deactivated", "unreachable", "对方账号已注销"),
    ("Forbidden: Forbidden: bot was kicked from the group chat", "unreachable", "机器人已被移出会话"),
    ("Forbidden: Forbidden: bot can't initiate conversation with a user", "unreachable", "平台不允许发送"),
    ("no reachable chat that can be pushed to", "unreachable", "没有可送达的会话"),
    ("BadRequest: Chat not found", "unreachable", "平台找不到该会话"),
    ("BadRequest: Not enough rights to send text messages to the chat", "unreachable", "机器人无权在该会话发言"),
    ("BadRequest: Have no rights to send a message", "unreachable", "机器人无权在该会话发言"),
    ("BadRequest: Need administrator rights in the channel chat", "unreachable", "机器人无权在该会话发言"),
    ("BadRequest: Chat_write_forbidden", "unreachable", "机器人无权在该会话发言"),
    ("BadRequest: Topic_closed", "unreachable", "平台拒收该消息"),
    ("BadRequest: Message is too long", "failed", "内容超过平台限制"),
    ("BadRequest: File is too big", "failed", "文件超过平台限制"),
    ("BadRequest: Wrong file identifier", "failed", "平台拒收该消息"),
    ("withdrawn: the person has left", "withdrawn", "人员已离岗"),
    ("withdrawn: what it reminds of was done before it could leave", "withdrawn", "事项已办结，无需再发"),
    ("the process died while sending", "unknown", "发送途中服务中断"),
    ("the service stopped while sending", "unknown", "发送途中服务停止"),
    ("waited when the backup was made; it may have been sent before the restore", "unknown", "恢复备份时未再发送"),
    ("TimedOut: SocketTimeoutError", "unknown", "平台没有回音"),
    ("NetworkError: ClientOSError: reset", "unknown", "网络中断"),
]
# What was told wrongly: as "平台拒收，原因未说明" or "机器人无权在该会话发言".
MENDED = [
    ("KeyError", "failed", Cause.OURS),
    ("ValueError", "failed", Cause.OURS),
    ("nothing to say", "failed", Cause.OURS),
    ("more than 100 buttons", "failed", Cause.OURS),
    ("BadRequest: the copyrights page", "failed", Cause.REFUSED),
    ("api freq out of limit", "failed", Cause.RATE),
    ("JSONDecodeError: Expecting value", "unknown", Cause.UNREADABLE),
    ("RetryAfter: Flood control exceeded", "pending", Cause.RATE),
    ("InvalidToken: Unauthorized", "pending", Cause.BAD_TOKEN),
]
BEFORE = "0011"
AT = datetime(2026, 6, 24, 2, tzinfo=UTC)
WAY = Way("Telegram")


def put(store: Store, key: str, state: str, error: str, chat: str = "1") -> None:
    """A push as the program of then stored it: without the column of the cause."""
    row = {"key": key, "channel": "telegram", "chat": chat, "lane": 1, "kind": "notice", "payload": {}, "state": state}
    row |= {"attempts": 1, "repeated": False, "created_at": AT, "settled_at": AT, "error": error}
    store.execute(insert(tables.outbox).values(row))


def bind(store: Store, chat: str, at: datetime | None) -> PersonId:
    """A person bound to a chat that the platform has given up at that time."""
    row = {"name": chat, "role": "reporter", "post": "", "active": True, "created_at": AT}
    person = store.execute(insert(tables.people).values(row).returning(tables.people.c.id)).scalar_one()
    bound = {"person_id": person, "channel": "telegram", "external_id": chat, "chat": chat, "bound_at": AT}
    store.execute(insert(tables.bindings).values(bound | {"unreachable_since": at}))
    return PersonId(person)


async def of_then(database: Database, work: Callable[[Store], T]) -> T:
    """Does something on the schema of then, and brings it up to date."""
    await database.write(partial(migrate.downgrade, revision=BEFORE))
    found = await database.write(work)
    await database.write(migrate.upgrade)
    return found


async def stored(database: Database, key: str) -> Message:
    """A message as it is read now."""
    message = await database.read(lambda store: outbox.by_key(store, key))
    assert message is not None
    return message


async def test_what_was_told_rightly_is_told_so_after_the_upgrade_and_its_text_is_kept(database: Database) -> None:
    def work(store: Store) -> None:
        for error, state, _ in TOLD:
            put(store, error, state, error)

    await of_then(database, work)
    for error, state, told in TOLD:
        message = await stored(database, error)
        assert (message.error, message.state.value) == (error, state)
        assert zh.reason(message.cause, WAY) == told, error


async def test_what_was_told_wrongly_is_mended(database: Database) -> None:
    def work(store: Store) -> None:
        for error, state, _ in MENDED:
            put(store, error, state, error)

    await of_then(database, work)
    assert [(await stored(database, error)).cause for error, _, _ in MENDED] == [cause for _, _, cause in MENDED]


async def test_a_message_without_a_text_has_no_cause_and_a_push_that_informs_its_new_name(database: Database) -> None:
    await of_then(database, lambda store: put(store, "a", "accepted", ""))
    message = await stored(database, "a")
    assert (message.cause, message.kind) == (None, MessageKind.INFO)


async def test_a_chat_that_is_lost_has_the_cause_of_the_message_that_found_it_out(database: Database) -> None:
    later = AT + timedelta(days=1)

    def work(store: Store) -> list[PersonId]:
        put(store, "gone", "unreachable", "BadRequest: Chat not found", "7")
        return [bind(store, "7", AT), bind(store, "8", later), bind(store, "-9", later), bind(store, "10", None)]

    found = await of_then(database, work)
    causes = await database.read(lambda store: people.why_unreachable(store, found))
    # Nobody noted why the platform's own word came: a person has blocked the bot, a group has put it out.
    assert [causes[person] for person in found] == [Cause.CHAT_GONE, Cause.BLOCKED, Cause.REMOVED, None]


async def test_the_way_back_gives_the_texts_that_the_program_of_then_reads(database: Database) -> None:
    await database.write(migrate.upgrade)

    def work(store: Store) -> None:
        person = people.add(store, "甲", Role.REPORTER, None, "", AT)
        outbox.put(store, "left", "telegram", "1", person, MessageKind.INFO, {"title": "", "lines": []}, AT)
        outbox.withdraw(store, person, AT, Cause.LEFT)

    await database.write(work)
    await database.write(partial(migrate.downgrade, revision=BEFORE))
    row = await database.read(lambda store: store.execute(text("SELECT kind, error FROM outbox")).one())
    assert tuple(row) == ("notice", "withdrawn: the person has left")
