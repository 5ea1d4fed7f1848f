"""What of an ISO base media file (MP4, QuickTime, 3GP) its boxes tell: https://developer.apple.com/documentation/quicktime-file-format

Nothing is decoded: that the parts are all there and that one of them is a picture track is what can be told cheaply.
"""

from collections.abc import Iterator
from enum import Enum

# Of a box: its size with these eight bytes, and its name; 1 means that the size follows, 0 that it goes to the end.
HEAD, LONG_HEAD = 8, 16
SEEN, HEARD = b"vide", b"soun"
# A made-up file may nest or repeat boxes; a telephone's has some dozens.
MOST_BOXES = 10_000


class Kind(Enum):
    """A film has a picture track; what is broken lacks the list of its tracks, what they hold, or its end."""

    FILM = "film"
    SOUND = "sound"
    BROKEN = "broken"


class _Cut(Exception):
    """A box says that it is longer than what is there."""


def kind_of(content: bytes) -> Kind:
    """What a file is that begins with `ftyp`."""
    try:
        whole = list(_boxes(content, 0, len(content)))
        names = {name for name, _, _ in whole}
        tracks = {each for name, begin, end in whole if name == b"moov" for each in _tracks(content, begin, end)}
    except _Cut:
        return Kind.BROKEN
    if not {b"moov", b"mdat"} <= names or not tracks & {SEEN, HEARD}:
        return Kind.BROKEN
    return Kind.FILM if SEEN in tracks else Kind.SOUND


def _tracks(content: bytes, begin: int, end: int) -> Iterator[bytes]:
    """What each track of the list holds: moov/trak/mdia/hdlr names it after its version, flags and four bytes more."""
    for _, track, track_end in _named(content, b"trak", begin, end):
        for _, media, media_end in _named(content, b"mdia", track, track_end):
            for _, handler, _ in _named(content, b"hdlr", media, media_end):
                yield content[handler + 8 : handler + 12]


def _named(content: bytes, wanted: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    return (box for box in _boxes(content, begin, end) if box[0] == wanted)


def _boxes(content: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of what each box between two places holds. Raises _Cut."""
    at = begin
    for _ in range(MOST_BOXES):
        if end - at < HEAD:
            # QuickTime ends some lists with four zero bytes.
            return
        size, head = int.from_bytes(content[at : at + 4]), HEAD
        name = content[at + 4 : at + 8]
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), LONG_HEAD
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise _Cut
        yield name, at + head, at + size
        at += size
    raise _Cut
