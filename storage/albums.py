"""Parts of albums as they came, each an update of its own; together they are one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from domain.keys.updates import Album
from storage import chats
from storage.store import Store
from storage.tables import updates


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it said, its file by SHA-256 if that was taken, and what else its message needs (JSON values)."""

    message: str
    sender: str
    said: str
    sha256: str | None
    file_name: str | None
    media_type: str | None
    more: dict[str, object]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An album that is not dealt with yet; `newest`: when its last part came (UTC)."""

    channel: str
    chat: str
    album: str
    newest: datetime

    @property
    def name(self) -> Album:
        """By what it is known once it is dealt with."""
        return Album(self.chat, self.album)


def is_over(store: Store, channel: str, name: Album) -> bool:
    """Whether the parts that came before were dealt with: a part that comes later is a message of its own."""
    return bool(chats.dealt_with(store, [(channel, name.text())]))


def waiting(store: Store, since: datetime) -> list[Waiting]:
    """Albums with a part that came since a moment and that are not dealt with, the oldest first."""
    named = (updates.c.channel, updates.c.chat, updates.c.album)
    newest = func.max(updates.c.at, type_=updates.c.at.type)
    query = select(*named, newest.label("newest")).where(updates.c.album.is_not(None), updates.c.at >= since)
    found = [
        Waiting(row.channel, row.chat, row.album, row.newest)
        for row in store.execute(query.group_by(*named).order_by(newest))
    ]
    over = chats.dealt_with(store, [(each.channel, each.name.text()) for each in found])
    return [each for each in found if (each.channel, each.name.text()) not in over]


def parts_of(store: Store, album: Waiting) -> Sequence[Part]:
    """Its parts, each as it was changed last, in the order in which they were sent: by their numbers where those are numbers."""
    mine = (updates.c.channel == album.channel) & (updates.c.chat == album.chat) & (updates.c.album == album.album)
    rows = list(
        {row.message: row for row in store.execute(select(updates).where(mine).order_by(updates.c.id))}.values()
    )
    if all((row.message or "").isdecimal() for row in rows):
        rows.sort(key=lambda row: int(row.message))
    return [
        Part(row.message or "", row.sender, row.said, row.sha256, row.file_name, row.media_type, row.part or {})
        for row in rows
    ]
