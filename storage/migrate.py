"""The schema: bring it up to date, and tell whether it is."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Runs the missing migrations on this connection; the caller's transaction makes them all or nothing."""
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Goes back to an older schema; used by tests."""
    command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision the database has, None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
