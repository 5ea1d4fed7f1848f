"""Why a message did not arrive, in the words of people: by its cause, never by the text for the log."""

import pytest

from domain.delivery import Cause
from handlers.kernel.words.ways import Way
from handlers.service.words import deliveries as zh

PHONE = Way("信鸽", reasons={Cause.RATE: "鸽子要歇一歇"})
PLAIN = Way("网页")


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (Cause.BLOCKED, "对方已停用机器人"),
        (Cause.ACCOUNT_GONE, "对方账号已注销"),
        (Cause.REMOVED, "机器人已被移出会话"),
        (Cause.CHAT_GONE, "平台找不到该会话"),
        (Cause.NO_RIGHT, "机器人无权在该会话发言"),
        (Cause.FORBIDDEN, "平台不允许发送"),
        (Cause.NO_ADDRESS, "没有可送达的会话"),
        (Cause.TOO_LONG, "内容超过平台限制"),
        (Cause.TOO_BIG, "文件超过平台限制"),
        (Cause.REFUSED, "平台拒收该消息"),
        (Cause.OURS, "我方处理出错，已记录"),
        (Cause.DRAWING, "我方制作图表或文件出错，已记录"),
        (Cause.RATE, "发送过于频繁，平台暂不接收"),
        (Cause.NETWORK, "网络中断"),
        (Cause.STORE, "我方数据库暂时不可用"),
        (Cause.PLATFORM_DOWN, "平台服务故障"),
        (Cause.BAD_TOKEN, "机器人凭证失效"),
        (Cause.MIGRATED, "会话已迁移"),
        (Cause.NO_ANSWER, "平台没有回音"),
        (Cause.CUT, "网络中断"),
        (Cause.UNREADABLE, "平台回复无法识别"),
        (Cause.DIED, "发送途中服务中断"),
        (Cause.STOPPED, "发送途中服务停止"),
        (Cause.RESTORED, "恢复备份时未再发送"),
        (Cause.OVER, "事项已办结，无需再发"),
        (Cause.LEFT, "人员已离岗"),
        (Cause.MOVED, "人员已调到别的单位"),
        (None, ""),
    ],
)
def test_a_cause_in_words(cause: Cause | None, told: str) -> None:
    assert zh.reason(cause, PLAIN) == told


def test_every_cause_has_words_and_our_own_failures_never_name_the_platform() -> None:
    assert set(zh.REASONS) == set(Cause)
    for cause in (each for each in Cause if each.is_ours):
        assert "我方" in zh.reason(cause, PLAIN)
        assert "平台" not in zh.reason(cause, PLAIN)


def test_a_channel_may_say_a_cause_in_its_own_words() -> None:
    assert zh.reason(Cause.RATE, PHONE) == "鸽子要歇一歇"
    assert zh.reason(Cause.CUT, PHONE) == "网络中断"
