"""The schema: bring it up to date, and tell whether it is."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from storage import carryover, guards
from storage.store import Store

if TYPE_CHECKING:
    from alembic.config import Config


def upgrade(store: Store, revision: str = "head") -> None:
    """Runs the missing migrations on this connection; the caller's transaction makes them all or nothing.

    Meanwhile nothing is guarded. Once the newest schema stands, rows that are not on record, and those that a migration
    changed, are put on it, and the guards stand again. Where no migration is missing only missing guards are put back.
    """
    from alembic import command

    before = current(store)
    if before == newest():
        if guards.missing(store):
            guards.install(store)
        return
    guards.remove(store)
    command.upgrade(_config(store), revision)
    if current(store) == newest():
        carryover.carry_over(store, before, newest(), datetime.now(UTC))
        guards.install(store)


def downgrade(store: Store, revision: str) -> None:
    """Goes back to an older schema, which stands without guards; used by tests."""
    from alembic import command

    guards.remove(store)
    command.downgrade(_config(store), revision)


def current(store: Store) -> str | None:
    """The revision the database has, None when it is empty."""
    if not inspect(store.connection).has_table("alembic_version"):
        return None
    found: str | None = store.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def newest() -> str:
    """The revision this program needs: revisions are numbered files, and a start must not wait for the tool that runs them."""
    names = [entry.name for entry in (files("storage") / "migrations" / "versions").iterdir()]
    return max(name[:4] for name in names if name[:4].isdigit() and name.endswith(".py"))


def _config(store: Store) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = store.connection
    return config
