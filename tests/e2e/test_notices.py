"""A notice through the real service: sent in chat, the document arrives, and the terminal writes the same file."""

from pathlib import Path

from storage.engine import folder_beside
from storage.files.folder import FolderFiles
from storage.files.place import whole
from tests.e2e.service import Program
from tests.e2e.test_telegram import CLERK, INSPECTOR, answer, bind
from tests.support.bot_api import BotApi


async def test_a_notice_is_sent_with_its_document_and_the_terminal_writes_the_same(tmp_path: Path) -> None:
    async with BotApi() as api:
        program = Program(tmp_path, api)
        await program.settle()
        await program.start()
        await bind(program, api, CLERK, "填报人", "reporter", "BM28")
        await bind(program, api, INSPECTOR, "督查员", "inspector")
        api.say(INSPECTOR, "督办 JS-010 连续两期未报送")
        draft = await answer(api, INSPECTOR, "蓝色督办单（草稿）")
        api.press(INSPECTOR, draft.message_id, "发送")
        await answer(api, INSPECTOR, "已发出")
        pushed = await answer(api, CLERK, "蓝色督办单（待签收）")
        assert pushed.method == "sendDocument"
        assert await program.stop() == 0
    (printed,) = program.rows("SELECT printed FROM notices")[0]
    assert str(printed).endswith("〕1号")
    stored = program.rows("SELECT sha256 FROM blobs WHERE media_type LIKE '%wordprocessingml%'")
    assert len(stored) == 1, "the same document for the inspector and the unit is stored once"
    document = whole(FolderFiles(folder_beside(program.url)), str(stored[0][0]))
    for number, name in ((str(printed), "a.docx"), ("1", "b.docx")):
        await program.done("export", "notice", number, str(tmp_path / name))
        assert (tmp_path / name).read_bytes() == document
    code, _, err = await program.command("export", "notice", "99", str(tmp_path / "c.docx"))
    assert (code, err.startswith("no notice ")) == (1, True)
    code, _, err = await program.command("export", "notice", "1", str(tmp_path / "c.pdf"))
    assert (code, "a name that ends in .docx is needed" in err) == (1, True)
    assert "示督〔{year}〕{number}号" in await program.done("rules", "check", str(program.pack))
