"""Photos and files that prove a report."""

from datetime import timedelta

from domain.access import may_change
from domain.errors import DomainError
from domain.files import Trouble
from domain.people import Role
from domain.reports import LIVE_STATES, Report, ReportId
from domain.secrecy import PERSONAL, personal
from handlers.kernel import files
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import files as file_words
from handlers.kernel.words import notation
from handlers.reports.words import reports as zh
from storage import evidence, reports

# A file sent without a word is taken for a report of these last days.
RECENT = timedelta(days=7)


def accept(turn: Turn) -> tuple[str, str]:
    """The fingerprint and name of the file that came with the message; refuses what may not be evidence."""
    file, shelved = files.taken(turn)
    if file.media_type not in turn.district.evidence_types:
        raise DomainError("file_type", file_words.refusal(Trouble.OTHER_TYPE, file.name, 0))
    return shelved.sha256, file.name


@registry.file(frozenset(Role) - {Role.ADMIN}, after_caption=True)
def loose(turn: Turn) -> Answer:
    """A file without an open form: asks which recent report it belongs to."""
    sha256, name = accept(turn)
    sent = [
        report
        for report in reports.of_person_or_told_by_phone(turn.store, turn.person.id, turn.person.unit)
        if report.state in LIVE_STATES and report.submitted_at > turn.now - RECENT
    ]
    if not sent:
        raise DomainError("nothing_to_prove", zh.EVIDENCE_NONE)
    shown = [report for report in sent if report.item in turn.quoted] if turn.incoming.quoted else []
    if len(shown) == 1 and may_change(turn.person, shown[0]):
        # It answers the card of that item, so that nothing need be asked.
        return _attached(turn, shown[0], sha256, name, edit=False)
    sent = shown or sent
    known = turn.reference.items
    choices = [
        Button(
            f"{known[report.item].item.code} {notation.said(known[report.item].item, report)}",
            "evidence.attach",
            {"report": report.id, "sha256": sha256, "name": name},
            personal(known[report.item].item),
        )
        for report in sent
        if report.item in known
    ]
    return [Card(lines=(zh.EVIDENCE_FOR_WHICH,), buttons=rows(choices, 1), tells=PERSONAL)]


@registry.action("evidence.attach")
def attach(turn: Turn) -> Answer:
    """The person says which report the file proves."""
    report = reports.by_id(turn.store, ReportId(turn.number("report")))
    if report is None or not may_change(turn.person, report) or report.state not in LIVE_STATES:
        raise DomainError("report_moved", zh.ALREADY)
    return _attached(turn, report, turn.text("sha256"), turn.text("name"), edit=True)


def _attached(turn: Turn, report: Report, sha256: str, name: str, *, edit: bool) -> Answer:
    if not evidence.are_there(turn.store, [sha256]):
        raise DomainError("file_gone", file_words.GONE)
    if sha256 in {piece.sha256 for piece in evidence.of_report(turn.store, report.id)}:
        raise DomainError("attached", zh.ATTACHED_ALREADY)
    seen = evidence.used_before(turn.store, sha256) is not None
    evidence.attach(turn.store, report.id, sha256, name, turn.person.id, turn.now)
    said = say(zh.evidence_attached(turn.reference.items[report.item].item.code, seen), tells=PERSONAL)
    return [said.edited() if edit else said]
