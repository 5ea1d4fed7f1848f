"""Forms of the office that did not serve when a document was made, until somebody was told."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from storage import marks
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Failed:
    """The kind of form, why it did not serve, and the places that are to blame; the values of documents.forms."""

    kind: str
    trouble: str
    names: tuple[str, ...]


def note(store: Store, kind: str, trouble: str, names: Sequence[str]) -> None:
    """Puts it down; of one kind the newest."""
    marks.put(store, _mark(kind), orjson.dumps([trouble, *names]).decode())


def taken(store: Store, kinds: Sequence[str]) -> list[Failed]:
    """What was put down, which is forgotten with this."""
    found = []
    for kind in kinds:
        if (kept := marks.get(store, _mark(kind))) is not None:
            trouble, *names = orjson.loads(kept)
            found.append(Failed(kind, trouble, tuple(names)))
            marks.clear(store, _mark(kind))
    return found


def _mark(kind: str) -> str:
    return f"{marks.FORM_FAILED}_{kind}"
