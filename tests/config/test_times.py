"""Times of day where the reader lives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.times import DigestTimes, QuietHours

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 1440).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
clock = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


def berlin(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BERLIN, fold=fold).astimezone(UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "after", "then"),
    [
        ("daily 07:30 Europe/Berlin", berlin(2026, 11, 24, 7, 30), berlin(2026, 11, 24, 7, 30)),
        ("daily 07:30 Europe/Berlin", berlin(2026, 11, 24, 7, 31), berlin(2026, 11, 25, 7, 30)),
        ("daily 07:30 Europe/Berlin", berlin(2026, 3, 28, 8), berlin(2026, 3, 29, 7, 30)),
        ("daily 7:30, 18:00 Europe/Berlin", berlin(2026, 7, 1, 9), berlin(2026, 7, 1, 18)),
        ("weekdays 07:30 Europe/Berlin", berlin(2026, 11, 27, 8), berlin(2026, 11, 30, 7, 30)),
        ("Monday 07:30 Europe/Berlin", berlin(2026, 11, 23, 8), berlin(2026, 11, 30, 7, 30)),
        ("daily 00:00 Europe/Berlin", berlin(2026, 11, 24, 23, 59), berlin(2026, 11, 25, 0, 0)),
        # In spring there is no half past two; the clock has passed it at half past three.
        ("daily 02:30 Europe/Berlin", berlin(2026, 3, 29, 0), berlin(2026, 3, 29, 3, 30)),
        # In autumn it comes twice.
        ("daily 02:30 Europe/Berlin", berlin(2026, 10, 25, 0), berlin(2026, 10, 25, 2, 30)),
        (
            "daily 02:30 Europe/Berlin",
            berlin(2026, 10, 25, 2, 31),
            berlin(2026, 10, 26, 2, 30),
        ),
        (
            "daily 07:30",
            datetime(2026, 7, 1, 8, tzinfo=UTC),
            datetime(2026, 7, 2, 7, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_digest_goes_when_the_clock_on_the_wall_says_so(
    text: str, after: datetime, then: datetime
) -> None:
    assert DigestTimes.of(text).next(after) == then


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        (berlin(2026, 11, 24, 21, 59), berlin(2026, 11, 24, 21, 59)),
        (berlin(2026, 11, 24, 22, 0), berlin(2026, 11, 25, 7, 0)),
        (berlin(2026, 11, 25, 6, 59), berlin(2026, 11, 25, 7, 0)),
        (berlin(2026, 11, 25, 7, 0), berlin(2026, 11, 25, 7, 0)),
        (berlin(2026, 3, 28, 23, 0), berlin(2026, 3, 29, 7, 0)),
        (berlin(2026, 10, 24, 23, 0), berlin(2026, 10, 25, 7, 0)),
    ],
)
def test_quiet_hours_end_where_the_reader_lives(moment: datetime, over: datetime) -> None:
    assert QuietHours.of("22:00-07:00 Europe/Berlin").after(moment) == over


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    quiet = QuietHours.of("22:00-02:30 Europe/Berlin")
    assert quiet.after(berlin(2026, 10, 25, 2, 10)) == berlin(2026, 10, 25, 2, 30)
    second = berlin(2026, 10, 25, 2, 10, fold=1)
    assert quiet.after(second) == second + timedelta(minutes=20)


def test_quiet_hours_of_one_day() -> None:
    quiet = QuietHours.of("12:00-14:00")
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert not quiet.hold(noon - timedelta(minutes=1))
    assert quiet.after(noon) == noon + timedelta(hours=2)


@given(moments, clock, st.sampled_from(ZONES))
def test_a_daily_digest_comes_within_a_day_and_an_hour_each_time(
    moment: datetime, wall: str, zone: str
) -> None:
    digest = DigestTimes.of(f"daily {wall} {zone}")
    first = digest.next(moment)
    second = digest.next(first + timedelta(seconds=1))
    assert timedelta(0) <= first - moment <= timedelta(hours=25)
    assert timedelta(hours=23) <= second - first <= timedelta(hours=25)


@given(moments, clock, clock, st.sampled_from(ZONES))
def test_after_the_quiet_hours_it_is_not_quiet(
    moment: datetime, start: str, end: str, zone: str
) -> None:
    if start == end:
        return
    quiet = QuietHours.of(f"{start}-{end} {zone}")
    over = quiet.after(moment)
    assert not quiet.hold(over)
    assert timedelta(0) <= over - moment <= timedelta(hours=26)
    assert (over == moment) is not quiet.hold(moment)


@pytest.mark.parametrize(
    "text",
    ["", "daily", "07:30", "daily 25:00", "daily 07:60", "sometimes 07:30", "daily 07:30 Berlin/Mitte",
     "daily 07:30 Europe", "daily 07:30 ../etc/passwd", "daily 07:30 +02:00", "daily 07:30;"],
)  # fmt: skip
def test_what_is_no_time_of_a_digest_says_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match=r"a time (such as|in a zone such as)"):
        DigestTimes.of(text)


@pytest.mark.parametrize("text", ["", "22:00", "22:00-22:00", "22-7", "24:00-07:00"])
def test_what_are_no_quiet_hours_says_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match="two times of day such as"):
        QuietHours.of(text)
