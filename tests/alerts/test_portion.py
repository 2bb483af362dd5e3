"""A digest of many developments is not cut by mail programs, and loses none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.alerts.message import email_of
from monitor.alerts.news import News
from monitor.alerts.portion import MOST_BYTES, Portion, encoded_size, portion
from monitor.alerts.render import render
from monitor.model import Alert, Report
from tests.examples import NOW, an_envelope, some_news

GMAIL = 102_000  # bytes; what lies behind is hidden


def many(
    count: int, text: str = "The tariff on furniture rises, the ministry said. "
) -> list[News]:
    reports = tuple(
        Report(f"item-{n}", f"Outlet {n}", "T", f"https://news.example/{n}?a=b&c=d", NOW)
        for n in range(5)
    )
    return [
        some_news(
            development=n, first_item=f"first-{n}", headline=f"Development number {n} of this day",
            summary=text * 8, changes=(), reports=reports, importance=n / count,
        )
        for n in range(count)
    ]  # fmt: skip


def html_bytes(alert: Alert) -> int:
    """Return how long the HTML part is as it is sent."""
    message = message_from_bytes(bytes(email_of(alert)), policy=policy.default)
    part = message.get_body(("html",))
    assert part is not None
    return len(part.get_payload().encode())


def told_in_full(html: str) -> list[int]:
    return [int(n) for n in re.findall(r"<h1.*?>Development number (\d+) ", html)]


@pytest.mark.parametrize("count", [1, 2, 5, 20, 68, 300, 1500])
@pytest.mark.parametrize(
    "text", ["The tariff on furniture rises, the ministry said. ", "关税上调。" * 10]
)
def test_a_mail_is_never_so_long_that_it_is_cut(count: int, text: str) -> None:
    told = many(count, text)
    alert = render(told, an_envelope(commands=True))
    assert html_bytes(alert) < GMAIL
    full = told_in_full(alert.html)
    assert full == sorted(range(count), reverse=True)[: len(full)]  # the weightiest stay
    assert all(f"number {n} of" in alert.text for n in range(count))  # and none is lost
    assert len(full) == count or len(full) >= 8
    if len(full) < count:
        assert f"In full below: the {len(full)} weightiest of {count}." in alert.html


def test_what_is_not_named_is_counted_with_a_command_that_shows_it() -> None:
    alert = render(many(1500), an_envelope(commands=True))
    named = len(re.findall(r"<li[^>]*>(?:<a [^>]*>)?Development number", alert.html))
    ((left, which),) = re.findall(
        r"(\d+) are not named here; all are in: news-monitor alert show (\w+)<", alert.html
    )
    assert which == alert.id
    assert named + int(left) == 1500
    assert named > 100
    other = render(many(1500), an_envelope(commands=False))
    assert "all are in: the text part of this mail" in other.html
    assert "not named here" not in alert.text


def test_a_digest_that_fits_says_nothing_of_a_rest() -> None:
    alert = render(many(4), an_envelope(commands=True))
    assert "In full below" not in alert.html + alert.text
    assert len(told_in_full(alert.html)) == 4


def test_stories_share_the_room_by_weight() -> None:
    told = [replace(news, story=f"story-{n % 3}") for n, news in enumerate(many(90))]
    alert = render(told, an_envelope(commands=True))
    full = told_in_full(alert.html)
    assert html_bytes(alert) < GMAIL
    assert sorted(full, reverse=True) == sorted(range(90), reverse=True)[: len(full)]


def test_the_size_is_that_of_the_mail() -> None:
    alert = render(many(5, "关税 = “25%” "), an_envelope())
    assert abs(encoded_size(alert.html) - html_bytes(alert)) < 0.02 * html_bytes(alert)


@settings(deadline=None)
@given(
    st.lists(st.integers(500, 120_000), min_size=1, max_size=90),
    st.integers(10, 3000),
    st.integers(0, 9000),
)
@example([120_000], 10, 0)  # not even one fits
@example([500], 3000, 97_000)  # nor one with its line
@example([100] * 30, 3000, 0)  # all fit, their lines take more than half
@example([100] * 61, 10, 0)  # more than are ever told in full
def test_the_portion_is_the_largest_that_fits(sizes: list[int], line: int, frame: int) -> None:
    asked: list[Portion] = []

    def page(part: Portion) -> str:
        asked.append(part)
        return "x" * min(200_000, frame + line * part.lines + sum(sizes[: part.whole]))

    found = portion(len(sizes), page)
    assert len(asked) <= 16
    assert all(1 <= each.whole <= 60 for each in asked)  # more are not even tried
    if encoded_size(page(everything := Portion(len(sizes), len(sizes)))) <= MOST_BYTES:
        assert found == everything or len(sizes) > 60
    elif found.lines:
        assert encoded_size(page(Portion(1, found.lines))) <= MOST_BYTES / 2
    assert 1 <= found.whole <= len(sizes)
    assert 0 <= found.lines <= len(sizes)
    if encoded_size(page(found)) > MOST_BYTES:
        assert (found.whole, found.lines) in {(1, 0), (1, found.lines)}
    elif found.whole < min(60, len(sizes)):
        assert encoded_size(page(replace(found, whole=found.whole + 1))) > MOST_BYTES


def bodies(alerts: Sequence[Alert]) -> set[str]:
    return {alert.html for alert in alerts}


def test_the_same_mail_is_rendered_alike_at_every_attempt() -> None:
    assert len(bodies([render(many(70), an_envelope()) for _ in range(2)])) == 1


def test_a_large_digest_is_not_rendered_often() -> None:
    asked: list[Portion] = []

    def page(part: Portion) -> str:
        asked.append(part)
        return "x" * (300 * part.lines + 30_000 * part.whole)

    assert portion(1500, page).whole == 2
    assert len(asked) <= 16
