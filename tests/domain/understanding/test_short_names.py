"""Short names of items, made from their text alone."""

import pytest

from bot.demo.sample import sample_items
from domain.understanding.short_names import MOST, short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("老旧小区改造", "老旧小区改造"),
        ("二环东路以西、经十路以北视廊内区域连片开发方案报批", "视廊连片开发报批"),
        ("国道318线以南、青龙河以东片区城市更新单元规划方案报批", "片区城市更新单元规划报批"),
        ("培育新能源、新材料、生物医药、低空经济四大产业集群", "四大产业集群"),
        ("“一河两岸”沿线（含滨河东路）绿化景观带贯通", "“一河两岸”沿线绿化景观带贯通"),
        ("全力推进农村生活垃圾无害化处理设施建设工作", "农村生活垃圾无害化处理设施建设"),
        ("区属国有企业平均资产负债率控制在", "区属国有企业平均资产负债率"),
        ("县第二人民医院门诊综合大楼工程建成投用", "县第二人民医院门诊大楼工程建成"),
    ],
)
def test_a_name_is_shortened_only_as_far_as_it_must_be(name: str, short: str) -> None:
    assert short_name(name) == short


def test_what_is_still_too_long_keeps_its_beginning_and_its_end() -> None:
    assert short_name("东部沿海高速铁路连接线征地拆迁补偿安置协议签约率") == "东部沿海高速铁路连…协议签约率"


def test_a_cut_goes_through_no_figure() -> None:
    assert short_name("沿江乡镇高标准农田2026亩提质增效示范区基础设施验收", 14) == "沿江乡镇高标准农田…设施验收"


def test_no_name_grows_empty_or_longer_than_its_bound() -> None:
    for item in sample_items(2026):
        short = short_name(item.name)
        assert short
        assert sum(0.5 if each.isascii() else 1 for each in short) <= MOST
        assert short_name(short) == short
