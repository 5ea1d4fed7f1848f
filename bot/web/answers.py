"""What every answer of the web pages carries, and how one is refused."""

from starlette.responses import JSONResponse, Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def refuse(status: int, sentence: str) -> Response:
    """An HTTP status with a Chinese sentence for the person."""
    return JSONResponse({"error": sentence}, status_code=status, headers=SAFE)
