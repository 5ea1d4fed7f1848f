"""Whom a call for help is addressed to."""

import re

from domain.understanding.catalogue import Catalogue
from domain.understanding.intent import ASKING
from domain.understanding.names import hide
from domain.understanding.text import clean

_OFFICIAL = re.compile(r"(?:局|委|办|部|中心|街道|公司|集团)$")


def asked_units(text: str, catalogue: Catalogue, own: str | None, item: str | None) -> tuple[str, ...]:
    """Codes of the units that a call for help names, in its order: after 请, 需要 and the like any name, before it official ones.

    The sender's own unit and names inside the item's name (明府城) are none.
    """
    cleaned = clean(text)
    named = catalogue.named.get(item or "")
    bare = hide(cleaned, [named]) if named else cleaned
    request = ASKING.search(bare)
    at = request.start() if request else len(bare)
    late = [code for code, _ in catalogue.units_in(bare[at:])]
    early = [code for code, words in catalogue.units_in(bare[:at]) if _OFFICIAL.search(words)]
    return tuple(dict.fromkeys(code for code in (late or early) if code != own))
