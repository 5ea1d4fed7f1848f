"""A person at a task: what was typed, tapped and read until it was done."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace

from domain.people import Role
from handlers.kernel.messages import Finger
from tests.support.pictures import picture
from tests.support.world import Shown, Talk, World


@dataclass
class Cost:
    """What a task took: lines and files sent, taps, characters read, and the lines of the longest card."""

    messages: int = 0
    taps: int = 0
    characters: int = 0
    longest: int = 0

    def values(self) -> tuple[int, ...]:
        """In the order of the page's columns."""
        return tuple(asdict(self).values())


class Sitting:
    """One person's chat, counted. `offers` is what the person sees at that moment: what to do next hangs on it."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.cost = Cost()
        self.shown: list[Shown] = []

    async def say(self, line: str) -> None:
        """Types a line."""
        self.cost.messages += 1
        self._read(await self.talk.say(line))

    async def tap(self, label: str) -> None:
        """Taps a button; a word at the finger is read, too."""
        self.cost.taps += 1
        finger = Finger()
        answer = await self.talk.world.receive(replace(self.talk.tapping(label), finger=finger))
        self.talk.last = answer or self.talk.last
        self.cost.characters += len(finger.text)
        self._read(answer)

    async def photo(self, caption: str = "") -> None:
        """Sends a photo."""
        self.cost.messages += 1
        self._read(await self.talk.send("现场.png", "image/png", picture(), caption))

    async def confirm(self) -> None:
        """Says that a doubtful figure is right, and submits."""
        while self.offers("就按这个数"):
            await self.tap("就按这个数")
        await self.tap("确认提交")

    def offers(self, label: str) -> bool:
        """Whether such a button is in front of the person."""
        return any(has.startswith(label) for each in self.shown for has in each.labels)

    def reads(self, words: str) -> bool:
        """Whether the words stand in front of the person."""
        return any(words in each.text for each in self.shown)

    def _read(self, cards: list[Shown]) -> None:
        self.shown = cards or self.shown
        for each in cards:
            self.cost.characters += len(each.text) + sum(map(len, each.labels))
            self.cost.longest = max(self.cost.longest, len(each.text.splitlines()))


Played = Callable[[World, Sitting], Awaitable[None]]
Before = Callable[[World], Awaitable[None]]


@dataclass(frozen=True)
class Task:
    """What a person wants to have done: `play` ends where it is done, or raises."""

    name: str
    role: Role
    unit: str | None
    play: Played
    # What happened before the person sat down.
    before: Before | None

    async def measure(self, world: World) -> Cost:
        """Plays it in a fresh district on 24 June at ten."""
        world.clock.local(6, 24)
        await world.settle()
        talk = await world.hire("某人", self.role, self.unit)
        if self.before is not None:
            await self.before(world)
            talk.last = await world.new_in("某人")
        sitting = Sitting(talk)
        sitting.shown = talk.last
        await self.play(world, sitting)
        return sitting.cost


TASKS: list[Task] = []


def task(
    name: str, role: Role = Role.REPORTER, unit: str | None = "BM28", before: Before | None = None
) -> Callable[[Played], Played]:
    """Registers a task."""

    def register(play: Played) -> Played:
        TASKS.append(Task(name, role, unit, play, before))
        return play

    return register
