"""Whether a platform answers: from one failed call to an outage and back, as tables and as properties."""

from hypothesis import given
from hypothesis import strategies as st

from bot.out.weather import Leave, Patience, Weather

PATIENCE = Patience(first=1.0, longest=8.0, fresh=60.0, failures=3, chats=2)


def out(weather: Weather, now: float = 0.0) -> None:
    """Three calls of two chats fail."""
    for chat in ("1", "1", "2"):
        weather.failed(chat, now)
    assert weather.leave(now) is Leave.NOTHING


def test_who_knows_nothing_sends_only_what_may_be_sent_again() -> None:
    weather = Weather(PATIENCE)
    assert weather.leave(0.0) is Leave.CAREFREE
    assert weather.ask_at <= 0.0, "and may ask at once"


def test_a_good_answer_is_believed_for_a_minute() -> None:
    weather = Weather(PATIENCE)
    weather.answered(0.0)
    assert weather.leave(60.0) is Leave.ALL
    assert weather.leave(60.1) is Leave.CAREFREE


def test_one_failure_holds_back_what_may_not_be_sent_twice_and_nothing_else() -> None:
    weather = Weather(PATIENCE)
    weather.answered(0.0)
    assert not weather.failed("1", 1.0)
    assert (weather.leave(1.0), weather.ask_at, weather.fair) == (Leave.CAREFREE, 2.0, False)


def test_one_chat_that_fails_again_and_again_is_no_outage() -> None:
    weather = Weather(PATIENCE)
    assert not any(weather.failed("1", float(at)) for at in range(100))
    assert weather.leave(100.0) is Leave.CAREFREE


def test_the_outage_is_told_of_once() -> None:
    weather = Weather(PATIENCE)
    assert [weather.failed(chat, 0.0) for chat in ("1", "2", "3", "4")] == [False, False, True, False]


def test_in_an_outage_the_platform_is_asked_less_and_less_often() -> None:
    weather = Weather(PATIENCE)
    out(weather)
    pauses = []
    for _ in range(6):
        asked = weather.ask_at
        weather.silent(asked)
        pauses.append(weather.ask_at - asked)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_after_an_answer_one_message_goes_alone_and_its_end_decides() -> None:
    weather = Weather(PATIENCE)
    out(weather)
    weather.replied(1.0)
    assert weather.leave(1.0) is Leave.ONE
    assert not weather.fair, "it meets the same outage, and is not to blame"
    assert not weather.failed("1", 1.0)
    assert weather.leave(1.0) is Leave.NOTHING
    weather.replied(3.0)
    weather.answered(4.0)
    assert (weather.leave(4.0), weather.fair) == (Leave.ALL, True)


def test_calls_that_fail_late_do_not_put_off_the_question() -> None:
    """Thirty calls were on their way as the outage began."""
    weather = Weather(PATIENCE)
    out(weather)
    asked = weather.ask_at
    for number in range(30):
        weather.failed(str(number), 10.0)
    assert weather.ask_at == asked


EVENTS = st.lists(st.sampled_from(["answered", "failed", "replied", "silent"]), max_size=40)


@given(EVENTS, st.lists(st.sampled_from("12345"), min_size=40, max_size=40))
def test_nothing_that_may_not_be_sent_twice_leaves_before_an_answer_that_came_after_the_last_failure(
    events: list[str], chats: list[str]
) -> None:
    """And what an outage began, only an answered message ends."""
    weather, known, outage = Weather(PATIENCE), False, False
    for now, event in enumerate(events):
        if event == "failed":
            outage = weather.failed(chats[now], float(now)) or outage
            known = False
        elif event == "answered":
            weather.answered(float(now))
            known, outage = True, False
        elif event == "replied":
            weather.replied(float(now))
            known = known or not outage
        else:
            weather.silent(float(now))
        leave = weather.leave(float(now))
        assert (leave is Leave.ALL) <= known
        assert (leave in (Leave.ONE, Leave.NOTHING)) == outage
        assert weather.ask_at <= now + PATIENCE.longest
