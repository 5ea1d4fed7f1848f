"""Who the channel is at the platform."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One self-built app (自建应用). `api_url` is the platform's host without a path, `callback_key` the EncodingAESKey."""

    corp: str
    agent: int
    secret: str
    callback_token: str
    callback_key: str
    api_url: str
