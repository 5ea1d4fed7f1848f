"""季度表: plan beside result by the end of each quarter."""

import io

import openpyxl

from bot.out.drawings import draw
from documents.quarters_out import FIRST
from domain.people import Role
from tests.support.world import World


async def test_plans_stand_beside_the_totals_of_each_quarter_that_has_begun(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    for month, day, figure in ((3, 31, 4), (6, 20, 9), (7, 10, 11)):
        world.clock.local(month, day)
        await clerk.say(f"楼宇累计交付{figure}座")
        await clerk.press("确认提交")
    (card,) = await inspector.say("季度表 大建设")
    drawing = card.message.payload["drawing"]
    _, content = draw(drawing["kind"], drawing["data"])
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    headings = [[cell.value for cell in page[line]][5:13] for line in (3, 4)]
    assert headings == [
        ["一季度", None, "上半年", None, "前三季度", None, "全年", None],
        ["计划", "完成"] * 4,
    ]
    rows = {row[1].value: [cell.value for cell in row] for row in page.iter_rows(min_row=FIRST)}
    row = rows["中央商务区26座楼宇建成交付"]
    assert row[2] == "座"
    assert row[4] == 26
    assert (row[6], row[8], row[10], row[12]) == (4, 9, 11, None), "the last quarter has not begun"
    assert row[11] == 26
    plans = [each[at] for each in rows.values() for at in (5, 7, 9, 11) if each[at] is not None]
    assert len(plans) > 40
    assert all(isinstance(each, int | float) and round(each, 4) == each for each in plans)
    assert any(str(each[4]).startswith("节点 ") for each in rows.values())
