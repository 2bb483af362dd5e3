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
from monitor.alerts.news import harmless
from monitor.alerts.render import message_id, render, weightiest_first
from monitor.alerts.section import in_order, section, shown_link
from monitor.alerts.subject import subject
from monitor.alerts.wording import LONGEST_SUBJECT
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


def test_a_figure_that_moved_is_said_as_the_headline_says_it() -> None:
    assert subject(some_news()) == "US raises tariff on Chinese furniture to 25% (was 10%)"


def test_without_a_figure_that_moved_the_subject_is_the_headline() -> None:
    news = some_news(changes=(SHARE, NAME))
    assert subject(news) == news.headline


def test_what_does_not_name_its_story_stands_behind_its_name() -> None:
    news = some_news(story="harbour-bridge", headline="Two lanes will close", changes=())
    assert subject(news) == "Harbour bridge: Two lanes will close"
    named = replace(news, headline="Harbour's bridges will close")
    assert subject(named) == "Harbour's bridges will close"


def test_a_figure_that_the_headline_does_not_say_stands_with_what_it_is_of() -> None:
    news = some_news(headline="Duty goes up")
    assert subject(news) == "Tariff on Chinese furniture now 25% (was 10%)"
    nothing = some_news(headline="Duty goes up", changes=(replace(RISE, about=""),))
    assert subject(nothing) == "Furniture: Duty goes up: 25% (was 10%)"


DEAD = Change(
    ChangeKind.CHANGED, "10", "40", "people", "The fire has killed at least 40 people, police say."
)


@pytest.mark.parametrize(
    ("change", "headline", "said"),
    [
        (DEAD, "Grim wait for families", "40 people killed (was 10)"),
        (DEAD, "Forty: no, 40 dead in bar fire", "Forty: no, 40 dead in bar fire (was 10)"),
        (DEAD, "Bar: 40 dead, over 100 hurt", "Bar: 40 dead (was 10), over 100 hurt"),
        (DEAD, "Over 100 hurt, toll at 40", "Over 100 hurt, toll at 40 (was 10)"),
        (replace(DEAD, after="25%", before="10%", fact=FactKind.PERCENT), "Duty of 25% on $200 billion",
         "Duty of 25% (was 10%) on $200 billion"),
        (DEAD, "Toll rises from 10 to 40", "Toll rises from 10 to 40"),
        (replace(DEAD, after="9", before="7", about="toll", sentence="The toll rises to nine."),
         "Deathly silence", "Toll 9 (was 7)"),
        (replace(DEAD, after="9", before="7"), "Nine dead in the fire", "Nine dead in the fire (was 7)"),
        (replace(DEAD, after="34", before="12", about="jets", sentence="It has 34 jets."),
         "Fleet grows", "34 jets (was 12)"),
        (replace(DEAD, after="May 5", before="May 3", about="hearing", fact=FactKind.DATE),
         "Judge is ill", "Hearing now May 5 (was May 3)"),
    ],
)  # fmt: skip
def test_figures_are_said_in_the_readers_words(change: Change, headline: str, said: str) -> None:
    news = some_news(story="swiss-bar-fire", headline=headline, changes=(change,))
    assert subject(news) == f"Swiss bar fire: {said}"


def test_of_a_long_headline_the_clause_with_the_figure_is_kept() -> None:
    headline = "Water contamination: deathly silence in the quarter that was hit worst of all; toll rises to nine"
    change = replace(DEAD, before="7", after="9", about="toll", sentence=headline)
    news = some_news(story="indore", headline=headline, changes=(change,))
    assert subject(news) == "Indore: Toll rises to nine (was 7)"


def test_a_mail_of_several_is_named_after_the_weightiest() -> None:
    plain = some_news(development=1, changes=(), headline="Ministers meet in Geneva")
    news = [plain, some_news(development=2), some_news(development=3, changes=())]
    alert = render(news, an_envelope())
    assert alert.subject.startswith("Furniture, 3 developments: Tariff on Chinese furniture")
    assert alert.subject.endswith("(was 10%)")
    preheader = bare(alert.html).partition("<main>")[0].partition('class="preheader">')[2]
    assert preheader.startswith("Furniture: Ministers meet in Geneva; US raises tariff")


def test_what_is_not_news_comes_last_and_what_one_must_know_first() -> None:
    news = [
        some_news(development=1, changes=(), importance=0.9, is_colour=True),
        some_news(development=2, changes=(), importance=0.2),
        some_news(development=3, importance=0.1),
        some_news(development=4, changes=(), importance=0.8),
        some_news(development=5, changes=(), importance=0.1, story="other"),
    ]
    order = [each.development for each in weightiest_first(news)]
    assert order == [3, 4, 2, 1, 5]
    assert [
        int(n) for n in re.findall(r"^  (\d)\. ", render(news, an_envelope()).text, re.MULTILINE)
    ] == order


def test_whose_figure_it_is_stands_without_its_genitive() -> None:
    news = some_news(changes=(replace(RISE, about="China’s"),), headline="Furniture duty goes up")
    assert subject(news) == "Furniture duty goes up: 25% (was 10%)"


def test_what_a_figure_is_about_is_cut_and_never_the_figure() -> None:
    change = replace(RISE, about="tariffs on many things " * 9)
    news = some_news(headline="Furniture", changes=(change,))
    assert subject(news).endswith("… now 25% (was 10%)")
    assert LONGEST_SUBJECT - 14 <= len(subject(news)) <= LONGEST_SUBJECT


@given(
    st.lists(st.sampled_from(["a", "furniture", "tariffs;", "moves:", "on"]), max_size=16),
    st.booleans(),
)
def test_however_long_a_headline_is_its_figures_stand_whole(
    words: list[str], is_said: bool
) -> None:
    headline = " ".join(["Now", *words, *(["to 25% of it"] if is_said else [])])
    line = subject(some_news(story="a-story", headline=headline))
    assert len(line) <= LONGEST_SUBJECT
    assert re.search(r"25%.*\(was 10%\)$", line), line


def test_a_long_subject_is_cut_at_a_word() -> None:
    cut = subject(some_news(changes=(), headline="furniture, tariffs, " * 40))
    assert cut.endswith(("tariffs…", "furniture…"))
    assert LONGEST_SUBJECT - 12 <= len(cut) <= LONGEST_SUBJECT


def test_a_subject_of_just_the_greatest_length_is_not_cut() -> None:
    whole = "furniture".ljust(LONGEST_SUBJECT, "x")
    assert subject(some_news(changes=(), headline=whole)) == whole


def test_words_stay_apart_where_an_unusual_space_stood_between_them() -> None:
    news = some_news(changes=(), headline="25\xa0% on\u2009furniture\u3000and\u202ftables")
    assert subject(news) == "25 % on furniture and tables"


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
    assert an_alert(some_news(sequence=2)).subject == subject(some_news())


def test_a_thread_that_says_what_is_no_longer_so_gets_a_new_subject_and_stays_one_by_its_headers() -> (
    None
):
    first = an_alert(some_news(changes=(), headline="At least 10 killed in a furniture store"))
    news = some_news(
        sequence=2, subject=first.subject, headline="40 killed in store", changes=(DEAD,)
    )
    later = an_alert(news)
    assert later.subject == "Furniture: 40 killed in store (was 10)"
    assert later.references == (first.message_id,)
    # what another mail told meanwhile counts as well, and what the thread calls the past does not
    calm = replace(news, headline="Grim wait for families", changes=())
    assert an_alert(calm, replaced=(DEAD,)).subject == "Furniture: Grim wait for families"
    assert an_alert(calm).subject == f"Re: {first.subject}"
    past = replace(calm, subject="Furniture: 25 killed (was 10)", changes=(DEAD,))
    assert an_alert(past).subject == "Re: Furniture: 25 killed (was 10)"


def test_a_correction_stays_in_the_thread_of_what_it_corrects_and_leads_with_what_is_right() -> (
    None
):
    first = an_alert(some_news(changes=(), headline="At least 10 killed in a furniture store"))
    alert = an_alert(
        some_news(
            sequence=2,
            subject=first.subject,
            headline="40 killed in store",
            changes=(DEAD,),
            correction=True,
        )
    )
    assert alert.subject == f"Re: {first.subject}"
    assert alert.references == (first.message_id,)
    shown = '<div class="preheader">Correction: 40 killed in store (was 10)</div>'
    assert shown in bare(alert.html)
    assert alert.text.startswith("40 people killed (was 10)\n")


def test_the_newest_state_leads_the_preheader_and_the_body_of_a_follow_up() -> None:
    news = some_news(
        sequence=2, subject="Furniture: 5 chairs", headline="40 chairs broken", changes=()
    )
    alert = an_alert(news)
    assert alert.subject == "Re: Furniture: 5 chairs"
    assert '<div class="preheader">40 chairs broken</div>' in bare(alert.html)
    assert alert.text.startswith("40 chairs broken\n")


def test_the_threads_of_two_recipients_do_not_meet() -> None:
    mine, yours = (
        an_alert(some_news(sequence=2), to=f"{name}@example.org") for name in ("me", "you")
    )
    assert not set(mine.references) & set(yours.references)


def test_message_ids_are_asked_for_by_their_place_in_the_thread() -> None:
    news = some_news(sequence=2)
    assert message_id(news, an_envelope(), 2) == an_alert(news).message_id


# --- what a mail says ----------------------------------------------------------------------------


def test_a_mail_says_what_changed_what_is_new_who_told_it_and_why_one_gets_it() -> None:
    alert = an_alert(some_news(changes=(NAME, SHARE, RISE)))
    for said in (one_line(alert.text), Page(alert.html).words):
        for part in (
            "Tariff on Chinese furniture now 25%",
            "US raises tariff on Chinese furniture to 25%",
            "$7 billion",
            "The United States will charge a tariff of 10 percent on furniture.",
            "Example Business",
            "24 November 2026, 08:00 UTC",
            "You follow Furniture.",
        ):
            assert part in said
    assert "now 25% (was 10%)" in alert.text
    assert Page(alert.html).links == ["https://news.example/1"]
    assert "https://news.example/1" in alert.text


NOISE = re.compile(r"% of its lead|At once|The digest|Why:|When:|How it was decided")


@pytest.mark.parametrize("why", ["At once.", "The digest.", "Urgent."])
def test_a_mail_says_nothing_that_means_nothing_to_its_reader(why: str) -> None:
    news = some_news(reason="New to the reader: 37% of its lead is not known.")
    alert = an_alert(news, why=why)
    for said in (alert.text, Page(alert.html).words):
        assert not NOISE.search(said)
        assert "news-monitor" not in said


def test_commands_stand_in_the_mails_of_whoever_runs_the_program() -> None:
    alert = an_alert(commands=True)
    for said in (alert.text, Page(alert.html).words):
        assert "news-monitor mute furniture" in said
        assert f"news-monitor irrelevant {alert.id}" in said
    several = render([some_news(), some_news(development=5)], an_envelope(commands=True))
    assert f"news-monitor irrelevant {several.id} NUMBER" in several.text


def test_the_foot_is_one_line_that_says_why_one_gets_it_and_how_to_stop_it() -> None:
    feet = {
        an_alert(unsubscribe="stop@example.org").text: "To stop, write to stop@example.org.",
        an_alert(operator="ops@example.org").text: "To stop, ask ops@example.org.",
        an_alert(since=NOW).text: "You follow Furniture since 24 November 2026. To stop, ask",
        an_alert(why="After the quiet hours.").text: "After the quiet hours. You follow Furniture.",
    }
    for text, said in feet.items():
        _, _, foot = text.partition("\n-- \n")
        assert said in foot
        assert "\n" not in foot.strip()


def test_the_report_that_brought_the_mail_comes_first_then_the_first_then_other_origins() -> None:
    outlets = ("First", "Agency print", "Second print", "Own", "Latest")
    origins = ("First", "Reuters", "Reuters", "Own", "Latest")
    reports = tuple(
        replace(a_report(an_item(n, title=f"Title {n}.")), outlet=outlet, origin=origin)
        for n, (outlet, origin) in enumerate(zip(outlets, origins, strict=True), start=1)
    )
    news = some_news(reports=reports, item=reports[4].item)
    assert [r.outlet for r in in_order(news)] == [
        "Latest",
        "First",
        "Agency print",
        "Own",
        "Second print",
    ]
    page = Page(an_alert(news).html)
    assert page.links == [f"https://news.example/{n}" for n in (5, 1, 2, 4, 3)]
    told = an_alert(news).text
    assert told.index("https://news.example/5") < told.index("https://news.example/1")
    assert "First, 24 November 2026, 08:00 UTC, first" in told


def test_an_item_whose_id_is_its_address_is_linked_by_that() -> None:
    report = replace(a_report(an_item(link=None)), item="https://news.example/by-id")
    assert Page(an_alert(some_news(reports=(report,))).html).links == ["https://news.example/by-id"]


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
    alert = an_alert(some_news(reports=(report,), headline=report.title))
    assert report.title in alert.text
    assert report.title in Page(alert.html).words
    assert Page(alert.html).links == []
    assert "None" not in alert.text + alert.html


def test_a_mail_can_be_written_about_next_to_nothing() -> None:
    alert = an_alert(some_news(summary="", changes=(), reports=(), headline=""))
    assert "You follow Furniture." in alert.text


def test_a_mail_lists_five_reports_and_counts_the_rest() -> None:
    reports = tuple(a_report(an_item(number, title=f"Title {number}.")) for number in range(20))
    alert = an_alert(some_news(reports=reports))
    for said in (alert.text, Page(alert.html).words):
        assert "Title 4." in said
        assert "Title 5." not in said
        assert "and 15 more" in said


def test_a_mail_lists_a_bounded_number_of_changes() -> None:
    changes = tuple(
        replace(SHARE, after=f"${n} million", sentence=f"Worth ${n} million.")
        for n in range(100, 130)
    )
    moved = tuple(replace(RISE, after=f"{n}%") for n in range(30, 60))
    alert = an_alert(some_news(changes=(*changes, *moved)))
    assert alert.text.count(" million") == 3
    assert alert.text.count("(was 10%)") == 4


def test_a_figure_that_stands_in_the_summary_is_not_listed_again() -> None:
    alert = an_alert(some_news(changes=(SHARE,), summary="Furniture of $7 billion a year is hit."))
    assert "FURTHER DOWN" not in alert.text
    assert "<ins>$7 billion</ins>" in bare(alert.html)


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("Crew lands on 15 January\nThe agency said so.", "Crew lands on 15 January – The agency said so."),
        ("It is so.\n\nIt was told.", "It is so. It was told."),
        ("“It is so”\nIt was told", "“It is so” It was told"),
        ("One line", "One line"),
        ("\n \n", ""),
    ],
)  # fmt: skip
def test_a_line_like_a_second_headline_is_parted_from_what_follows(
    summary: str, shown: str
) -> None:
    assert section(harmless(some_news(summary=summary)))["summary"] == shown


def test_a_name_in_passing_is_no_line_of_a_mail() -> None:
    passing = replace(NAME, after="Adolf Hitler", sentence="He wrote a book on Adolf Hitler.")
    alert = an_alert(some_news(changes=(SHARE, passing)))
    assert "Hitler" not in alert.text + alert.html


def test_a_story_is_called_by_its_label_in_subject_and_foot() -> None:
    news = some_news(story="iss", label="ISS", headline="Crew comes home early", changes=())
    alert = an_alert(news)
    assert alert.subject.startswith("ISS: Crew comes")
    assert "You follow ISS" in alert.text
    several = render([news, replace(news, development=5)], an_envelope())
    assert several.subject.startswith("ISS, 2 developments: ")
    assert several.text.startswith("ISS\n")


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("It is so. Continue reading...", "It is so."),
        ("It is so […]", "It is so …"),
        ("It is so – The post It is so appeared first on Example Times.", "It is so"),
        ("It is so. The post It is so appeared first on Example Times. Read more", "It is so."),
        ("It is so – Sign up for our newsletter – It will be.", "It is so – It will be."),
        ("Get our breaking news email, free app or daily podcast – It is so", "It is so"),
        ("It is so – Follow our live blog for updates – Get our news email – It", "It is so – It"),
        ("It is so – Download the ruling", "It is so – Download the ruling"),
        ("It is so. It will [...]", "It is so. It will …"),
        (
            "It is so and it was told on the day. " * 4 + "It will …",
            ("It is so and it was told on the day. " * 4).strip(),
        ),
        ("US raises tariff on Chinese furniture", ""),
        ("One. " * 100, ("One. " * 84).strip()),
        ("word " * 200, "word " * 82 + "word…"),
    ],
)
def test_a_summary_is_whole_sentences_and_nothing_left_over(summary: str, shown: str) -> None:
    assert section(some_news(summary=summary, changes=()))["summary"] == shown


def test_an_agency_is_not_said_to_have_it_from_itself() -> None:
    own = replace(a_report(an_item(1)), outlet="bloomberg.example", origin="Bloomberg")
    other = replace(a_report(an_item(2)), outlet="Example Times", origin="Bloomberg")
    text = an_alert(some_news(reports=(own, other), item="")).text
    assert "bloomberg.example, 24" in text
    assert "Example Times, from Bloomberg, 24" in text


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
    assert "FURTHER DOWN\n  This year.\n" in text


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
    assert page.tags.count("p") <= 2


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
    assert "<ins>Tariff on Chinese furniture now 25%</ins>" in html
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
