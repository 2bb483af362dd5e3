"""Development → Alert."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.content import one_line
from monitor.alerts.news import LONGEST_SUBJECT, shown_link, subject
from monitor.alerts.render import message_id, render
from monitor.model import Change, ChangeKind, FactKind
from tests.alerts.conftest import hostile
from tests.examples import (
    NAME,
    NOW,
    RISE,
    SHARE,
    a_report,
    an_alert,
    an_envelope,
    an_item,
    bare,
    some_news,
)

SENDER = "News Monitor <monitor@example.org>"


class Page(HTMLParser):
    """The tags, links and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str | None] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


# --- the subject ---------------------------------------------------------------------------------


def test_the_subject_is_the_figure_that_moved() -> None:
    assert subject(some_news()) == "Tariff on Chinese furniture: 10% → 25%"


def test_without_a_figure_that_moved_the_subject_is_the_headline() -> None:
    news = some_news(changes=(SHARE, NAME))
    assert subject(news) == news.headline


def test_a_figure_about_nothing_is_named_by_the_headline() -> None:
    news = some_news(changes=(replace(RISE, about=""),))
    assert news.headline == "US raises tariff on Chinese furniture to 25%"
    assert subject(news) == "US raises tariff on Chinese furniture: 10% → 25%"


def test_a_headline_that_names_the_figure_is_not_cut_for_it() -> None:
    headline = "US puts off its rise of the tariff on $200 billion of furniture by two weeks"
    news = some_news(changes=(replace(RISE, about=""),), headline=headline)
    assert subject(news) == headline
    assert "10% → 25%" in bare(an_alert(news).html).partition("<main>")[0]  # the preheader


def test_a_mail_of_several_is_named_after_the_first_figure_that_moved() -> None:
    plain = some_news(development=1, changes=(), headline="Ministers meet in Geneva")
    news = [plain, some_news(development=2), some_news(development=3, changes=())]
    alert = render(news, an_envelope())
    assert alert.subject == "3 developments in furniture: Tariff on Chinese furniture: 10% → 25%"
    preheader = bare(alert.html).partition("<main>")[0].partition('class="preheader">')[2]
    assert preheader.startswith("Ministers meet in Geneva; US raises tariff")


def test_whose_figure_it_is_stands_without_its_genitive() -> None:
    news = some_news(changes=(replace(RISE, about="China’s"),), headline="Duty goes up to 25%")
    assert subject(news) == "Duty goes up: 10% → 25%"


def test_what_a_figure_is_about_is_cut_and_never_the_figure() -> None:
    news = some_news(changes=(replace(RISE, about="tariffs on many things " * 9),))
    assert subject(news).endswith("…: 10% → 25%")
    assert LONGEST_SUBJECT - 12 <= len(subject(news)) <= LONGEST_SUBJECT


def test_a_long_subject_is_cut_at_a_word() -> None:
    cut = subject(some_news(changes=(), headline="tariffs, " * 40))
    assert cut.endswith("tariffs…")
    assert LONGEST_SUBJECT - 12 <= len(cut) <= LONGEST_SUBJECT


def test_a_subject_of_just_the_greatest_length_is_not_cut() -> None:
    whole = "x" * LONGEST_SUBJECT
    assert subject(some_news(changes=(), headline=whole)) == whole


def test_words_stay_apart_where_an_unusual_space_stood_between_them() -> None:
    news = some_news(changes=(), headline="25\xa0% on\u2009chairs\u3000and\u202ftables")
    assert subject(news) == "25 % on chairs and tables"


@given(hostile, hostile, hostile)
def test_a_subject_is_one_printable_line_of_bounded_length(
    headline: str, before: str, about: str
) -> None:
    change = replace(RISE, before=before, about=about)
    for changes in ((), (change,)):
        line = subject(some_news(headline=headline, changes=changes))
        assert line.isprintable()
        assert len(line) <= LONGEST_SUBJECT
        assert line == line.strip()


# --- identity and thread -------------------------------------------------------------------------


def test_the_same_news_is_the_same_message_at_every_attempt() -> None:
    assert an_alert() == an_alert()


def test_a_message_id_names_the_senders_domain() -> None:
    assert re.fullmatch(r"<[0-9a-f]+\.1@example\.org>", an_alert().message_id)
    assert an_alert(sender="").message_id.endswith("@localhost>")


@pytest.mark.parametrize(
    "other",
    [
        an_alert(to="another@example.org"),
        an_alert(channel="email"),
        an_alert(some_news(story="another")),
        an_alert(some_news(first_item="another")),
        an_alert(some_news(development=5)),
        an_alert(some_news(sequence=2)),
    ],
    ids=["recipient", "channel", "story", "first item", "development", "follow-up"],
)
def test_another_message_has_another_id(other: object) -> None:
    alert = an_alert()
    assert alert.id != getattr(other, "id", None)
    assert alert.message_id != getattr(other, "message_id", None)


def test_a_message_id_does_not_depend_on_when_it_is_made_or_what_it_says() -> None:
    later = an_alert(some_news(headline="Edited", reports=()), created=NOW + timedelta(days=1))
    assert later.message_id == an_alert().message_id


def test_follow_ups_refer_to_the_first_message_and_share_its_subject() -> None:
    first = an_alert()
    later = [an_alert(some_news(sequence=n, subject=first.subject)) for n in (2, 3)]
    assert first.references == ()
    assert [alert.references for alert in later] == [(first.message_id,)] * 2
    assert {alert.subject for alert in later} == {f"Re: {first.subject}"}


def test_a_follow_up_whose_first_mail_was_before_subjects_were_kept_says_its_own() -> None:
    assert an_alert(some_news(sequence=2)).subject == "Re: Tariff on Chinese furniture: 10% → 25%"


def test_the_threads_of_two_recipients_do_not_meet() -> None:
    mine, yours = (
        an_alert(some_news(sequence=2), to=f"{name}@example.org") for name in ("me", "you")
    )
    assert not set(mine.references) & set(yours.references)


def test_message_ids_are_asked_for_by_their_place_in_the_thread() -> None:
    news = some_news(sequence=2)
    assert message_id(news, an_envelope(), 2) == an_alert(news).message_id


# --- what a mail says ----------------------------------------------------------------------------


def test_a_mail_says_what_changed_what_is_new_who_is_named_who_told_it_and_why() -> None:
    alert = an_alert(some_news(changes=(NAME, SHARE, RISE)))
    for said in (one_line(alert.text), Page(alert.html).words):
        for part in (
            "Tariff on Chinese furniture",
            "US raises tariff on Chinese furniture to 25%",
            "$7 billion",
            "Liu He",
            "The United States will charge a tariff of 10 percent on furniture.",
            "Example Business",
            "24 November 2026, 08:00 UTC",
            "New to the reader: 10% → 25%.",
            "news-monitor explain item00000001",
        ):
            assert part in said
    assert "10% -> 25%" in alert.text
    assert "10% → 25%" in Page(alert.html).words
    assert Page(alert.html).links == ["https://news.example/1"]
    assert "https://news.example/1" in alert.text


def test_what_changed_stands_before_what_is_new() -> None:
    text = an_alert(some_news(changes=(SHARE, RISE))).text
    assert text.index("25%") < text.index("$7 billion")


def test_a_mail_without_changes_has_no_empty_headings() -> None:
    alert = an_alert(some_news(changes=()))
    for said in (alert.text, Page(alert.html).words):
        assert not re.search(
            "new$|named for the first time|what you knew", said, re.IGNORECASE | re.MULTILINE
        )


def test_a_report_without_a_link_is_told_without_one() -> None:
    report = a_report(an_item(link=None))
    alert = an_alert(some_news(reports=(report,)))
    assert report.title in alert.text
    assert report.title in Page(alert.html).words
    assert Page(alert.html).links == []
    assert "None" not in alert.text + alert.html


def test_a_mail_can_be_written_about_next_to_nothing() -> None:
    alert = an_alert(some_news(summary="", changes=(), reports=(), headline=""))
    assert "news-monitor explain ITEM" in alert.text


def test_a_mail_lists_a_dozen_reports_and_counts_the_rest() -> None:
    reports = tuple(a_report(an_item(number, title=f"Title {number}.")) for number in range(20))
    alert = an_alert(some_news(reports=reports))
    for said in (alert.text, Page(alert.html).words):
        assert "Title 11." in said
        assert "Title 12." not in said
        assert "and 8 more" in said


def test_a_mail_lists_a_bounded_number_of_changes() -> None:
    changes = tuple(replace(SHARE, after=f"${number} million") for number in range(100, 130))
    alert = an_alert(some_news(changes=(*changes, RISE)))
    assert "10% -> 25%" in alert.text
    assert alert.text.count(" million") == 7


def test_a_letter_alone_is_shown_as_no_name() -> None:
    alert = an_alert(some_news(changes=(NAME, replace(NAME, after="G"))))
    assert "FOR THE FIRST TIME\n  Liu He\n" in alert.text


def test_a_name_is_told_once() -> None:
    alert = an_alert(some_news(changes=(NAME, replace(NAME, sentence="Again."))))
    assert alert.text.count("Liu He") == 1


def test_a_passage_about_another_figure_is_not_shown_as_what_was_known() -> None:
    assert RISE.source
    other = replace(RISE.source, sentence="The duty on lamps is 15 percent.")
    for html in (True, False):
        alert = an_alert(some_news(changes=(replace(RISE, source=other),)))
        assert "lamps" not in (alert.html if html else alert.text)
    in_words = replace(RISE.source, sentence="A tenth is charged on furniture.")
    assert "A tenth is" in an_alert(some_news(changes=(replace(RISE, source=in_words),))).text


def test_a_year_alone_is_no_line_of_its_own() -> None:
    year = Change(ChangeKind.NEW, None, "2024", "", "This year.", fact=FactKind.DATE)
    day = replace(year, after="14 May 2024")
    text = an_alert(some_news(changes=(year, day))).text
    assert "NEW\n  14 May 2024\n" in text


def test_words_of_the_known_sentence_stay_apart_in_the_text() -> None:
    assert RISE.source
    passage = replace(RISE.source, sentence="Goods worth $200\xa0billion.\r\nA tenth of them, 10%.")
    text = an_alert(some_news(changes=(replace(RISE, source=passage),))).text
    assert "$200 billion." in text
    assert "billion.All" not in text


# --- what feeds may hold -------------------------------------------------------------------------

TAGS = set(Page(an_alert(some_news(changes=(NAME, SHARE, RISE))).html).tags)
ATTRIBUTES = Page(an_alert(some_news(changes=(NAME, SHARE, RISE))).html).attributes


@given(hostile, hostile, hostile, hostile, hostile)
def test_whatever_a_feed_holds_the_page_has_only_our_own_markup(
    title: str, summary: str, link: str, outlet: str, figure: str
) -> None:
    item = an_item(title=title, link=link, outlet=outlet)
    changes = (
        replace(RISE, before=figure, after=figure, about=title, sentence=summary),
        replace(SHARE, after=figure, about=title),
        replace(NAME, after=title),
    )
    news = some_news(headline=title, summary=summary, changes=changes, reports=(a_report(item),))
    page = Page(an_alert(news).html)
    assert set(page.tags) <= TAGS | {"br"}
    assert page.attributes <= ATTRIBUTES
    assert len(page.links) <= 1
    assert page.tags.count("p") <= 3


@given(hostile, hostile)
def test_whatever_a_feed_holds_nothing_unprintable_is_mailed(title: str, summary: str) -> None:
    item = an_item(title=title, summary=summary, link=f"https://news.example/{title}")
    alert = an_alert(some_news(headline=title, summary=summary, reports=(a_report(item),)))
    for said in (alert.text, alert.html):
        assert all(line.isprintable() for line in said.split("\n"))
        said.encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P"]), min_size=1))
def test_what_a_feed_says_in_letters_is_said_in_the_mail(letters: str) -> None:
    headline = one_line(letters)  # some letters show nothing
    alert = an_alert(some_news(headline=headline))
    assert headline in alert.text
    assert headline in Page(alert.html).words


def test_the_change_is_marked_as_old_and_new() -> None:
    html = bare(an_alert().html)
    assert "<del>10%</del>" in html
    assert "<ins>25%</ins>" in html
    assert RISE.kind is ChangeKind.CHANGED


def test_a_mail_is_rendered_for_its_recipient_and_channel() -> None:
    alert = an_alert(to="a@example.org", channel="email")
    assert (alert.to, alert.channel, alert.sender, alert.created) == (
        "a@example.org",
        "email",
        SENDER,
        NOW,
    )
    assert (alert.story, alert.development) == ("furniture", 4)


@pytest.mark.parametrize("label", ["\u0430" * 70, "a\u2028b", "xn--zzzzzzzzzzzz99999"])
def test_a_link_whose_host_no_network_knows_is_shown_in_letters_that_show_it(label: str) -> None:
    shown = shown_link(f"https://{label}.example/a?b=c")
    assert shown is not None
    assert shown.isascii()
    assert shown.startswith("https://")
    assert shown.endswith(".example/a?b=c")
