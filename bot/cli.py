"""The command line: DESIGN section 7. Exit codes: 0 done, 1 the input or the state refused (message on stderr), 2 wrong usage."""

import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import backup, demo, doctor, export, imports, language, people, rules, service
from bot.commands.common import Refused
from bot.house import StartError
from bot.logs import redact
from bot.rule_packs import PackError
from bot.settings import SettingsError
from domain.errors import DomainError

app = typer.Typer(
    name="zeren",
    help="Zeren: a chatbot that keeps a district's yearly promises.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo.demo)
app.command()(service.run)
app.command()(service.migrate)
app.command()(service.tick)
app.add_typer(imports.app, name="import")
app.add_typer(export.app, name="export")
app.command()(people.invite)
app.add_typer(people.app, name="people")
app.add_typer(rules.app, name="rules")
app.command()(language.understand)
app.command()(doctor.doctor)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(backup.release)


def main() -> None:
    """The program `zeren`."""
    try:
        app()
    except SettingsError as error:
        _fail("settings:", *error.faults)
    except PackError as error:
        _fail("rule pack:", *error.faults)
    except (Refused, StartError) as error:
        _fail(str(error))
    except (SQLAlchemyError, OSError) as error:
        _fail(redact(f"database or file: {type(error).__name__}: {error}".splitlines()[0]))
    except DomainError as error:
        _fail(error.sentence)


def _fail(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)
    sys.exit(1)
