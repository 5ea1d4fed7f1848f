"""The one table of what people can do: commands, taps, forms, and what is done with a line by what it means."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from domain.people import Person, Role
from domain.understanding import Intent, Order, Understanding
from handlers.kernel.forms import Form, Question
from handlers.kernel.manner import Style
from handlers.kernel.turn import Answer, Handler, Moment, Turn
from storage.items import StoredItem

EVERYBODY = frozenset(Role)
# What a platform's menu of commands holds.
MOST_IN_MENU, HELP = 6, "help"
# The order of the help card and of platform menus.
ORDER = (
    "items",
    "verify",
    "phone",
    "digest",
    "monthly",
    "quarterly",
    "bulletin",
    "ledger",
    "template",
    "quarters",
    "mine",
    "notices",
    "reply",
    "object",
    "supervise",
    "red",
    "late",
    "compare",
    "areas",
    "boards",
    "unit_lights",
    "blockers",
    "wishes",
    "nudge",
    "request",
    "item",
    "agreement",
    "invite",
    "leave",
    "transfer",
    "rename",
    "end_items",
    "move_items",
    "split_item",
    "merge_items",
    "restore_items",
    "subscribe",
    "unreachable",
    "devices",
    "logout",
    "cancel",
    "commands",
    "help",
    "start",
    "asks",
)

# Commands whose argument may follow without a blank when it begins with a figure or a code: 请假7月1日, 事项JS-010.
GLUED = frozenset(
    {"away", "backward", "item", "nudge", "request", "snooze", "supervise"}
    | {"end_items", "merge_items", "move_items", "restore_items", "split_item"}
)

# Commands whose word is a button's label, too: where that hangs on the newest card, the button is meant.
LABELS = frozenset({"reply", "object"})


@dataclass(frozen=True, slots=True)
class Command:
    """A typed command: its Latin name (menus of platforms allow nothing else), Chinese words, who may use it, a help line.

    `chip`: worth a button beside the typing box where a channel has one. `of_form`: it is about the open form, and says itself
    what becomes of it. `takes_long`: with many items it takes longer than everybody else may wait meanwhile.
    """

    name: str
    words: tuple[str, ...]
    roles: frozenset[Role]
    help: str
    run: Handler
    chip: bool = False
    of_form: bool = False
    takes_long: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does. `of` is the flow of the form it belongs to: such a tap says itself what becomes of the form.

    `takes_long` is Command's, `style` what the tap does to its person.
    """

    run: Handler
    of: str | None
    takes_long: bool = False
    style: Style | None = None


# What a line means, done: None leaves it to the advice that stands for what is not understood.
Reader = Callable[[Turn, Understanding], Answer | None]
# An order (撤回, 退回, 通过) about one item's report; None: about whichever of the person's own.
Ordered = Callable[[Turn, StoredItem | None], Answer]


@dataclass(slots=True)
class Meaning:
    """What is done with lines of one intent. `instead` is what heads the advice for who is given no answer, by what was said;
    `with_file`: whether such a line is taken where it is the caption of a file.
    """

    by_role: dict[Role, Reader] = field(default_factory=dict)
    instead: Callable[[Understanding], str] = lambda _: ""
    with_file: Callable[[Understanding], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class FileTaken:
    """What is done with a file that no form waits for; `after_caption`: unless its caption means something by itself."""

    run: Handler
    after_caption: bool


class Registry:
    """What is registered, and for whom. Names are unique; a double registration is a programming error."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.actions: dict[str, Action] = {}
        self.forms: dict[str, Form] = {}
        self.meanings: dict[Intent, Meaning] = {}
        self.orders: dict[Order, tuple[frozenset[Role], Ordered]] = {}
        self.files: dict[Role, FileTaken] = {}
        self.by_word: dict[str, Command] = {}

    def command(
        self,
        name: str,
        words: Sequence[str],
        help_line: str,
        roles: frozenset[Role] = EVERYBODY,
        *,
        chip: bool = False,
        of_form: bool = False,
        takes_long: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Registers a command; `turn.words` is what followed it."""

        def register(run: Handler) -> Handler:
            command = Command(name, tuple(words), roles, help_line, run, chip, of_form, takes_long)
            for word in (name, *words):
                if word in self.by_word:
                    raise ValueError(f"command word {word} is taken")
                self.by_word[word] = command
            self.commands.append(command)
            return run

        return register

    def action(
        self, name: str, of: str | None = None, *, takes_long: bool = False, style: Style | None = None
    ) -> Callable[[Handler], Handler]:
        """Registers what a button does; `turn.args` is what the button carries, `of` the flow of the form it belongs to."""

        def register(run: Handler) -> Handler:
            if name in self.actions:
                raise ValueError(f"action {name} is taken")
            self.actions[name] = Action(run, of, takes_long, style)
            return run

        return register

    def flow(self, name: str) -> Callable[[Callable[[Turn], Answer | None]], Callable[[Turn], Answer | None]]:
        """Registers a form that is left without a word, by what it does with a message; see `Form.answer`."""

        def register(run: Callable[[Turn], Answer | None]) -> Callable[[Turn], Answer | None]:
            self.form(Question(name, run))
            return run

        return register

    def form(self, form: Form) -> None:
        """Registers a form with its flow."""
        if form.flow in self.forms:
            raise ValueError(f"flow {form.flow} is taken")
        self.forms[form.flow] = form

    def meaning(
        self,
        *intents: Intent,
        roles: frozenset[Role] = EVERYBODY,
        instead: Callable[[Understanding], str] | None = None,
        with_file: Callable[[Understanding], bool] | None = None,
    ) -> Callable[[Reader], Reader]:
        """Registers what is done with a line by what it means and who says it; see Meaning."""

        def register(run: Reader) -> Reader:
            for intent in intents:
                meaning = self.meanings.setdefault(intent, Meaning())
                if taken := roles & meaning.by_role.keys():
                    raise ValueError(f"{intent} is taken for {taken}")
                meaning.by_role.update(dict.fromkeys(roles, run))
                meaning.instead = instead or meaning.instead
                meaning.with_file = with_file or meaning.with_file
            return run

        return register

    def order(self, order: Order, roles: frozenset[Role]) -> Callable[[Ordered], Ordered]:
        """Registers what an order in words leads to."""

        def register(run: Ordered) -> Ordered:
            self.orders[order] = roles, run
            return run

        return register

    def file(self, roles: frozenset[Role], *, after_caption: bool) -> Callable[[Handler], Handler]:
        """Registers what is done with a file that no form waits for; see FileTaken."""

        def register(run: Handler) -> Handler:
            self.files.update(dict.fromkeys(roles, FileTaken(run, after_caption)))
            return run

        return register

    def taps_of(self, form: Form) -> Collection[str]:
        """What the buttons of a form do, by name."""
        return [name for name, action in self.actions.items() if action.of == form.flow]

    def short_menu_of(self, person: Person) -> list[Command]:
        """As many as one looks through: what the role uses most, and help."""
        mine = self.menu_of(person)
        return [
            *[each for each in mine if each.name != HELP][: MOST_IN_MENU - 1],
            *(each for each in mine if each.name == HELP),
        ]

    def menu_of(self, person: Person) -> list[Command]:
        """The commands of a person's role, what is used most first."""
        mine = [command for command in self.commands if person.role in command.roles]
        return sorted(mine, key=lambda command: ORDER.index(command.name) if command.name in ORDER else len(ORDER))


registry = Registry()

T = TypeVar("T")
Follower = Callable[[Moment, T], None]


class Event(Generic[T]):
    """Something that happened: one feature announces it, others follow it, in the same transaction.

    Followers are called in the order they were registered; what one raises undoes what was announced.
    """

    def __init__(self) -> None:
        self._followers: list[Follower[T]] = []

    def follow(self, run: Follower[T]) -> Follower[T]:
        """Registers a follower."""
        self._followers.append(run)
        return run

    def happened(self, moment: Moment, what: T) -> None:
        """Calls the followers."""
        for run in self._followers:
            run(moment, what)
