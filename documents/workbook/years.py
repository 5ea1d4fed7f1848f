"""Which year a workbook is for: its titles, what the caller said, its file name, its dates."""

import re
from collections import Counter
from collections.abc import Sequence

from documents.workbook.grid import Grid, unbroken
from documents.workbook.headers import Header
from documents.workbook.rows import Findings
from documents.workbook.values import Fault
from domain.quantities import read_numeral

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|(?!\d))")
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)年|(二[〇零]二[〇零一二三四五六七八九])年")


def agreed_year(
    grids: Sequence[Grid], headers: Sequence[Header], filename: str, given: int | None, findings: Findings
) -> int | None:
    """The one year all titles and the caller agree on; None after noting the contradiction, or when nothing says it."""
    titles = [
        (grid.name, found) for grid, header in zip(grids, headers, strict=True) if (found := _title_year(grid, header))
    ]
    years = {year for _, (year, _) in titles}
    if len(years) > 1:
        for sheet, (_, title) in titles:
            findings.faults.append(Fault(sheet, 1, "", "标题", title, "各工作表标题的年份不一致"))
        return None
    titled = years.pop() if years else None
    if titled and given and titled != given:
        sheet, (_, title) = titles[0]
        findings.faults.append(Fault(sheet, 1, "", "标题", title, f"标题是 {titled} 年，与指定的 {given} 年不一致"))
        return None
    known = titled or given or _year_in(filename) or _year_of_dates(grids, headers)
    if known is None and grids:
        findings.faults.append(Fault("", 0, "", "", filename, "看不出是哪一年的责任书，请指定年份"))
    return known


def _title_year(grid: Grid, header: Header) -> tuple[int, str] | None:
    """The first year named above the heading, with the title; remarks below it may name last year's figures."""
    for row in range(1, header.top_row):
        for column in range(1, grid.last_column + 1):
            text = unbroken(grid.own(row, column).text)
            if (found := _TITLE_YEAR.search(text)) is not None and not text.startswith(("说明", "注")):
                year = int(found[1]) if found[1] else int(read_numeral(found[2]) or 0)
                return year, text[:80]
    return None


def _year_in(filename: str) -> int | None:
    """The year in a file's name."""
    found = _YEAR.search(filename)
    return int(found[1]) if found else None


def _year_of_dates(grids: Sequence[Grid], headers: Sequence[Header]) -> int | None:
    """The year most due dates name."""
    counted: Counter[int] = Counter()
    for grid, header in zip(grids, headers, strict=True):
        column = header.columns.get("due")
        if column is None:
            continue
        for row in range(header.first_row, grid.last_row + 1):
            counted.update(int(year) for year in _YEAR.findall(grid.at(row, column).text))
    return counted.most_common(1)[0][0] if counted else None
