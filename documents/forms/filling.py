"""A form looked at, and filled with what a document says."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from documents.content import DOCX, XLSX
from documents.forms.places import LEDGER, PAPER, Filling, Places, of_ledger, of_paper
from documents.ledger_out import Ledger
from documents.official_paper import OfficialPaper

# A form holds a page or two; beyond this it is something else.
MOST_BYTES = 5_000_000


class Trouble(Enum):
    """Why a form cannot be filled."""

    ABSENT = "absent"
    LARGE = "large"
    MACROS = "macros"
    NOT_OFFICE = "not_office"
    UNOPENED = "unopened"
    UNKNOWN = "unknown"
    MISSING = "missing"
    UNFILLED = "unfilled"


class FormError(Exception):
    """A form that cannot be filled; `names` are the places that are to blame, for UNFILLED what was raised."""

    def __init__(self, trouble: Trouble, names: Sequence[str] = ()) -> None:
        super().__init__(f"{trouble.value} {', '.join(names)}".strip())
        self.trouble = trouble
        self.names = tuple(names)


class Kind(Enum):
    """What a form is for."""

    NOTICE = "notice"
    BULLETIN = "bulletin"
    LEDGER = "ledger"

    @property
    def places(self) -> Places:
        """The places it may have."""
        return LEDGER if self is Kind.LEDGER else PAPER


@dataclass(frozen=True, slots=True)
class Looked:
    """What a form has: names that mean nothing, names it cannot do without and lacks, and known ones that it leaves out."""

    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether it can be filled."""
        return not self.unknown and not self.missing


def looked_at(content: bytes, kind: Kind) -> Looked:
    """The places of a form; raises FormError for what is neither a Word document nor a workbook."""
    from documents.forms import sheets, word

    is_word = _is_word(content)
    try:
        names = (word if is_word else sheets).names_in(content)
    except Exception as failure:  # the libraries raise whatever a broken part raises
        raise FormError(Trouble.UNOPENED) from failure
    found, places = set(names), kind.places
    unknown = tuple(dict.fromkeys(name for name in names if name not in places.known))
    return Looked(unknown, tuple(sorted(places.needed - found)), tuple(sorted(places.known - places.needed - found)))


def filled(content: bytes, kind: Kind, said: OfficialPaper | Ledger) -> tuple[str, bytes]:
    """Media type and bytes of the document; raises FormError for a form that does not fit or cannot be filled."""
    from documents.forms import sheets, word

    looked = looked_at(content, kind)
    if looked.unknown:
        raise FormError(Trouble.UNKNOWN, looked.unknown)
    if looked.missing:
        raise FormError(Trouble.MISSING, looked.missing)
    is_word = _is_word(content)
    try:
        made = (word if is_word else sheets).filled(content, kind.places, partial(_filling, said))
    except Exception as failure:  # the document must come all the same, in the built-in form
        raise FormError(Trouble.UNFILLED, [type(failure).__name__]) from failure
    return (DOCX if is_word else XLSX), made


def _filling(said: OfficialPaper | Ledger, apart: bool) -> Filling:
    return of_ledger(said) if isinstance(said, Ledger) else of_paper(said, apart=apart)


def _is_word(content: bytes) -> bool:
    """Whether a package is a Word document; raises FormError for what is no office file, or a large one."""
    if len(content) > MOST_BYTES:
        raise FormError(Trouble.LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            if sum(each.file_size for each in package.infolist()) > 10 * MOST_BYTES:
                raise FormError(Trouble.LARGE)
    except zipfile.BadZipFile as failure:
        raise FormError(Trouble.NOT_OFFICE) from failure
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FormError(Trouble.MACROS)
    if "word/document.xml" in names or "xl/workbook.xml" in names:
        return "word/document.xml" in names
    raise FormError(Trouble.NOT_OFFICE)
