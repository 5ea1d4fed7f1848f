"""The real program as a process, with a database and settings of its own."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from pathlib import Path

from sqlalchemy import text

from storage.engine import open_database
from tests.support.bot_api import BotApi
from tests.support.stores import Kept

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "bot" / "demo" / "data"


def _awake() -> str:
    """The default rule pack without quiet hours: these tests must pass at any time of day."""
    pack = (ROOT / "bot" / "packs" / "default.toml").read_text("utf-8")
    return pack.replace('quiet_from = "20:00"', 'quiet_from = "03:00"').replace(
        'quiet_until = "08:00"', 'quiet_until = "03:00"'
    )


_kept = Kept()
SECRET = "a-secret-of-sixteen-or-more"


def webhook() -> dict[str, str]:
    """Settings of a process that Telegram calls."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    return {
        "ZEREN_TELEGRAM__MODE": "webhook",
        "ZEREN_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "ZEREN_TELEGRAM__SECRET_TOKEN": SECRET,
        "ZEREN_WEB__PORT": port,
    }


class Program:
    """Runs `zeren` commands and the service in a folder; the environment holds the settings."""

    def __init__(self, folder: Path, api: BotApi | None = None, url: str | None = None, **settings: str) -> None:
        self.folder = folder
        self.path = folder / "zeren.db"
        self.pack = folder / "awake.toml"
        self.pack.write_text(_awake(), "utf-8")
        self.url = url or f"sqlite:///{self.path}"
        self._is_file = url is None
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error",
            "ZEREN_DATABASE__URL": self.url,
            "ZEREN_WEB__PORT": "0",
            "ZEREN_LOG__FORMAT": "json",
            "ZEREN_DISTRICT__RULE_PACK": str(self.pack),
            **settings,
        }
        if api is not None:
            self.environment |= {
                "ZEREN_TELEGRAM__TOKEN": api.token,
                "ZEREN_TELEGRAM__API_URL": api.url,
                "ZEREN_TELEGRAM__POLL_SECONDS": "1",
                "ZEREN_TELEGRAM__USERNAME": api.username,
            }
        self.process: asyncio.subprocess.Process | None = None
        self.log = folder / "service.log"

    async def command(self, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
        """One command to its end: exit code, what it printed, what it complained."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self.folder,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(stdin.encode())
        return process.returncode or 0, out.decode(), err.decode()

    async def begin(self, *arguments: str) -> asyncio.subprocess.Process:
        """One command that goes on by itself; what it prints is lost."""
        nowhere = asyncio.subprocess.DEVNULL
        command = [sys.executable, "-m", "bot", *arguments]
        return await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=self.environment, stdout=nowhere, stderr=nowhere
        )

    async def done(self, *arguments: str) -> str:
        """A command that must succeed; what it printed."""
        code, out, err = await self.command(*arguments)
        assert code == 0, err
        return out

    async def settle(self) -> None:
        """Units and agreements from the sample workbook of 2022: made by the real commands once, then copied."""
        if self._is_file and _kept.give("settled", self.path):
            return
        await self.done("migrate", "--new")
        await self.done("import", "units", str(DATA / "units.xlsx"))
        await self.done("import", "agreements", str(DATA / "agreements-2022.xlsx"))
        if self._is_file:
            _kept.keep("settled", self.path)

    async def hire(self, name: str, role: str, unit: str = "", post: str = "") -> str:
        """A person with an invitation; its token."""
        options = (["--unit", unit] if unit else []) + (["--post", post] if post else [])
        await self.done("people", "add", name, "--role", role, *options)
        printed = await self.done("invite", name)
        return printed.rsplit("/start ", 1)[1].strip()

    async def start(self) -> None:
        """Starts `zeren run` and returns when it listens; its log goes to a file."""
        said = self._said()
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        async with asyncio.timeout(30):
            while self._said() == said:
                assert self.process.returncode is None, self.log.read_text()
                await asyncio.sleep(0.05)

    def _said(self) -> int:
        return self.log.read_text("utf-8").count("listening on") if self.log.exists() else 0

    async def kill(self) -> None:
        """SIGKILL: nothing is said goodbye to."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        code = await asyncio.wait_for(self.process.wait(), 15)
        self.process = None
        return code

    async def query(self, query: str) -> list[tuple[object, ...]]:
        """What stands in the database, whichever it is."""
        database = open_database(self.url)
        try:
            return await database.read(lambda store: [tuple(row) for row in store.execute(text(query))])
        finally:
            await database.close()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What stands in the SQLite file."""
        store = sqlite3.connect(self.path)
        try:
            return store.execute(query).fetchall()
        finally:
            store.close()
