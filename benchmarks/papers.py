"""What a long workbook costs the others: `python -m benchmarks.papers [ROWS]`, against a demonstration of its own.

An administrator sends a book of 10,000 rows in chat, again and again; then stores it. Meanwhile somebody else asks for the own
items ten times a second. Beside that: how long the sender waits, and the memory of the process that reads.
"""

import asyncio
import io
import sys
import time
import zipfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from multiprocessing import get_context

import httpx
from openpyxl import Workbook

from benchmarks.floods import HEADERS, NUMBERS, asked, demonstration
from documents.workbook import read_units

BOARDS = ("大经济", "大建设", "大招商", "大城管", "大民生", "大国资")
HEADINGS = ("序号", "责任事项", "计量单位", "基期值", "目标值", "权重", "完成时限", "牵头单位", "报送周期", "责任领导")
ROWS = 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def long_book(rows: int, year: int) -> bytes:
    """So many promises of the sample's units, a sheet a board."""
    units = read_units((files("bot") / "demo" / "data" / "units.csv").read_bytes(), "units.csv", ()).units
    book = Workbook()
    sheets = [book.active if not at else book.create_sheet() for at in range(len(BOARDS))]
    for board, sheet in zip(BOARDS, sheets, strict=True):
        assert sheet is not None
        sheet.title = board
        sheet.append([f"{year}年{board}板块目标责任表"])
        sheet.append(HEADINGS)
    for number in range(rows):
        sheet, unit = sheets[number % len(sheets)], units[number % len(units)]
        assert sheet is not None
        name = f"第{number}号口袋公园新建和配套设施整治"
        sheet.append(
            [
                number // len(sheets) + 1,
                name,
                "处",
                0,
                5 + number % 40,
                1,
                f"{year}年11月30日",
                unit.name,
                "月",
                "分管副区长",
            ]
        )
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def another(content: bytes, number: int) -> bytes:
    """The same book as a file that nobody has read yet."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as package:
        package.comment = str(number).encode()
    return made.getvalue()


class Admin:
    """Who sends the book."""

    def __init__(self, client: httpx.AsyncClient, who: str, content: bytes) -> None:
        self._client, self._who, self._content = client, who, content
        self.waited: list[float] = []

    async def send(self) -> None:
        """Sends the book; returns when its preview is there."""
        number = next(NUMBERS)
        data = {"as": self._who, "id": f"paper-{number:08d}", "text": ""}
        before = await self._previews()
        begun = time.perf_counter()
        answer = await self._client.post(
            "/chat/say", data=data, files={"file": ("责任书.xlsx", another(self._content, number), XLSX)}
        )
        answer.raise_for_status()
        while await self._previews() <= before:  # noqa: ASYNC110 - told by another process
            await asyncio.sleep(0.2)
        self.waited.append(time.perf_counter() - begun)

    async def _previews(self) -> int:
        """How many previews are there, by the page's newest messages."""
        shown = (await self._client.get("/chat/history", params={"as": self._who})).json()["messages"]
        return sum(each["title"] == "导入预览" for each in shown)

    async def store(self) -> None:
        """Confirms the newest preview."""
        await asyncio.sleep(1)
        shown = (await self._client.get("/chat/history", params={"as": self._who})).json()["messages"]
        taps = [(each["id"], tap) for each in shown for line in each["buttons"] for tap in line]
        if not any(tap[0] == "确认导入" for _, tap in taps):
            raise SystemExit(f"no preview: {shown[-1]['title']} {shown[-1]['lines'][:5]}")
        message, (_, token, *_) = next(each for each in reversed(taps) if each[1][0] == "确认导入")
        begun = time.perf_counter()
        data = {"as": self._who, "id": f"paper-{next(NUMBERS):08d}", "token": token, "message": message}
        (await self._client.post("/chat/press", data=data)).raise_for_status()
        self.waited.append(time.perf_counter() - begun)


async def beside(
    pool: ProcessPoolExecutor, url: str, who: str, name: str, work: Callable[[], Awaitable[None]] | None
) -> None:
    """A row: how long somebody else waits while the work is done as often as it can be."""

    async def again() -> None:
        while work is not None:
            await work()

    task = asyncio.create_task(again())
    took = await asyncio.get_running_loop().run_in_executor(pool, asked, url, who)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    told = [took[len(took) // 2], took[int(len(took) * 0.99)], took[-1]]
    print(f"{name:<52}" + "".join(f"{each:>9.0f}" for each in told), flush=True)


async def main(rows: int) -> None:
    """The table."""
    async with demonstration() as url, httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=300) as client:
        people = (await client.get("/chat/people")).json()
        clerk = next(each["id"] for each in people if each["role"] == "reporter")
        boss = next(each["id"] for each in people if each["role"] == "admin")
        admin = Admin(client, boss, long_book(rows, 2026))
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            print(f"{'another person waits, ms':<52}{'median':>9}{'p99':>9}{'most':>9}")
            await beside(pool, url, clerk, "nobody sends anything", None)
            await beside(pool, url, clerk, f"a book of {rows} rows is sent", admin.send)
            print("the sender waits, s: " + " ".join(f"{each:.1f}" for each in admin.waited))
            admin.waited.clear()
            await admin.send()
            store = asyncio.create_task(admin.store())
            await beside(pool, url, clerk, "it is stored", None)
            await store
            print("the sender waits, s: " + " ".join(f"{each:.1f}" for each in admin.waited))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
