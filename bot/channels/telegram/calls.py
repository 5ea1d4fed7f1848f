"""Calls of the Bot API as plain values, and their answers as they came.

The library's own methods turn parameters into its types and back and decode a whole message from the answer, of which only the
id is wanted. Its errors are kept: its `BaseRequest` makes the call and raises them.
"""

from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter


async def call(bot: Bot, method: str, parameters: Mapping[str, object], *, patience: float | None = None) -> Any:
    """The result of a call; what is None is left out. Raises the library's errors. `patience` in seconds, or the client's own."""
    given = RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])
    url = f"{bot.base_url}/{method}"
    if patience is None:
        return await bot.request.post(url, given)
    return await bot.request.post(url, given, read_timeout=patience, connect_timeout=patience)
