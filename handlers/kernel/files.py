"""Whether a file that came is taken: by who sends it, how large it is, and what its bytes show; before anything is stored."""

from dataclasses import replace
from functools import partial

from documents import content as contents
from domain.errors import DomainError
from domain.files import Trouble
from domain.people import Person, Role
from domain.places import place_named
from domain.secrecy import Tells
from handlers.kernel.messages import Attached, Card, FileRef
from handlers.kernel.papers import Paper
from handlers.kernel.turn import District, Turn
from handlers.kernel.words import files as zh
from handlers.kernel.words import notation
from storage import evidence
from storage.evidence import Shelved

MEGABYTE = 1_000_000


def looked_at(file: Attached, person: Person | None, district: District, sent_today: int) -> Attached:
    """The file with the type that its bytes show, or without them and with the trouble. `sent_today`: bytes of the person.

    May take a second for a large picture: never call it on an event loop.
    """
    if file.content is None:
        return file
    if person is None:
        return _refused(file, Trouble.STRANGER)
    if len(file.content) > district.evidence_max_bytes:
        return _refused(file, Trouble.TOO_LARGE, district.evidence_max_bytes)
    if sent_today + len(file.content) > district.evidence_day_bytes:
        return _refused(file, Trouble.QUOTA, district.evidence_day_bytes)
    # What a channel made of what its platform told is what the channel says; what a person sent is what its bytes show.
    found = contents.Judged(file.media_type) if file.made else contents.judge(file.content)
    unwanted = found.trouble is Trouble.VIDEO and contents.MP4 not in district.evidence_types
    if found.trouble is not None and not unwanted:
        return _refused(file, found.trouble)
    # What an admin imports need not be evidence: calendars and areas come as plain tables.
    if unwanted or (person.role is not Role.ADMIN and found.media_type not in district.evidence_types):
        return _refused(file, Trouble.OTHER_TYPE)
    return replace(file, media_type=found.media_type)


def taken(turn: Turn) -> tuple[Attached, Shelved]:
    """The file of the message, which is stored already; raises DomainError with the trouble where it is not."""
    file = turn.incoming.file
    if file is not None:
        fingerprint(file)
    if file is None or file.shelved is None:
        raise DomainError("no_file", zh.NOT_RECEIVED)
    return file, file.shelved


def paper(turn: Turn) -> Paper:
    """The file of the message, to be read; raises DomainError with the trouble where it is not stored."""
    file = turn.incoming.file
    if file is None:
        raise DomainError("no_file", zh.NOT_RECEIVED)
    sha256, shelved = fingerprint(file), file.shelved
    if shelved is not None:
        return Paper(file.name, sha256, lambda: shelved.content)
    stored = evidence.blob(turn.store, sha256)
    if stored is None:
        raise DomainError("no_file", zh.NOT_RECEIVED)
    return Paper(file.name, sha256, partial(stored.read, turn.store.files))


def all_of(turn: Turn) -> tuple[Attached, ...]:
    """Every file of the message."""
    return (turn.incoming.file, *turn.incoming.also) if turn.incoming.file is not None else ()


def fingerprint(file: Attached) -> str:
    """The SHA-256 of a file that is stored already; raises DomainError with the trouble where it is not."""
    if file.trouble is not None:
        raise DomainError(f"file_{file.trouble.value}", zh.refusal(file.trouble, file.name, file.limit // MEGABYTE))
    if file.shelved is None and file.kept is None:
        raise DomainError("no_file", zh.NOT_RECEIVED)
    return file.kept or (file.shelved.sha256 if file.shelved is not None else "")


def card(turn: Turn, file: FileRef, tells: Tells) -> Card:
    """A stored file with its name; a place is told in words beside its file."""
    place = place_named(file.name)
    if place is None:
        return Card(lines=(file.name,), file=file, tells=tells)
    line = zh.place(place, notation.moment(place.at.astimezone(turn.district.zone)))
    return Card(lines=(line,), file=replace(file, name=zh.place_file(place)), tells=tells)


def _refused(file: Attached, trouble: Trouble, limit: int = 0) -> Attached:
    return replace(file, content=None, trouble=trouble, limit=limit)
