"""Why a supervision notice was drafted (事由), as people read it on the card and on the paper."""

from domain.quoting import quoted
from domain.reasons import Code, Reason
from handlers.kernel.words.notation import day
from handlers.lights.words.reasons import SAYERS, Sayer, say
from wording.said import worded


def reason(found: Reason) -> str:
    """The sentence of a notice's reason, without its full stop."""
    return say(found, ALL_SAYERS)


OWN_SAYERS: dict[Code, Sayer | str] = {
    Code.LIGHT_NOW: lambda light, why: worded("当前亮{word}灯：{why}", word=light.word, why=why),
    Code.TURNED_RED: lambda on, why: worded("{day}转为红灯：{why}", day=day(on), why=why),
    Code.REPORT_OWED: lambda due, days: worded(
        "应于{day}报送进度，已逾期{days}个工作日未报送", day=day(due), days=days
    ),
    Code.REPORT_OWED_AGAIN: (
        lambda returned, due, days: worded(
            "进度报送于{day}退回，应于{day2}前重报，已逾期{days}个工作日未重报",
            day=day(returned),
            day2=day(due),
            days=days,
        )
    ),
    Code.NODE_OWED: lambda node, due, days: worded(
        "节点{node}应于{day}完成，已逾期{days}个工作日", node=quoted(node), day=day(due), days=days
    ),
    Code.NOT_ANSWERED: (
        lambda printed, kind, due, days: worded(
            "{printed}{kind}应于{day}前回复，已逾期{days}个工作日未回复",
            printed=printed,
            kind=kind,
            day=day(due),
            days=days,
        )
    ),
    Code.REQUESTED: lambda post: worded("{post}批示督办", post=post),
    Code.REQUESTED_FOR_LIGHT: lambda post, light: worded("{post}批示督办。{light}", post=post, light=light),
}
ALL_SAYERS = SAYERS | OWN_SAYERS
