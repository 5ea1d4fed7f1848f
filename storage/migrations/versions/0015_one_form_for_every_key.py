"""Keys of messages in the one form that is read back whole; what did not reach somebody is named by whole keys

Until now a key was cut at its first + or ~, so that a moment in it (+00:00) and whatever a platform puts into its ids lost their
ends: two messages could be taken for one. Keys of some early versions lacked the person, or had it in front of a moment.

Revision: 0015
"""

import re
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

outbox = sa.table(
    "outbox",
    sa.column("id", sa.BigInteger),
    sa.column("key", sa.String),
    sa.column("person_id", sa.BigInteger),
    sa.column("state", sa.String),
    sa.column("payload", sa.JSON),
    sa.column("instead_of", sa.String),
    sa.column("edit_of", sa.String),
)
buttons = sa.table("buttons", sa.column("outbox_key", sa.String))
events = sa.table(
    "notice_events",
    sa.column("notice_id", sa.BigInteger),
    sa.column("person_id", sa.BigInteger),
    sa.column("action", sa.String),
)
unreached = sa.table(
    "unreached", sa.column("person_id", sa.BigInteger), sa.column("subject", sa.String), sa.column("at", sa.DateTime)
)
# The key as it was queued, then the marks of a part (+1) and of another channel (~web).
MARKED = re.compile(r"(?P<whole>.*:[^:+~]*)(?P<marks>(?:\+\d+|~[^:+~]+)*)", re.DOTALL)
CUT = re.compile(r"[+~]")
PUSH = "push|"
NOT_REACHED = re.compile(r"person:(?P<person>\d+)\|push\|(?P<key>.*)", re.DOTALL)
OLD_VERDICT = re.compile(r"verdict:\d+:[a-z_]+")
OLD_MOMENT = re.compile(r"(?P<what>jumped|downtime):(?P<person>\d+):(?P<at>\d{4}-.*)")
OLD_REQUEST = re.compile(r"notice-request:(?P<draft>\d+):(?P<person>\d+)")
Renamed = Callable[[int, str], list[str]]


def upgrade() -> None:
    """Forward."""
    connection = op.get_bind()
    renamed = _rename_early_keys(connection)

    def whole(person: int, cut: str) -> list[str]:
        """The keys of the messages to a person that were named by a cut key."""
        if (person, cut) in renamed:
            return [renamed[person, cut]]
        query = sa.select(outbox.c.key).where(
            outbox.c.person_id == person, outbox.c.key.startswith(cut, autoescape=True)
        )
        keys = {_unmarked(key) for key in connection.execute(query).scalars() if CUT.split(key, maxsplit=1)[0] == cut}
        return sorted(keys)

    _rename_unreached(connection, whole)
    _rename_waiting(connection, whole)


def downgrade() -> None:
    """Back: what did not reach somebody is named by cut keys again. The forms of keys are those of the version before."""
    connection = op.get_bind()

    def cut(_: int, key: str) -> list[str]:
        return [CUT.split(key, maxsplit=1)[0]]

    _rename_unreached(connection, cut)
    _rename_waiting(connection, cut)


def _rename_early_keys(connection: sa.Connection) -> dict[tuple[int, str], str]:
    """What messages of early versions are called now, by person and the cut key they were named by."""
    heads = ("verdict:", "jumped:", "downtime:", "notice-request:")
    query = sa.select(outbox.c.key, outbox.c.person_id).where(
        sa.or_(*(outbox.c.key.startswith(head) for head in heads)), outbox.c.person_id.is_not(None)
    )
    known = {(row.key, row.person_id) for row in connection.execute(query)}
    keys, made = {key for key, _ in known}, dict[tuple[int, str], str]()
    for key, person in sorted(known):
        found = MARKED.fullmatch(key)
        new = _later_form(connection, found["whole"], person) if found else None
        if found and new and new + found["marks"] not in keys:
            made[person, CUT.split(key, maxsplit=1)[0]] = new
            _rename(connection, key, new + found["marks"])
    return made


def _later_form(connection: sa.Connection, key: str, person: int) -> str | None:
    """The key of the same message as it is written today; None if it is that already."""
    if OLD_VERDICT.fullmatch(key):
        return f"{key}:{person}"
    if found := OLD_MOMENT.fullmatch(key):
        return f"{found['what']}:{found['at']}:{found['person']}"
    if found := OLD_REQUEST.fullmatch(key):
        drafted = sa.select(events.c.person_id).where(
            events.c.notice_id == int(found["draft"]), events.c.action == "draft"
        )
        by = connection.execute(drafted.limit(1)).scalar_one_or_none() or 0
        return f"notice-request:{found['draft']}:{by}:{found['person']}"
    return None


def _rename(connection: sa.Connection, old: str, new: str) -> None:
    for column in (outbox.c.key, outbox.c.instead_of, outbox.c.edit_of):
        connection.execute(sa.update(outbox).where(column == old).values({column: new}))
    connection.execute(sa.update(buttons).where(buttons.c.outbox_key == old).values(outbox_key=new))


def _rename_unreached(connection: sa.Connection, renamed: Renamed) -> None:
    rows = list(connection.execute(sa.select(unreached)))
    known = {(row.person_id, row.subject) for row in rows}
    for row in rows:
        if not row.subject.startswith(PUSH):
            continue
        new = {PUSH + key for key in renamed(row.person_id, row.subject.removeprefix(PUSH))}
        if not new or row.subject in new:
            continue
        mine = (unreached.c.person_id == row.person_id) & (unreached.c.subject == row.subject)
        connection.execute(sa.delete(unreached).where(mine))
        for subject in sorted(new):
            if (row.person_id, subject) not in known:
                known.add((row.person_id, subject))
                connection.execute(sa.insert(unreached).values(person_id=row.person_id, subject=subject, at=row.at))


def _rename_waiting(connection: sa.Connection, renamed: Renamed) -> None:
    """What bundles that have not left speak of."""
    query = sa.select(outbox.c.id, outbox.c.payload).where(outbox.c.state.in_(("pending", "sending")))
    for row in list(connection.execute(query)):
        payload = row.payload
        if not isinstance(payload, dict) or not payload.get("named"):
            continue
        named = payload["named"]
        lines = [None if about is None else list(_matters(about, renamed)) for about in named["lines"]]
        after = payload | {"named": named | {"all": list(_matters(named["all"], renamed)), "lines": lines}}
        if "left_out" in payload:
            after["left_out"] = list(_matters(payload["left_out"], renamed))
        if after != payload:
            connection.execute(sa.update(outbox).where(outbox.c.id == row.id).values(payload=after))


def _matters(matters: list[str], renamed: Renamed) -> Iterator[str]:
    for matter in matters:
        found = NOT_REACHED.fullmatch(matter)
        keys = renamed(int(found["person"]), found["key"]) if found else []
        if found and keys:
            yield from (f"person:{found['person']}|{PUSH}{key}" for key in keys)
        else:
            yield matter


def _unmarked(key: str) -> str:
    found = MARKED.fullmatch(key)
    return found["whole"] if found else key
