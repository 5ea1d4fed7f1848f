"""The bot's account as the settings describe it."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["polling", "webhook"]


@dataclass(frozen=True, slots=True)
class Account:
    """A token, where its Bot API is, and how updates come; `poll_seconds` is how long one poll waits for them.

    Raises ValueError for a webhook without an address or a secret.
    """

    token: str
    api_url: str = "https://api.telegram.org"
    mode: Mode = "polling"
    webhook_url: str = ""
    secret_token: str = ""
    poll_seconds: int = 30

    def __post_init__(self) -> None:
        if self.mode == "webhook" and not (self.secret_token and self.webhook_url):
            raise ValueError("webhook mode needs webhook_url and secret_token")

    @property
    def base_url(self) -> str:
        """Of the Bot API, without a slash at its end."""
        return self.api_url.rstrip("/")
