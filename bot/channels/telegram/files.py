"""Fetches the file of a message before the transaction that will use it begins."""

import structlog
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.channels.telegram.failures import describe
from bot.channels.telegram.incoming import FileToFetch
from handlers.kernel.messages import Attached

log = structlog.get_logger()

# What a bot may download: https://core.telegram.org/bots/api#getfile
TELEGRAM_LIMIT = 20 * 1024 * 1024
TRIES = 2
READ_TIMEOUT = 20.0
MEGABYTE = 1024 * 1024


async def fetch(bot: Bot, wanted: FileToFetch, max_bytes: int) -> Attached:
    """The file with its bytes, or with the reason why there are none; never raises for what the network does."""
    limit = min(TELEGRAM_LIMIT, max_bytes)
    if wanted.size > limit:
        return _without(wanted, _too_large(limit))
    content: bytes | None = None
    for attempt in range(1, TRIES + 1):
        try:
            content = await _download(bot, wanted)
            break
        except TelegramError as failure:
            log.warning("file not fetched", attempt=attempt, reason=describe(failure, bot.token))
            # The library calls a BadRequest a NetworkError too, but it says that the file cannot be had at all.
            if "file is too big" in str(failure).lower():
                return _without(wanted, _too_large(limit))
            if isinstance(failure, BadRequest) or not isinstance(failure, NetworkError):
                break
    if content is None:
        return _without(wanted, "文件暂时取不到，请重新发送。")
    if len(content) > limit:
        return _without(wanted, _too_large(limit))
    return Attached(wanted.name, wanted.media_type, len(content), content)


async def _download(bot: Bot, wanted: FileToFetch) -> bytes:
    file = await bot.get_file(wanted.file_id)
    return bytes(await file.download_as_bytearray(read_timeout=READ_TIMEOUT))


def _without(wanted: FileToFetch, problem: str) -> Attached:
    return Attached(wanted.name, wanted.media_type, wanted.size, None, problem)


def _too_large(limit: int) -> str:
    return f"文件超过 {limit / MEGABYTE:.3g} MB，无法接收，请压缩后重发。"
