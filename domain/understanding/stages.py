"""Which milestone of an item a stage word means."""

from domain.items import Basis, Item

_SAME = {"揭牌": "挂牌", "完工": "竣工", "动工": "开工", "启用": "投用"}


def node_meant(item: Item, status: str) -> int | None:
    """The one milestone whose words share the most with a stage word; None when none or several do."""
    if item.basis is not Basis.ONCE:
        return None
    shares = [len(_pairs(status) & _pairs(node.text)) for node in item.milestones]
    best = max(shares, default=0)
    return shares.index(best) if best and shares.count(best) == 1 else None


def _pairs(text: str) -> set[str]:
    for word, standard in _SAME.items():
        text = text.replace(word, standard)
    return {text[at : at + 2] for at in range(len(text) - 1)}
