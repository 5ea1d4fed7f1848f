"""The body of a request from a platform, which is never longer than the platform makes it."""

from starlette.requests import ClientDisconnect, Request


async def body_of(request: Request, most: int) -> bytes | None:
    """The body; None if it has more than so many bytes, empty if whoever sent it hung up."""
    chunks = bytearray()
    try:
        async for chunk in request.stream():
            chunks += chunk
            if len(chunks) > most:
                return None
    except ClientDisconnect:
        return b""
    return bytes(chunks)
