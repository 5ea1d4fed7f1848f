"""The command menus: one for everybody, one a private chat by the person's role."""

import re
from collections.abc import Sequence

import structlog
from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels.telegram.failures import describe

log = structlog.get_logger()

# https://core.telegram.org/bots/api#botcommand
NAME = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION_LIMIT = 256
COMMANDS_LIMIT = 100
# Where others read along: the least.
IN_GROUPS = (("help", "能做什么"), ("item", "看一个事项，如 /item JS-010"))
DESCRIPTION = (
    "责任书：报进度、看亮灯、收督办单。填报一句话、确认一下即可。首次使用请向区督查室索取邀请链接，打开后点“开始”。"
)
SHORT_DESCRIPTION = "责任书进度报送与督办。邀请链接请向区督查室索取。"


async def offer(bot: Bot, commands: Sequence[tuple[str, str]]) -> None:
    """What strangers and groups are shown: menus, and what the bot is for before anything is said; failures are logged only."""
    in_groups = [BotCommand(name, description) for name, description in IN_GROUPS]
    calls = (
        lambda: bot.set_my_commands(in_groups, scope=BotCommandScopeAllGroupChats()),
        lambda: bot.set_my_description(DESCRIPTION),
        lambda: bot.set_my_short_description(SHORT_DESCRIPTION),
        lambda: set_menu(bot, None, commands),
    )
    for call in calls:
        try:
            await call()
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
