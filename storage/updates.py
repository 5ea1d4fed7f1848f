"""What came in, looked at later: what a chat has said, and updates that could not be dealt with."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from domain.people import PersonId
from storage.store import Store
from storage.tables import failures, updates


@dataclass(frozen=True, slots=True)
class Said:
    """One message that a chat sent to the bot."""

    seq: int
    external_id: str
    at: datetime
    text: str
    sha256: str | None
    file_name: str | None
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An update that could not be handled; `dead` once it was set aside."""

    channel: str
    external_id: str
    chat: str
    error: str
    attempts: int
    dead: bool
    at: datetime
    sender: str


def groups(store: Store, channel: str, limit: int) -> list[str]:
    """Chats of a channel that are not one person's own, those spoken in last first: for `zeren doctor`."""
    newest = func.max(updates.c.id)
    others = (updates.c.channel == channel) & (updates.c.chat != updates.c.sender)
    query = select(updates.c.chat).where(others).group_by(updates.c.chat).order_by(newest.desc()).limit(limit)
    return list(store.execute(query).scalars())


def file_name(store: Store, channel: str, chat: str, person: PersonId, sha256: str) -> str | None:
    """What a file that a person sent in a chat was called there; None if the person did not send it."""
    sent = _by(channel, chat, person) & (updates.c.sha256 == sha256)
    newest = select(updates.c.file_name).where(sent).order_by(updates.c.id.desc()).limit(1)
    row = store.execute(newest).one_or_none()
    return None if row is None else row.file_name or ""


def said_in(
    store: Store, channel: str, chat: str, person: PersonId, before: datetime | None, limit: int
) -> tuple[Said, ...]:
    """What a person said in a chat before a moment, newest first."""
    query = select(updates).where(_by(channel, chat, person))
    if before is not None:
        query = query.where(updates.c.at < before)
    rows = store.execute(query.order_by(updates.c.id.desc()).limit(limit))
    return tuple(
        Said(row.id, row.external_id, row.at, row.said, row.sha256, row.file_name, row.media_type) for row in rows
    )


def _by(channel: str, chat: str, person: PersonId) -> ColumnElement[bool]:
    return (updates.c.channel == channel) & (updates.c.chat == chat) & (updates.c.person_id == person)


def fail(
    store: Store,
    channel: str,
    external_id: str,
    chat: str,
    payload: dict[str, object],
    error: str,
    limit: int,
    now: datetime,
) -> bool:
    """Counts a failed try; True once the limit is reached and the update is set aside for good."""
    key = (failures.c.channel == channel) & (failures.c.external_id == external_id)
    before = store.execute(select(failures.c.attempts).where(key)).scalar_one_or_none()
    attempts = (before or 0) + 1
    dead = attempts >= limit
    row = {"chat": chat, "payload": payload, "error": error, "attempts": attempts, "dead": dead, "at": now}
    if before is None:
        store.execute(insert(failures).values(channel=channel, external_id=external_id, **row))
    else:
        store.execute(update(failures).where(key).values(row))
    return dead


def count_dead(store: Store) -> int:
    """How many updates were set aside."""
    return store.execute(select(func.count()).where(failures.c.dead)).scalar_one()


def dead_letters(store: Store, limit: int = 20) -> tuple[Failure, ...]:
    """Updates that were set aside, newest first."""
    return _failures(store, select(failures).where(failures.c.dead).order_by(failures.c.at.desc()).limit(limit))


def dead_since(store: Store, moment: datetime | None) -> tuple[Failure, ...]:
    """Updates that were set aside after a moment (UTC), or ever, oldest first."""
    query = select(failures).where(failures.c.dead).order_by(failures.c.at)
    return _failures(store, query if moment is None else query.where(failures.c.at > moment))


def _failures(store: Store, query: Select[tuple[object, ...]]) -> tuple[Failure, ...]:
    return tuple(
        Failure(
            row.channel,
            row.external_id,
            row.chat,
            row.error,
            row.attempts,
            row.dead,
            row.at,
            str(row.payload.get("sender") or ""),
        )
        for row in store.execute(query)
    )
