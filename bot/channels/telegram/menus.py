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


async def set_menu(bot: Bot, chat: str | None, commands: Sequence[tuple[str, str]]) -> None:
    """Shows these commands (name, Chinese description) in a chat, or everywhere if `chat` is None; failures are logged only."""
    shown = [
        BotCommand(name, description[:DESCRIPTION_LIMIT])
        for name, description in commands
        if NAME.fullmatch(name) and description
    ]
    scope: BotCommandScope | None = BotCommandScopeChat(chat) if chat is not None else None
    try:
        if shown:
            await bot.set_my_commands(shown[:COMMANDS_LIMIT], scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except TelegramError as failure:
        log.warning("menu not set", chat=chat, reason=describe(failure, bot.token))
