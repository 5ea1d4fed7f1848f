"""Migrations describe exactly the tables, forward and back, with data in them."""

from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from domain.people import Role
from storage import migrate, people
from storage.engine import Database, open_database
from storage.tables import metadata


async def test_the_newest_migration_describes_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection, {"compare_type": True}), metadata))

    assert await database.write(differences) == []


async def test_down_and_up_again_with_data_in_the_tables(database: Database) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    await database.write(lambda connection: people.add(connection, "管理员", Role.ADMIN, None, "", now))
    await database.write(lambda connection: migrate.downgrade(connection, "base"))
    assert await database.read(lambda connection: inspect(connection).get_table_names()) == ["alembic_version"]
    await database.write(migrate.upgrade)
    assert await database.read(migrate.current) == migrate.newest()


async def test_upgrading_twice_changes_nothing(store_url: str) -> None:
    database = open_database(store_url)
    await database.write(migrate.upgrade)
    await database.write(migrate.upgrade)
    assert (
        await database.read(lambda connection: connection.execute(text("SELECT count(*) FROM people")).scalar_one())
        == 0
    )
    await database.close()
