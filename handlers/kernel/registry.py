"""The one table of what people can do: commands, taps, forms and files."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.people import Person, Role
from handlers.kernel.turn import Answer, Handler, Turn

EVERYBODY = frozenset(Role)
# The order of the help card and of platform menus.
ORDER = (
    "items",
    "verify",
    "phone",
    "digest",
    "monthly",
    "quarterly",
    "ledger",
    "mine",
    "notices",
    "supervise",
    "red",
    "late",
    "areas",
    "boards",
    "unit_lights",
    "blockers",
    "nudge",
    "request",
    "item",
    "agreement",
    "invite",
    "leave",
    "subscribe",
    "unreachable",
    "cancel",
    "commands",
    "help",
    "start",
)

# Commands whose argument may follow without a blank when it begins with a figure or a code: 请假7月1日, 事项JS-010.
GLUED = frozenset({"away", "backward", "item", "nudge", "request", "snooze", "supervise"})
_GLUED = re.compile(r"[^\x00-\x7f]+(?=[0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Command:
    """A typed command: its Latin name (menus of platforms allow nothing else), Chinese words, who may use it, a help line.

    `chip`: worth a button beside the typing box where a channel has one.
    """

    name: str
    words: tuple[str, ...]
    roles: frozenset[Role]
    help: str
    run: Handler
    chip: bool = False


class Registry:
    """What is registered, and for whom. Names are unique; a double registration is a programming error."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.actions: dict[str, Handler] = {}
        self.flows: dict[str, Callable[[Turn], Answer | None]] = {}
        self._by_word: dict[str, Command] = {}

    def command(
        self, name: str, words: Sequence[str], help_line: str, roles: frozenset[Role] = EVERYBODY, *, chip: bool = False
    ) -> Callable[[Handler], Handler]:
        """Registers a command; `turn.words` is what followed it."""

        def register(run: Handler) -> Handler:
            command = Command(name, tuple(words), roles, help_line, run, chip)
            for word in (name, *words):
                if word in self._by_word:
                    raise ValueError(f"command word {word} is taken")
                self._by_word[word] = command
            self.commands.append(command)
            return run

        return register

    def action(self, name: str) -> Callable[[Handler], Handler]:
        """Registers what a button does; `turn.args` is what the button carries."""

        def register(run: Handler) -> Handler:
            if name in self.actions:
                raise ValueError(f"action {name} is taken")
            self.actions[name] = run
            return run

        return register

    def flow(self, name: str) -> Callable[[Callable[[Turn], Answer | None]], Callable[[Turn], Answer | None]]:
        """Registers what an open form does with a message; None means the message is not for the form."""

        def register(run: Callable[[Turn], Answer | None]) -> Callable[[Turn], Answer | None]:
            if name in self.flows:
                raise ValueError(f"flow {name} is taken")
            self.flows[name] = run
            return run

        return register

    def find(self, text: str) -> tuple[Command, str] | None:
        """The command a text begins with and the rest: `/items`, `我的事项`, `事项 JS-010`, `事项JS-010`."""
        text = text.strip()
        head, _, rest = text.partition(" ")
        slash = head.startswith("/")
        command = self._by_word.get(head.removeprefix("/").lower() if slash else head)
        if command is not None and (slash or not head.isascii()):
            return command, rest.strip()
        glued = _GLUED.match(text)
        command = self._by_word.get(glued[0]) if glued else None
        return (command, text.removeprefix(glued[0])) if glued and command and command.name in GLUED else None

    def menu_of(self, person: Person) -> list[Command]:
        """The commands of a person's role, what is used most first."""
        mine = [command for command in self.commands if person.role in command.roles]
        return sorted(mine, key=lambda command: ORDER.index(command.name) if command.name in ORDER else len(ORDER))


registry = Registry()
