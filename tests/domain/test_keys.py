"""Keys: what is written is read back as the same value, whatever stands in a name, and nothing else is read at all."""

from datetime import UTC, date
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.blockers import BlockerId
from domain.decisions import DecisionId
from domain.digest import DigestKind
from domain.items import ItemId
from domain.keys.chats import GroupChat, group_of
from domain.keys.digests import DigestMark, DigestTerm, parse_mark, parse_term
from domain.keys.due import (
    Node,
    NoticeClock,
    NoticeDraft,
    OccurrenceKey,
    Owed,
    ReportPeriod,
    Subject,
    parse_occurrence,
    parse_subject,
)
from domain.keys.matters import (
    Matter,
    Missed,
    MissedPush,
    MissedSubject,
    NoPeople,
    NotReached,
    parse_matter,
    parse_missed,
)
from domain.keys.messages import (
    BundleKey,
    DigestKey,
    Marked,
    MenuKey,
    NewsKey,
    PushKey,
    Reply,
    parse_bundle,
    parse_marked_push,
    parse_marked_reply,
    parse_push,
    parse_reply,
)
from domain.keys.news import (
    Begun,
    BlockerAnswered,
    Bound,
    CalendarMissing,
    ClockJumped,
    DigestInDoubt,
    FormFailed,
    InvitationNews,
    InvitationStep,
    ItemDecided,
    LeaveNews,
    LeaveStep,
    MoveNews,
    MoveStep,
    News,
    NoticeStep,
    NoticeWanted,
    Nudge,
    Promised,
    Raised,
    Renamed,
    RowsSetAside,
    Stopped,
    TakenByPhone,
    Verdict,
    Welcome,
    parse_news,
)
from domain.keys.occasions import Lapsed, Occasion, TurnedRed, parse_occasion
from domain.keys.text import UnknownKey
from domain.keys.updates import LONGEST, Happening, PageMessage, Update, parse_page_message, parse_update
from domain.notices.names import Clock, NoticeId
from domain.people import PersonId
from domain.reports import ReportId, ReportState

IDS = st.integers(0, 2**63 - 1)
PEOPLE, ITEMS, NOTICES, REPORTS = IDS.map(PersonId), IDS.map(ItemId), IDS.map(NoticeId), IDS.map(ReportId)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(timezones=st.just(UTC))
# The parts of keys, and what a platform or a person may think of.
ODD = st.text(
    st.one_of(st.sampled_from(":|+~-=;T0123456789web"), st.characters(exclude_categories=["Cs"])), max_size=20
)
CHANNELS = st.sampled_from(["telegram", "web", "wecom", "matter", "9"])

PERIODS, NODES = DAYS.map(ReportPeriod), st.builds(Node, st.integers(0, 99), DAYS)
DRAFTS = NOTICES.map(NoticeDraft)
STEPPED: st.SearchStrategy[Subject] = st.one_of(
    PERIODS, NODES, st.builds(NoticeClock, NOTICES, st.sampled_from(Clock), DAYS)
)
SUBJECTS: st.SearchStrategy[Subject] = STEPPED | DRAFTS
OCCURRENCES = st.builds(OccurrenceKey, STEPPED, st.integers(-99, 99)) | DRAFTS.map(OccurrenceKey)
OCCASIONS: st.SearchStrategy[Occasion] = st.one_of(
    PERIODS, NODES, DAYS.map(TurnedRed), st.builds(Lapsed, NOTICES, DAYS)
)
TERMS = st.builds(
    DigestTerm, st.just(DigestKind.WEEKLY) | st.just(DigestKind.MONTHLY), st.integers(1000, 9999), st.integers(1, 99)
) | st.builds(DigestTerm, st.just(DigestKind.QUARTERLY), st.integers(1000, 9999), st.integers(1, 4))
UPDATES = st.builds(Update, CHANNELS, ODD)
NEWS: st.SearchStrategy[News] = st.one_of(
    st.builds(Nudge, DAYS, PEOPLE, ITEMS),
    st.builds(Begun),
    st.builds(Promised, DAYS, st.none() | ITEMS),
    UPDATES.map(Raised),
    IDS.map(lambda id_: BlockerAnswered(BlockerId(id_))),
    st.builds(NoticeStep, NOTICES, IDS),
    st.builds(NoticeWanted, NOTICES, PEOPLE),
    REPORTS.map(TakenByPhone),
    st.builds(Verdict, REPORTS, st.sampled_from(ReportState)),
    st.builds(ItemDecided, IDS.map(DecisionId)),
    PEOPLE.map(Welcome),
    MOMENTS.map(Stopped),
    MOMENTS.map(ClockJumped),
    MOMENTS.map(RowsSetAside),
    IDS.map(Bound),
    st.builds(InvitationNews, st.text("0123456789abcdef", min_size=64, max_size=64), st.sampled_from(InvitationStep)),
    st.builds(LeaveNews, PEOPLE, st.sampled_from(LeaveStep), MOMENTS),
    st.builds(Renamed, st.text("ABXYZ0123456789_-", min_size=1, max_size=20), MOMENTS),
    st.builds(MoveNews, PEOPLE, st.sampled_from(MoveStep), MOMENTS),
    st.builds(DigestInDoubt, TERMS, PEOPLE),
    st.builds(CalendarMissing, st.integers(1000, 9999), st.booleans()),
    st.builds(FormFailed, st.sampled_from(("notice", "ledger")), DAYS),
)
PUSHES: st.SearchStrategy[PushKey] = st.one_of(
    st.builds(BundleKey, PEOPLE, DAYS), st.builds(DigestKey, TERMS, PEOPLE), st.builds(NewsKey, NEWS, PEOPLE)
)
MARKS = st.lists(st.integers(1, 99) | CHANNELS, max_size=4).map(tuple)
REPLIES = st.builds(Reply, UPDATES, st.none() | st.integers(0, 99))
MISSED: st.SearchStrategy[Missed] = st.builds(MissedSubject, ITEMS, SUBJECTS) | PUSHES.map(MissedPush)
CODES = st.text("ABXYZ0123456789_-", min_size=1, max_size=20)
MATTERS: st.SearchStrategy[Matter] = st.one_of(
    st.builds(Owed, ITEMS, OCCURRENCES), st.builds(NotReached, PEOPLE, MISSED), CODES.map(NoPeople)
)
ANY = st.one_of(ODD, SUBJECTS.map(lambda key: key.text()), MATTERS.map(lambda key: key.text()))
PARSERS = [
    parse_subject,
    parse_occurrence,
    parse_occasion,
    parse_term,
    parse_mark,
    parse_update,
    parse_page_message,
    parse_reply,
    parse_news,
    parse_push,
    parse_bundle,
    parse_marked_push,
    parse_marked_reply,
    parse_missed,
    parse_matter,
]
T = TypeVar("T")


@given(SUBJECTS, OCCURRENCES, OCCASIONS)
def test_what_fell_due_and_what_made_a_draft_are_read_back(
    subject: Subject, occurrence: OccurrenceKey, occasion: Occasion
) -> None:
    assert parse_subject(subject.text()) == subject
    assert parse_occurrence(occurrence.text()) == occurrence
    assert parse_occasion(occasion.text()) == occasion


@given(TERMS, st.booleans())
def test_what_a_digest_told_of_is_read_back(term: DigestTerm, told: bool) -> None:
    assert parse_term(term.text()) == term
    assert parse_mark(DigestMark(term, told).text()) == DigestMark(term, told)


@given(ODD, st.from_regex(r"[0-9A-Za-z-]{1,40}", fullmatch=True))
def test_what_a_page_sent_is_read_back(identity: str, sent: str) -> None:
    assert parse_page_message(PageMessage(identity, sent).text()) == PageMessage(identity, sent)


@given(ODD.filter(bool))
def test_a_group_is_read_back_and_no_person_is_one(number: str) -> None:
    assert group_of(GroupChat(number).text()) == GroupChat(number)
    assert group_of(number) is None or number.startswith("group:")


@given(ODD, ODD, ODD, ODD)
def test_what_happened_has_an_id_that_is_stored_whole(sender: str, stamp: str, what: str, thing: str) -> None:
    assert len(Happening(sender, stamp, what, thing * 9).text()) <= LONGEST


@given(UPDATES, REPLIES, MARKS)
def test_an_update_and_every_part_of_its_answer_are_read_back(
    update: Update, reply: Reply, marks: tuple[int | str, ...]
) -> None:
    assert parse_update(update.text()) == update
    assert parse_reply(reply.text()) == reply
    assert parse_marked_reply(Marked(reply, marks).text()) == Marked(reply, marks)


@given(NEWS, PUSHES, MARKS)
def test_a_push_and_every_part_of_it_on_every_way_are_read_back(
    news: News, push: PushKey, marks: tuple[int | str, ...]
) -> None:
    assert parse_news(news.text()) == news
    assert parse_push(push.text()) == push
    found = parse_marked_push(Marked(push, marks).text())
    assert found == Marked(push, marks)
    assert found.about == push, "a part and a message elsewhere still name what they come from"


@given(MISSED, MATTERS)
def test_what_a_line_speaks_of_is_read_back(missed: Missed, matter: Matter) -> None:
    assert parse_missed(missed.text()) == missed
    assert parse_matter(matter.text()) == matter


@given(ANY)
def test_a_text_is_read_as_what_writes_it_or_not_at_all(text: str) -> None:
    """No parser takes a text that its own value would not write."""
    for parse in PARSERS:
        try:
            found = parse(text)
        except UnknownKey:
            continue
        assert found.text() == text


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_subject, "report:2026-7-3"),
        (parse_subject, "report:2026-07-03:T"),
        (parse_subject, "milestone:2026-07-03"),
        (parse_subject, "milestone:-1:2026-07-03"),
        (parse_subject, "milestone:01:2026-07-03"),
        (parse_subject, "notice:7:tea:2026-07-03"),
        (parse_subject, "score:7"),
        (parse_occurrence, "report:2026-07-03"),
        (parse_occurrence, "report:2026-07-03:T+0"),
        (parse_occurrence, "report:2026-07-03:3"),
        (parse_occurrence, "report:2026-07-03:draft"),
        (parse_occurrence, "notice:7:draft:T"),
        (parse_occasion, "climb:7"),
        (parse_occasion, "notice:7:draft"),
        (parse_push, "digest:weekly:2026-Q1:3"),
        (parse_push, "verdict:31:returned"),
        (parse_push, "jumped:2026-06-30T01:00:00"),
        (parse_push, "telegram:4711:0"),
        (parse_bundle, "verdict:31:returned:3"),
        (parse_missed, "push|jumped:2026-06-30T01:00:00"),
        (parse_matter, "person:3|12"),
        (parse_matter, "12|report:2026-07-03"),
        (parse_matter, "report:2026-07-03:T"),
    ],
)
def test_what_is_no_key_of_a_kind_is_refused(parse: object, text: str) -> None:
    assert callable(parse)
    with pytest.raises(UnknownKey):
        parse(text)


def test_a_moment_in_a_key_is_not_taken_for_marks() -> None:
    """+00:00 behind a moment in UTC looks like the mark of a part."""
    text = "jumped:2026-06-30T01:00:00+00:00:3+1~web"
    found = parse_marked_push(text)
    assert isinstance(found.about, NewsKey)
    assert (found.about.person, found.marks) == (3, (1, "web"))


@given(CHANNELS, ODD, MOMENTS, CHANNELS, ODD, MOMENTS)
def test_two_menus_never_share_a_key(one: str, here: str, now: object, other: str, there: str, then: object) -> None:
    first, second = MenuKey(one, here, now), MenuKey(other, there, then)  # type: ignore[arg-type]
    assert (first == second) == (first.text() == second.text())
