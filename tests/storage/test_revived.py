"""A restore gives nobody back what was ended since the backup was made, on either database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.commands.backup_kit import Kit, save
from bot.commands.backup_restore import Done, Plan, carry_out
from domain.people import PersonId, Role
from storage import bindings, chats, invitations, people, revived
from storage.audit.verify import verify
from storage.engine import Database, open_database
from storage.files.folder import FolderFiles
from storage.store import Store
from storage.tables import invites
from tests.support.stores import new_file

NOW = datetime(2026, 6, 24, 2, 3, tzinfo=UTC)
TOKEN = "a" * 24


def staff(store: Store) -> tuple[PersonId, PersonId]:
    """One who stays and one who will leave, each with a chat; a third is invited."""
    found = []
    for name in ("留任", "将离"):
        id_ = people.add(store, name, Role.INSPECTOR, None, "", NOW)
        people.bind(store, id_, "web", f"chat of {name}", f"chat of {name}", NOW)
        found.append(id_)
    person = people.by_id(store, people.add(store, "新人", Role.REPORTER, None, "", NOW))
    assert person is not None
    invitations.make(store, person, TOKEN, None, NOW, NOW + timedelta(days=3000), waits=False)
    return found[0], found[1]


async def restored(database: Database, file: Path) -> Done:
    """What `zeren restore FILE --replace` does; the database must be opened anew afterwards."""
    return await carry_out(Plan(Kit(file, None), replace=True, incomplete=False), database)


def speaking(store: Store) -> list[bool]:
    """Whether the two chats speak for somebody."""
    return [chats.speaker(store, "web", f"chat of {name}") is not None for name in ("留任", "将离")]


async def test_who_left_since_the_backup_stays_out_and_is_named(tmp_path: Path) -> None:
    """A13: the leaver was bound again, and the invitations were open again."""
    url, files = new_file(tmp_path / "a.db"), FolderFiles(tmp_path / "files")
    database, file = open_database(url, files), tmp_path / "backup.db"
    _, leaver = await database.write(staff)
    await save(database, Kit(file, None))
    await database.write(lambda store: people.leave(store, leaver, NOW + timedelta(days=1)))
    done = await restored(database, file)
    assert done.closed.chats == ("将离 (web)",)
    assert done.closed.invitations == 1
    again = open_database(url, files)
    assert await again.read(speaking) == [True, False]
    assert await again.read(revived.closed_by_restores) == ("将离 (web)",)
    assert await again.read(lambda store: invitations.by_token(store, TOKEN, NOW)) is None
    voided = await again.read(lambda store: [row.voided for row in store.execute(select(invites.c.voided))])
    assert voided == ["restored"]
    assert (await again.read(verify)).is_clean
    await again.close()


async def test_into_an_empty_database_chats_come_back_and_invitations_do_not(tmp_path: Path) -> None:
    database, file = open_database(new_file(tmp_path / "a.db"), FolderFiles(tmp_path / "files")), tmp_path / "backup.db"
    stays, _ = await database.write(staff)
    await save(database, Kit(file, None))
    await database.close()
    url, files = new_file(tmp_path / "b.db"), FolderFiles(tmp_path / "others")
    done = await restored(open_database(url, files), file)
    assert (done.closed.chats, done.closed.invitations) == ((), 1)
    other = open_database(url, files)
    assert await other.read(speaking) == [True, True]
    assert len(await other.read(lambda store: bindings.of_person(store, stays))) == 1
    await other.close()


async def test_the_number_of_another_districts_binding_ends_nothing(tmp_path: Path) -> None:
    database = open_database(new_file(tmp_path / "a.db"), FolderFiles(tmp_path / "files"))

    def look(store: Store) -> tuple[str, ...]:
        staff(store)
        return revived.close(store, {(1, "web", "another chat"), (2, "telegram", "chat of 将离")}, NOW).chats

    assert await database.write(look) == ()
    await database.close()
