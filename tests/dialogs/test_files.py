"""What is said of a file: the trouble by name. What is refused, and what somebody unknown sends, is not stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from bot.out.payload import file_of
from documents.places import GEOJSON, written
from domain.files import Trouble
from domain.people import Role
from domain.places import Place
from handlers.kernel.messages import Attached
from handlers.kernel.words import files as zh
from storage.files.place import fingerprint
from storage.tables import blobs
from tests.support.pictures import PDF, film, package, picture
from tests.support.world import Shown, Talk, World

HTML = b"<html><script>alert(1)</script></html>"
FILM = b"\x1a\x45\xdf\xa3\x42\x82\x88matroska" + bytes(60)
WANTED = "请发照片、PDF、Word 或 Excel。"
NO_FILM = "现场.mp4 不是 MP4 视频，请转成 MP4 后重发，或发照片、PDF、Word 或 Excel。"


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk with an open draft, on 24 June."""
    world.clock.local(6, 24)
    talk = await world.hire("填报人", Role.REPORTER, "BM28")
    await talk.say("楼宇交付18座")
    return talk


async def kept(world: World) -> list[str]:
    """The files that rows name, and those that lie there, which must be the same."""
    named = await world.database.read(lambda store: sorted(store.execute(select(blobs.c.sha256)).scalars()))
    assert sorted(each.sha256 for each in world.database.files.every()) == named
    return named


@pytest.mark.parametrize(
    ("name", "label", "content", "told"),
    [
        ("照片.png", "image/png", HTML, f"照片.png 的内容是网页，不能作为佐证，{WANTED}"),
        ("验收.pdf", "application/pdf", b"MZ" + bytes(90), f"验收.pdf 是程序，不能作为佐证，{WANTED}"),
        ("现场.mp4", "video/mp4", FILM, NO_FILM),
        (
            "表.xlsm",
            "x",
            package("xl/workbook.xml", "xl/vbaProject.bin"),
            "表.xlsm 带有宏，请另存为不带宏的文件后重发。",
        ),
        ("照片.zip", "image/png", package("1.png"), "照片.zip 是压缩包，请解压后发里面的文件。"),
        (
            "半张.jpg",
            "image/jpeg",
            picture(kind="JPEG", size=(900, 900))[:700],
            "半张.jpg 打不开，可能没有传完整，请重新发送。",
        ),
        ("空.png", "image/png", b"", "空.png 是空文件，请检查后重发。"),
        ("表.csv", "image/png", b"a,b\n", f"表.csv 的类型不能作为佐证，{WANTED}"),
    ],
)
async def test_a_file_that_may_not_be_evidence_is_refused_by_its_trouble_and_not_stored(
    world: World, clerk: Talk, name: str, label: str, content: bytes, told: str
) -> None:
    (refused,) = await clerk.send(name, label, content)
    assert refused.text == told
    assert await kept(world) == []


@pytest.mark.parametrize("label", ["application/octet-stream", "", "image/png"])
async def test_a_paper_is_taken_by_its_bytes_whatever_its_label_says(world: World, clerk: Talk, label: str) -> None:
    """T9: many programs send no media type."""
    (card,) = await clerk.send("验收单.pdf", label, PDF)
    assert "佐证 1 个" in card.text
    assert await kept(world) == [fingerprint(PDF)]
    kind = await world.database.read(lambda store: store.execute(select(blobs.c.media_type)).scalar_one())
    assert kind == "application/pdf"


async def test_the_line_beside_a_refused_file_counts_and_the_trouble_is_told_with_it(world: World) -> None:
    world.clock.local(6, 24)
    talk = await world.hire("填报人", Role.REPORTER, "BM28")
    (card,) = await talk.send("现场.mp4", "video/mp4", FILM, "JS-010 18座")
    assert "18 / 26 座" in card.text
    assert card.text.endswith(NO_FILM)
    assert "确认提交" in card.labels


async def test_nothing_of_somebody_unknown_is_stored(world: World) -> None:
    file = Attached("现场.png", "image/png", len(picture()), picture())
    told = await world.receive(replace(world.update("test", "陌生人"), file=file))
    assert told
    assert await kept(world) == []
    gone = await world.hire("走了", Role.REPORTER, "BM28")
    await gone.send("现场.png", "image/png", picture(7), "JS-010 18座")
    assert await kept(world) == [fingerprint(picture(7))]


async def send_many(world: World, talk: Talk, *contents: bytes) -> list[Shown]:
    """Files in one batch."""
    messages = [
        replace(world.update("test", talk.name), file=Attached(f"{at}.png", "image/png", len(each), each))
        for at, each in enumerate(contents)
    ]
    assert await world.dispatch.messages(messages) == [None] * len(messages)
    return await world.new_in(talk.name)


def large(number: int) -> bytes:
    """A picture with 900,000 bytes behind it."""
    return picture(number) + bytes(900_000)


async def test_a_person_may_send_so_much_a_day_and_more_the_next(world: World, clerk: Talk) -> None:
    world.house = replace(world.house, district=replace(world.house.district, evidence_day_bytes=2_000_000))
    world.dispatch = type(world.dispatch)(world.house)
    first, second, third = await send_many(world, clerk, large(1), large(2), large(3))
    assert "佐证 2 个" in second.text
    assert third.text == "您今天发的文件已到 2 MB 的上限，请明天再发。"
    (still,) = await send_many(world, clerk, large(4))
    assert "上限" in still.text
    assert len(await kept(world)) == 2
    world.clock.local(6, 25, 0, 1)
    (card,) = await send_many(world, clerk, large(4))
    assert "佐证 3 个" in card.text
    assert first.text != card.text


async def test_an_update_that_comes_again_does_not_count_again(world: World, clerk: Talk) -> None:
    message = replace(world.update("test", clerk.name), file=Attached("a.png", "", 3, picture()))
    for _ in range(3):
        assert await world.dispatch.messages([message]) == [None]
    query = select(func.count()).select_from(blobs)
    assert await world.database.read(lambda store: store.execute(query).scalar_one()) == 1


def sentences() -> Sequence[str]:
    """All that may be said of a file."""
    return [zh.refusal(trouble, "现场.png", 20) for trouble in Trouble]


def test_every_trouble_has_one_short_sentence_of_its_own() -> None:
    told = sentences()
    assert len(set(told)) == len(Trouble)
    assert all(each.endswith("。") and len(each) < 60 and "{" not in each for each in told)
    assert zh.refusal(Trouble.TOO_LARGE, "现场.png", 20) == "现场.png 超过 20 MB，无法接收，请压缩后重发。"


async def test_a_film_is_evidence_like_a_picture(world: World, clerk: Talk) -> None:
    (card,) = await clerk.send("VID_0624.MOV", "video/quicktime", film(brand=b"qt  ", flat=False))
    assert "佐证 1 个" in card.text
    await clerk.press("确认提交")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("待核验")
    (shown,) = await inspector.press("看佐证")
    assert shown.text == "VID_0624.MOV"
    assert shown.has_file
    assert await world.database.read(lambda store: store.execute(select(blobs.c.media_type)).scalars().all()) == [
        "video/mp4"
    ]


async def test_where_a_district_takes_no_films_none_is_asked_for(world: World, clerk: Talk) -> None:
    world.house = replace(world.house, district=replace(world.house.district, evidence_types=("image/png",)))
    world.dispatch = type(world.dispatch)(world.house)
    for content in (film(), FILM):
        (refused,) = await clerk.send("现场.mp4", "video/mp4", content)
        assert refused.text == f"现场.mp4 的类型不能作为佐证，{WANTED}"


PLACE = Place(Decimal("36.66512"), Decimal("117.120345"), datetime(2026, 6, 24, 2, 31, 5, tzinfo=UTC), 12)


async def tells(world: World, talk: Talk, place: Place, text: str = "") -> list[Shown]:
    """A place comes as a channel makes it."""
    content = written(place)
    file = Attached(place.named(), GEOJSON, len(content), content, made=True)
    return await world.receive(replace(world.update("test", talk.name, text), file=file))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (PLACE, "北纬 36.665120°，东经 117.120345°（误差 12 米内），6月24日 10:31 发来"),
        (replace(PLACE, within=None, live=True), "北纬 36.665120°，东经 117.120345°，6月24日 10:31 发来的实时位置"),
        (
            replace(PLACE, latitude=-PLACE.latitude, longitude=-PLACE.longitude, relayed=True),
            "南纬 36.665120°，西经 117.120345°（误差 12 米内），6月24日 10:31 转发自他人",
        ),
    ],
)
async def test_a_place_is_evidence_and_the_inspector_reads_it_in_words(
    world: World, clerk: Talk, place: Place, told: str
) -> None:
    (card,) = await tells(world, clerk, place)
    assert "佐证 1 个" in card.text
    await clerk.press("确认提交")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("待核验")
    (shown,) = await inspector.press("看佐证")
    assert shown.text == told
    file = file_of(shown.message.payload)
    assert file is not None
    assert file.name == f"位置_{place.latitude}_{place.longitude}.geojson"
    assert await kept(world) == [fingerprint(written(place))]


async def test_a_place_that_somebody_wrote_into_a_file_is_none(world: World, clerk: Talk) -> None:
    (refused,) = await clerk.send(PLACE.named(), GEOJSON, written(PLACE))
    assert refused.text == f"位置 的类型不能作为佐证，{WANTED}"
    assert await kept(world) == []


async def test_a_place_without_a_report_is_asked_about_as_a_photo_is(world: World, clerk: Talk) -> None:
    await clerk.press("确认提交")
    (asked,) = await tells(world, clerk, PLACE)
    assert asked.text == "这个文件是哪次报送的佐证？"
    (done,) = await clerk.tap(asked.token("JS-010"))
    assert "佐证" in done.text


async def test_a_photo_under_its_open_card_is_marked_and_one_under_a_question_is_answered(
    world: World, clerk: Talk
) -> None:
    (card,) = await clerk.send("1.png", "image/png", picture(1))
    assert marked(card)
    assert "佐证 1 个" in card.text, "where no mark is taken the card says it"
    await clerk.press("加佐证")
    (card,) = await clerk.send("2.png", "image/png", picture(2))
    assert not marked(card), "the card with its tap is not in sight"
    (card,) = await clerk.send("3.png", "image/png", picture(2))
    assert "佐证 2 个" in card.text
    assert not marked(card), "nothing came of it"
    (card,) = await clerk.send("4.png", "image/png", picture(4), "改成19座")
    assert not marked(card)


def marked(shown: Shown) -> bool:
    """Whether a mark is to say it."""
    return bool(shown.message.payload.get("manner", {}).get("mark"))
