"""An album is one message: its parts wait in the store until no more has come for a while, so that a kill loses none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.files import Trouble
from domain.keys.updates import Album, Alone, waits_alone
from domain.people import Person, Role
from handlers.kernel import values
from handlers.kernel.messages import Attached, Forwarded, Incoming
from storage import albums
from storage.albums import Part, Waiting
from storage.chats import Update
from storage.store import Store

# Without another part for so long the album is whole: its parts are sent within a moment, but each file is fetched first.
SILENCE = timedelta(seconds=1.2)
# What waited longer was dealt with, or its service was away for longer than the platform keeps anything.
LONGEST = timedelta(days=7)


def is_part(store: Store, incoming: Incoming, person: Person) -> bool:
    """Whether the message waits for others of its album. What an admin sends is imported file by file."""
    if incoming.album is None or person.role is Role.ADMIN:
        return False
    return not albums.is_over(store, incoming.channel, Album(incoming.chat, incoming.album))


def to_be_read(incoming: Incoming) -> Incoming:
    """A message whose file must be read first: it waits by itself, as an album of one."""
    return replace(incoming, album=Alone(incoming.external_id).text())


def as_part(update: Update, incoming: Incoming, file: Attached) -> Update:
    """The update of a part, which brings a file, with what the album needs of it."""
    more = {
        "sent_at": incoming.sent_at.isoformat(),
        "private": incoming.private,
        "thread": incoming.thread,
        "quoted": incoming.quoted,
        "author": incoming.forwarded.author if incoming.forwarded else None,
        "written_at": incoming.forwarded.written_at.isoformat() if incoming.forwarded else None,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "trouble": file.trouble.value if file.trouble else None,
        "limit": file.limit,
    }
    return replace(update, outcome="part", album=incoming.album, part=more)


def due(store: Store, now: datetime) -> tuple[list[Incoming], float | None]:
    """The albums that are whole, each as one message, and in how many seconds others may be; None if none is left waiting."""
    waiting = albums.waiting(store, now - LONGEST)
    # By a clock that was set back the last part came in the future.
    whole = [each for each in waiting if abs(now - each.newest) >= SILENCE or waits_alone(each.album)]
    left = [SILENCE - abs(now - each.newest) for each in waiting if each not in whole]
    return [_as_one(each, albums.parts_of(store, each)) for each in whole], min(
        (wait.total_seconds() for wait in left), default=None
    )


def _as_one(album: Waiting, parts: Sequence[Part]) -> Incoming:
    """Captions one after the other, wherever they stand; the message is that of the first caption."""
    captions = [each for each in parts if each.said.strip()]
    first = (captions or parts)[0]
    files = [_file(each) for each in parts]
    more: Mapping[str, object] = first.more
    return Incoming(
        channel=album.channel,
        external_id=album.name.text(),
        chat=album.chat,
        sender=first.sender,
        sent_at=datetime.fromisoformat(values.text(more, "sent_at")),
        text="\n".join(dict.fromkeys(each.said.strip() for each in captions)),
        private=values.flag(more, "private"),
        message=first.message or None,
        thread=values.text_or_none(more, "thread"),
        quoted=values.text_or_none(more, "quoted"),
        forwarded=_forwarded(more),
        file=files[0],
        also=tuple(files[1:]),
    )


def _forwarded(more: Mapping[str, object]) -> Forwarded | None:
    written = values.text_or_none(more, "written_at")
    return Forwarded(values.text(more, "author"), datetime.fromisoformat(written)) if written else None


def _file(part: Part) -> Attached:
    trouble = values.text_or_none(part.more, "trouble")
    return Attached(
        name=values.text(part.more, "name"),
        media_type=part.media_type or values.text(part.more, "media_type"),
        size=values.number(part.more, "size"),
        trouble=Trouble(trouble) if trouble else None,
        limit=values.number(part.more, "limit"),
        kept=part.sha256,
    )
