"""What is done with notices, and what heads, inspectors, leaders and groups come for."""

from dataclasses import replace

from domain.people import Role
from tests.conversations.sitting import Sitting, task
from tests.support.world import World


async def served(world: World) -> None:
    """A notice on JS-010, sent to the unit."""
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("督办 JS-010 连续两期未报送")
    await inspector.press("发送")


async def waiting(world: World) -> None:
    """A report of the unit that nobody has looked at."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")


@task("签收督办单", before=served)
async def receive(_world: World, me: Sitting) -> None:
    await me.tap("签收")


@task("只说“回复”，回复督办单", before=served)
async def reply(_world: World, me: Sitting) -> None:
    await me.say("回复")
    if me.reads("没有看懂"):
        await me.say("督办单")
        await me.tap("示督")
        await me.tap("回复")
    await me.say("已增派两个班组，8月20日前补齐")
    await me.tap("确认回复")


@task("只说“申请延期”", before=served)
async def more_time(_world: World, me: Sitting) -> None:
    await me.say("申请延期")
    await me.say("7月15日，等验收")
    if me.offers("确认"):
        await me.tap("确认")


@task("只说“异议”", Role.UNIT_HEAD, before=served)
async def objection(_world: World, me: Sitting) -> None:
    await me.say("异议")
    if me.reads("没有看懂"):
        await me.say("督办单")
        await me.tap("示督")
        await me.tap("提出异议")
    await me.say("该事项牵头单位是住建局")


@task("负责人审核本单位报送", Role.UNIT_HEAD, before=waiting)
async def confirm(_world: World, me: Sitting) -> None:
    await me.say("待核验")
    await me.tap("通过")


@task("督查员核验一条", Role.INSPECTOR, None, waiting)
async def verify(_world: World, me: Sitting) -> None:
    await me.say("待核验")
    await me.tap("通过")


@task("督查员退回一条", Role.INSPECTOR, None, waiting)
async def send_back(_world: World, me: Sitting) -> None:
    await me.say("退回 JS-010 与现场不符")
    await me.tap("退回")
    if not me.reads("已退回"):
        await me.say("与现场不符")


@task("督查员代报电话", Role.INSPECTOR, None)
async def by_phone(_world: World, me: Sitting) -> None:
    await me.say("代报 中央商务区 JS-010 18座 来电人 李主任")
    await me.tap("确认提交")


@task("督查员发督办单", Role.INSPECTOR, None)
async def notice(_world: World, me: Sitting) -> None:
    await me.say("督办 JS-010 连续两期未报送")
    await me.tap("发送")


@task("群里报一项")
async def in_group(world: World, me: Sitting) -> None:
    me.cost.messages += 1
    said = replace(world.update("test", "-100", "JS-010 18座"), sender="某人", private=False, message="9")
    await world.receive(said)
    me._read(await me.talk.pushed())
    await me.tap("确认提交")
