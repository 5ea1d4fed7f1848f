"""What the page gets: bubbles, people and events as JSON values."""

from datetime import datetime
from urllib.parse import quote

from starlette.responses import Response

from bot.base.channel import Outgoing, Tap
from bot.web.answers import SAFE
from bot.web.ports import ChatMessage, SamplePerson, StoredFile
from handlers.kernel.messages import FileRef
from wording.catalogue import told

# Shown in place. Everything else is a download: a page or an SVG of a stranger must not run here.
INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


def person_shown(person: SamplePerson, language: str) -> dict[str, str]:
    """A person in the demonstration's list."""
    return {
        "id": person.identity,
        "name": person.name,
        "role": person.role,
        "roleWord": told(person.role_word, language),
        "unit": person.unit_name,
        "post": person.post,
    }


def message_shown(message: ChatMessage) -> dict[str, object]:
    """A bubble of the history."""
    return {
        "seq": message.seq,
        "id": message.id,
        "mine": message.mine,
        "at": message.at.isoformat(),
        "title": message.title,
        "lines": list(message.lines),
        "buttons": _buttons(message.buttons),
        "file": _file(message.file),
    }


def event_shown(outgoing: Outgoing, at: datetime) -> dict[str, object]:
    """A bubble that arrives now (`at`, UTC); an edit bears the id of the bubble it replaces, which keeps its own time."""
    edit = outgoing.edit_of is not None
    return {
        "id": outgoing.edit_of or outgoing.key,
        "mine": False,
        "edit": edit,
        "at": None if edit else at.isoformat(),
        "title": outgoing.title,
        "lines": list(outgoing.lines),
        "buttons": _buttons(outgoing.buttons),
        "file": _file(outgoing.file),
    }


def download(file: StoredFile) -> Response:
    """A file under its own name."""
    inline = file.media_type in INLINE
    media_type = file.media_type if inline else "application/octet-stream"
    place = "inline" if inline else "attachment"
    headers = {**SAFE, "Content-Disposition": f"{place}; filename*=UTF-8''{quote(file.name, safe='')}"}
    if inline:
        # A browser that changes hands must not show it from its own store.
        headers["Cache-Control"] = "private, no-cache"
    return Response(file.content, media_type=media_type, headers=headers)


def _buttons(rows: tuple[tuple[Tap, ...], ...]) -> list[list[list[str]]]:
    return [[[tap.label, tap.token, tap.style.value if tap.style else ""] for tap in row] for row in rows]


def _file(file: FileRef | None) -> dict[str, object] | None:
    if file is None:
        return None
    return {"sha256": file.sha256, "name": file.name, "picture": file.media_type in INLINE}
