"""Sample people: posts, never names."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.items import Item
from domain.people import Role
from domain.units import Unit, UnitKind

# Posts printed as 责任领导 that belong to the signing unit itself, not to the district's leaders.
UNIT_POSTS = {
    UnitKind.STREET: "街道党工委书记",
    UnitKind.COMPANY: "公司党委书记、董事长",
    UnitKind.DEPARTMENT: "主要负责人",
}
INSPECTORS = ("督查员甲", "督查员乙")
# Whose chairs show a ladder climbing, a notice sent and answered, and the digest above it all.
TOUR = tuple(f"demo-{name}" for name in ("CBD中心填报人", "CBD中心负责人", "督查员甲", "分管副区长（城建）", "管理员"))


@dataclass(frozen=True, slots=True)
class Sample:
    """A person to be; `identity` is the chat identity in the web chat."""

    name: str
    role: Role
    unit: str | None
    post: str

    @property
    def identity(self) -> str:
        """Stable identity in the web chat."""
        return f"demo-{self.name}"


def sample_people(units: Sequence[Unit], items: Sequence[Item]) -> list[Sample]:
    """An admin, two inspectors, a leader for every post that answers for items, a clerk and a head for every unit."""
    owners = {item.unit for item in items}
    own_posts = set(UNIT_POSTS.values())
    posts = sorted({item.leader for item in items} - own_posts)
    people = [Sample("管理员", Role.ADMIN, None, "督查室管理员")]
    people += [Sample(name, Role.INSPECTOR, None, "区督查室") for name in INSPECTORS]
    people += [Sample(post, Role.LEADER, None, post) for post in posts]
    for unit in units:
        if unit.code in owners:
            short = unit.short_names[0].removeprefix("区") if unit.short_names else unit.name
            people.append(Sample(f"{short}填报人", Role.REPORTER, unit.code, "联络员"))
            people.append(Sample(f"{short}负责人", Role.UNIT_HEAD, unit.code, UNIT_POSTS[unit.kind]))
    return people
