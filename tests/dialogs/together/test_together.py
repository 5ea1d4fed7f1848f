"""Messages that wait together answer as they would one after the other, and leave the same behind (docs/decisions/0019).

Pairs and triples of the table of moves are played twice in a prepared district: in one batch, and one message a transaction.
`ZEREN_TOGETHER=all` plays every pair that may matter instead of a sample, a number so many of them; `ZEREN_TOGETHER_SEED` draws
another sample.
"""

import itertools
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from handlers.kernel.turn import Moment
from tests.dialogs.together.entered import entered, registered
from tests.dialogs.together.moves import Move, moves_of
from tests.dialogs.together.rehearsal import Ending, Rehearsal
from tests.dialogs.together.snapshot import differences
from tests.dialogs.together.stage import Stage, channels, staged
from tests.support.world import make_world

SEED = os.environ.get("ZEREN_TOGETHER_SEED", "1")
MOST = os.environ.get("ZEREN_TOGETHER", "")
TRIPLES = 60
# Enough to see what is wrong; the rest is usually of the same kind.
SHOWN = 5
# Every message leaves rows here: a table that both touch says nothing of what they have to do with each other.
OF_EVERY_MESSAGE = frozenset({"updates", "outbox", "buttons", "dialogs"})


class Play:
    """The moves of the stage, and what each of them does alone."""

    def __init__(self, stage: Stage, moment: Moment) -> None:
        self.moves = moves_of(stage, moment)
        self._people = stage.world.people
        self._rehearsal = Rehearsal(moment.store.connection, stage.world.house)
        self._alone = {move: self._rehearsal.play([move.numbered(1)]) for move in self.moves}

    def failing(self) -> list[str]:
        """Moves that fail alone."""
        return [f"{move}: {ending.failures}" for move, ending in self._alone.items() if ending.failures != ("None",)]

    def may_matter(self, first: Move, second: Move) -> bool:
        """Whether the second move looks at a table that the first one changes, or is by the same person."""
        changed, named = self._alone[first].touched.changed, self._alone[second].touched.named
        person = self._people.get(first.incoming.sender)
        same = person is not None and person == self._people.get(second.incoming.sender)
        return same or not (changed - OF_EVERY_MESSAGE).isdisjoint(named)

    def pairs(self) -> list[tuple[Move, ...]]:
        """All that may matter; or so many; or, unless told, so that each move comes once first and once second."""
        pairs = [pair for pair in itertools.product(self.moves, repeat=2) if self.may_matter(*pair)]
        Random(SEED).shuffle(pairs)
        if MOST:
            return [*pairs] if MOST == "all" else [*pairs[: int(MOST)]]
        first = {pair[0]: pair for pair in pairs}
        second = {pair[1]: pair for pair in pairs}
        return list(dict.fromkeys((*first.values(), *second.values())))

    def triples(self) -> list[tuple[Move, ...]]:
        """Some, each of two pairs that may matter."""
        random = Random(SEED)
        wanted = TRIPLES if not MOST.isdigit() else int(MOST) // 3
        found: list[tuple[Move, ...]] = []
        while len(found) < wanted:
            first, second, third = (random.choice(self.moves) for _ in range(3))
            if self.may_matter(first, second) and self.may_matter(second, third):
                found.append((first, second, third))
        return found

    def compared(self, some: Sequence[Sequence[Move]]) -> list[str]:
        """A transcript of each that ends otherwise together than one by one."""
        return [told for moves in some for told in self._compared(moves)]

    def _compared(self, moves: Sequence[Move]) -> Iterator[str]:
        incoming = [move.numbered(number) for number, move in enumerate(moves, start=1)]
        together = self._rehearsal.play(incoming)
        apart = self._rehearsal.play(*([each] for each in incoming))
        if together != apart:
            yield transcript(moves, together, apart)

    def answering(self) -> set[str]:
        """What answers at least one of the moves."""
        with entered() as found:
            for move in self.moves:
                self._rehearsal.play([move.numbered(1)])
        return found


def transcript(moves: Sequence[Move], together: Ending, apart: Ending) -> str:
    """What was sent, and what came of it in one batch and one by one."""
    lines = [*map(str, moves)]
    if together.failures != apart.failures:
        lines.append(f"    failures: in one batch {together.failures}, one by one {apart.failures}")
    return "\n".join([*lines, *differences(together.stored, apart.stored)])


@pytest.fixture
async def stage(store_url: str, tmp_path: Path, quiet_logs: None) -> AsyncIterator[Stage]:
    """The district at work, on each database."""
    stage = await ready(tmp_path, store_url)
    yield stage
    await stage.world.database.close()


async def ready(folder: Path, url: str | None = None) -> Stage:
    """The district at work, half an hour after its last card."""
    stage = await staged(await make_world(folder, channels(), url))
    stage.world.clock.local(7, 10, 9, 40)
    return stage


def shown(different: list[str]) -> str:
    """The first of them, for a failing test."""
    return "\n\n".join([f"{len(different)} end otherwise in one batch than one by one:", *different[:SHOWN]])


async def test_every_command_button_form_and_intent_has_a_move_that_it_answers(
    tmp_path: Path, quiet_logs: None
) -> None:
    """Whoever registers a command, an action or a flow gives it a line in `moves.py` or a card in `stage.py`."""
    stage = await ready(tmp_path)

    def look(moment: Moment) -> tuple[set[str], list[str]]:
        play = Play(stage, moment)
        return registered() - play.answering(), play.failing()

    assert await stage.world.dispatch.moment(look) == (set(), [])
    await stage.world.database.close()


@pytest.mark.timeout(3600 if MOST else 600)
async def test_two_messages_end_the_same_in_one_batch_and_one_after_the_other(stage: Stage) -> None:
    def look(moment: Moment) -> list[str]:
        play = Play(stage, moment)
        return play.compared(play.pairs())

    different = await stage.world.dispatch.moment(look)
    assert not different, shown(different)


@pytest.mark.timeout(3600 if MOST else 600)
async def test_three_messages_end_the_same_in_one_batch_and_one_after_the_other(stage: Stage) -> None:
    def look(moment: Moment) -> list[str]:
        play = Play(stage, moment)
        return play.compared(play.triples())

    different = await stage.world.dispatch.moment(look)
    assert not different, shown(different)
