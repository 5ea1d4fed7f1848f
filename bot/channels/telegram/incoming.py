"""Telegram's updates in the core's words."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
    User,
)
from telegram.ext import filters

from bot.channels.telegram import places
from bot.channels.telegram.render import token_of
from bot.channels.telegram.spec import NAME
from domain.files import Trouble
from handlers.kernel.messages import BY_LINK, Forwarded, Incoming

# The kinds of update asked for: everything else is not even delivered.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
RAW_LIMIT = 4000
FOLLOWED = re.compile("/start " + BY_LINK + r"(?P<token>[\w-]+)")
# The first half of media types that no report can be proved with; which films can shows in their bytes.
HEARD = "audio"


@dataclass(frozen=True, slots=True)
class FileToFetch:
    """A file that Telegram holds for a message; `size` is 0 where Telegram did not say. A `trouble`: it need not be fetched."""

    file_id: str
    name: str
    media_type: str
    size: int
    trouble: Trouble | None = None


class Reader:
    """Reads updates for one bot: whether a group means it depends on its name and id."""

    def __init__(self, me: User) -> None:
        self._id = me.id
        self._mention = f"@{me.username}".lower()

    def read(self, update: Update, now: datetime) -> Incoming | None:
        """The update as an Incoming, its file still to be fetched; None for a kind nobody asked for. `now` is UTC."""
        message = update.message or update.edited_message
        if update.callback_query is not None:
            return _tap(update, update.callback_query, now)
        if update.my_chat_member is not None:
            return _membership(update, update.my_chat_member)
        if message is None or (update.edited_message is not None and not _says_something(update, message)):
            return None
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            return _migration(update, message)
        return self._spoken(update, message)

    def _spoken(self, update: Update, message: Message) -> Incoming:
        service = filters.StatusUpdate.ALL.check_update(update)
        text, named = self._without_mention(message)
        command, other = self._command(text)
        private = message.chat.type == Chat.PRIVATE
        replied = _answered(message)
        answers_us = replied is not None and replied.from_user is not None and replied.from_user.id == self._id
        addressed = private or ((command is not None or named or answers_us) and not other)
        addressed = addressed and not service
        speaker = message.from_user or message.sender_chat or message.chat
        tapped = _by_link(command) if private and command is not None else None
        return Incoming(
            channel=NAME,
            external_id=str(update.update_id),
            chat=str(message.chat.id),
            sender=str(speaker.id),
            sent_at=message.date.astimezone(UTC),
            # What carried the button stands in another chat.
            message=str(message.message_id) if tapped is None else None,
            edited=update.edited_message is not None,
            album=message.media_group_id,
            text="" if tapped else command if command is not None else text,
            button=tapped,
            private=private,
            addressed=addressed,
            file=places.told_in(message) if addressed else None,
            thread=_thread(message),
            quoted=str(replied.message_id) if replied is not None else None,
            forwarded=_forwarded(message),
        )

    def _command(self, text: str) -> tuple[str | None, bool]:
        """The command without the bot's name, if the text is one; and whether it names another bot."""
        if not text.startswith("/"):
            return None, False
        head, _, rest = text.partition(" ")
        name, at, bot = head.partition("@")
        other = bool(at) and f"@{bot}".lower() != self._mention
        return f"{name} {rest}".strip(), other

    def _without_mention(self, message: Message) -> tuple[str, bool]:
        """The text or caption without the words that only address the bot, and whether there were any."""
        text = message.text or message.caption or ""
        entities = message.entities if message.text else message.caption_entities
        ours = [entity for entity in entities if self._names_us(message, entity)]
        if not ours:
            return text, False
        units = text.encode("utf-16-le", "surrogatepass")
        for entity in reversed(ours):
            units = units[: entity.offset * 2] + units[(entity.offset + entity.length) * 2 :]
        return units.decode("utf-16-le", "replace").strip(), True

    def _names_us(self, message: Message, entity: MessageEntity) -> bool:
        if entity.type == MessageEntity.TEXT_MENTION:
            return entity.user is not None and entity.user.id == self._id
        if entity.type != MessageEntity.MENTION:
            return False
        named = message.parse_entity(entity) if message.text else message.parse_caption_entity(entity)
        return named.lower() == self._mention


def _thread(message: Message) -> str | None:
    """The topic a message stands in; General has none. A number alone may be that of a thread of replies, where nobody posts."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else None


def _by_link(command: str) -> str | None:
    """The token of a button that was followed here: https://core.telegram.org/bots/features#deep-linking"""
    found = FOLLOWED.fullmatch(command)
    return found["token"] if found else None


def _answered(message: Message) -> Message | None:
    """What a message answers. Whatever is said in a topic seems to answer the message that opened it."""
    replied = message.reply_to_message
    if replied is None or (message.is_topic_message and replied.message_id == message.message_thread_id):
        return None
    return replied


def _forwarded(message: Message) -> Forwarded | None:
    """Who wrote it first, and when."""
    origin, own = message.forward_origin, False
    if origin is None:
        return None
    match origin:
        case MessageOriginUser():
            author = origin.sender_user.full_name
            own = message.from_user is not None and origin.sender_user.id == message.from_user.id
        case MessageOriginHiddenUser():
            author = origin.sender_user_name
        case _:
            told = getattr(origin, "sender_chat", None) or getattr(origin, "chat", None)
            author = (told.title or told.full_name or "") if told is not None else ""
    return Forwarded(author, origin.date.astimezone(UTC), own)


def file_of(update: Update) -> FileToFetch | None:
    """The picture (its largest form), document, film or sound of the update's message."""
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return FileToFetch(largest.file_id, f"photo_{message.message_id}.jpg", "image/jpeg", largest.file_size or 0)
    if message.document:
        document = message.document
        name = document.file_name or f"file_{message.message_id}"
        kind = document.mime_type or "application/octet-stream"
        trouble = Trouble.AUDIO if kind.split("/")[0] == HEARD else None
        return FileToFetch(document.file_id, name, kind, document.file_size or 0, trouble)
    return _moving(message)


def _says_something(update: Update, message: Message) -> bool:
    """Whether there is anything to read again: a live location that moves or a poll that changes is no word of anybody."""
    return bool(message.text or message.caption) or file_of(update) is not None


def _moving(message: Message) -> FileToFetch | None:
    """A film, or a sound, which no report can be proved with. A film is MP4: https://core.telegram.org/bots/api#video"""
    if film := message.video or message.video_note:
        name = getattr(film, "file_name", None) or f"video_{message.message_id}.mp4"
        return FileToFetch(film.file_id, name, "video/mp4", film.file_size or 0)
    if sound := message.voice or message.audio:
        return FileToFetch(sound.file_id, f"file_{message.message_id}", HEARD, sound.file_size or 0, Trouble.AUDIO)
    return None


def undecodable(raw: Mapping[str, object], now: datetime) -> Incoming:
    """An update the library cannot read, so that it is recorded and confirmed instead of blocking the queue (F4)."""
    whole = json.dumps(dict(raw), ensure_ascii=False)
    return Incoming(
        channel=NAME,
        external_id=str(raw["update_id"]),
        chat=chat_of(raw),
        sender=str(_dig(raw, ("message", "from", "id")) or _dig(raw, ("callback_query", "from", "id")) or ""),
        sent_at=now,
        text=whole[:RAW_LIMIT],
        addressed=False,
        event="undecodable",
    )


def chat_of(raw: Mapping[str, object]) -> str:
    """The chat of a raw update, which decides what must stay in order; empty if there is none."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if (found := _dig(raw, (kind, "chat", "id"))) is not None:
            return str(found)
    found = _dig(raw, ("callback_query", "message", "chat", "id"))
    return "" if found is None else str(found)


def _dig(raw: object, path: Sequence[str]) -> object:
    for key in path:
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw


def _tap(update: Update, query: CallbackQuery, now: datetime) -> Incoming:
    carrier = query.message
    return Incoming(
        channel=NAME,
        external_id=str(update.update_id),
        chat=str(carrier.chat.id if carrier else query.from_user.id),
        sender=str(query.from_user.id),
        # Telegram does not say when a button was pressed.
        sent_at=now,
        private=carrier is None or carrier.chat.type == Chat.PRIVATE,
        button=token_of(query.data),
        message=str(carrier.message_id) if carrier else None,
        thread=_thread(carrier) if isinstance(carrier, Message) else None,
    )


def _membership(update: Update, change: ChatMemberUpdated) -> Incoming | None:
    was, is_ = _may_write(change.old_chat_member), _may_write(change.new_chat_member)
    if was == is_:
        return None
    return Incoming(
        channel=NAME,
        external_id=str(update.update_id),
        chat=str(change.chat.id),
        sender=str(change.from_user.id),
        sent_at=change.date.astimezone(UTC),
        private=change.chat.type == Chat.PRIVATE,
        event="unblocked" if is_ else "blocked",
    )


def _may_write(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status not in {ChatMember.LEFT, ChatMember.BANNED}


def _migration(update: Update, message: Message) -> Incoming:
    """Telegram tells it twice, in the old chat and in the new one; both say the same."""
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    return Incoming(
        channel=NAME,
        external_id=str(update.update_id),
        chat=str(old),
        sender=str(message.from_user.id if message.from_user else old),
        sent_at=message.date.astimezone(UTC),
        private=False,
        event="migrated",
        moved_to=str(new),
    )
