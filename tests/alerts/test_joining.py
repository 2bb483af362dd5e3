"""The mail that begins a story for a reader who joins later."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.joining import MOST_LINES, Joining, render_joining
from monitor.alerts.links import Links
from monitor.alerts.standing import Delivered
from monitor.model import Alert
from tests.examples import NOW, RISE, STORY, a_report, an_envelope, an_item, some_news

HEADLINES = (
    "US raises tariff on Chinese furniture to 25%",
    "Furniture makers sue over it in New York",
    "Retailers warn of prices",
    "Timber mills close at the Baltic coast",
    "Court puts the levy on hold",
)


def told(number: int, headline: str, **values: object) -> Delivered:
    item = an_item(number, title=headline, link=f"https://news.example/{number}")
    report = replace(a_report(item), outlet=f"Outlet {number}")
    news = some_news(
        development=number, headline=headline, item=item.id, reports=(report,),
        **{"importance": 0.5 + number / 50, "changes": (RISE,) if number == 1 else (), **values},
    )  # fmt: skip
    return Delivered(news, NOW - timedelta(hours=100 - 5 * number), 2)


ALL = tuple(told(number, headline) for number, headline in enumerate(HEADLINES, 1))


def mail(missed: tuple[Delivered, ...] = ALL, *, meanwhile: bool = False, **to: object) -> Alert:
    return render_joining(Joining(STORY, ALL, missed, meanwhile), an_envelope(**to))


def test_it_says_where_the_story_stands_then_what_was_told_each_thing_once() -> None:
    text = mail().text
    assert text.startswith("You follow this story from now on.")
    assert text.index("WHERE THE STORY STANDS") < text.index("TOLD SO FAR")
    assert [text.count(headline) for headline in HEADLINES] == [1] * len(HEADLINES)
    assert "(was 10%)" in text
    assert "https://news.example/2" in text


def test_who_comes_back_is_told_what_she_missed() -> None:
    text = mail(ALL[1:2], meanwhile=True).text
    assert text.startswith("You have mails of this story again.")
    assert "Furniture makers sue" in text.partition("TOLD MEANWHILE")[2]
    assert "Retailers" not in text.partition("TOLD MEANWHILE")[2]


def test_it_can_be_stopped_as_any_mail() -> None:
    alert = mail(links=Links("https://news.example.org", b"k" * 32))
    names = [name for name, _ in alert.headers]
    assert names == ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"]
    assert "do=stop" in alert.html
    assert "https://news.example.org/mail/" in alert.text


def test_it_loads_nothing_and_feeds_say_text() -> None:
    hostile = told(9, "<script>x</script>\r\nBcc: a@example.org", is_colour=False)
    alert = render_joining(Joining(STORY, (hostile,), (hostile,), meanwhile=False), an_envelope())
    assert "<script" not in alert.html
    assert "src=" not in alert.html
    assert "\nBcc" not in alert.text + alert.html


def test_its_id_is_of_its_reader_and_moment() -> None:
    ids = {mail().message_id, mail(to="b@example.org").message_id,
           mail(created=NOW + timedelta(days=1)).message_id}  # fmt: skip
    assert len(ids) == 3
    assert mail() == mail()


@given(st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=20, deadline=None)
def test_it_names_the_weightiest_and_counts_the_rest(count: int, weight: int) -> None:
    many = tuple(told(n, f"Thing {n} of {n * 7919}", importance=0.0) for n in range(1, count + 1))
    weighty = told(weight, "What one must know of it", importance=0.1)
    missed = (*(each for each in many if each.news.development != weight), weighty)
    alert = render_joining(Joining(STORY, missed, missed, meanwhile=False), an_envelope())
    listed = json.loads(alert.data)["developments"]
    assert len(listed) == min(MOST_LINES, len(missed))
    assert weight in [each["id"] for each in listed]
    rest = len(missed) - len(listed)
    assert (f"and {rest} more" in alert.text) is (rest > 0)


@pytest.mark.parametrize("commands", [True, False])
def test_its_foot_says_how_to_stop_it(commands: bool) -> None:
    assert ("news-monitor mute" in mail(commands=commands).text) is commands
