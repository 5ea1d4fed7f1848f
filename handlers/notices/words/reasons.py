"""Why a supervision notice was drafted (事由), as people read it on the card and on the paper."""

from domain.quoting import quoted
from domain.reasons import Code, Reason
from handlers.kernel.words.notation import day
from handlers.lights.words.reasons import SAYERS, Sayer, say


def reason(found: Reason) -> str:
    """The sentence of a notice's reason, without its full stop."""
    return say(found, ALL_SAYERS)


OWN_SAYERS: dict[Code, Sayer | str] = {
    Code.LIGHT_NOW: lambda light, why: f"当前亮{light.word}灯：{why}",
    Code.TURNED_RED: lambda on, why: f"{day(on)}转为红灯：{why}",
    Code.REPORT_OWED: lambda due, days: f"应于{day(due)}报送进度，已逾期{days}个工作日未报送",
    Code.REPORT_OWED_AGAIN: (
        lambda returned, due, days: f"进度报送于{day(returned)}退回，应于{day(due)}前重报，已逾期{days}个工作日未重报"
    ),
    Code.NODE_OWED: lambda node, due, days: f"节点{quoted(node)}应于{day(due)}完成，已逾期{days}个工作日",
    Code.NOT_ANSWERED: (
        lambda printed, kind, due, days: f"{printed}{kind}应于{day(due)}前回复，已逾期{days}个工作日未回复"
    ),
    Code.REQUESTED: lambda post: f"{post}批示督办",
    Code.REQUESTED_FOR_LIGHT: lambda post, light: f"{post}批示督办。{light}",
}
ALL_SAYERS = SAYERS | OWN_SAYERS
