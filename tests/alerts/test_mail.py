"""A whole mail as its reader has it: the text part word for word, the HTML part without a remote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alerts.news import News
from monitor.alerts.render import render
from monitor.model import Change, ChangeKind, Citation, Passage
from tests.examples import NAME, NOW, RISE, SHARE, a_report, an_envelope, an_item, bare, some_news

GOLDEN = Path(__file__).with_name("golden")
DEATHS = Change(
    ChangeKind.CHANGED,
    "12",
    "14",
    "people killed in the landslide",
    "The death toll of the landslide rose to 14 on Tuesday.",
    Passage("item7", "The death toll of the landslide rose to 12 on Monday."),
)
DISPUTE = Change(
    ChangeKind.DISPUTED,
    "$3 billion",
    "$4.1 billion",
    "worth of furniture a year",
    "Furniture worth $4.1 billion a year is hit.",
    Passage("item8", "Furniture worth $3 billion a year is hit."),
)
REPORTS = tuple(
    replace(
        a_report(an_item(number, title=title, link=link)),
        outlet=outlet,
        origin=origin,
        published=NOW + timedelta(minutes=7 * number),
    )
    for number, outlet, title, origin, link in (
        (1, "Example Business", "US raises tariff on Chinese furniture to 25%", "Reuters",
         "https://news.example/1"),
        (2, "Evening Post", "Furniture tariff goes up", "Reuters",
         "https://www.eveningpost.example/2018/a-slug-that-is-long.html"),
        (3, "Wire", "Tariff up", "Wire", "https://ехаmple.com/x"),
    )
)  # fmt: skip
assert RISE.source
KNOWN = (
    (RISE.source.id, Citation("United States puts 10% tariff on Chinese furniture")),
    ("item8", Citation("Trade in furniture", "Wire", NOW - timedelta(days=40))),
)
FIRST = some_news(
    changes=(RISE, DISPUTE, SHARE, NAME), reports=REPORTS, item="item00000001", known=KNOWN
)
FOLLOW_UP = some_news(
    development=5,
    first_item="item00000005",
    sequence=3,
    subject="People killed in the landslide: 10 → 12",
    headline="Landslide kills 14, two more than known",
    summary="Rescuers found two more bodies.",
    changes=(DEATHS,),
    reports=REPORTS[:1],
    reason="Changed: 12 → 14.",
    unconfirmed=True,
)
CORRECTION = replace(FOLLOW_UP, correction=True, unconfirmed=False, item=REPORTS[0].item)
MAILS = {
    "first": ([FIRST], an_envelope(since=NOW, why="Confirmed: 2 outlets tell it.")),
    "follow-up": ([FOLLOW_UP], an_envelope()),
    "correction": ([CORRECTION], an_envelope()),
    "digest": ([FIRST, FOLLOW_UP], an_envelope(why="The digest.")),
}


@pytest.mark.parametrize("name", MAILS)
def test_the_text_part_reads_as_it_should(name: str) -> None:
    news, envelope = MAILS[name]
    alert = render(news, envelope)
    wanted = (GOLDEN / f"{name}.txt").read_text("utf-8")
    assert f"{alert.subject}\n{'-' * 72}\n{alert.text}\n" == wanted


@pytest.mark.parametrize("name", MAILS)
def test_the_html_part_loads_nothing_and_runs_nothing(name: str) -> None:
    html = render(*MAILS[name]).html
    assert not re.search(r"<(img|script|link|iframe|object|form|input|svg|base)\b", html)
    assert not re.search(r"\bsrc=|\burl\(|@import|\bon\w+=", html)
    assert set(re.findall(r'href="([^"]+)"', html)) <= {
        "https://news.example/1",
        "https://www.eveningpost.example/2018/a-slug-that-is-long.html",
        "https://xn--mple-43d3a6i.com/x",
    }
    assert "prefers-color-scheme: dark" in html
    assert len(html.encode()) < 100_000  # what is longer is cut off by some


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("first", "The tariff on furniture from China rises to 25 percent from 10 percent in May."),
        ("follow-up", "Landslide kills 14, two more than known (was 12)"),
        ("digest", "Furniture: Landslide kills 14, two more than known (was 12)"),
    ],
)
def test_the_preheader_says_what_the_subject_does_not(name: str, shown: str) -> None:
    assert f'<div class="preheader">{shown}</div>' in bare(render(*MAILS[name]).html)


def test_words_that_changed_are_marked_in_the_sentence() -> None:
    html = bare(render([FOLLOW_UP], an_envelope()).html)
    assert "rose to <del>12</del> <ins>14</ins> on <del>Monday</del> <ins>Tuesday</ins>." in html


def test_what_outlets_dispute_is_not_struck_out() -> None:
    html = render([some_news(changes=(DISPUTE,))], an_envelope()).html
    assert "<del>" not in html
    assert "$3 billion" in html


def test_a_mail_of_several_has_an_id_of_its_own_and_no_thread() -> None:
    digest = render(*MAILS["digest"])
    single = render(*MAILS["follow-up"])
    assert digest.message_id != single.message_id
    assert digest.references == ()
    assert digest.development is None
    assert digest == render(*MAILS["digest"])
    assert dict(digest.headers)["X-News-Monitor-Development"] == "4, 5"


def test_a_mail_of_several_stories_is_of_a_list_of_its_own() -> None:
    mail = render([FIRST, replace(FOLLOW_UP, story="landslide")], an_envelope())
    assert dict(mail.headers)["List-Id"] == "<stories.news-monitor.example.org>"
    assert mail.subject.startswith("2 developments in 2 stories: ")
    assert "You follow Furniture, Landslide." in mail.text


def test_the_list_headers_are_those_of_the_story() -> None:
    alert = render([FIRST], an_envelope(unsubscribe="stop@example.org"))
    assert dict(alert.headers) == {
        "List-Id": "<furniture.news-monitor.example.org>",
        "List-Unsubscribe": "<mailto:stop@example.org?subject=unsubscribe%20furniture>",
        "X-News-Monitor-Development": "4",
    }


@pytest.mark.parametrize("story", ["fähre", "a..b", "日本", "-x-", "under_score"])
def test_a_list_id_is_made_of_what_may_stand_in_one(story: str) -> None:
    news: News = some_news(story=story)
    (list_id,) = (v for k, v in render([news], an_envelope()).headers if k == "List-Id")
    assert re.fullmatch(r"<[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*>", list_id)
    other = render([some_news(story=story + "ö")], an_envelope()).headers[0][1]
    assert other != list_id
