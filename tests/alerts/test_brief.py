"""What a telephone shows of a mail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from monitor.alerts.brief import brief
from monitor.alerts.render import render
from monitor.alerts.trouble import render_trouble
from monitor.model import Change, ChangeKind, Passage
from monitor.model.feed_state import FeedState
from tests.alerts.conftest import hostile
from tests.examples import (
    FEED,
    NOW,
    RISE,
    SHARE,
    a_report,
    an_alert,
    an_envelope,
    an_item,
    some_news,
)

VALUE = replace(RISE, before="$3 billion", after="$7 billion", about="furniture a year")


def told(**values: object) -> tuple[str, str]:
    short = brief(an_alert(some_news(**values)))
    return short.title, short.body


def test_a_figure_that_moved_is_the_title_and_the_report_with_its_link_the_body() -> None:
    assert told(headline="Duty goes up") == (
        "Tariff on Chinese furniture now 25% (was 10%)",
        "Duty goes up\nExample Business\nhttps://news.example/1",
    )
    assert told() == (
        "US raises tariff on Chinese furniture to 25% (was 10%)",
        "Example Business\nhttps://news.example/1",
    )


def test_further_figures_that_moved_stand_below_and_new_ones_do_not() -> None:
    _, body = told(changes=(RISE, SHARE, VALUE))
    assert body.splitlines()[0] == "Furniture a year now $7 billion (was $3 billion)"
    assert len(body.splitlines()) == 3


def test_without_a_figure_the_headline_is_the_title_and_the_summary_the_body() -> None:
    title, body = told(changes=())
    assert title == "US raises tariff on Chinese furniture to 25%"
    assert body.splitlines()[0].startswith("The tariff on furniture from China rises to 25 percent")
    assert body.count("US raises tariff") == 0


def test_a_second_figure_about_nothing_is_left_to_the_page_which_says_what_it_is() -> None:
    nothing = replace(RISE, about="")
    title, body = told(changes=(nothing, replace(VALUE, about="")))
    assert title == "US raises tariff on Chinese furniture to 25% (was 10%)"
    assert body.splitlines() == ["Example Business", "https://news.example/1"]


def test_a_long_headline_is_shown_once_and_longer_than_in_a_mail() -> None:
    headline = "Commerce ministry says the talks about furniture will go on in Geneva " * 2
    title, body = told(changes=(), headline=headline)
    assert title.startswith("Commerce ministry says the talks about furniture")
    assert title.endswith("…")
    assert body.splitlines()[0] == headline.strip()


def test_a_long_summary_is_cut_at_a_word() -> None:
    _, body = told(changes=(), summary="word " * 400)
    assert len(body) < 400
    assert body.splitlines()[0].endswith("word…")


def test_many_outlets_are_counted_and_the_first_link_is_given() -> None:
    reports = tuple(
        replace(
            a_report(an_item(n)), outlet=f"Outlet {n}", link=None if n == 1 else f"https://o/{n}"
        )
        for n in (1, 2, 3)
    )
    assert told(reports=reports)[1].splitlines()[-2:] == ["Outlet 1 and 2 more", "https://o/2"]
    assert told(reports=reports[:2])[1].splitlines()[-2] == "Outlet 1 and Outlet 2"
    last = told(reports=reports, item=reports[2].item)[1].splitlines()[-2:]
    assert last == ["Outlet 3 and 2 more", "https://o/3"]  # the one that brought the news


def test_a_follow_up_is_called_by_what_is_new_and_says_of_what_it_is_one() -> None:
    title, body = told(sequence=2, subject="Talks on furniture go on")
    assert title == "US raises tariff on Chinese furniture to 25% (was 10%)"
    assert body.splitlines()[0] == "More on: Talks on furniture go on"


def test_a_correction_and_what_is_not_confirmed_say_so() -> None:
    _, body = told(sequence=2, correction=True, unconfirmed=True)
    assert body.splitlines()[:2] == [
        "Not confirmed by another outlet so far.",
        "Correction: an outlet changed what it had reported.",
    ]


def test_outlets_that_disagree_are_both_shown() -> None:
    disputed = Change(
        ChangeKind.DISPUTED, "12", "14", "injured workers", "It is 14.", Passage("x", "It is 12.")
    )
    _, body = told(changes=(disputed,))
    assert "Injured workers: outlets disagree, 14 here, 12 elsewhere" in body


def test_several_developments_are_a_list_with_a_link_each() -> None:
    news = [some_news(development=n, changes=(), headline=f"Headline {n}") for n in range(8)]
    short = brief(render(news, an_envelope()))
    assert short.title == "Furniture, 8 developments: Headline 0"
    lines = short.body.splitlines()
    assert lines[:2] == ["• Furniture: Headline 0 (Example Business)", "https://news.example/1"]
    assert lines[-1] == "and 2 more"
    assert "Headline 6" not in short.body


def test_a_message_to_the_operator_is_its_subject_and_the_beginning_of_its_text() -> None:
    trouble = FeedState(FEED.url, trouble="It has failed for 3 hours.", trouble_since=NOW)
    short = brief(render_trouble(FEED, FeedState(FEED.url), trouble, an_envelope()))
    assert short.title == "Feed in trouble: Example Business"
    assert "It has failed for 3 hours." in short.body


def test_nothing_that_is_for_mails_is_left() -> None:
    title, body = told(changes=(RISE, VALUE), sequence=2)
    for mark in ("Re:", "news-monitor", "[10", "->", "REPORTED", "<", "=="):
        assert mark not in title + body


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("@everyone read this", "＠everyone read this"),
        ("<!channel> and <@U123>", "‹!channel› and ‹＠U123›"),
        ("[your bank](https://evil.example)", "[your bank] (https://evil.example)"),
        ("<https://evil.example|your bank>", "‹https://evil.example|your bank›"),
        ("meet me @ noon", "meet me @ noon"),
    ],
)
def test_a_feed_cannot_ring_everybodys_telephone_or_hide_a_link(said: str, shown: str) -> None:
    title, body = told(changes=(), headline=said, summary=said)
    assert title == f"Furniture: {shown}"
    assert body.splitlines()[0] == shown


def test_a_link_leads_where_it_did_and_a_host_that_looks_like_another_is_shown() -> None:
    report = a_report(an_item())
    kept = replace(report, link="https://news.example/@author/1?a=<b>")
    assert told(reports=(kept,))[1].splitlines()[-1] == "https://news.example/@author/1?a=%3Cb%3E"
    lookalike = replace(report, link="https://news.ехаmрle/1")
    assert told(reports=(lookalike,))[1].splitlines()[-1].startswith("https://news.xn--")


@given(hostile, hostile)
def test_whatever_a_feed_says_is_short_and_printable(headline: str, summary: str) -> None:
    title, body = told(headline=headline, summary=summary, changes=())
    assert len(title) <= 120
    assert all(char.isprintable() or char == "\n" for char in title + body)
    assert "<" not in title + body
