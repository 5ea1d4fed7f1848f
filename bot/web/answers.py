"""What every answer of the web pages carries, and how one is refused."""

from os import PathLike, stat_result

from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

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


class SafeFiles(StaticFiles):
    """The pages' own files, which may be kept but say the same of what else may be loaded."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """See StaticFiles."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update({**SAFE, "Cache-Control": "no-cache"})
        return response


def refuse(status: int, sentence: str) -> Response:
    """An HTTP status with a Chinese sentence for the person."""
    return JSONResponse({"error": sentence}, status_code=status, headers=SAFE)
