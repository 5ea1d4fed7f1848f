"""Who polls and ticks when several processes share one database."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from storage.tables import leases


def take(connection: Connection, name: str, owner: str, now: datetime, length: timedelta) -> bool:
    """Takes or renews a lease; False while another owner holds it. Runs under the one writer's lock, so there is no race."""
    row = connection.execute(select(leases).where(leases.c.name == name)).one_or_none()
    if row is not None and row.owner != owner and row.until > now:
        return False
    connection.execute(delete(leases).where(leases.c.name == name))
    connection.execute(insert(leases).values(name=name, owner=owner, until=now + length))
    return True


def release(connection: Connection, name: str, owner: str) -> None:
    """Gives a lease back."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))
