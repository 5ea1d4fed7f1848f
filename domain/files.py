"""Why a file that came cannot be taken."""

from enum import Enum


class Trouble(Enum):
    """One trouble a file: first that its bytes could not be had, then what the bytes are, last whose they are."""

    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"

    EMPTY = "empty"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    PROGRAM = "program"
    WEB_PAGE = "web_page"
    MACRO = "macro"
    LOCKED = "locked"
    # A film of a kind that is not taken; MP4 is.
    VIDEO = "video"
    AUDIO = "audio"
    ARCHIVE = "archive"
    OTHER_TYPE = "other_type"

    STRANGER = "stranger"
    QUOTA = "quota"
