"""Reminders, receipts, digests and who wants them, nudges, the calendar, and the scheduler's few marks."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.exact import UtcTime
from storage.tables.base import RowId, in_record, metadata

# Append-only: which occurrence reached whose bundle. The key makes a second push impossible, across restarts
# and replicas.
reminded = Table(
    "reminded",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("occurrence", String(80), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    # What a bundle names is asked again when it leaves.
    Column("outbox_key", String(200), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
)

# Append-only: 收到.
acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("outbox_key", String(200), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("at", UtcTime, nullable=False),
    in_record(),
)

# Append-only: whom which matter did not reach, once the inspectors were told so. The key makes a second time impossible.
unreached = Table(
    "unreached",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("subject", String(220), primary_key=True),
    Column("at", UtcTime, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("occurrence", String(40), nullable=False),
    # Whose items it told of (domain.digest.Scope), and the last turn of a light it knew: the next one tells what turned after.
    Column("scope", String(200), nullable=False),
    Column("turns_through", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    in_record(),
    UniqueConstraint("person_id", "kind", "occurrence"),
)

# What a person chose (订阅, 退订) where it differs from the rule pack; `scope` as chosen: empty for the person's own.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("wanted", Boolean, nullable=False),
    Column("scope", String(100), nullable=False),
    Column("at", UtcTime, nullable=False),
)

# Append-only: 催一下. Once a day for one unit and person.
nudges = Table(
    "nudges",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("unit", ForeignKey("units.code"), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("items", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("date", Date, primary_key=True),
    Column("is_workday", Boolean, nullable=False),
    Column("name", String(50), nullable=False),
    Column("source", String(200), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    in_record(shared=True),
)

# Named points in time: how far the tick has come, which catalogue is current.
marks = Table(
    "marks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(100), nullable=False),
)

# What failed in a tick while the others went on, by kind and number (of an item, a notice, a person); see storage.schedule.
set_aside = Table(
    "set_aside",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("ref", RowId, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # The local day up to which it had been dealt with.
    Column("since", Date, nullable=False),
    Column("at", UtcTime, nullable=False),
    # NULL: it works again, and what fell due after `since` goes with the next push.
    Column("again_at", UtcTime),
    Column("told", Boolean, nullable=False),
)
