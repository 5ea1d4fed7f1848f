"""An open draft when its owner speaks of something else: it stays open or it is put away, and either is said."""

from domain.errors import DomainError
from handlers.kernel.turn import Answer, Turn
from handlers.reports.draft import FLOW, Draft, from_data
from handlers.reports.words import reports as zh
from storage.dialogs import Dialog


def step_aside(turn: Turn) -> None:
    """A command leaves any form but a report, which stays open; a command with a form of its own puts it in its place."""
    dialog = turn.dialog()
    if dialog is not None and dialog.flow != FLOW:
        turn.close_dialog()


def told(turn: Turn, before: Dialog | None, cards: Answer) -> Answer:
    """The answer to something else than the open draft, with a line about what became of the draft."""
    draft = _draft_in(before)
    line = _line(turn, draft) if draft is not None else ""
    return [*cards[:-1], cards[-1].also(line)] if cards and line else cards


def put_away(turn: Turn, before: Dialog | None, cards: Answer) -> Answer:
    """The answer to what was taken for the draft, which says so where another draft has taken its place after all."""
    draft, now = _draft_in(before), _draft_in(turn.dialog())
    moved = draft is not None and now is not None and now.token != draft.token
    return told(turn, before, cards) if moved else cards


def refused(turn: Turn, before: Dialog | None, refusal: DomainError) -> DomainError:
    """A refusal takes back what was done, so the draft is still open: the sentence says so too."""
    draft = _draft_in(before)
    if draft is None:
        return refusal
    return DomainError(refusal.code, refusal.sentence + _still_open(turn, draft))


def _draft_in(dialog: Dialog | None) -> Draft | None:
    return from_data(dialog.data) if dialog is not None and dialog.flow == FLOW else None


def _line(turn: Turn, draft: Draft) -> str:
    now = _draft_in(turn.dialog())
    if now is None or now.token != draft.token:
        return zh.put_away(_codes(turn, draft))
    # A look at a card with a tap leaves the question where it was, right above; a line of chat pushes it away.
    return _still_open(turn, draft) if turn.incoming.button is None else ""


def _still_open(turn: Turn, draft: Draft) -> str:
    return zh.still_open(_codes(turn, draft), asked=bool(draft.asked))


def _codes(turn: Turn, draft: Draft) -> list[str]:
    """The items it is about; none where others read along."""
    if not turn.incoming.private:
        return []
    found = [turn.reference.items.get(each.item) for each in draft.entries if each.item is not None]
    return [stored.item.code for stored in found if stored is not None]
