"""zeren invite PERSON, zeren people list|add|move|leave"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, refuse, settings_from, with_dispatch
from bot.configured import link_of
from domain.people import UNIT_ROLES, Person, Role
from handlers.kernel.turn import Moment
from handlers.people import invitations, moving
from handlers.people import staff as conversation
from storage import people, units

app = typer.Typer(help="Who works here.", no_args_is_help=True)


def invite(person: str, config: Path | None = ConfigOption) -> None:
    """Print a one-time link and token that bind a chat to PERSON (name, number or post)."""
    settings = settings_from(config)

    def make(moment: Moment) -> tuple[Person, str, datetime]:
        found = _one(moment, person)
        until = moment.now + timedelta(hours=moment.district.invite_hours)
        return found, invitations.make_invite(moment, found), until.astimezone(moment.district.zone)

    found, token, until = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(make)))
    typer.echo(
        f"{found.name} ({found.role.value}, {found.unit or 'district'}), valid once until {until:%Y-%m-%d %H:%M}"
    )
    link = link_of(settings)
    if link:
        typer.echo(f"link:  {link}{token}")
    typer.echo(f"token: /start {token}")


@app.command("list")
def list_(config: Path | None = ConfigOption) -> None:
    """Everybody with role, unit and whether a chat reaches them."""
    settings = settings_from(config)

    def look(moment: Moment) -> list[tuple[Person, bool]]:
        missed = {person.id for person in people.unreachable(moment.store)}
        return [(person, person.id not in missed) for person in people.active(moment.store)]

    for person, reached in asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.look(look))):
        bound = "bound" if reached else "not bound"
        typer.echo(
            f"{person.id}\t{person.name}\t{person.role.value}\t{person.unit or '-'}\t{person.post or '-'}\t{bound}"
        )


@app.command()
def add(
    name: str,
    role: Role = typer.Option(..., help="reporter, unit_head, inspector, leader or admin."),
    unit: str | None = typer.Option(None, help="Unit code; leave out for the district's own offices."),
    post: str = typer.Option("", help="Post as printed in the agreements; a leader's portfolio hangs on it."),
    config: Path | None = ConfigOption,
) -> None:
    """Add a person; bind a chat with `zeren invite`."""
    settings = settings_from(config)

    def store(moment: Moment) -> int:
        _check(moment, role, unit)
        return people.add(moment.store, name, role, unit, post, moment.now)

    number = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(store)))
    typer.echo(f"{number}\t{name}")


@app.command()
def move(
    person: str,
    unit: str = typer.Option(..., help="Code of the unit the person works for from now on."),
    role: Role | None = typer.Option(None, help="The role there, if it is another."),
    config: Path | None = ConfigOption,
) -> None:
    """PERSON works for another unit from now on: number, chats and reports stay, open forms and stand-ins end."""
    settings = settings_from(config)

    def store(moment: Moment) -> tuple[Person, str, bool]:
        found = _one(moment, person)
        to = replace(found, unit=unit, role=role or found.role)
        _check(moment, to.role, unit)
        if to == found:
            refuse(f"{found.name} is there already")
        return found, moment.reference.unit_name(found.unit), moving.move(moment, found, to)

    found, before, reached = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(store)))
    typer.echo(f"{found.id}\t{found.name}\t{found.unit or '-'} -> {unit}")
    if not reached:
        typer.echo(f"nobody of {before} can be reached any more; invite or move somebody there")


@app.command()
def leave(person: str, config: Path | None = ConfigOption) -> None:
    """PERSON leaves: every chat is unbound and every open invitation void, at once."""
    settings = settings_from(config)

    def store(moment: Moment) -> Person:
        found = _one(moment, person)
        conversation.part_with(moment, found)
        return found

    found = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(store)))
    typer.echo(f"{found.name} has left; reports sent stay on the record")


def _check(moment: Moment, role: Role, unit: str | None) -> None:
    if unit is not None and unit not in {each.code for each in units.every(moment.store)}:
        refuse(f"unit {unit!r} is unknown; import units first")
    if role in UNIT_ROLES and unit is None:
        refuse(f"a {role.value} works for a unit: give --unit")


def _one(moment: Moment, words: str) -> Person:
    found = people.find(moment.store, words)
    if not found:
        refuse(f"no active person {words!r}; see `zeren people list`")
    if len(found) > 1:
        numbers = ", ".join(f"{each.id} ({each.unit or 'district'})" for each in found)
        refuse(f"{words!r} is the name of several people; use a number: {numbers}")
    return found[0]
