"""The office's own forms of the settings: read anew for each document, so that a form may be changed while the service runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from documents.forms.filling import FormError, Kind, Trouble, filled
from documents.ledger_out import Ledger
from documents.official_paper import OfficialPaper


@dataclass(frozen=True, slots=True)
class Forms:
    """Where the forms lie; a kind that is not named has the built-in one."""

    paths: Mapping[Kind, Path] = field(default_factory=dict)

    def filled(self, kind: Kind, said: OfficialPaper | Ledger) -> tuple[str, bytes] | None:
        """Media type and bytes in the office's form, None where there is none; raises FormError where it does not serve."""
        path = self.paths.get(kind)
        return filled(content_of(path), kind, said) if path is not None else None


BUILT_IN = Forms()


def content_of(path: Path) -> bytes:
    """A form's bytes; raises FormError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as failure:
        raise FormError(Trouble.ABSENT) from failure
