"""Parts of albums in the store, on both databases."""

from datetime import UTC, datetime, timedelta

from storage import albums, chats
from storage.albums import Waiting
from storage.chats import Update
from storage.engine import Database
from storage.store import Store

NOW = datetime(2026, 6, 24, 2, 0, 0, 250_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def part(number: int, said: str = "", album: str = "a", chat: str = "7", update: str = "") -> Update:
    """A part of an album."""
    name = update or f"{chat}{album}{number}"
    more = {"name": f"{number}.jpg", "size": number}
    return Update("test", name, chat, chat, said, "part", message=str(number), album=album, part=more)


async def test_parts_are_in_the_order_of_their_numbers_each_as_it_was_changed_last(database: Database) -> None:
    def work(store: Store) -> None:
        for number in (10, 9, 11):
            chats.write_down(store, part(number, f"第{number}张"), NOW)
        chats.write_down(store, part(9, "改过", update="later"), NOW)

    await database.write(work)
    (album,) = await database.read(lambda store: albums.waiting(store, NOW - SECOND))
    found = await database.read(lambda store: albums.parts_of(store, album))
    assert [(each.message, each.said) for each in found] == [("9", "改过"), ("10", "第10张"), ("11", "第11张")]
    assert found[0].more == {"name": "9.jpg", "size": 9}


async def test_an_album_waits_until_it_was_dealt_with(database: Database) -> None:
    def work(store: Store) -> None:
        chats.write_down(store, part(1), NOW)
        chats.write_down(store, part(2), NOW + SECOND)
        chats.write_down(store, part(1, chat="8"), NOW + 2 * SECOND)
        chats.write_down(store, part(1, album="old"), NOW - timedelta(days=9))
        chats.write_down(store, Update("test", "x", "9", "9", "JS-010 18座", "done", message="5"), NOW)

    await database.write(work)
    first = Waiting("test", "7", "a", NOW + SECOND)
    waiting = await database.read(lambda store: albums.waiting(store, NOW - timedelta(days=7)))
    assert waiting == [first, Waiting("test", "8", "a", NOW + 2 * SECOND)]
    assert not await database.read(lambda store: albums.is_over(store, "test", first.name))

    def over(store: Store) -> None:
        chats.write_down(store, Update("test", first.name.text(), "7", "7", "", "done"), NOW)

    await database.write(over)
    assert await database.read(lambda store: albums.is_over(store, "test", first.name))
    assert [each.chat for each in await database.read(lambda store: albums.waiting(store, NOW - SECOND))] == ["8"]
