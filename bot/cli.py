"""The command line: DESIGN section 7. Exit codes: 0 done, 1 the input or the state refused (message on stderr), 2 wrong usage."""

import sys
from importlib import import_module

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.base.logs import redact
from bot.commands.common import Refused
from bot.packs.faults import PackError
from bot.settings import SettingsError
from bot.setup import StartError
from domain.errors import DomainError

# The module under bot.commands and the name in it.
COMMANDS = {
    "demo": ("demo", "demo"),
    "run": ("service", "run"),
    "migrate": ("by_hand", "migrate"),
    "tick": ("by_hand", "tick"),
    "import": ("imports", "app"),
    "export": ("export", "app"),
    "invite": ("people", "invite"),
    "people": ("people", "app"),
    "units": ("units", "app"),
    "items": ("items", "app"),
    "rules": ("rules", "app"),
    "understand": ("language", "understand"),
    "doctor": ("doctor", "doctor"),
    "audit": ("audit", "app"),
    "evidence": ("evidence", "app"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "release": ("backup", "release"),
}


def build_app(asked: str | None = None) -> typer.Typer:
    """The command that is asked for, or all of them: none waits for what another one needs."""
    app = typer.Typer(
        name="zeren",
        help="Zeren: a chatbot that keeps a district's yearly promises.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    # With a callback, a single command keeps its name.
    app.callback()(lambda: None)
    for name, (module, attribute) in COMMANDS.items():
        if asked == name or asked not in COMMANDS:
            found = getattr(import_module(f"bot.commands.{module}"), attribute)
            if isinstance(found, typer.Typer):
                app.add_typer(found, name=name)
            else:
                app.command(name)(found)
    return app


def run(app: typer.Typer) -> None:
    """Runs what the arguments ask for and ends the process; a refusal is a sentence."""
    try:
        app()
    except SettingsError as error:
        _fail("settings:", *error.faults)
    except PackError as error:
        _fail("rule pack:", *map(str, error.faults))
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
