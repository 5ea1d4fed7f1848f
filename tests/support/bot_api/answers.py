"""How Telegram says no: https://core.telegram.org/bots/api#making-requests"""

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """An answer with ok = false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The JSON of the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(description: str, **parameters: int) -> Refusal:
    """Status 400, with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> Refusal:
    """Status 403, with Telegram's prefix."""
    return Refusal(403, f"Forbidden: {description}")


def too_many(retry_after: int) -> Refusal:
    """Status 429."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
