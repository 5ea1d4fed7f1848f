"""What is asked and shown before agreements are imported: the board, doubts, how the columns are read, what would change."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from documents.workbook import AGREEMENT_LABELS, Choices, ReadTable
from domain.access import may_administer
from domain.agreements import Answer, Doubt
from domain.errors import DomainError
from domain.items import Cadence, Stage
from domain.secrecy import PERSONAL, personal
from handlers.imports import words as zh
from handlers.imports.agreements import Plan, Wish
from handlers.imports.faults import faults_card
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.turn import Turn
from handlers.kernel.words import common

MOST_LINES = 15
MOST_ABSENT = 8
MOST_DOUBTS = 5
MOST_TABLES = 3
MOST_COLUMNS = 30
A_ROW = 3
# What a person may say that a column means; the empty key is a column of the district's own.
OFFERED = (
    *("name", "target", "measure_unit", "baseline", "unit", "co_units", "leader"),
    *("due", "start", "milestones", "weight", "cadence", "board", ""),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What goes on from button to button: the file, and what was said about it so far."""

    sha256: str
    name: str
    same: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    board: str | None = None
    cadence: str | None = None
    headings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, turn: Turn) -> "Said":
        """As a button brings it."""
        return cls(
            turn.text("sha256"),
            turn.text("name"),
            tuple((turn.text_or_none("same") or "").split()),
            tuple((turn.text_or_none("other") or "").split()),
            turn.text_or_none("board"),
            turn.text_or_none("cadence"),
            json.loads(turn.text_or_none("headings") or "{}"),
        )

    @property
    def args(self) -> dict[str, str]:
        """As a button takes it along."""
        told = {
            "same": " ".join(self.same),
            "other": " ".join(self.other),
            "board": self.board,
            "cadence": self.cadence,
        }
        headings = json.dumps(self.headings, ensure_ascii=False) if self.headings else None
        args = {"sha256": self.sha256, "name": self.name, **told, "headings": headings}
        return {key: value for key, value in args.items() if value}

    @property
    def wish(self) -> Wish:
        """What it asks for; None of how to read the file where nothing was said of it."""
        answers = dict.fromkeys(self.same, Answer.SAME) | dict.fromkeys(self.other, Answer.OTHER)
        spoken = self.board or self.cadence or self.headings
        cadence = Cadence(self.cadence) if self.cadence else None
        return Wish(answers=answers, choices=Choices(self.board, cadence, self.headings) if spoken else None)

    def answering(self, meant: Answer, codes: Sequence[str]) -> "Said":
        """With one more answer."""
        return (
            replace(self, same=(*self.same, *codes))
            if meant is Answer.SAME
            else replace(self, other=(*self.other, *codes))
        )


def looked_at(turn: Turn) -> None:
    """Refuses whoever may not import any more."""
    if not may_administer(turn.person):
        raise DomainError("not_allowed", common.NOT_ALLOWED)


def next_card(turn: Turn, planned: Plan, said: Said) -> Card:
    """What comes next: the question about the board, the faults, the doubts, or the preview."""
    if planned.read.homeless:
        return _board_card(turn, planned, said)
    if not planned.is_clean:
        return faults_card(planned.read.faults, planned.paper)
    if planned.is_empty:
        return say(zh.DONE_BEFORE, tells=PERSONAL)
    return _doubts(turn, planned, said) if planned.changes.doubts else _preview(turn, planned, said)


def columns_card(planned: Plan, said: Said) -> Card:
    """Every heading with what it means, a button each."""
    found = {column.heading: column.field for table in planned.read.tables for column in table.columns}
    buttons = [
        Button(zh.column(heading, zh.meaning(key, AGREEMENT_LABELS)), "import.column", said.args | {"heading": heading})
        for heading, key in list(found.items())[:MOST_COLUMNS]
    ]
    back = (Button(zh.BACK, "import.answer", said.args),)
    return Card(title=zh.COLUMNS_TITLE, lines=(zh.COLUMNS_ASKED,), buttons=(*_rows(buttons), back), tells=PERSONAL)


def field_card(said: Said, heading: str) -> Card:
    """What a heading may mean, a button each."""
    buttons = [
        Button(zh.meaning(key or "own", AGREEMENT_LABELS), "import.answer", _with_heading(said, heading, key).args)
        for key in OFFERED
    ]
    return Card(title=zh.means_title(heading), buttons=_rows(buttons), tells=PERSONAL)


def _with_heading(said: Said, heading: str, key: str) -> Said:
    return replace(said, headings=said.headings | {heading: key})


def _rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))


def _board_card(turn: Turn, planned: Plan, said: Said) -> Card:
    """Asks which board the tables belong to that name none."""
    boards = [board.name for board in turn.rules.boards]
    buttons = [Button(name, "import.answer", replace(said, board=name).args) for name in boards]
    rows = (*_rows(buttons), (Button(zh.CANCEL, "import.drop"),))
    return Card(title=zh.BOARD_TITLE, lines=(zh.homeless(planned.read.homeless),), buttons=rows, tells=PERSONAL)


def _doubts(turn: Turn, planned: Plan, said: Said) -> Card:
    """Asks about the first doubts, one button each way, and one for all of them."""
    asked = planned.changes.doubts
    shown = asked[:MOST_DOUBTS]
    lines = [zh.doubt(turn.code(each.old), each.old, each.new, turn.reference.unit_name) for each in shown]
    if len(asked) > len(shown):
        lines.append(zh.more_doubts(len(asked) - len(shown)))
    rows = [tuple(_answering(each, said, meant) for meant in Answer) for each in shown]
    if len(asked) > 1:
        codes = [each.old.code for each in asked]
        rows.append(
            tuple(Button(zh.all_meant(meant), "import.answer", said.answering(meant, codes).args) for meant in Answer)
        )
    tells = personal(*(item for each in shown for item in (each.old, each.new)))
    buttons = (*rows, (Button(zh.CANCEL, "import.drop"),))
    return Card(title=zh.doubts_title(len(asked)), lines=tuple(lines), buttons=buttons, tells=tells)


def _answering(doubt: Doubt, said: Said, meant: Answer) -> Button:
    return Button(zh.meant(meant, doubt.old.code), "import.answer", said.answering(meant, [doubt.old.code]).args)


def _preview(turn: Turn, planned: Plan, said: Said) -> Card:
    """How the file is read, and what would change."""
    lines = [*_counted(turn, planned), *_read_as(planned), *_changed(planned)]
    tells = personal(*(each.item for each in planned.read.items))
    first = (Button(zh.CONFIRM, "import.agreements", said.args), Button(zh.CANCEL, "import.drop"))
    rows = (first, *_other_ways(planned, said))
    return Card(title=zh.PREVIEW_TITLE, lines=tuple(lines), buttons=rows, tells=tells)


def _other_ways(planned: Plan, said: Said) -> list[tuple[Button, ...]]:
    """Buttons to read the file otherwise: another cycle, other columns. None where nobody need look."""
    if planned.read.is_plain:
        return []
    rows: list[tuple[Button, ...]] = [(Button(zh.COLUMNS, "import.columns", said.args),)]
    if any("cadence" in table.assumed for table in planned.read.tables):
        cycles = [Button(zh.every(each), "import.answer", replace(said, cadence=each.value).args) for each in Cadence]
        rows.append(tuple(cycles))
    return rows


def _counted(turn: Turn, planned: Plan) -> list[str]:
    changes = planned.changes
    years = sorted({each.item.year for each in planned.read.items})
    units = len({each.item.unit for each in planned.read.items})
    past = bool(years) and years[-1] < turn.today.year
    lines = [zh.of_years(years, units, len(planned.read.items), past=past)]
    lines.append(zh.counts(len(changes.new), len(changes.changed), changes.same, len(changes.absent)))
    if changes.absent:
        lines.append(zh.absent([item.code for item in changes.absent[:MOST_ABSENT]], len(changes.absent)))
    return lines


def _read_as(planned: Plan) -> list[str]:
    """How the columns are read; briefly where tables of that shape were confirmed before."""
    if planned.read.is_plain:
        return []
    tables = list({_columns(table): table for table in planned.read.tables}.values())
    own = {column.heading for table in tables for column in table.columns if column.field == "own"}
    lines = [zh.AS_BEFORE] if planned.is_known else [_columns(table) for table in tables[:MOST_TABLES]]
    lines += [zh.own_columns(sorted(own))] if own else []
    assumed = {key for table in tables for key in table.assumed}
    cadence = planned.choices.cadence or Cadence.MONTH
    lines += [zh.assumed(assumed, cadence)] if assumed else []
    return lines


def _columns(table: ReadTable) -> str:
    meant = [(each.letter, each.heading, each.field) for each in table.columns if each.field != "own"]
    return zh.columns(table.sheet, meant, AGREEMENT_LABELS)


def _changed(planned: Plan) -> list[str]:
    changes = planned.changes
    lines = [zh.change(each.code, each.name, each.fields) for each in changes.changed[:MOST_LINES]]
    if changes.renumbered:
        lines.append(zh.renumbered(len(changes.renumbered), changes.renumbered[0]))
    drafts = sum(item.stage is Stage.DRAFT for item in changes.new)
    guessed = sum(bool(each.guessed) for each in planned.read.items)
    if drafts:
        lines.append(zh.drafts(drafts))
    if guessed:
        lines.append(zh.guesses(guessed))
    notices = planned.read.notices
    return lines + [zh.fault(each.sheet, each.cell, each.value, each.reason) for each in notices[:MOST_LINES]]
