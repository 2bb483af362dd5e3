"""When news goes out: cases, and months in which nothing is lost, early or twice."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.plan import HOUR, Parcel, Waiting, plan, spoken, with_common_readers
from monitor.config import When
from monitor.config.times import DigestTimes, QuietHours

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MONTH = timedelta(days=31)
NIGHT = QuietHours.of("22:00-07:00 Europe/Berlin")
MORNING = DigestTimes.of("daily 07:30 Europe/Berlin")


def news(number: int = 1, at: datetime = NOW, **values: object) -> Waiting:
    made = Waiting(number, development=number, created=at, moved=False, told=(at,))
    return replace(made, **values)  # type: ignore[arg-type]


def ids(parcels: tuple[Parcel, ...]) -> list[list[int]]:
    return [[each.id for each in parcel.news] for parcel in parcels]


# --- at once -------------------------------------------------------------------------------------


def test_as_it_is_each_development_leaves_at_once_in_a_mail_of_its_own() -> None:
    made = plan([news(1), news(2)], [], When(), NOW)
    assert ids(made.parcels) == [[1], [2]]
    assert made.wake is None
    assert made.parcels[0].why == "At once."


def test_what_waits_of_one_development_leaves_in_one_mail() -> None:
    made = plan([news(2, NOW + MINUTE, development=1), news(1)], [], When(), NOW + MINUTE)
    assert ids(made.parcels) == [[1, 2]]
    assert made.parcels[0].developments == (1,)


def test_where_nothing_waits_nothing_is_planned() -> None:
    made = plan([], [], When(digest=MORNING, quiet=NIGHT, mails_per_hour=1), NOW)
    assert made.parcels == ()
    assert made.wake is None


# --- settling and confirmation -------------------------------------------------------------------

SETTLE = When(settle=10 * MINUTE)
CONFIRM = When(confirm=2, confirm_within=timedelta(hours=2))


def test_news_settles_first() -> None:
    made = plan([news()], [], SETTLE, NOW + 9 * MINUTE)
    assert made.parcels == ()
    assert made.wake == NOW + 10 * MINUTE
    (parcel,) = plan([news()], [], SETTLE, NOW + 10 * MINUTE).parcels
    assert parcel.why == "After 10 minutes for other outlets to join."


def test_a_changed_figure_does_not_wait_and_takes_the_others_of_its_development_along() -> None:
    waiting = [news(1), news(2, NOW + MINUTE, development=1, moved=True), news(3)]
    made = plan(waiting, [], SETTLE, NOW + MINUTE)
    assert ids(made.parcels) == [[1, 2]]
    assert made.wake == NOW + 10 * MINUTE


def test_news_of_a_single_outlet_is_held_until_a_second_tells_it() -> None:
    assert plan([news()], [], CONFIRM, NOW + HOUR).parcels == ()
    confirmed = news(told=(NOW, NOW + HOUR))
    (parcel,) = plan([confirmed], [], CONFIRM, NOW + HOUR).parcels
    assert parcel.why == "Confirmed: 2 outlets tell it."
    assert not parcel.unconfirmed


def test_what_nobody_confirms_goes_all_the_same_and_is_marked() -> None:
    made = plan([news()], [], CONFIRM, NOW + HOUR)
    assert made.wake == NOW + 2 * HOUR
    (parcel,) = plan([news()], [], CONFIRM, NOW + 2 * HOUR).parcels
    assert parcel.unconfirmed == {1}
    assert parcel.why == "Not confirmed by another outlet in 2 hours."


def test_a_figure_that_moved_waits_for_confirmation_too() -> None:
    assert plan([news(moved=True)], [], CONFIRM, NOW).parcels == ()


# --- digest and quiet hours ----------------------------------------------------------------------


def test_a_digest_gathers_what_came_since_the_last_one() -> None:
    when = When(digest=MORNING)
    waiting = [news(1), news(2, NOW + HOUR, moved=True)]
    then = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
    assert plan(waiting, [], when, then - MINUTE).wake == then
    (parcel,) = plan(waiting, [], when, then).parcels
    assert parcel.developments == (1, 2)
    assert parcel.why == "The digest."


def test_what_is_confirmed_after_a_digest_waits_for_the_next() -> None:
    late = datetime(2026, 11, 25, 6, 31, tzinfo=UTC)
    when = replace(CONFIRM, digest=MORNING, confirm_within=timedelta(days=2))
    made = plan([news(told=(NOW, late))], [], when, late)
    assert made.parcels == ()
    assert made.wake == datetime(2026, 11, 26, 6, 30, tzinfo=UTC)


def test_the_news_of_the_night_is_one_mail_in_the_morning() -> None:
    when = When(quiet=NIGHT)
    evening = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
    waiting = [news(n, evening + n * HOUR, moved=True) for n in range(3)]
    made = plan(waiting, [], when, evening + 3 * HOUR)
    morning = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    assert (made.parcels, made.wake) == ((), morning)
    assert ids(plan(waiting, [], when, morning).parcels) == [[0, 1, 2]]


def test_a_daemon_that_wakes_in_the_night_does_not_wake_the_reader() -> None:
    night = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    made = plan([news(1, night - 4 * HOUR)], [], When(quiet=NIGHT), night)
    assert (made.parcels, made.wake) == ((), datetime(2026, 11, 25, 6, 0, tzinfo=UTC))


# --- so many an hour -----------------------------------------------------------------------------


def test_what_is_more_than_the_limit_is_folded_into_the_last_mail() -> None:
    made = plan([news(n) for n in range(5)], [NOW - 30 * MINUTE], When(mails_per_hour=3), NOW)
    assert ids(made.parcels) == [[0], [1, 2, 3, 4]]
    assert made.parcels[1].why == "Together: no more than 3 mails an hour on this story."


def test_where_the_hour_is_full_the_rest_waits_until_a_mail_is_an_hour_old() -> None:
    sent = [NOW - 50 * MINUTE, NOW - 10 * MINUTE]
    made = plan([news(1), news(2)], sent, When(mails_per_hour=2), NOW)
    assert (made.parcels, made.wake) == ((), NOW + 10 * MINUTE)
    later = plan([news(1), news(2)], sent, When(mails_per_hour=2), NOW + 10 * MINUTE)
    assert ids(later.parcels) == [[1, 2]]


# --- urgent --------------------------------------------------------------------------------------


def test_urgent_news_waits_for_nothing_and_takes_its_development_along() -> None:
    night = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    when = When(
        digest=MORNING,
        quiet=NIGHT,
        mails_per_hour=1,
        settle=HOUR,
        confirm=2,
        confirm_within=9 * HOUR,
    )
    waiting = [news(1, night - HOUR), news(2, night, development=1, urgent=True), news(3, night)]
    made = plan(waiting, [night - MINUTE], when, night)
    assert ids(made.parcels) == [[1, 2]]
    assert made.parcels[0].why == "Urgent."
    assert made.wake is not None
    assert made.wake > night


def test_an_urgent_mail_counts_among_those_of_its_hour() -> None:
    made = plan([news(1, urgent=True), news(2)], [], When(mails_per_hour=1), NOW)
    assert ids(made.parcels) == [[1]]
    assert made.wake == NOW + HOUR


# --- months --------------------------------------------------------------------------------------

ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)
policies = st.builds(
    lambda zone, digest, quiet, mails_per_hour, settle, confirm: When(
        digest=DigestTimes.of(f"{digest} {zone}") if digest else None,
        quiet=QuietHours.of(f"{quiet} {zone}") if quiet else None,
        mails_per_hour=mails_per_hour,
        settle=settle * MINUTE,
        confirm=confirm,
        confirm_within=3 * HOUR,
    ),
    ZONES,
    st.sampled_from([None, None, "daily 07:30", "weekdays 02:30, 18:00", "sunday 12:00"]),
    st.sampled_from([None, "22:00-07:00", "01:45-02:15", "22:00-02:30"]),
    st.sampled_from([None, 1, 4]),
    st.sampled_from([0, 10]),
    st.sampled_from([1, 2]),
)
#: The months in which Berlin, New York and Lord Howe change their clocks, and one of peace.
starts = st.sampled_from([datetime(2026, month, 12, tzinfo=UTC) for month in (3, 10, 11, 7)])


def a_month(seed: int, start: datetime) -> list[Waiting]:
    """Return a month of news in bursts, some of it follow-ups, told by one to three outlets."""
    chance = random.Random(seed)  # noqa: S311 - the same month at every run
    found: list[Waiting] = []
    at = start
    while at < start + MONTH and len(found) < 150:
        at += timedelta(seconds=chance.choice([5, 600, 40_000, 90_000]) * chance.random())
        told = [
            at + timedelta(seconds=chance.random() * 20_000) for _ in range(chance.randint(0, 2))
        ]
        number = len(found)
        same = chance.random() < 0.3 and number
        found.append(
            Waiting(
                number,
                development=found[-1].development if same else number,
                created=at,
                moved=chance.random() < 0.4,
                told=tuple(sorted([at, *told])),
            )
        )
    return found


def lived(month: list[Waiting], when: When) -> list[tuple[datetime, Parcel]]:
    """Live through a month as the daemon does, from one moment at which something may be due to
    the next: news comes, a report joins, the plan wanted to be asked again."""
    moments = sorted({moment for each in month for moment in (each.created, *each.told)})
    waiting: list[Waiting] = []
    sent: list[tuple[datetime, Parcel]] = []
    wake: datetime | None = None
    while moments or wake:
        now = min([*moments[:1], *([wake] if wake else [])])
        moments = [moment for moment in moments if moment > now]
        gone = {each.id for _, parcel in sent for each in parcel.news}
        waiting = [
            replace(each, told=tuple(t for t in each.told if t <= now))
            for each in month
            if each.created <= now and each.id not in gone
        ]
        made = plan(waiting, [at for at, _ in sent if at > now - HOUR], when, now)
        sent += [(now, parcel) for parcel in made.parcels]
        assert made.wake is None or made.wake > now
        wake = made.wake
        assert wake or len(waiting) == sum(len(parcel.news) for parcel in made.parcels)
    return sent


@settings(max_examples=60)
@given(policies, starts, st.integers(0, 10_000))
def test_a_month_of_mails(when: When, start: datetime, seed: int) -> None:
    month = a_month(seed, start)
    sent = lived(month, when)
    told = sorted(each.id for _, parcel in sent for each in parcel.news)
    assert told == [each.id for each in month]  # each once, none lost
    for at, parcel in sent:
        assert not (when.quiet and when.quiet.hold(at))
        assert all(each.created <= at for each in parcel.news)
        assert len(parcel.news) > 0
    if when.mails_per_hour:
        for at, _ in sent:
            assert sum(at - HOUR < other <= at for other, _ in sent) <= when.mails_per_hour
    latest = {each.id: _latest(each, when) for each in month}
    for at, parcel in sent:
        for each in parcel.news:
            limit_wait = HOUR + 13 * HOUR if when.mails_per_hour else timedelta(0)
            assert at <= latest[each.id] + limit_wait


def _latest(each: Waiting, when: When) -> datetime:
    """Return when news is gone at the latest."""
    at = each.created + max(when.settle, 3 * HOUR if when.confirm > 1 else timedelta(0))
    if when.digest:
        at = when.digest.next(at)
    return when.quiet.after(at) if when.quiet else at


@given(starts, st.integers(0, 10_000), ZONES)
def test_a_month_of_digests_is_a_mail_at_half_past_seven_on_days_with_news(
    start: datetime, seed: int, zone: str
) -> None:
    digest = DigestTimes.of(f"daily 07:30 {zone}")
    sent = lived(a_month(seed, start), When(digest=digest))
    walls = [at.astimezone(digest.zone) for at, _ in sent]
    assert {(wall.hour, wall.minute) for wall in walls} == {(7, 30)}
    assert len({wall.date() for wall in walls}) == len(walls)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (10 * MINUTE, "10 minutes"),
        (HOUR, "1 hour"),
        (1.5 * HOUR, "1.5 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(0), "no time"),
    ],
)
def test_a_span_is_written_as_one_says_it(span: timedelta, words: str) -> None:
    assert spoken(span) == words


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=2), st.sets(st.integers(0, 5), max_size=3)
    )
)
def test_stories_are_together_just_where_readers_join_them(readers: dict[str, set[int]]) -> None:
    groups = with_common_readers({name: [str(n) for n in own] for name, own in readers.items()})
    assert sorted(name for group in groups for name in group) == sorted(readers)
    of_group = [set().union(*(readers[name] for name in group)) for group in groups]
    for place, own in enumerate(of_group):
        assert all(own.isdisjoint(other) for other in of_group[:place])
    for group in groups:  # none is together for nothing
        reached = {group[0]}
        for _ in group:
            known = set().union(*(readers[name] for name in reached))
            reached |= {name for name in group if readers[name] & known}
        assert reached == set(group)
