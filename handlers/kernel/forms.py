"""Forms: what an open question does with a message, and what is said when its owner goes on to something else.

A person has one form a chat. A feature registers its forms; who routes messages knows this protocol and no form.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from domain.errors import DomainError
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.values import Values, WrongValue
from handlers.kernel.words import common as zh

# What a form keeps from one message to the next.
Data = Values


class Form:
    """One kind of form. `flow` is its name in the store: another version of the service finds it there.

    A form that says nothing when it is left overrides `answer` alone. What the others return is one sentence, put below the
    answer to something else; an empty one is not said.
    """

    # Whether a command leaves it open; else a command closes it.
    stays = False
    # Whether 确认 and 是的 are taps of its card; else only the label as it is written.
    nods = False
    # Whether it takes what somebody else wrote, and says so.
    takes_others_words = False

    def __init__(self, flow: str) -> None:
        self.flow = flow

    def answer(self, turn: Turn) -> Answer | None:
        """What a message does to it, `turn.args` being what it keeps; None: the message is about something else.

        Raises Unreadable.
        """
        raise NotImplementedError

    def is_same(self, one: Data, other: Data) -> bool:
        """Whether two of its states belong to one form that moved on, and not to two forms."""
        return True

    def still_open(self, turn: Turn, data: Data) -> str:
        """Said after something else was answered while the form stayed as it was."""
        return ""

    def put_away(self, turn: Turn, data: Data) -> str:
        """Said after something else has closed the form or taken its place."""
        return ""

    def refused(self, turn: Turn, data: Data) -> str:
        """Said with the refusal of something else: a refusal takes back what was done, so the form is open again."""
        return ""

    def foresee(self, moment: Moment, forms: Sequence[Data]) -> None:
        """Reads at once what the taps that wait on several such forms will ask for one by one."""


class Question(Form):
    """A form of which nothing is said when its owner goes on to something else."""

    def __init__(self, flow: str, answer: Callable[[Turn], Answer | None]) -> None:
        super().__init__(flow)
        self._answer = answer

    def answer(self, turn: Turn) -> Answer | None:
        return self._answer(turn)


class Unreadable(Exception):
    """What a form keeps cannot be read: a version of the service wrote it that this one does not know."""


# As forms find it out by themselves, by a typed value or by a whole codec.
UNREADABLE = (Unreadable, WrongValue, ValidationError)


@dataclass(frozen=True, slots=True)
class Opened:
    """A person's form as it stood before a message or a tap was dealt with."""

    form: Form
    data: Data

    def taken(self, turn: Turn) -> Answer | None:
        """What the form makes of a message; None if the message is about something else."""
        try:
            cards = self.form.answer(turn.saying(turn.words, self.data))
        except UNREADABLE:
            turn.close_dialog()
            return None
        now = turn.dialog() if cards else None
        replaced = now is not None and now.flow == self.form.flow and not self.form.is_same(self.data, now.data)
        return _also(cards or [], self.form.put_away(turn, self.data)) if replaced else cards

    def beside(self, turn: Turn, answered: Callable[[], Answer], *, command: bool) -> Answer:
        """The answer to something else, with what became of the form; a command closes it first unless it stays."""
        if command and not self.form.stays:
            turn.close_dialog()
        try:
            cards = answered()
        except DomainError as refusal:
            sentence = refusal.sentence + self._said(lambda: self.form.refused(turn, self.data))
            raise DomainError(refusal.code, sentence) from refusal
        return self.after(turn, cards)

    def after(self, turn: Turn, cards: Answer) -> Answer:
        """The cards with a line about what became of the form."""
        now = turn.dialog()
        if now is None or now.flow != self.form.flow or not self.form.is_same(self.data, now.data):
            return _also(cards, self._said(lambda: self.form.put_away(turn, self.data)))
        # A look at a card with a tap leaves the question where it was, right above; a line of chat pushes it away.
        if turn.incoming.button is not None:
            return cards
        return _also(cards, self._said(lambda: self.form.still_open(turn, self.data)))

    @staticmethod
    def _said(sentence: Callable[[], str]) -> str:
        try:
            return sentence()
        except UNREADABLE:
            return zh.FORM_LOST


def _also(cards: Answer, line: str) -> Answer:
    return [*cards[:-1], cards[-1].also(line)] if cards and line else cards
