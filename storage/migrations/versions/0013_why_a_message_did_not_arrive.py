"""Why a message did not arrive becomes a value beside the text for the log; a push that informs is no longer called a notice

Revision: 0013
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# What the program of then wrote by itself, and what it meant.
OWN_TEXTS = {
    "no reachable chat that can be pushed to": "no_address",
    "withdrawn: what it reminds of was done before it could leave": "over",
    "withdrawn: the person has left": "left",
    "waited when the backup was made; it may have been sent before the restore": "restored",
    "the process died while sending": "died",
    "the service stopped while sending": "stopped",
}
# A mistake of the program's own: the bare name of an exception, or what a channel found before its call.
BARE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
OWN_MISTAKES = (
    "nothing to say",
    "no file",
    "more than 100 buttons",
    "button data longer",
    "not an id of a telegram message",
)
# How texts were read until then (lower case, in this order), frozen here. "rights" alone also found "copyrights".
GUESSES = (
    ("blocked", "blocked"),
    ("deactivated", "account_gone"),
    ("kicked", "removed"),
    ("no reachable chat", "no_address"),
    ("not found", "chat_gone"),
    ("not enough rights", "no_right"),
    ("no rights", "no_right"),
    ("administrator rights", "no_right"),
    ("chat_write_forbidden", "no_right"),
    ("too long", "too_long"),
    ("too big", "too_big"),
    ("the person has left", "left"),
    ("was done before", "over"),
    ("process died", "died"),
    ("service stopped", "stopped"),
    ("backup", "restored"),
    ("restore", "restored"),
    ("timedout", "no_answer"),
    ("networkerror", "cut"),
    ("badrequest", "refused"),
    ("forbidden", "forbidden"),
    # Told as refused for an unknown reason; the library's names say better.
    ("retryafter", "rate"),
    ("out of limit", "rate"),
    ("chatmigrated", "migrated"),
    ("invalidtoken", "bad_token"),
    ("conflict", "platform_down"),
)
# What is left, by what became of the message.
OTHERWISE = {"unknown": "unreadable", "unreachable": "forbidden", "withdrawn": "over"}
UNREACHABLE = "('blocked', 'account_gone', 'removed', 'chat_gone', 'no_right', 'forbidden', 'refused')"

outbox = sa.table(
    "outbox", sa.column("id"), sa.column("state"), sa.column("error"), sa.column("cause"), sa.column("kind")
)


def guessed(error: str, state: str) -> str:
    """The cause of a stored text."""
    told = error.lower()
    if error in OWN_TEXTS:
        return OWN_TEXTS[error]
    if BARE_NAME.fullmatch(error) or told.startswith(OWN_MISTAKES):
        return "ours"
    return next((cause for words, cause in GUESSES if words in told), OTHERWISE.get(state, "refused"))


def upgrade() -> None:
    """Forward: texts stay, causes stand beside them."""
    op.add_column("outbox", sa.Column("cause", sa.String(length=20), nullable=True))
    op.add_column("bindings", sa.Column("unreachable_cause", sa.String(length=20), nullable=True))
    connection = op.get_bind()
    stored = connection.execute(sa.select(outbox.c.id, outbox.c.state, outbox.c.error).where(outbox.c.error != ""))
    rows = [{"wanted": row.id, "cause": guessed(row.error, row.state)} for row in stored]
    if rows:
        change = sa.update(outbox).where(outbox.c.id == sa.bindparam("wanted")).values(cause=sa.bindparam("cause"))
        connection.execute(change, rows)
    op.execute("UPDATE outbox SET kind = 'info' WHERE kind = 'notice'")
    # A chat was marked in the transaction that settled the message, or by the platform's own word, which left no text.
    settled = (
        "SELECT outbox.cause FROM outbox WHERE outbox.channel = bindings.channel AND outbox.chat = bindings.chat"  # noqa: S608
        f" AND outbox.settled_at = bindings.unreachable_since AND outbox.cause IN {UNREACHABLE}"
        " ORDER BY outbox.id DESC LIMIT 1"
    )
    word = "CASE WHEN bindings.chat LIKE '-%' THEN 'removed' ELSE 'blocked' END"
    op.execute(
        f"UPDATE bindings SET unreachable_cause = coalesce(({settled}), {word}) WHERE unreachable_since IS NOT NULL"  # noqa: S608
    )


def downgrade() -> None:
    """Back: what has a cause and no text gets the text that the program of then reads."""
    for text, cause in OWN_TEXTS.items():
        lacking = (outbox.c.cause == cause) & (outbox.c.error == "")
        op.execute(sa.update(outbox).where(lacking).values(error=text))
    op.execute("UPDATE outbox SET kind = 'notice' WHERE kind = 'info'")
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.drop_column("unreachable_cause")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("cause")
