"""A bare python-telegram-bot that says what it hears: `stock` as the library comes, `fast` on the product's HTTP client.

python -m benchmarks.bots.echo stock|fast API_URL TOKEN
"""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.channels.telegram.request import AiohttpRequest

AT_ONCE = 64


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Says it back."""
    if update.message is not None:
        await update.message.reply_text(update.message.text or "")


def main() -> None:
    """See the module."""
    kind, url, token = sys.argv[1:4]
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    if kind == "fast":
        builder = builder.request(AiohttpRequest(AT_ONCE + 8, connect=5, read=10)).concurrent_updates(AT_ONCE)
        builder = builder.get_updates_request(AiohttpRequest(1, connect=5, read=10))
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(timeout=20, drop_pending_updates=False)


if __name__ == "__main__":
    main()
