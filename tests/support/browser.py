"""Headless Chromium over its DevTools protocol: what a person sees and taps."""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import websockets

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)


class Page:
    """One tab."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._number = 0
        self.complaints: list[str] = []

    async def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One DevTools command; what the page complains of meanwhile is kept."""
        self._number += 1
        number = self._number
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(await self._socket.recv())
            if said.get("id") == number:
                return dict(said.get("result", said))
            if said.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(json.dumps(said, ensure_ascii=False)[:300])

    async def size(self, width: int, height: int) -> None:
        """A window of this many CSS pixels."""
        await self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    async def js(self, expression: str) -> Any:
        """The value of an expression in the page."""
        done = await self.command("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return done.get("result", {}).get("value")

    async def until(self, expression: str, seconds: float = 60) -> Any:
        """Waits until an expression is true in the page."""
        async with asyncio.timeout(seconds):
            while not (value := await self.js(expression)):
                await asyncio.sleep(0.05)
        return value

    async def say(self, text: str) -> None:
        """Types a line and sends it."""
        await self.js(f"document.getElementById('text').value = {json.dumps(text)}")
        await self.js("document.getElementById('form').requestSubmit()")

    async def press(self, label: str) -> None:
        """Taps the newest button with this label."""
        found = f"[...document.querySelectorAll('.key')].filter((key) => key.textContent === {json.dumps(label)}).pop()"
        await self.until(f"Boolean({found})")
        await self.js(f"{found}.click()")

    async def picture(self, path: Path) -> None:
        """A screenshot as PNG."""
        shot = await self.command("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def open_page(url: str, width: int = 1280, height: int = 800) -> AsyncIterator[Page]:
    """A fresh browser on a page."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="zbrowser", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, *FLAGS, f"--user-data-dir={folder}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with websockets.connect(await _tab(Path(folder)), max_size=50_000_000) as socket:
                page = Page(socket)
                for domain in ("Page", "Runtime", "Log"):
                    await page.command(f"{domain}.enable")
                await page.size(width, height)
                await page.command("Page.navigate", url=url)
                yield page
        finally:
            process.kill()
            await process.wait()


async def _tab(folder: Path) -> str:
    async with asyncio.timeout(30):
        said = folder / "DevToolsActivePort"
        # Chromium makes the file before it fills it.
        while not (said.exists() and said.read_text().strip()):
            await asyncio.sleep(0.05)
        port = said.read_text().splitlines()[0]
        async with httpx.AsyncClient() as client:
            tabs = (await client.get(f"http://127.0.0.1:{port}/json")).json()
    return str(next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"))
