"""What a unit's clerk comes for."""

from tests.conversations.sitting import Sitting, task
from tests.support.world import World

STREET = "JD14"


async def reported(_world: World, me: Sitting, line: str = "JS-010 18座") -> None:
    """A report sent before, which is not counted."""
    await me.talk.say(line)
    await me.talk.press("确认提交")


@task("报一项进度")
async def one(_world: World, me: Sitting) -> None:
    await me.say("JS-010 18座")
    await me.tap("确认提交")


@task("一句话报两项")
async def two(_world: World, me: Sitting) -> None:
    await me.say("26座楼宇累计交付18座，95万平")
    await me.tap("确认提交")


@task("带照片报一项")
async def with_photo(_world: World, me: Sitting) -> None:
    await me.photo("JS-010 18座")
    await me.tap("确认提交")


@task("名称说不全，选一项再报", unit=STREET)
async def unclear(_world: World, me: Sitting) -> None:
    await me.say("规上企业新增3家")
    await me.tap("JJ-037")
    await me.tap("确认提交")


@task("报昨天的数")
async def yesterday(_world: World, me: Sitting) -> None:
    await me.say("JS-010 18座 昨天")
    await me.tap("确认提交")


@task("数量事项报无变化")
async def unchanged(world: World, me: Sitting) -> None:
    await reported(world, me)
    world.clock.local(7, 3)
    await me.say("JS-010 无变化，等批复")
    await me.tap("确认提交")


@task("节点事项报无变化")
async def no_node(_world: World, me: Sitting) -> None:
    await me.say("JJ-024 无变化")
    if not me.offers("确认提交"):
        await me.tap("无变化")
    await me.tap("确认提交")


@task("卡片上打字确认")
async def typed(_world: World, me: Sitting) -> None:
    await me.say("JS-010 18座")
    await me.say("确认提交")
    assert me.reads("已提交")


@task("卡片下说“好的”")
async def good(_world: World, me: Sitting) -> None:
    await me.say("JS-010 18座")
    await me.say("好的")
    await me.tap("确认提交")


@task("提交后发现报大了")
async def too_large(world: World, me: Sitting) -> None:
    await reported(world, me)
    await me.say("报大了")
    await me.say("更正 JS-010 17座" if me.reads("没有看懂") else "17座")
    await me.confirm()


@task("提交后发现多写了一个0")
async def nought(world: World, me: Sitting) -> None:
    await reported(world, me, "JS-011 80万平方米")
    await me.say("多写个0")
    if not me.offers("确认提交"):
        await me.say("取消")
        await me.say("更正 JS-011 8万平方米")
    await me.confirm()


@task("提交后说“非18，是17座”")
async def not_that(world: World, me: Sitting) -> None:
    await reported(world, me)
    await me.say("非18，是17座")
    if me.offers("JS-010"):
        await me.tap("JS-010")
    await me.confirm()


@task("提交后说“按17座算”")
async def counts_as(world: World, me: Sitting) -> None:
    await reported(world, me)
    await me.say("按17座算")
    if me.offers("JS-010"):
        await me.tap("JS-010")
    await me.confirm()


@task("撤回刚才那条")
async def take_back(world: World, me: Sitting) -> None:
    await reported(world, me)
    await me.say("撤回刚才那条")
    if not me.offers("撤回"):
        await me.say("撤回 JS-010")
    await me.tap("撤回")
    if not me.reads("已撤回"):
        await me.tap("确认撤回")


@task("说“作废”")
async def void(world: World, me: Sitting) -> None:
    await reported(world, me)
    await me.say("刚才那条作废")
    if not me.offers("撤回"):
        await me.say("取消")
        await me.say("撤回 JS-010")
    await me.tap("撤回")
    if not me.reads("已撤回"):
        await me.tap("确认撤回")


@task("两项报串了", unit=STREET)
async def swapped(world: World, me: Sitting) -> None:
    await reported(world, me, "JJ-037 4家，JJ-038 2家")
    await me.say("报串了")
    if not me.offers("确认提交") and not me.offers("就按这个数"):
        await me.say("更正 JJ-037 2家，JJ-038 4家")
    await me.confirm()


@task("看还欠哪几项")
async def owed(_world: World, me: Sitting) -> None:
    await me.say("我们还有几项没报")


@task("查自己上次报的数")
async def mine(world: World, me: Sitting) -> None:
    await reported(world, me)
    await me.say("我的报送")


@task("反映堵点")
async def blocker(_world: World, me: Sitting) -> None:
    await me.say("JS-010卡在消防验收，请住建局协调")


@task("事项申请延期，再查结果")
async def later(_world: World, me: Sitting) -> None:
    await me.say("JS-010要延期到明年1月")
    await me.say("延期记录")


@task("说开会去了")
async def meeting(_world: World, me: Sitting) -> None:
    await me.say("今天开会去了")


@task("打招呼")
async def greeting(_world: World, me: Sitting) -> None:
    await me.say("你好")


@task("说这周再报，到时提醒")
async def promise(_world: World, me: Sitting) -> None:
    await me.say("楼宇这周能交付几座我再报")
    if me.offers("到时提醒"):
        await me.tap("到时提醒")


@task("不会用，看帮助")
async def lost(_world: World, me: Sitting) -> None:
    await me.say("怎么用")


@task("请假三天")
async def leave(_world: World, me: Sitting) -> None:
    await me.say("请假 7月1日到7月3日")


@task("销掉还没开始的假")
async def back(_world: World, me: Sitting) -> None:
    await me.talk.say("请假 7月1日到7月3日")
    await me.say("销假")
    await me.tap("确认撤销")


@task("卡片上改数")
async def changed(_world: World, me: Sitting) -> None:
    await me.say("JS-010 19座")
    await me.say("改成18座")
    await me.confirm()
