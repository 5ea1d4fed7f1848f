"""Units, agreements, items, and where each item stands."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.exact import Exact, UtcTime
from storage.tables.base import RowId, in_record, metadata

units = Table(
    "units",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("short_names", JSON, nullable=False),
    Column("kind", String(20), nullable=False),
    in_record(),
)

agreements = Table(
    "agreements",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("title", String(200), nullable=False),
    Column("party_a", String(100), nullable=False),
    # Grows by one with every import that changes an item of the unit; item_changes says what changed.
    Column("version", Integer, nullable=False),
    Column("source", String(200), nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    in_record(),
    UniqueConstraint("year", "unit"),
)

items = Table(
    "items",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("agreement_id", ForeignKey("agreements.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("code", String(20), nullable=False),
    Column("board", String(50), nullable=False),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("co_units", JSON, nullable=False),
    Column("name", String(200), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("target", Exact),
    Column("measure_unit", String(20), nullable=False),
    Column("baseline", Exact),
    Column("weight", Exact, nullable=False),
    Column("start", Date, nullable=False),
    Column("due", Date),
    Column("cadence", String(10), nullable=False),
    Column("leader", String(100), nullable=False),
    Column("milestones", JSON, nullable=False),
    Column("direction", String(10), nullable=False),
    Column("basis", String(10), nullable=False),
    Column("part_of", String(20)),
    Column("secrecy", String(10), nullable=False),
    Column("stage", String(10), nullable=False),
    Column("source", String(200), nullable=False),
    # Columns of the district's own, as pairs of heading and text; NULL for none.
    Column("own", JSON(none_as_null=True)),
    Column("tracked_from", Date, nullable=False),
    in_record(),
    UniqueConstraint("year", "code"),
    # Digests and the daily judging look through a year's open items without reading the items themselves.
    Index("ix_items_year_stage", "year", "stage", "unit", "board", "leader", "code"),
)

# Append-only: what an import or an approved change did to an item; `changes` holds lists of domain.amendments.to_json.
item_changes = Table(
    "item_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("source", String(200), nullable=False),
    Column("changes", JSON, nullable=False),
    in_record(),
)

# The local day on which an open item must be judged next. The tick asks only that, so items of closed years cost nothing.
judge_days = Table(
    "judge_days",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("on", Date, nullable=False),
    Index("ix_judge_days_year_on_item_id", "year", "on", "item_id"),
)

# One row an item, made anew whenever its reports or the day change. `remind_on` is the next local day on which a
# reminder falls due, NULL when none will; the tick asks only that. `pressure` is 倒逼 in per cent of 正推 and
# `node_missed` the day of the missed milestone: what a digest lists without judging anew. `reason` is the text of
# domain.reasons.to_json.
item_states = Table(
    "item_states",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("light", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("gap", Exact),
    Column("provisional", Boolean, nullable=False),
    Column("judged_on", Date, nullable=False),
    Column("pack", String(60), nullable=False),
    Column("report_due", Date),
    Column("report_due_confirmed", Boolean, nullable=False),
    Column("remind_on", Date),
    Column("pressure", Integer),
    Column("node_missed", Date),
    # The tick's question: what is due before now. NULLs stay out of the index, so closed years cost nothing.
    Index(
        "ix_item_states_remind_on_due",
        "remind_on",
        sqlite_where=text("remind_on IS NOT NULL"),
        postgresql_where=text("remind_on IS NOT NULL"),
    ),
    Index("ix_item_states_judged_on", "judged_on"),
)

# Append-only: every turn of a light with its reason (the text of domain.reasons.to_json) and the pack that judged.
light_changes = Table(
    "light_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("old", String(10)),
    Column("new", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("pack", String(60), nullable=False),
    in_record(),
    Index("ix_light_changes_item_id_on", "item_id", "on"),
    # What turned since a day, over all items.
    Index("ix_light_changes_on", "on"),
)

# Append-only: what an assessment will find about an item's lights. Each turn calls a record down once; `times` is its count.
light_consequences = Table(
    "light_consequences",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("light", String(10), nullable=False),
    Column("times", Integer, nullable=False),
    Column("record", String(60), nullable=False),
    # The local day on which the light turned for the `times`-th time in its year.
    Column("on", Date, nullable=False),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("text", Text, nullable=False),
    Column("pack", String(60), nullable=False),
    Column("at", UtcTime, nullable=False),
    in_record(),
    # A year's items are rows of their own, so the count needs no year.
    UniqueConstraint("item_id", "record", "times"),
    Index("ix_light_consequences_unit_on", "unit", "on"),
)
