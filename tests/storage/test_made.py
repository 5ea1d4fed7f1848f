"""What is kept of a message so that its edit finds what it made, on both databases."""

from datetime import UTC, datetime

from domain.edits import Kind, Made
from storage import chats
from storage.chats import Spoken, Update
from storage.engine import Database
from storage.store import Store

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)


def update(number: str, said: str, message: str | None = "12", *, edited: bool = False) -> Update:
    """An update of a chat."""
    return Update("test", number, "7", "7", said, "done", message=message, edited=edited)


async def test_the_newest_words_of_a_message_are_what_it_says(database: Database) -> None:
    def work(store: Store) -> None:
        assert chats.spoken(store, "test", "7", "12") is None
        chats.write_down(store, update("1", "JS-010 18座"), NOW)
        chats.write_down(store, update("2", "别的", "13"), NOW)
        chats.write_down(store, update("3", "点按钮", None), NOW)
        assert chats.spoken(store, "test", "7", "12") == Spoken("JS-010 18座", None)
        chats.write_down(store, update("4", "JS-010 19座", edited=True), NOW)
        assert chats.spoken(store, "test", "7", "12") == Spoken("JS-010 19座", None)
        assert chats.spoken(store, "test", "8", "12") is None
        assert chats.place_of(store, "test", "4") == ("7", "12")
        assert chats.place_of(store, "test", "3") is None

    await database.write(work)


async def test_what_a_message_made_is_found_by_its_chat_and_number(database: Database) -> None:
    things = [Made(Kind.BLOCKER, "3"), Made(Kind.REPORT, "7")]

    def work(store: Store) -> None:
        for thing in things:
            chats.note_made(store, "test", ("7", "12"), thing, NOW)
        chats.note_made(store, "test", ("7", "13"), Made(Kind.DONE), NOW)

    await database.write(work)
    assert await database.read(lambda store: chats.made_by(store, "test", "7", "12")) == things
    assert await database.read(lambda store: chats.made_by(store, "other", "7", "12")) == []


async def test_a_message_that_an_edit_overtook_is_known_by_its_place(database: Database) -> None:
    def work(store: Store) -> None:
        chats.overtake(store, update("4", "JS-010 19座", edited=True), NOW)
        chats.overtake(store, update("5", "没有编号", None), NOW)

    await database.write(work)
    known = await database.read(lambda store: chats.dealt_with(store, [("test", "edit:7:12"), ("test", "edit:7:13")]))
    assert known == {("test", "edit:7:12")}
