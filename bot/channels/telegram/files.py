"""Fetches the file of a message before the transaction that will use it begins."""

import structlog
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.channels.telegram.failures import describe
from bot.channels.telegram.incoming import FileToFetch
from domain.files import Trouble
from handlers.kernel.messages import Attached

log = structlog.get_logger()

# What a bot may download: https://core.telegram.org/bots/api#getfile
TELEGRAM_LIMIT = 20 * 1024 * 1024
TRIES = 2
READ_TIMEOUT = 20.0


async def fetch(bot: Bot, wanted: FileToFetch, max_bytes: int) -> Attached:
    """The file with its bytes, or with the reason why there are none; never raises for what the network does."""
    limit = min(TELEGRAM_LIMIT, max_bytes)
    if wanted.size > limit:
        return without(wanted, Trouble.TOO_LARGE, limit)
    content: bytes | None = None
    for attempt in range(1, TRIES + 1):
        try:
            content = await _download(bot, wanted)
            break
        except TelegramError as failure:
            log.warning("file not fetched", attempt=attempt, reason=describe(failure, bot.token))
            # The library calls a BadRequest a NetworkError too, but it says that the file cannot be had at all.
            if "file is too big" in str(failure).lower():
                return without(wanted, Trouble.TOO_LARGE, limit)
            if isinstance(failure, BadRequest) or not isinstance(failure, NetworkError):
                break
    if content is None:
        return without(wanted, Trouble.UNREACHABLE)
    if len(content) > limit:
        return without(wanted, Trouble.TOO_LARGE, limit)
    return Attached(wanted.name, wanted.media_type, len(content), content)


def without(wanted: FileToFetch, trouble: Trouble, limit: int = 0) -> Attached:
    """The file without its bytes; `limit` in bytes, where it broke one."""
    return Attached(wanted.name, wanted.media_type, wanted.size, None, trouble, limit)


async def _download(bot: Bot, wanted: FileToFetch) -> bytes:
    file = await bot.get_file(wanted.file_id)
    return bytes(await file.download_as_bytearray(read_timeout=READ_TIMEOUT))
