"""The command menus: one for everybody, one a private chat by the person's role."""

import re
from collections.abc import Sequence

import structlog
from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels.telegram.failures import describe

log = structlog.get_logger()

# https://core.telegram.org/bots/api#botcommand
NAME = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION_LIMIT = 256
COMMANDS_LIMIT = 100


async def offer(bot: Bot, commands: Sequence[tuple[str, str]]) -> None:
    """The menu of everybody who has none of their own; failures are logged only."""
    try:
        await set_menu(bot, None, commands)
    except TelegramError as failure:
        not_set(None, describe(failure, bot.token))


def not_set(chat: str | None, reason: str) -> None:
    """For the log: a menu was refused."""
    log.warning("menu not set", chat=chat, reason=reason)


async def set_menu(bot: Bot, chat: str | None, commands: Sequence[tuple[str, str]]) -> None:
    """Shows these commands (name, Chinese description) in a chat, or everywhere if `chat` is None; raises TelegramError."""
    shown = [
        BotCommand(name, description[:DESCRIPTION_LIMIT])
        for name, description in commands
        if NAME.fullmatch(name) and description
    ]
    scope: BotCommandScope | None = BotCommandScopeChat(chat) if chat is not None else None
    if shown:
        await bot.set_my_commands(shown[:COMMANDS_LIMIT], scope=scope)
    else:
        await bot.delete_my_commands(scope=scope)
