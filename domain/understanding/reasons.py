"""Why nothing changed, in the sender's own words."""

import re

from domain.understanding import cues

_CLAUSES = re.compile(r"[，,。；;：:\n]+")
_BECAUSE = re.compile(r"因|由于|等")


def reason_in(text: str) -> str:
    """What is told beside 无变化; the whole line when the reason stands in the same clause, empty when there is none."""
    beside = [clause.strip() for clause in _CLAUSES.split(text) if clause.strip() and not cues.UNCHANGED.search(clause)]
    if beside:
        return "，".join(beside)
    return text.strip() if _BECAUSE.search(text) else ""
