"""The Bot API methods that the bot uses: parameters in, result out, refusals raised."""

import json
from collections.abc import Callable
from typing import Any

from tests.support.bot_api import limits
from tests.support.bot_api.answers import Json, Refusal, bad_request
from tests.support.bot_api.markup import parse
from tests.support.bot_api.sight import METHODS as SIGHT
from tests.support.bot_api.world import Sent, Webhook, World, as_message, bot_user

Upload = tuple[str, bytes]
Parameters = dict[str, Any]
Method = Callable[[World, Parameters], Any]

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
# An answer to a tap is taken this long (seconds); Telegram says only "a short time".
QUERY_LIFE = 60.0


def chat_of(given: Parameters) -> int | None:
    """The chat a call is for."""
    try:
        return int(given["chat_id"])
    except (KeyError, ValueError):
        return None


def send_message(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#sendmessage"""
    chat = _chat(world, given)
    text, entities = parse(given.get("text", ""), given.get("parse_mode"))
    limits.check_text(text, editing=False)
    markup = limits.check_markup(given.get("reply_markup"))
    thread, answers = _spot(world, given)
    sent = Sent(chat, world.next_message(), "sendMessage", text, entities, markup, thread=thread, answers=answers)
    sent.manner = _manner(given)
    return _keep(world, sent)


def send_photo(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#sendphoto"""
    return _send_file(world, given, "sendPhoto", "photo")


def send_document(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#senddocument"""
    return _send_file(world, given, "sendDocument", "document")


def _send_file(world: World, given: Parameters, method: str, field: str) -> Json:
    chat = _chat(world, given)
    caption, entities = parse(given.get("caption", ""), given.get("parse_mode"))
    limits.check_caption(caption)
    name, content = _upload(given, field)
    if field == "photo" and len(content) > limits.PHOTO_BYTES:
        raise bad_request("PHOTO_SAVE_FILE_INVALID")
    if field == "photo" and not content.startswith(PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > limits.UPLOAD_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    markup = limits.check_markup(given.get("reply_markup"))
    thread, answers = _spot(world, given)
    sent = Sent(chat, world.next_message(), method, caption, entities, markup, name, content)
    sent.thread, sent.answers = thread, answers
    return _keep(world, sent)


def _upload(given: Parameters, field: str) -> Upload:
    found = given.get(field)
    if isinstance(found, str) and found.startswith("attach://"):
        found = given.get(found.removeprefix("attach://"))
    if not isinstance(found, tuple):
        raise bad_request(f"there is no {field} in the request")
    if not found[1]:
        raise bad_request("file must be non-empty")
    return found


def edit_message_text(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext"""
    sent = _own(world, given)
    if sent.content is not None:
        raise bad_request("there is no text in the message to edit")
    text, entities = parse(given.get("text", ""), given.get("parse_mode"))
    limits.check_text(text, editing=True)
    return _change(world, sent, text, entities, limits.check_markup(given.get("reply_markup")))


def edit_message_caption(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption"""
    sent = _own(world, given)
    if sent.content is None:
        raise bad_request("there is no caption in the message to edit")
    text, entities = parse(given.get("caption", ""), given.get("parse_mode"))
    limits.check_caption(text)
    return _change(world, sent, text, entities, limits.check_markup(given.get("reply_markup")))


def edit_message_reply_markup(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup"""
    sent = _own(world, given)
    return _change(world, sent, sent.text, sent.entities, limits.check_markup(given.get("reply_markup")))


def delete_message(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemessage"""
    _chat(world, given)
    sent = world.by_id.get((int(given["chat_id"]), int(given.get("message_id", 0))))
    if sent is None or sent.deleted:
        raise bad_request("message to delete not found")
    sent.deleted = True
    world.changed.ring()
    return True


def answer_callback_query(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery"""
    query = world.queries.get(given.get("callback_query_id", ""))
    if query is None or world.now() - query["at"] > QUERY_LIFE:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = given.get("text", "")
    if len(text) > limits.CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answered[query["id"]] = text
    world.changed.ring()
    return True


def get_file(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getfile"""
    file_id = given.get("file_id", "")
    content = world.files.get(file_id)
    if content is None:
        raise bad_request("invalid file_id")
    if len(content) > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    about = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}
    return about | {"file_path": f"documents/{file_id}"}


def get_chat(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getchat"""
    chat = world.open_chat(_chat(world, given))
    return chat | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_chat_member(world: World, given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getchatmember; of the bot itself."""
    chat = _chat(world, given)
    return {"user": bot_user(), "status": "member"} | world.members.get(chat, {})


def send_chat_action(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#sendchataction"""
    world.actions.append((_chat(world, given), given.get("action", "")))
    return True


def set_my_commands(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmycommands"""
    commands = json.loads(given.get("commands", "[]"))
    limits.check_commands(commands)
    world.menus[_scope(world, given)] = commands
    world.changed.ring()
    return True


def get_my_commands(world: World, given: Parameters) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands"""
    return world.menus.get(_scope(world, given), [])


def delete_my_commands(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands"""
    world.menus.pop(_scope(world, given), None)
    world.changed.ring()
    return True


def set_webhook(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setwebhook; plain http is taken on the loopback only."""
    url, secret = given.get("url", ""), given.get("secret_token", "")
    if url and not url.startswith(("https://", "http://127.0.0.1")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not limits.SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _drop_if_asked(world, given)
    remember_allowed(world, given)
    world.webhook = Webhook(url, secret, int(given.get("max_connections", 40)))
    world.changed.ring()
    return True


def delete_webhook(world: World, given: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook"""
    _drop_if_asked(world, given)
    world.webhook = Webhook()
    world.changed.ring()
    return True


def get_webhook_info(world: World, _given: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo"""
    info: Json = {"url": world.webhook.url, "has_custom_certificate": False, "pending_update_count": len(world.updates)}
    if world.webhook.url:
        info["max_connections"] = world.webhook.max_connections
        info["allowed_updates"] = list(world.allowed)
    if world.webhook.last_error:
        info |= {"last_error_message": world.webhook.last_error, "last_error_date": int(world.now())}
    return info


def remember_allowed(world: World, given: Parameters) -> None:
    """The kinds of update asked for hold until others are asked for."""
    if "allowed_updates" in given:
        world.allowed = tuple(json.loads(given["allowed_updates"]))


def _drop_if_asked(world: World, given: Parameters) -> None:
    if str(given.get("drop_pending_updates", "")).lower() == "true":
        world.updates.clear()


def _scope(world: World, given: Parameters) -> str:
    scope = json.loads(given.get("scope", "{}") or "{}")
    if scope.get("type") == "chat":
        world.open_chat(int(scope["chat_id"]))
        return f"chat:{scope['chat_id']}"
    return str(scope.get("type", "default"))


def _chat(world: World, given: Parameters) -> int:
    chat = chat_of(given)
    if chat is None:
        raise bad_request("chat_id is empty" if not given.get("chat_id") else "chat not found")
    world.open_chat(chat)
    return chat


def _spot(world: World, given: Parameters) -> tuple[int | None, int | None]:
    """The topic and the message answered; General has no number that one may send to."""
    chat, thread = _chat(world, given), int(given["message_thread_id"]) if given.get("message_thread_id") else None
    if thread is not None and (chat, thread) not in world.topics:
        raise bad_request("message thread not found")
    if thread is not None and not world.topics[chat, thread]:
        raise bad_request("TOPIC_CLOSED")
    told = given.get("reply_parameters") or {}
    answered = json.loads(told) if isinstance(told, str) else told
    number = answered.get("message_id")
    if number is not None and not ({(chat, number)} & (world.heard.keys() | world.by_id.keys())):
        if not answered.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        number = None
    return thread, number


def _own(world: World, given: Parameters) -> Sent:
    chat, number = _chat(world, given), int(given.get("message_id", 0) or 0)
    sent = world.by_id.get((chat, number))
    if sent is not None and not sent.deleted:
        return sent
    raise bad_request("message can't be edited" if (chat, number) in world.heard else "message to edit not found")


def _manner(given: Parameters) -> Json:
    names = ("protect_content", "disable_notification", "link_preview_options")
    told = {name: given[name] for name in names if name in given}
    return {name: json.loads(value) if isinstance(value, str) else value for name, value in told.items()}


def _keep(world: World, sent: Sent) -> Json:
    world.sent.append(sent)
    world.said_in.setdefault(sent.chat, []).append(sent)
    world.by_id[sent.chat, sent.message_id] = sent
    world.changed.ring()
    return as_message(world, sent)


def _change(world: World, sent: Sent, text: str, entities: list[Json], markup: Json | None) -> Json:
    if (sent.text, sent.entities, sent.markup) == (text, entities, markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    sent.text, sent.entities, sent.markup = text, entities, markup
    sent.edits += 1
    world.changed.ring()
    return as_message(world, sent)


# The sends that count against the windows of Limits.
PACED = frozenset(("sendMessage", "sendPhoto", "sendDocument"))
METHODS: dict[str, Method] = {
    "getMe": lambda world, _given: bot_user() | world.account,
    "getChatMember": get_chat_member,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
    "getChat": get_chat,
    "sendChatAction": send_chat_action,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    **SIGHT,
}
