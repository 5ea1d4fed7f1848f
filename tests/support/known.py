"""Whose files a channel fetches, in tests that have no district."""


async def everybody(_channel: str, _sender: str) -> bool:
    """Anybody is known."""
    return True
