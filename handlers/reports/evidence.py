"""Photos and files that prove a report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.access import may_change
from domain.errors import DomainError
from domain.files import Trouble
from domain.reports import LIVE_STATES, Report, ReportId
from domain.secrecy import PERSONAL, personal
from handlers.kernel import files
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Button, Card, Json, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import files as file_words
from handlers.kernel.words import notation
from handlers.reports.words import reports as zh
from storage import evidence, reports

# A file sent without a word is taken for a report of these last days.
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Proofs:
    """What of a message's files may be evidence, by SHA-256 and name, and why the others may not."""

    taken: tuple[tuple[str, str], ...]
    refused: tuple[DomainError, ...] = ()

    def said_with(self, cards: Answer) -> Answer:
        """The answer with what became of the files that were refused."""
        for refusal in dict.fromkeys(each.sentence for each in self.refused):
            cards = [*cards[:-1], cards[-1].also(refusal)]
        return cards


def proofs(turn: Turn) -> Proofs:
    """The files that came with the message, each once."""
    found: dict[str, str] = {}
    refused = []
    for file in files.all_of(turn):
        try:
            sha256 = files.fingerprint(file)
            if file.media_type not in turn.district.evidence_types:
                raise DomainError("file_type", file_words.refusal(Trouble.OTHER_TYPE, file.name, 0))
            found.setdefault(sha256, file.name)
        except DomainError as refusal:
            refused.append(refusal)
    return Proofs(tuple(found.items()), tuple(refused))


def accept(turn: Turn) -> Proofs:
    """The files that came with the message; raises DomainError if none of them may be evidence."""
    brought = proofs(turn)
    if not brought.taken:
        raise brought.refused[0]
    return brought


def loose(turn: Turn) -> Answer:
    """A file without an open form: asks which recent report it belongs to."""
    brought = accept(turn)
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
        return brought.said_with(_attached(turn, shown[0], brought.taken, edit=False))
    sent = shown or sent
    known = turn.reference.items
    choices = [
        Button(
            f"{known[report.item].item.code} {notation.said(known[report.item].item, report)}",
            "evidence.attach",
            {"report": report.id, **_listed(brought.taken)},
            personal(known[report.item].item),
        )
        for report in sent
        if report.item in known
    ]
    which = zh.evidence_for_which(len(brought.taken))
    return brought.said_with([Card(lines=(which,), buttons=rows(choices, 1), tells=PERSONAL)])


def _listed(taken: Sequence[tuple[str, str]]) -> dict[str, Json]:
    """Files as a button carries them: the first as one alone always was, the others numbered."""
    listed: dict[str, Json] = {}
    for at, (sha256, name) in enumerate(taken):
        listed |= {f"sha256_{at}" if at else "sha256": sha256, f"name_{at}" if at else "name": name}
    return listed


def _of_button(turn: Turn) -> list[tuple[str, str]]:
    found = [(turn.text("sha256"), turn.text("name"))]
    while (sha256 := turn.text_or_none(f"sha256_{len(found)}")) is not None:
        found.append((sha256, turn.text(f"name_{len(found)}")))
    return found


@registry.action("evidence.attach")
def attach(turn: Turn) -> Answer:
    """The person says which report the file proves."""
    report = reports.by_id(turn.store, ReportId(turn.number("report")))
    if report is None or not may_change(turn.person, report) or report.state not in LIVE_STATES:
        raise DomainError("report_moved", zh.ALREADY)
    return _attached(turn, report, _of_button(turn), edit=True)


def _attached(turn: Turn, report: Report, brought: Sequence[tuple[str, str]], *, edit: bool) -> Answer:
    """Puts files to a report; those that hang on it already are left out, and if all do that is said."""
    if not evidence.are_there(turn.store, [sha256 for sha256, _ in brought]):
        raise DomainError("file_gone", file_words.GONE)
    there = {piece.sha256 for piece in evidence.of_report(turn.store, report.id)}
    fresh = [(sha256, name) for sha256, name in brought if sha256 not in there]
    if not fresh:
        raise DomainError("attached", zh.ATTACHED_ALREADY)
    seen = False
    for sha256, name in fresh:
        seen = evidence.used_before(turn.store, sha256) is not None or seen
        evidence.attach(turn.store, report.id, sha256, name, turn.person.id, turn.now)
    code = turn.reference.items[report.item].item.code
    said = say(zh.evidence_attached(code, len(fresh), seen=seen), tells=PERSONAL)
    if edit:
        return [said.edited()]
    # Which report it proves shows in what was answered; that the file is known already must be read.
    return [said if seen else replace(said, manner=Manner(quiet=True, mark=True))]
