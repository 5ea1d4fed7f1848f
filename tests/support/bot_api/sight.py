"""Methods about what stays in sight: marks on messages, pinned messages, and what the bot says of itself."""

import json
from collections.abc import Callable
from typing import Any

from tests.support.bot_api.answers import bad_request
from tests.support.bot_api.world import World

Parameters = dict[str, Any]
MARKS = frozenset("👍👎❤🔥👏")
DESCRIPTION, SHORT_DESCRIPTION = 512, 120


def set_message_reaction(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction"""
    chat, number = int(given["chat_id"]), int(given["message_id"])
    told = given.get("reaction") or []
    marks = json.loads(told) if isinstance(told, str) else told
    if (chat, number) not in world.heard.keys() | world.by_id.keys():
        raise bad_request("message to react not found")
    if chat in world.unmarkable or any(each.get("emoji") not in MARKS for each in marks):
        raise bad_request("REACTION_INVALID")
    world.marks[chat, number] = marks[0]["emoji"] if marks else ""
    world.changed.ring()
    return True


def pin_chat_message(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage"""
    where = int(given["chat_id"]), int(given["message_id"])
    if where not in world.by_id:
        raise bad_request("message to pin not found")
    world.pinned.append(where)
    world.changed.ring()
    return True


def unpin_chat_message(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#unpinchatmessage"""
    where = int(given["chat_id"]), int(given["message_id"])
    if where not in world.pinned:
        raise bad_request("message to unpin not found")
    world.pinned.remove(where)
    world.changed.ring()
    return True


def set_my_description(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmydescription"""
    return _told(world, "description", str(given.get("description", "")), DESCRIPTION)


def set_my_short_description(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmyshortdescription"""
    return _told(world, "short_description", str(given.get("short_description", "")), SHORT_DESCRIPTION)


def _told(world: World, name: str, text: str, most: int) -> bool:
    if len(text) > most:
        raise bad_request("BOT_DESCRIPTION_TOO_LONG")
    world.told_of_itself[name] = text
    return True


METHODS: dict[str, Callable[[World, Parameters], Any]] = {
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
}
