"""A reply's limit as an inspector types it: a number of working days or a day."""

import re
from datetime import date

_DAYS = re.compile(r"^(\d{1,3})\s*(?:个?工作日|天|日内)?$")
_DATE = re.compile(r"^(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})[日号]?前?$")
MOST_DAYS = 250


def read_limit(text: str, today: date) -> int | date | None:
    """Working days from sending (10, 10个工作日) or a day to come (7月20日, 2026-07-20); None if it is neither.

    A day without a year is the next one of that name.
    """
    words = text.strip()
    days = _DAYS.match(words)
    if days:
        return int(days.group(1)) if 0 < int(days.group(1)) <= MOST_DAYS else None
    named = _DATE.match(words)
    if named is None:
        return None
    year, month, day = named.groups()
    try:
        if year:
            return date(int(year), int(month), int(day))
        this = date(today.year, int(month), int(day))
        return this if this > today else this.replace(year=today.year + 1)
    except ValueError:
        return None
