"""One thing that `zeren doctor` looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Its state in words and, if it is bad, what to do."""

    subject: str
    ok: bool
    state: str
    mend: str = ""
