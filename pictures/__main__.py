"""Makes the README's pictures from a demonstration on a fixed day: `make pictures`.

Needed (Debian): chromium, fonts-noto-cjk, fonts-noto-color-emoji; for the page of Word also libreoffice-writer and poppler-utils.
"""

import asyncio
import base64
import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import httpx
from PIL import Image

from tests.e2e.demonstration import begin, end
from tests.support.browser import Page, open_page

IMAGES = Path(__file__).parents[1] / "docs" / "images"
DAY, LATER = "2026-07-01T09:40", "2026-07-10T10:00"
CLERK, HEAD, INSPECTOR, LEADER = (
    "demo-CBD中心填报人",
    "demo-CBD中心负责人",
    "demo-督查员甲",
    "demo-分管副区长（城建）",
)
WIDTH, HEIGHT = 1180, 820
COLOURS = 255
LAST_ROW = "[...document.querySelectorAll('.row')].pop()"


async def main() -> None:
    """One visit: report, look at the item, walk nine days, send the notice, read the digest."""
    with tempfile.TemporaryDirectory(prefix="zpictures") as folder:
        demo = await begin(Path(folder), "--now", DAY)
        try:
            async with open_page(f"{demo.url}/chat", WIDTH, HEIGHT) as page:
                await _visit(page, demo.url)
        finally:
            await end(demo)


async def _visit(page: Page, url: str) -> None:
    await _sit(page, url, CLERK)
    await page.say("26座楼宇累计交付12座，60万平")
    await _answered(page, "请确认 2 项")
    await _shoot(page, "chat")
    await page.say("取消")
    await _answered(page, "已取消")
    await page.size(WIDTH, 1120)
    await page.say("事项 JS-010")
    await page.press("看曲线")
    await page.until(f"({LAST_ROW}.querySelector('.shot') || {{}}).naturalWidth > 300")
    await _shoot(page, "item")
    await page.size(WIDTH, HEIGHT)
    await page.js(f"until.value = '{LATER}'; document.querySelector('#travel [value=walk]').click()")
    await page.until("$('way').textContent.startsWith('已到')", 120)
    await _sit(page, url, INSPECTOR)
    await page.press("看草稿 ZS-012")
    await _answered(page, "蓝色督办单（草稿）")
    await page.press("发送")
    await _answered(page, ".docx")
    await _sit(page, url, HEAD)
    await _answered(page, ".docx")
    card = await _screen(page)
    paper = await _paper(url, HEAD)
    _keep(_beside(card, paper) if paper else card, "notice")
    await _sit(page, url, LEADER)
    await page.say("周报")
    await page.until(f"({LAST_ROW}.querySelector('.shot') || {{}}).naturalWidth > 300")
    await _shoot(page, "digest")


async def _sit(page: Page, url: str, who: str) -> None:
    await page.command("Page.navigate", url=f"{url}/chat?as={quote(who)}")
    await page.until("document.readyState === 'complete' && stream && stream.readyState === 1")
    await page.until("document.querySelectorAll('.row').length > 0 && !document.querySelector('[aria-busy]')")


async def _answered(page: Page, words: str) -> None:
    await page.until(f"{LAST_ROW}.textContent.includes('{words}')", 30)


async def _screen(page: Page) -> Image.Image:
    # A bubble that has just come still slides, and a picture that has just loaded moves the end.
    await asyncio.sleep(0.8)
    shot = await page.command("Page.captureScreenshot", format="png")
    return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


async def _shoot(page: Page, name: str) -> None:
    _keep(await _screen(page), name)


async def _paper(url: str, who: str) -> Image.Image | None:
    """The first page of the newest Word document in a chat, or None where LibreOffice is not installed."""
    if shutil.which("soffice") is None or shutil.which("pdftoppm") is None:
        print("the notice without its page of Word: libreoffice-writer and poppler-utils are not installed")
        return None
    async with httpx.AsyncClient(base_url=url) as client:
        past = (await client.get("/chat/history", params={"as": who})).json()["messages"]
        file = next(each["file"] for each in reversed(past) if (each["file"] or {}).get("name", "").endswith(".docx"))
        content = (await client.get(f"/chat/files/{file['sha256']}", params={"as": who})).content
    with tempfile.TemporaryDirectory(prefix="zpaper") as folder:
        place = Path(folder)
        (place / "notice.docx").write_bytes(content)
        home = f"-env:UserInstallation=file://{folder}/home"
        for command in (
            ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, f"{folder}/notice.docx"],
            [
                "pdftoppm",
                "-png",
                "-r",
                "80",
                "-f",
                "1",
                "-l",
                "1",
                "-singlefile",
                f"{folder}/notice.pdf",
                f"{folder}/page",
            ],
        ):
            await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=120)
        return Image.open(io.BytesIO((place / "page.png").read_bytes())).convert("RGB")


def _beside(card: Image.Image, paper: Image.Image) -> Image.Image:
    """The conversation without the list of people, and the page at its right."""
    card = card.crop((300, 0, card.width, card.height))
    page = paper.resize(
        (int(paper.width * (card.height - 48) / paper.height), card.height - 48), Image.Resampling.LANCZOS
    )
    whole = Image.new("RGB", (card.width + page.width + 48, card.height), "#dfe3ea")
    whole.paste(card, (0, 0))
    whole.paste(page, (card.width + 24, 24))
    return whole


def _keep(picture: Image.Image, name: str) -> None:
    path = IMAGES / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size // 1000} KB")


if __name__ == "__main__":
    asyncio.run(main())
