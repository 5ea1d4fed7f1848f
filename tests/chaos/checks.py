"""What must be true after a storm, each by its own name."""

import json
from collections import Counter

from bot.channels.telegram.render import token_of
from storage.audit.verify import verify
from storage.engine import open_database
from tests.chaos.storm import CONFIRM, Storm


async def weather(storm: Storm) -> None:
    """Runs the storm and checks everything; no process is left behind."""
    try:
        await storm.run()
        await everything(storm)
    finally:
        if storm.program.process is not None:
            await storm.program.kill()


async def everything(storm: Storm) -> None:
    """All of it; the seed stands in every message."""
    for check in (
        every_report_is_stored_once,
        every_update_is_dealt_with_once,
        every_answer_is_accepted_or_listed,
        answers_keep_the_order_of_their_chat,
        nothing_is_sent_twice_but_what_is_marked,
        no_limit_was_broken,
        nothing_was_set_aside,
        the_record_tells_of_everything,
    ):
        fault = await check(storm)
        assert not fault, f"seed {storm.plan.seed}, {check.__name__}: {fault}; blows: {storm.blows}"


async def every_report_is_stored_once(storm: Storm) -> object:
    """What the clerks were told is stored, once, and nothing else; what was typed again in a long silence as often at most."""
    rows = await storm.program.query(
        "SELECT bindings.chat, reports.total, count(*) FROM reports"
        " JOIN bindings ON bindings.person_id = reports.person_id GROUP BY bindings.chat, reports.total"
    )
    stored = Counter({(int(str(chat)), int(str(total))): int(str(count)) for chat, total, count in rows})
    told = Counter({(chat, figure): 1 for chat, last in storm.done.items() for figure in range(1, last + 1)})
    missing, more = told - stored, stored - storm.typed
    return {"missing": missing, "too many": more} if missing or more else None


async def every_update_is_dealt_with_once(storm: Storm) -> object:
    """Each update that Telegram ever had."""
    rows = await storm.program.query("SELECT external_id, count(*) FROM updates GROUP BY external_id")
    dealt = Counter({int(str(number)): int(str(count)) for number, count in rows})
    given = Counter(storm.api.world.given)
    return {"missing": given - dealt, "too many": dealt - given} if dealt != given else None


async def every_answer_is_accepted_or_listed(storm: Storm) -> object:
    """No row is lost on its way."""
    return await storm.program.query(
        "SELECT key, state, error FROM outbox WHERE state NOT IN ('accepted', 'unknown') ORDER BY id"
    )


async def answers_keep_the_order_of_their_chat(storm: Storm) -> object:
    """By the platform's own numbers, of what left at the first try and is a message of its own."""
    rows = await storm.program.query(
        "SELECT chat, message FROM outbox WHERE state = 'accepted' AND kind = 'reply' AND edit_of IS NULL"
        " AND message IS NOT NULL ORDER BY id"
    )
    by_chat: dict[str, list[int]] = {}
    for chat, message in rows:
        by_chat.setdefault(str(chat), []).append(int(str(message)))
    return {chat: numbers for chat, numbers in by_chat.items() if numbers != sorted(numbers)}


async def nothing_is_sent_twice_but_what_is_marked(storm: Storm) -> object:
    """A confirm card's button is in one message, or in two if the row says that it was repeated."""
    rows = await storm.program.query("SELECT payload, repeated FROM outbox WHERE kind = 'reply'")
    allowed: dict[str, int] = {}
    for payload, repeated in rows:
        card = payload if isinstance(payload, dict) else json.loads(str(payload))
        for row in card.get("buttons", []):
            allowed |= {token: 2 if repeated else 1 for label, token, *_ in row if label == CONFIRM}
    arrived = Counter(
        token_of(button["callback_data"])
        for sent in storm.api.world.sent
        for row in (sent.born_with or {}).get("inline_keyboard", [])
        for button in row
        if button["text"] == CONFIRM
    )
    return {token: count for token, count in arrived.items() if count > allowed.get(token, 0)}


async def no_limit_was_broken(storm: Storm) -> object:
    """Telegram's published limits, a process's start included."""
    return storm.api.violations


async def nothing_was_set_aside(storm: Storm) -> object:
    """No message was anybody's fault."""
    return await storm.program.query("SELECT external_id, error FROM failures WHERE dead")


async def the_record_tells_of_everything(storm: Storm) -> object:
    """No entry is missing and no row is beside it, though transactions were cut at any point."""
    database = open_database(storm.program.url)
    verdict = await database.read(verify)
    await database.close()
    return [each.sentence for each in verdict.findings]
