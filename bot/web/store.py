"""The web chat's memory: what was said and shown, read from the updates and the outbox."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from bot.base.channel import Outgoing
from bot.channels.web.channel import NAME, WebChannel
from bot.out.payload import file_of, taps_of, to_outgoing
from bot.out.stored import fetch
from bot.road.dispatch import Dispatch
from bot.web.ports import ChatMessage, Followed, SamplePerson, Session, StoredFile
from bot.web.sessions import Sessions
from domain.identity import Ended, IdleLimits
from domain.keys.updates import parse_page_message
from domain.people import PersonId
from handlers.kernel.messages import FileRef
from handlers.kernel.registry import registry
from handlers.kernel.turn import Moment
from storage import chats, followed, outbox, people, updates
from storage.outbox import Message, MessageKind, MessageState
from storage.store import Store
from storage.updates import Said
from wording.catalogue import told
from wording.said import typed

# Files are looked for in this many of a chat's latest messages.
FILE_REACH = 500
CHIPS = 4
MICROSECONDS = 1_000_000


class OutboxChatStore:
    """See ChatStore."""

    def __init__(self, dispatch: Dispatch, idle: IdleLimits) -> None:
        self._dispatch = dispatch
        self._sessions = Sessions(dispatch, idle)

    async def session(self, identity: str, *, acting: bool) -> Session | None:
        """See ChatStore."""
        return await self._sessions.session(identity, acting=acting)

    async def unlock(self, identity: str, pin: str) -> bool:
        """See ChatStore."""
        return await self._sessions.unlock(identity, pin)

    async def set_pin(self, identity: str, pin: str) -> None:
        """See ChatStore."""
        await self._sessions.set_pin(identity, pin)

    async def still_open(self, identities: Collection[str]) -> set[str]:
        """See ChatStore."""
        return await self._sessions.still_open(identities)

    async def end(self, identity: str, why: Ended) -> None:
        """See ChatStore."""
        await self._sessions.end(identity, why)

    async def answered(self, identity: str) -> list[str]:
        """See ChatStore."""

        def look(moment: Moment) -> list[str]:
            shown = outbox.shown_in(moment.store, NAME, identity, CHIPS)
            return [line for message in reversed(shown) for line in message.payload["lines"]]

        return await self._dispatch.look(look)

    async def people(self) -> list[SamplePerson]:
        """See ChatStore."""
        return await self._dispatch.look(_people)

    async def history(self, identity: str, before: int | None, limit: int) -> list[ChatMessage]:
        """See ChatStore."""
        until = None if before is None else _time(before)
        return await self._dispatch.look(lambda moment: _history(moment, identity, until, limit))

    async def sent(self, identities: Collection[str], before: Followed | None) -> tuple[list[Outgoing], Followed]:
        """See ChatStore."""
        return await self._dispatch.look(lambda moment: _sent(moment.store, identities, before, moment.now))

    async def file(self, identity: str, sha256: str) -> StoredFile | None:
        """See ChatStore."""
        name = await self._dispatch.look(lambda moment: _called(moment.store, identity, sha256))
        found = None if name is None else await fetch(self._dispatch.database, sha256)
        return None if found is None else StoredFile(name or sha256, found[0].media_type, found[1])

    async def commands(self, identity: str) -> list[str]:
        """See ChatStore."""

        def look(moment: Moment) -> list[str]:
            person = chats.speaker(moment.store, NAME, identity)
            if person is None:
                return []
            language = person.language or moment.district.language
            chips = [each for each in registry.menu_of(person) if each.chip and each.words][:CHIPS]
            return [told(typed(each.words[0], f"/{each.name}"), language.value) for each in chips]

        return await self._dispatch.look(look)


def _people(moment: Moment) -> list[SamplePerson]:
    active = people.active(moment.store)
    bound = people.addresses(moment.store, [person.id for person in active])
    return [
        SamplePerson(
            address.external_id,
            person.name,
            person.role.value,
            person.role.word,
            moment.reference.unit_name(person.unit),
            person.post,
        )
        for person in active
        for address in bound.get(person.id, ())
        if address.channel == NAME
    ]


def _sent(
    store: Store, identities: Collection[str], before: Followed | None, now: datetime
) -> tuple[list[Outgoing], Followed]:
    seen = Followed(followed.newest(store), followed.waiting_for(store, NAME, identities))
    if before is None:
        return [], seen
    moved = followed.moved(store, NAME, identities, before.newest, before.waiting - seen.waiting)
    gone = (message for message in moved if message.state is MessageState.ACCEPTED)
    return [to_outgoing(each, WebChannel.abilities, file_of(each.payload), None, now) for each in gone], seen


def _history(moment: Moment, identity: str, until: datetime | None, limit: int) -> list[ChatMessage]:
    store, person = moment.store, chats.speaker(moment.store, NAME, identity)
    if person is None:
        return []
    own = updates.said_in(store, NAME, identity, person.id, until, limit)
    said = [_mine(each) for each in own if each.text or each.sha256]
    shown = [
        message
        for message in reversed(outbox.came_to(store, NAME, identity, person.id, until, moment.now, limit))
        if message.kind is not MessageKind.MENU and message.state is not MessageState.WITHDRAWN
    ]
    merged = sorted([*said, *_with_edits(shown)], key=lambda message: message.seq)
    cut = max(0, len(merged) - limit)
    while cut > 0 and merged[cut - 1].at == merged[cut].at:
        cut -= 1
    return merged[cut:]


def _with_edits(shown: list[Message]) -> list[ChatMessage]:
    """An edit takes the place of the card it replaces, if that is on the same page."""
    bubbles: dict[str, ChatMessage] = {}
    for message in shown:
        bubble = _theirs(message)
        old = bubbles.get(message.edit_of or "")
        if old is not None:
            bubbles[old.id] = replace(bubble, seq=old.seq, id=old.id, at=old.at, edited=True)
        else:
            bubbles[bubble.id] = bubble
    return list(bubbles.values())


def _mine(said: Said) -> ChatMessage:
    file = FileRef(said.sha256, said.file_name or "", said.media_type or "") if said.sha256 else None
    lines = (said.text,) if said.text else ()
    seq = _micros(said.at)
    return ChatMessage(seq, f"m{parse_page_message(said.external_id).sent}", True, said.at, "", lines, (), file, False)


def _theirs(message: Message) -> ChatMessage:
    seq = _micros(message.came_at)
    payload = message.payload
    return ChatMessage(
        seq,
        message.key,
        False,
        message.came_at,
        payload["title"],
        tuple(payload["lines"]),
        taps_of(payload),
        file_of(payload),
        False,
    )


def _called(store: Store, identity: str, sha256: str) -> str | None:
    person = chats.speaker(store, NAME, identity)
    return _name_of(store, identity, person.id, sha256) if person is not None else None


def _name_of(store: Store, identity: str, person: PersonId, sha256: str) -> str | None:
    """What the file is called in this chat; None if the person neither sent nor got it there."""
    sent = updates.file_name(store, NAME, identity, person, sha256)
    if sent is not None:
        return sent
    shown = outbox.shown_in(store, NAME, identity, FILE_REACH, person)
    refs = (file_of(message.payload) for message in shown)
    return next((ref.name for ref in refs if ref is not None and ref.sha256 == sha256), None)


def _time(seq: int) -> datetime:
    whole, micro = divmod(seq, MICROSECONDS)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=micro)


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * MICROSECONDS + at.microsecond
