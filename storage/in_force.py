"""What is in force (rule pack, settings): put on record when it differs from what was put there last."""

from datetime import datetime

from sqlalchemy import bindparam, select

from domain.record import Fact, canonical
from storage import marks, record
from storage.store import Store
from storage.tables import record as entries

FACTS = select(entries.c.facts).where(entries.c.number == bindparam("number"))


def put(store: Store, fact: Fact, now: datetime) -> bool:
    """Puts a fact on record unless the last one of its kind says the same; says whether it did."""
    mark = f"{marks.ON_RECORD}_{fact.kind.value}"
    number = marks.get(store, mark)
    if number is not None:
        known = store.execute(FACTS, {"number": int(number)}).scalar_one_or_none()
        if known == canonical(fact.facts()):
            return False
    marks.put(store, mark, str(record.append(store, fact, now)))
    return True
