"""A platform that is away for seconds or for hours: everything arrives, at most twice, the second time marked; digests once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.base.pace import Limits
from bot.base.pulse import Pulse
from bot.out.sender import Sender
from domain.delivery import TRIES, Cause
from storage import evidence, outbox
from storage.engine import Database, open_database
from storage.outbox import Lane, Message, MessageKind
from storage.outbox import MessageState as State
from storage.payloads import Payload
from storage.store import Store
from tests.support.desk import NoOtherWay
from tests.support.hurried import HurriedClock, HurriedLoop, Waited, hurried
from tests.support.outages import SILENCE, Away, AwayChannel, Manner, Seen

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0
TELEGRAM = Limits(29.0, 3, 1.0, 3.4)
CHATS = 6
LONGEST_PAUSE = 30.0
LENGTHS = (20 * SECOND, MINUTE, 10 * MINUTE, 3 * HOUR)
# All of them on SQLite; PostgreSQL takes its real time for each step, so there the ends.
CASES = [("sqlite", seconds, manner) for seconds in LENGTHS for manner in Manner] + [
    ("postgresql", seconds, manner)
    for seconds in (LENGTHS[0], LENGTHS[-1])
    for manner in (Manner.PAGE, Manner.CUT_AFTER)
]
# Each kind of message as it stands in the outbox.
KINDS = {
    "answer": MessageKind.REPLY,
    "edit": MessageKind.REPLY,
    "notice": MessageKind.INFO,
    "reminder": MessageKind.REMINDER,
    "digest": MessageKind.DIGEST,
    "document": MessageKind.REPLY,
}


@pytest.fixture(autouse=True)
def _few_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who queues something rings: looking every second through hours only takes time."""
    monkeypatch.setattr("bot.out.sender.IDLE_POLL", 20.0)
    monkeypatch.setattr("bot.out.sender.RESTING_POLL", 1.0)


class Scene:
    """A sender, its store and a platform that is away at times."""

    def __init__(self, database: Database, loop: HurriedLoop, *outages: Away) -> None:
        self.clock = HurriedClock(loop)
        self.database = Waited(database, loop)
        self.channel = AwayChannel(self.clock, list(outages))
        self.doubted: list[str] = []
        self.rows: dict[str, Message] = {}
        self.sender = self._new()

    def _new(self) -> Sender:
        return Sender(
            self.database,
            self.channel,
            self.clock,
            TELEGRAM,
            Pulse(),
            renewed=lambda _store, message: message,
            post_in=lambda _store: NoOtherWay(),
            in_doubt=lambda _store, message: self.doubted.append(message.key),
        )

    async def queue(self, *keys: str) -> None:
        """Queues messages named KIND-NUMBER, each to a chat by its number."""

        def work(store: Store) -> None:
            for key in keys:
                name, _, number = key.partition("-")
                payload: Payload = {"title": "", "lines": [key]}
                if name == "document":
                    shelved = evidence.shelve(store.files, b"paper")
                    paper = evidence.keep(store, shelved, "application/pdf", self.clock.now())
                    payload["file"] = [paper, "督办单.pdf", "application/pdf"]
                edited = "77" if name == "edit" else None
                where = str(int(number) % CHATS)
                outbox.put(store, key, "test", where, None, KINDS[name], payload, self.clock.now(), edit_of=edited)

        await self.database.write(work)
        self.sender.bell.set()

    async def all_kinds(self, number: int) -> None:
        """One message of each kind to one chat."""
        await self.queue(*(f"{name}-{number}" for name in KINDS))

    async def until(self, seconds: float) -> None:
        """Until the clock shows so much."""
        await asyncio.sleep(max(0.0, seconds - self.clock.seconds))

    async def die(self) -> None:
        """The process is killed, with calls on their way, and another begins on the same store."""
        tasks = [task for task in asyncio.all_tasks() if task.get_name().startswith(("delivery-", "send-", "ask-"))]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.sender = self._new()
        await self.sender.start()

    async def look(self) -> None:
        """Notes how the outbox stands."""
        found = await self.database.read(
            lambda store: [each for chat in range(CHATS) for each in outbox.shown_in(store, "test", str(chat), 1000)]
        )
        self.rows = {message.key: message for message in found}

    @property
    def seen(self) -> dict[str, list[bool]]:
        """What people saw, with its marks."""
        return Seen.of(self.channel).marks


def play(url: str, part: Callable[[Scene], Awaitable[None]], *outages: Away) -> Scene:
    """Plays a scene in hurried time."""

    async def run(loop: HurriedLoop) -> Scene:
        database = open_database(url)
        scene = Scene(database, loop, *outages)
        await scene.sender.start()
        try:
            await part(scene)
            await scene.look()
        finally:
            await scene.sender.stop()
            await database.close()
        return scene

    return hurried(run)


def check(scene: Scene) -> None:
    """The promise of this file, and the order in each chat and lane."""
    for key, row in scene.rows.items():
        marks = scene.seen.get(key, [])
        if row.kind is MessageKind.DIGEST:
            assert len(marks) <= 1, key
            assert row.state is State.ACCEPTED or (row.state, key in scene.doubted) == (State.UNKNOWN, True), key
        elif row.edit_of is not None:
            assert marks.count(False) == len(marks) > 0, f"{key}: an edit may be done again"
        else:
            assert row.state is State.ACCEPTED, f"{key}: {row.state}"
            assert marks in ([False], [True], [False, True]), f"{key}: {marks}"
    for chat in {row.chat for row in scene.rows.values()}:
        for lane in Lane:
            mine = [each for each in scene.channel.arrived if each.outgoing.chat == chat]
            order = [scene.rows[each.outgoing.key].id for each in mine if scene.rows[each.outgoing.key].lane is lane]
            assert order == sorted(order), f"order in chat {chat}: {order}"


@pytest.mark.parametrize(("store_url", "seconds", "manner"), CASES, indirect=["store_url"])
def test_through_an_outage_everything_arrives_and_nothing_twice_unmarked(
    store_url: str, seconds: float, manner: Manner
) -> None:
    """Queued before it, as it begins, in its middle and at its end; the process is killed in its middle once."""
    begins, ends = 30.0, 30.0 + seconds

    async def part(scene: Scene) -> None:
        for number, at in enumerate((0.0, begins - 0.03, begins + 1, begins + seconds / 2, ends - 1, ends + 40)):
            await scene.until(at)
            await scene.all_kinds(number)
            if number == 3:
                await asyncio.sleep(0.3)
                await scene.die()
        await scene.until(ends + 3 * MINUTE)

    scene = play(store_url, part, Away(begins, ends, manner))
    assert len(scene.rows) == 6 * len(KINDS)
    check(scene)
    lost = [key for key, row in scene.rows.items() if row.state is not State.ACCEPTED]
    # One that was on its way as it began, and nobody can know.
    assert len(lost) <= 1
    in_time = [each.at for each in scene.channel.arrived if each.outgoing.key.endswith(("-1", "-2", "-3", "-4"))]
    assert max(in_time) < ends + LONGEST_PAUSE + SILENCE + 20, "soon after the end"


def test_in_an_outage_little_is_tried_and_at_its_end_nothing_is_rushed(store_url: str) -> None:
    """Two hundred messages to six chats wait for an hour: a few tries, a question now and then, then the usual pace."""

    async def part(scene: Scene) -> None:
        await scene.until(11.0)
        await scene.queue(*(f"reminder-{number}" for number in range(200)))
        await scene.until(HOUR + 5 * MINUTE)

    scene = play(store_url, part, Away(10.0, HOUR, Manner.CUT_BEFORE))
    check(scene)
    meanwhile = [at for at in scene.channel.tries if at < HOUR]
    assert len(meanwhile) <= 2 * CHATS, "each a first try that now stays unknown"
    assert HOUR / LONGEST_PAUSE - 5 < len([at for at in scene.channel.asked if at < HOUR]) < HOUR / LONGEST_PAUSE + 10
    after = sorted(at for at in scene.channel.tries if at >= HOUR)
    assert after[1] - after[0] > 0.04, "one goes first, alone, and its answer is waited for"
    for begin in after:
        assert sum(begin <= at < begin + 1 for at in after) <= 30


def test_a_digest_asks_first_whether_the_platform_answers(store_url: str) -> None:
    """All digests of a morning would be lost in an outage that nobody has noticed yet."""

    async def part(scene: Scene) -> None:
        await scene.until(10.0)
        await scene.queue(*(f"digest-{number}" for number in range(CHATS)))
        await scene.until(20 * MINUTE)

    scene = play(store_url, part, Away(5.0, 600.0, Manner.CUT_AFTER))
    assert {row.state for row in scene.rows.values()} == {State.ACCEPTED}
    assert scene.seen == {f"digest-{number}": [False] for number in range(CHATS)}
    assert len(scene.channel.tries) == CHATS


def test_where_questions_are_answered_and_messages_are_not_a_page_loses_nothing(store_url: str) -> None:
    """Only what sends is broken: each try fails, none counts as the message's own failure, and none is given up."""

    async def part(scene: Scene) -> None:
        for number in range(CHATS):
            await scene.all_kinds(number)
        await scene.until(5 * HOUR)

    scene = play(store_url, part, Away(0.0, 4 * HOUR, Manner.PAGE, sends_only=True))
    check(scene)
    assert {row.state for row in scene.rows.values()} == {State.ACCEPTED}
    assert max(row.attempts for row in scene.rows.values()) > TRIES


def test_a_message_that_alone_fails_is_given_up_and_holds_up_no_other_chat(store_url: str) -> None:
    """A platform that answers everybody else is no outage."""

    async def part(scene: Scene) -> None:
        scene.channel.poison.add("notice-0")
        await scene.queue("notice-0")
        for number in range(1, 24):
            await scene.until(number * 10 * MINUTE)
            await scene.queue(f"answer-{number * CHATS + 1}", f"digest-{number * CHATS + 2}")
        await scene.until(5 * HOUR)

    scene = play(store_url, part)
    poison = scene.rows.pop("notice-0")
    assert (poison.state, poison.cause) == (State.FAILED, Cause.PLATFORM_DOWN)
    assert {row.state for row in scene.rows.values()} == {State.ACCEPTED}
    late = [each.at - (int(each.outgoing.key.split("-")[1]) // CHATS) * 10 * MINUTE for each in scene.channel.arrived]
    assert max(late) < 25


def test_what_was_on_its_way_when_the_process_died_waits_for_a_good_answer(store_url: str) -> None:
    """The next process knows nothing of the outage: it asks before it sends what may have arrived."""

    async def part(scene: Scene) -> None:
        await scene.until(5.0)
        await scene.queue("notice-0", "answer-1", "digest-2")
        await asyncio.sleep(1.0)
        await scene.die()
        await scene.until(HOUR)

    scene = play(store_url, part, Away(4.0, 600.0, Manner.SILENCE))
    check(scene)
    assert scene.seen == {"notice-0": [True], "answer-1": [True], "digest-2": [False]}
    assert len(scene.channel.tries) <= 7
