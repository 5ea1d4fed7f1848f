"""Days to come as people write them: 今天, 7月1日, 7月1日到5日, 7月1日起3天, 2026-07-01, 2027年7月1日. Local calendar days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = r"(?:今天|明天|后天|\d{4}-\d{1,2}-\d{1,2}|\d{4}年\d{1,2}月\d{1,2}[日号]?|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[.-]\d{1,2})"
_SPAN = re.compile(
    rf"(?:从|自)?(?P<first>{_DAY})(?:起)?(?:\s*(?:到|至|-|—|~)\s*(?P<last>{_DAY}|\d{{1,2}}[日号])|\s*(?P<days>\d{{1,3}})天)?"
)
_YEAR = re.compile(r"\d{4}[-年]")
_WORDS = {"今天": 0, "明天": 1, "后天": 2}
# A day and month without a year is the coming one, or one that is just over.
BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` through `last`; `text` is what was read, so that the rest can be read otherwise."""

    first: date
    last: date
    text: str


def span_in(words: str, today: date) -> Span | None:
    """The first day or span of days in the words; None if there is none, no such day exists, or it ends before it begins."""
    match = _SPAN.search(words)
    if match is None:
        return None
    try:
        first = _day(match["first"], today)
        last = first
        if match["days"]:
            last = first + timedelta(days=int(match["days"]) - 1)
        elif match["last"]:
            bare = re.fullmatch(r"(\d{1,2})[日号]", match["last"])
            last = first.replace(day=int(bare[1])) if bare else _end(match["last"], match["first"], first, today)
    except ValueError:
        return None
    return Span(first, last, match[0]) if first <= last else None


def _end(text: str, begins: str, first: date, today: date) -> date:
    """The last day: after a first day with its year, 12月31日 is the one that follows that day."""
    last = _day(text, today)
    if not _YEAR.match(begins) or _YEAR.match(text):
        return last
    same = last.replace(year=first.year)
    return same if same >= first else last.replace(year=first.year + 1)


def _day(text: str, today: date) -> date:
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) == 3:
        return date(*numbers)
    year = today.year if date(today.year, *numbers) >= today - BACK else today.year + 1
    return date(year, *numbers)
