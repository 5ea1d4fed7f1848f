"""What can be reported of an item, as taps on its card."""

from domain.access import may_report
from domain.calls import Call
from domain.progress import can_stay
from handlers.items import sections
from handlers.items.sections import Place
from handlers.kernel.messages import Button, Json
from handlers.kernel.turn import Turn
from handlers.lights.judging import Judged
from handlers.reports.questions import unchanged_taps
from handlers.reports.words import reports as zh
from storage.items import StoredItem


@sections.taps_at(Place.REPORT, 1)
def to_report(turn: Turn, stored: StoredItem, judged: Judged | None) -> list[Button]:
    """报送 for the unit's own people, and 无变化 where the item may stay as it was."""
    if not may_report(turn.person, stored.item):
        return []
    args: dict[str, Json] = {"item": stored.id}
    same = unchanged_taps("report.unchanged", args) if judged and can_stay(stored.item, judged.standing) else []
    return [Button(zh.REPORT, "report.open", args), *same]


@sections.taps_at(Place.LAST, 1)
def by_phone(turn: Turn, stored: StoredItem, _judged: Judged | None) -> list[Button]:
    """代报 for who may take the unit's call."""
    if not may_report(turn.person, stored.item, Call(stored.item.unit)):
        return []
    return [Button(zh.PHONE, "phone.item", {"item": stored.id})]
