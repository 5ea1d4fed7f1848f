"""Areas in chat: imported and changed on record by an admin, lit for everybody within what one may see."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.demo.sample import sample_areas, sample_items
from domain.items import Secrecy
from domain.people import Role
from handlers.kernel.messages import Incoming
from tests.support.world import Talk, World, make_world

CSV = "text/csv"
HEAD = "代码,名称,类别,上级,责任事项\n"


@pytest.fixture
async def admin(world: World) -> Talk:
    """The administrator, on 24 June, with the sample's areas imported."""
    world.clock.local(6, 24)
    admin = await world.hire("管理员", Role.ADMIN)
    await admin.send("片区.csv", CSV, sample_areas())
    await admin.press("确认导入")
    return admin


async def imported(admin: Talk, *rows: str) -> str:
    """A small table sent to the bot and confirmed; what the preview said."""
    (preview,) = await admin.send("片区.csv", CSV, (HEAD + "\n".join(rows)).encode())
    await admin.press("确认导入")
    return preview.text


async def test_a_table_sent_to_the_bot_is_previewed_and_stored_after_a_tap(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    assert (await admin.say("片区"))[0].text.startswith("还没有片区。请管理员发来片区表")
    (preview,) = await admin.send("片区.csv", CSV, sample_areas())
    assert preview.text.splitlines()[:3] == [
        "导入预览",
        "新增片区 9 个，变更 0 个，不变 0 个；文件里没有的 0 个保持不动。",
        "泉城路—解放路—解放东路：挂入 JS-019",
    ]
    assert (await admin.say("片区"))[0].text.startswith("还没有片区")
    await admin.send("片区.csv", CSV, sample_areas())
    (done,) = await admin.press("确认导入")
    assert done.text == "已导入片区：新增 9 个，变更 0 个；挂入事项 20 项次，摘下 0 项次。"
    (again,) = await admin.send("片区.csv", CSV, sample_areas())
    assert again.text == "与已存内容完全一致，没有改动。"


async def test_a_changed_file_says_what_it_changes_and_removes_nothing_it_does_not_name(admin: Talk) -> None:
    preview = await imported(
        admin, "CBD,中央商务区,商圈,三区,JS-010 JS-011 JS-016 JJ-024 ZS-012", "CLS,长岭山,片区,YZ,JS-008 JS-017"
    )
    assert preview.splitlines()[1:] == [
        "新增片区 0 个，变更 2 个，不变 0 个；文件里没有的 7 个保持不动。",
        "CBD 中央商务区：类别 片区 → 商圈",
        "CLS 长岭山：上级 SQ → YZ",
        "中央商务区：摘下 ZS-013",
    ]
    (tree,) = await admin.say("片区")
    assert [line.split()[1].split("：")[0] for line in tree.text.splitlines()[1:10]] == [
        "一轴",
        "泉城路—解放路—解放东路",
        "长岭山",
        "三区",
        "明府城",
        "中央商务区",
        "多园",
        "明湖系",
        "丽山系",
    ]
    await admin.say("片区 CBD")
    (record,) = await admin.press("变动记录")
    assert record.text.splitlines()[1:4] == [
        "6月24日 管理员 摘下 ZS-013（片区.csv）",
        "6月24日 管理员 变更 类别 片区 → 商圈（片区.csv）",
        "6月24日 管理员 挂入 ZS-013（片区.csv）",
    ]


async def test_faults_are_listed_by_cell_and_nothing_is_stored(admin: Talk) -> None:
    rows = (HEAD + "NEW,新区,片区,月亮,\nCBD,中央商务区,片区,SQ,JS-999").encode()
    (faults,) = await admin.send("片区.csv", CSV, rows)
    assert faults.text.splitlines() == [
        "工作簿有问题，未导入任何内容",
        "片区.csv D2 “月亮”：上级“月亮”不认识，文件和已存片区中都没有",
        "片区.csv E3 “JS-999”：责任事项“JS-999”不在本年责任书中",
        "有问题的单元格已在附件中标红并加批注，改好后重发即可。",
    ]
    assert faults.labels == []
    assert "新区" not in (await admin.say("片区"))[0].text


async def test_a_workbook_is_read_as_well_and_what_was_stored_meanwhile_is_respected(admin: Talk) -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.append(["代码", "名称", "类别", "上级"])
    page.append(["MFC", "明府城", "片区", None])
    stream = io.BytesIO()
    made.save(stream)
    (preview,) = await admin.send("片区.xlsx", "application/octet-stream", stream.getvalue())
    assert preview.text.splitlines()[2:] == ["MFC 明府城：上级 SQ → （空）"]
    token = preview.token("确认导入")
    await imported(admin, "MFC,明府城,片区,,JS-012")
    assert (await admin.tap(token))[0].text == "与已存内容完全一致，没有改动。"


async def test_an_admin_hangs_items_on_an_area_and_takes_them_off_on_record(admin: Talk) -> None:
    assert (await admin.say("片区 CBD 加 JS-001、js-010"))[
        0
    ].text == "已挂入中央商务区：JS-001；原已在中央商务区：JS-010。"
    (card,) = await admin.press("中央商务区")
    assert "70个在建项目按计划节点推进 JS-001：" in card.text
    (taken,) = await admin.say("片区 中央商务区 减 JS-001 JS-002")
    assert taken.text == "已从中央商务区摘下：JS-001；原不在中央商务区：JS-002。"
    (card,) = await admin.press("中央商务区")
    assert "JS-001" not in card.text
    (record,) = await admin.press("变动记录")
    assert record.text.splitlines()[:3] == [
        "中央商务区 变动记录",
        "6月24日 管理员 摘下 JS-001（对话）",
        "6月24日 管理员 挂入 JS-001（对话）",
    ]


async def test_a_change_with_an_unknown_item_or_an_unclear_area_changes_nothing(admin: Talk) -> None:
    assert (await admin.say("片区 CBD 加 JS-001 JS-999"))[0].text == "没有这些事项：JS-999。未作任何改动。"
    assert (await admin.say("片区 系 加 JS-001"))[0].text == "有多个片区符合：明湖系、丽山系。请写全名称或代码。"
    assert (await admin.say("片区 月亮 加 JS-001"))[0].text == "没有找到这个片区，或其中没有您可以查看的事项。"
    assert "另有 141 项未挂片区。" in (await admin.say("片区"))[0].text


async def test_only_the_admin_changes_areas(world: World, admin: Talk) -> None:
    for name, role, unit in (("督查员", Role.INSPECTOR, None), ("填报人", Role.REPORTER, "BM28")):
        talk = await world.hire(name, role, unit)
        assert (await talk.say("片区 CBD 减 JS-010"))[0].text == "您的角色不能使用这项功能。"
    clerk = await world.hire("填报人二", Role.REPORTER, "BM28")
    await clerk.send("片区.csv", CSV, sample_areas())
    (card,) = await admin.say("片区 CBD")
    assert "JS-010" in card.text


async def test_the_tree_shows_a_light_per_area_with_counts_and_the_reason_of_an_alarm(
    world: World, admin: Talk
) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (tree,) = await inspector.say("片区")
    assert tree.text.splitlines() == [
        "片区亮灯（全区 19 项）",
        "🟡 一轴 🟡1：1 项中黄灯 1 项（权重占 100%），超过 30%",
        "　🟡 泉城路—解放路—解放东路 🟡1：1 项中黄灯 1 项（权重占 100%），超过 30%",
        "🔴 三区 🟡12 🔴4：16 项中红灯 4 项（权重占 26%），超过 15%",
        "　🟡 明府城 🟡7 🔴1：8 项中红灯 1 项（权重占 11%），有红灯即转黄灯",
        "　🔴 中央商务区 🟡4 🔴2：6 项中红灯 2 项（权重占 35%），超过 15%",
        "　🔴 长岭山 🟡1 🔴1：2 项中红灯 1 项（权重占 58%），超过 15%",
        "🟡 多园 🟡2：2 项中黄灯 2 项（权重占 100%），超过 30%",
        "　🟡 明湖系 🟡1：1 项中黄灯 1 项（权重占 100%），超过 30%",
        "　🟡 丽山系 🟡1：1 项中黄灯 1 项（权重占 100%），超过 30%",
        "另有 141 项未挂片区。",
    ]


async def test_one_goes_down_from_the_tree_to_an_area_to_an_item_and_back(world: World, admin: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("片区")
    (three,) = await inspector.press("🔴 三区")
    assert three.text.splitlines()[:3] == [
        "三区",
        "亮灯：🔴 红，16 项中红灯 4 项（权重占 26%），超过 15%",
        "事项（全区）：🟡12 🔴4",
    ]
    assert three.labels == ["🟡 明府城", "🔴 中央商务区", "🔴 长岭山", "全部片区", "变动记录"]
    (cbd,) = await inspector.press("🔴 中央商务区")
    lines = cbd.text.splitlines()
    assert lines[0] == "三区 › 中央商务区"
    assert lines[3].startswith("🔴 CBD中心 CBD国际消费中心商圈建设 JJ-024：节点“商圈业态规划编制完成”逾期")
    assert [line[0] for line in lines[3:]] == ["🔴", "🔴", "🟡", "🟡", "🟡", "🟡"]
    assert cbd.labels[:6] == ["JJ-024", "JS-016", "JS-010", "JS-011", "ZS-012", "ZS-013"]
    (item,) = await inspector.press("JS-010")
    assert "片区：三区 › 中央商务区" in item.text.splitlines()
    (other,) = await inspector.say("事项 JS-015")
    assert "片区：多园 › 明湖系；多园 › 丽山系" in other.text.splitlines()
    inspector.last = [cbd]
    (back,) = await inspector.press("全部片区")
    assert back.text.startswith("片区亮灯（全区 19 项）")


async def test_a_long_area_has_pages(admin: Talk) -> None:
    await admin.say("片区 明湖系 加 " + " ".join(f"JJ-{number:03}" for number in range(1, 13)))
    (first,) = await admin.press("明湖系")
    assert len([label for label in first.labels if "-" in label]) == 8
    (second,) = await admin.press("下一页")
    assert len([label for label in second.labels if "-" in label]) == 5
    assert second.text.splitlines()[:3] == first.text.splitlines()[:3]
    await admin.press("上一页")
    assert admin.last[-1].text == first.text


async def test_a_leader_sees_the_portfolio_and_may_look_at_the_whole_district(world: World, admin: Talk) -> None:
    post = "分管副区长（城建）"
    leader = await world.hire(post, Role.LEADER, None, post)
    (mine,) = await leader.say("片区")
    assert mine.text.splitlines()[0] == "片区亮灯（分管事项 6 项）"
    assert "一轴" not in mine.text
    (whole,) = await leader.press("看全区")
    assert whole.text.splitlines()[0] == "片区亮灯（全区 19 项）"
    (area,) = await leader.press("🔴 中央商务区")
    assert "ZS-013" in area.text, "the whole district goes down as the whole district"
    (portfolio,) = await leader.say("片区 CBD")
    assert portfolio.labels[:2] == ["JS-010", "JS-011"]
    assert "ZS-013" not in portfolio.text
    (beyond,) = await leader.say("片区 多园")
    assert beyond.text.splitlines()[1] == "分管事项中没有这一片区，以下按全区统计。"
    (boards,) = await leader.say("板块")
    assert boards.text.splitlines()[0] == "板块亮灯（分管事项 14 项）"
    (boards,) = await leader.press("看全区")
    assert boards.text.splitlines()[0] == "板块亮灯（全区 160 项）"


async def test_people_of_a_unit_see_areas_only_as_far_as_their_own_items_go(world: World, admin: Talk) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    (tree,) = await clerk.say("片区")
    assert tree.text.splitlines()[0] == "片区亮灯（与本单位有关 5 项）"
    assert tree.labels == ["🟡 三区", "🟡 中央商务区"]
    (area,) = await clerk.press("🟡 中央商务区")
    assert "JS-016" not in area.text, "the ring road is another's"
    assert "事项（与本单位有关）：🟡4 🔴1" in area.text
    assert area.labels[-1] == "全部片区", "the record names items of others"
    unknown = (await clerk.say("片区 月亮"))[0].text
    assert (await clerk.say("片区 多园"))[0].text == (await clerk.say("片区 MHX"))[0].text == unknown
    stranger = await world.hire("科技局填报人", Role.REPORTER, "BM23")
    assert (await stranger.say("片区"))[0].text.splitlines()[1] == "没有挂在片区上的事项。"


async def test_a_tapped_area_is_checked_again(world: World, admin: Talk) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    (tree,) = await clerk.say("片区")
    token = tree.token("🟡 中央商务区")
    await admin.say("片区 CBD 减 JS-010 JS-011 JJ-024 ZS-012 ZS-013")
    assert (await clerk.tap(token))[0].text == "没有找到这个片区，或其中没有您可以查看的事项。"


async def test_in_a_group_no_light_tells_of_an_item_that_is_not_public(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(
        [replace(item, secrecy=Secrecy.INTERNAL) if item.code == "JS-010" else item for item in sample_items(2026)]
    )
    admin = await world.hire("管理员", Role.ADMIN)
    await admin.send("片区.csv", CSV, sample_areas())
    await admin.press("确认导入")

    async def in_group(text: str) -> str:
        (shown,) = await world.receive(replace(_update(world, admin, text), chat="-100", private=False))
        return shown.text

    hidden = "已私聊发您。"
    for words in ("片区", "片区 三区", "片区 CBD", "板块", "板块 大建设", "单位亮灯", "单位亮灯 CBD中心"):
        assert hidden in await in_group(words), words
    for words in ("片区 多园", "板块 大民生", "单位亮灯 民政局"):
        assert hidden not in await in_group(words), words
    await world.database.close()


def _update(world: World, talk: Talk, text: str) -> Incoming:
    return replace(world.update(talk.channel, talk.name, text), sender=talk.name)


async def test_boards_and_units_lead_down_to_the_list_of_their_items(world: World, admin: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (boards,) = await inspector.say("板块")
    assert [line.split()[1] for line in boards.text.splitlines()[1:]] == [
        "大经济",
        "大建设",
        "大招商",
        "大城管",
        "大民生",
        "大国资",
    ]
    assert "🟡 大建设 🟡24 🔴4：28 项中红灯 4 项（占 14%），超过 5%" in boards.text
    (listed,) = await inspector.press("🟡 大建设")
    assert listed.text.splitlines()[:2] == ["🟡 大建设（全区 28 项）", "28 项中红灯 4 项（占 14%），超过 5%"]
    (second,) = await inspector.press("下一页")
    assert set(second.labels) & set(listed.labels) == {"下一页"}
    assert (await inspector.say("板块 GZ"))[0].text.startswith("🟡 大国资（全区 14 项）")
    assert (await inspector.say("板块 大城管"))[0].text.splitlines()[2].startswith("示例：公开报道中没有大城管")
    assert (await inspector.say("板块 大月亮"))[0].text.startswith("请写明板块：大经济、大建设")


async def test_streets_departments_and_companies_stand_apart_the_gravest_first(world: World, admin: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (streets,) = await inspector.say("单位亮灯")
    assert streets.text.splitlines()[:4] == [
        "单位亮灯 · 街道 14 家（全区）",
        "街道 14 家：🟡14",
        "部门 30 家：🟡26 🔴4",
        "公司 5 家：🟡3 🔴2",
    ]
    (companies,) = await inspector.press("公司 5")
    marks = [line[0] for line in companies.text.splitlines()[4:]]
    assert marks == ["🔴", "🔴", "🟡", "🟡", "🟡"]
    (listed,) = await inspector.press("🔴 城发")
    assert listed.text.splitlines()[0] == "🔴 历下城市发展集团有限公司（全区 4 项）"
    assert "JS-016" in listed.labels
    assert (await inspector.say("单位亮灯 部门"))[0].text.startswith("单位亮灯 · 部门 30 家（全区）")
    assert (await inspector.say("单位亮灯 住建局"))[0].text.splitlines()[0].endswith("区住房和城乡建设局（全区 4 项）")
    assert (await inspector.say("单位亮灯 月亮局"))[0].text.startswith("没有找到这个单位")
    clerk = await world.hire("填报人", Role.REPORTER, "JD01")
    assert (await clerk.say("单位亮灯 信访局"))[0].text == "没有您可以查看的事项。"
