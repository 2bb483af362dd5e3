"""Feed documents become items, each with one identity that stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.feeds.dates import strict_date
from monitor.feeds.links import normal_link
from monitor.feeds.parse import Parsed, parse
from monitor.model import Feed, Item, Outcome
from tests.beside import SHARED, wants

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FEED = Feed("https://news.example/feed", "Example News")
DOCUMENTS = SHARED / "feeds"

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:feed</id>
<entry><title type="html">Tariff &amp;amp; duty</title><id>urn:1</id>
<link href="https://news.example/1?utm_source=atom"/>
<published>2026-11-23T10:00:00+01:00</published><updated>2026-11-23T12:00:00Z</updated>
<summary>Short.</summary><content type="html">&lt;p&gt;Long&lt;/p&gt;&lt;p&gt;text&lt;/p&gt;</content>
</entry></feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>N</title>
</channel><item rdf:about="urn:rdf:1"><title>One</title><link>https://news.example/1</link>
<description>Text.</description><dc:date>2026-11-23T10:00:00Z</dc:date></item></rdf:RDF>"""


def rss(*items: str, end: str = "</channel></rss>") -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>'
    return f"{head}{''.join(f'<item>{item}</item>' for item in items)}{end}".encode()


def read(body: bytes | str, content_type: str = "application/xml", feed: Feed = FEED) -> Parsed:
    return parse(body.encode() if isinstance(body, str) else body, content_type, feed, NOW)


def items(*entries: str) -> tuple[Item, ...]:
    return read(rss(*entries)).items


def item(entry: str) -> Item:
    (only,) = items(entry)
    return only


# --- documents -----------------------------------------------------------------------------------


def test_an_rss_item_is_read_whole() -> None:
    found = item(
        "<title>Tariff &amp;amp; duty</title><link>https://news.example/1</link><guid>g1</guid>"
        "<pubDate>Mon, 23 Nov 2026 10:00:00 +0100</pubDate>"
        "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>"
    )
    assert found == Item(
        id=found.id,
        feed=FEED.url,
        identity="g1",
        outlet="Example News",
        title="Tariff & duty",
        summary="One.\nTwo.",
        link="https://news.example/1",
        published=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    )
    assert len(found.id) == 12


def test_an_atom_entry_is_read_whole() -> None:
    (found,) = read(ATOM).items
    assert (found.identity, found.title, found.summary) == ("urn:1", "Tariff & duty", "Short.")
    assert found.content == "Long\ntext"
    assert found.link == "https://news.example/1"
    assert found.published == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_an_rdf_item_is_read_whole() -> None:
    (found,) = read(RDF).items
    assert (found.identity, found.title, found.summary) == ("urn:rdf:1", "One", "Text.")
    assert found.published == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_the_items_keep_the_order_of_the_document() -> None:
    found = read(rss(*(f"<title>{n}</title><guid>g{n}</guid>" for n in (3, 1, 2))))
    assert [each.title for each in found.items] == ["3", "1", "2"]
    assert (found.outcome, found.detail) == (Outcome.OK, "3 items.")


def test_the_encoding_that_the_server_names_is_heeded() -> None:
    body = "<rss version='2.0'><channel><item><title>Café</title></item></channel></rss>"
    found = read(body.encode("latin-1"), "text/xml; charset=iso-8859-1")
    assert found.items[0].title == "Café"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!doctype html><html><body>Service unavailable</body></html>", "an HTML page"),
        (b"<!-- x --><html><head></head></html>", "an HTML page"),
        (b"hello", "not a feed"),
        (b'{"error": "rate limited"}', "not a feed"),
        (bytes(range(256)), "not a feed"),
        (b"/etc/passwd", "not a feed"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, word: str) -> None:
    found = read(body)
    assert found.outcome is Outcome.ERROR_PARSE
    assert word in found.detail
    assert found.items == ()


@pytest.mark.parametrize(
    "body",
    [
        rss("<title>a &amp;#" + "9" * 5000 + "; b</title>"),
        b"<rss version='2.0'><channel><item><title>&#x110000; &broken</item></channel>",
        b"<rss version='2.0'><channel><item><title>&#55555; &broken</item></channel>",
        b"<?xml version='1.0' encoding='\xff'?><rss version='2.0'></rss>",
    ],
)
def test_a_document_that_is_malformed_in_its_depths_is_no_exception(body: bytes) -> None:
    found = read(body)
    assert found.outcome in {Outcome.ERROR_PARSE, Outcome.OK, Outcome.OK_EMPTY}
    assert found.detail.endswith(".")


def test_a_document_that_feedparser_cannot_stand_is_an_error_in_words() -> None:
    found = read(b"<rss version='2.0'><channel><item><title>&#x110000; &broken</item></channel>")
    assert found == Parsed(Outcome.ERROR_PARSE, "the document is malformed (ValueError).")


def test_a_feed_without_items_is_empty_and_no_failure() -> None:
    assert read(rss()) == Parsed(Outcome.OK_EMPTY, "the feed holds no items.", title="News")


def test_an_entry_that_says_nothing_is_left_out() -> None:
    assert items("<guid>g1</guid><link>https://news.example/1</link>") == ()


def test_the_last_item_of_a_document_that_breaks_off_is_left_out() -> None:
    whole = "<title>Whole</title><guid>g1</guid>"
    body = rss(whole, "<title>A rise</title><description>It rises to 25%</description>")
    found = read(body[: body.index(b"25%") + 1])
    assert [each.title for each in found.items] == ["Whole"]
    assert "breaks off" in found.detail


def test_a_document_that_is_broken_but_closed_keeps_its_last_item() -> None:
    found = read(rss("<title>One & two</title>", "<title>Three &nosuch; four</title>"))
    assert len(found.items) == 2
    assert "breaks off" not in found.detail


# --- items ---------------------------------------------------------------------------------------


def test_text_and_identity_are_bounded() -> None:
    long = "word " * 100_000
    found = item(f"<title>{long}</title><description>{long}</description><guid>{long}</guid>")
    assert len(found.title) <= 500
    assert len(found.summary) <= 20_000
    assert len(found.identity) <= 2_000


def test_a_title_is_one_line_of_seen_characters() -> None:
    found = item("<title>A\n&lt;b&gt;bold&lt;/b&gt;\u202e  \u200btitle</title>")
    assert found.title == "A bold title"


def test_an_item_without_a_title_is_called_by_its_first_words() -> None:
    found = item("<description>&lt;p&gt;First line.&lt;/p&gt;Second.</description>")
    assert found.title == "First line."


def test_a_content_that_only_repeats_the_summary_is_kept_once() -> None:
    entry = "<title>T</title><description>Same.</description>"
    head = rss().replace(
        b"<rss ", b"<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    )
    body = f"<item>{entry}<content:encoded>Same.</content:encoded></item></channel>".encode()
    (found,) = read(head.replace(b"</channel>", body)).items
    assert (found.summary, found.content) == ("", "Same.")


def test_an_outlet_that_an_aggregator_names_is_the_outlet() -> None:
    found = item(
        "<title>T</title><source url='https://other.example'>The &lt;b&gt;Other&lt;/b&gt;</source>"
    )
    assert found.outlet == "The Other"


# --- identity ------------------------------------------------------------------------------------


def test_an_edit_keeps_the_identity_and_changes_the_hash() -> None:
    before = item("<title>Tariff of 10%</title><guid>g1</guid>")
    after = item("<title>Tariff of 25%</title><guid>g1</guid>")
    assert before.id == after.id
    assert before.content_hash != after.content_hash


def test_items_of_two_feeds_are_two_items() -> None:
    body = rss("<title>T</title><guid>g1</guid>")
    other = Feed("https://other.example/feed", "Other")
    assert read(body).items[0].id != read(body, feed=other).items[0].id


def test_without_a_guid_the_link_is_the_identity_whatever_its_tracking_parameters() -> None:
    first = item("<title>T</title><link>https://news.example/1?utm_source=a</link>")
    again = item("<title>U</title><link>https://news.example/1?utm_source=b</link>")
    assert first.id == again.id
    assert first.identity == "https://news.example/1"


def test_without_guid_and_link_title_and_date_are_the_identity() -> None:
    monday = "<title>T</title><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
    tuesday = "<title>T</title><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate>"
    assert item(monday).id == item(monday).id != item(tuesday).id


def test_a_guid_that_stands_for_several_items_is_no_identity() -> None:
    found = items(
        "<title>A</title><guid isPermaLink='false'>same</guid><link>https://news.example/a</link>",
        "<title>B</title><guid isPermaLink='false'>same</guid><link>https://news.example/b</link>",
    )
    assert [each.identity for each in found] == ["https://news.example/a", "https://news.example/b"]


def test_without_links_titles_tell_apart_what_a_shared_guid_does_not() -> None:
    found = items("<title>A</title><guid>same</guid>", "<title>B</title><guid>same</guid>")
    assert len(found) == len({each.id for each in found}) == 2


def test_an_item_that_is_listed_twice_is_one_item_of_the_same_identity_as_ever() -> None:
    entry = "<title>A</title><guid isPermaLink='false'>g</guid><link>https://news.example/a</link>"
    edit = entry.replace("<title>A", "<title>A, edited")
    (twice,) = items(edit, entry)
    assert twice.title == "A, edited"
    assert twice.id == item(entry).id


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu, 20 Sep 2018 08:00:00 GMT", datetime(2018, 9, 20, 8, tzinfo=UTC)),
        ("Thu, 20 Sep 2018 08:00:00 +0800", datetime(2018, 9, 20, 0, tzinfo=UTC)),
        ("20 Sep 2018 08:00 EST", datetime(2018, 9, 20, 13, tzinfo=UTC)),
        ("20 Sep 00 08:00 GMT", datetime(2000, 9, 20, 8, tzinfo=UTC)),
        ("2018-09-20T08:00:00Z", datetime(2018, 9, 20, 8, tzinfo=UTC)),
        ("2018-09-20T08:00:00.1234567+08:00", datetime(2018, 9, 20, 0, 0, 0, 123456, tzinfo=UTC)),
        (" 2018-09-20 08:00:00 ", datetime(2018, 9, 20, 8, tzinfo=UTC)),
        ("2018-09-20", datetime(2018, 9, 20, tzinfo=UTC)),
    ],
)
def test_a_date_in_the_form_of_a_standard_is_read(text: str, moment: datetime) -> None:
    assert strict_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "09/10/2018", "1537430400"),
        *("2018-13-20T08:00:00Z", "Thu, 20 Xyz 2018 08:00:00 GMT", "Thu, 31 Feb 2018 08:00:00 GMT"),
        "Mon, 01 Jan 0001 00:00:00 GMT",
        *("0001-01-01T00:00:00+23:59", "20 Sep 2018 08:00:00 +99999999999999999999"),
    ],
)
def test_a_date_in_another_form_is_not_guessed(text: str) -> None:
    assert strict_date(text) is None


@given(
    st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_a_date_survives_both_standards(moment: datetime, zone: timezone) -> None:
    assert strict_date(moment.astimezone(zone).isoformat()) == moment
    assert strict_date(format_datetime(moment.astimezone(zone))) == moment


@given(st.text() | st.from_regex(r"\d{4}-\d{2}-\d{2}.*|Mon, \d{1,2} [A-Z][a-z]{2} \d{1,4}.*"))
def test_no_text_is_an_exception_as_a_date(text: str) -> None:
    found = strict_date(text)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("date", "is_kept"),
    [
        (NOW, True),
        (NOW + timedelta(hours=23), True),
        (NOW + timedelta(hours=25), False),
        (datetime(1990, 1, 2, tzinfo=UTC), True),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_date_in_the_future_or_before_the_web_is_not_trusted(
    date: datetime, is_kept: bool
) -> None:
    found = item(f"<title>T</title><pubDate>{format_datetime(date)}</pubDate>")
    assert found.published == (date if is_kept else None)


@pytest.mark.parametrize(("day", "month"), [(NOW.day - 3, 11), (NOW.day + 3, 10)])
def test_a_month_of_two_meanings_is_not_the_one_to_come(day: int, month: int) -> None:
    found = item(f"<title>T</title><pubDate>{day} listopada {NOW.year} 10:35</pubDate>")
    assert found.published == datetime(NOW.year, month, day, 10, 35, tzinfo=UTC)


def test_a_date_that_cannot_be_read_gives_way_to_the_next() -> None:
    published = "<published>09/10/2018 15:07:41</published>"
    body = ATOM.replace("<published>2026-11-23T10:00:00+01:00</published>", published)
    assert read(body).items[0].published == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


# --- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://News.Example/A?b=C#part", "https://news.example/A?b=C"),
        ("HTTPS://news.example/a", "https://news.example/a"),
        ("https://news.example/a?id=1&utm_source=x&utm_medium=y", "https://news.example/a?id=1"),
        ("https://news.example/a?fbclid=x", "https://news.example/a"),
        ("https://news.example/a?b=&c=%20d", "https://news.example/a?b=&c=%20d"),
        ("https://me:secret@news.example/a", "https://news.example/a"),
        ("https://news.example/a b#c", "https://news.example/a%20b"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        (" https://news.example/a\u200b ", "https://news.example/a"),
    ],
)
def test_a_link_is_freed_of_what_does_not_lead(address: str, link: str) -> None:
    assert normal_link(address) == link


@pytest.mark.parametrize(
    "address",
    [
        *("", "/relative", "news.example/a", "javascript:alert(1)", "data:text/html,x"),
        *("mailto:a@b.example", "https://", "https:// #", "http://[::1", "file:///etc/passwd"),
        "https://news.example/" + "a" * 2000,
    ],
)
def test_what_does_not_lead_to_the_web_is_no_link(address: str) -> None:
    assert normal_link(address) == ""


@given(st.text() | st.text().map("https://news.example/a?".__add__))
@example("https://news.example/?\ud800=1&utm_source=x")
def test_every_link_is_of_the_web_and_stays_as_it_is(address: str) -> None:
    link = normal_link(address)
    if link:
        parts = urlsplit(link)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert not parts.fragment
    if len(link) <= 2000:
        assert normal_link(link) == link


# --- documents that nobody here wrote ------------------------------------------------------------


@pytest.mark.e2e
@wants(DOCUMENTS)
def test_every_document_parses_without_an_exception() -> None:
    documents = [
        path
        for folder in ("real", "conformance")
        for path in sorted((DOCUMENTS / folder).rglob("*"))
        if path.is_file()
    ]
    found = [read(path.read_bytes()) for path in documents]
    assert len(found) > 2000
    malformed = [p.name for p, f in zip(documents, found, strict=True) if "malformed" in f.detail]
    assert malformed == []
    assert sum(each.outcome is Outcome.OK for each in found) > 900
    for each in found:
        assert len({one.id for one in each.items}) == len(each.items)


@given(st.binary() | st.binary().map(lambda noise: rss("<title>").replace(b"<title>", noise)))
def test_no_bytes_are_an_exception(body: bytes) -> None:
    assert read(body).detail.endswith(".")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/story/1", "https://news.example/story/1"),
        ("story/1", "https://news.example/feeds/story/1"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("?p=4", "https://news.example/feeds/all?p=4"),
        ("https://other.example/1", "https://other.example/1"),
        ("http://[", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_relative_link_starts_from_where_the_document_was_found(
    written: str, meant: str | None
) -> None:
    body = f"<rss><channel><item><title>t</title><link>{written}</link></item></channel></rss>"
    feed = Feed("https://moved.example/", "News")
    where = "https://news.example/feeds/all"
    now = datetime(2026, 11, 24, tzinfo=UTC)
    (item,) = parse(body.encode(), "text/xml", feed, now, url=where).items
    assert item.link == meant


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>45</ttl>", timedelta(minutes=45)),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", timedelta(days=1)),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            timedelta(minutes=30),
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            timedelta(days=1),
        ),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
    ],
)
def test_a_feed_may_ask_to_be_left_alone_for_a_time(channel: str, ttl: timedelta | None) -> None:
    body = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
        f"<title>t</title>{channel}<item><title>a</title></item></channel></rss>"
    )
    assert parse(body.encode(), "", FEED, NOW).ttl == ttl


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<!DOCTYPE html><html><body>x</body></html>", "an HTML page"),
        (
            '<html><head><link rel="alternate" type="application/rss+xml" href="/f.rss"></head></html>',
            "an HTML page; it names the feed",
        ),
        ('{"version": 1, "x": "https://jsonfeed.org/version/"}', "not a feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": null}', ""),
    ],
)
def test_what_is_no_feed_is_said(body: str, sentence: str) -> None:
    found = parse(body.encode(), "", FEED, NOW, url="https://news.example/")
    assert sentence in found.detail


# --- what the feed is called ---------------------------------------------------------------------

_UNNAMED = Feed.at("https://news.example/alerts/1")
_HEADED = "<?xml version='1.0'?><rss version='2.0'><channel>{}{}</channel></rss>"
_PLAIN = "<item><title>Bridge shut</title><guid>1</guid></item>"
_QUOTED = _PLAIN.replace("</item>", "<source url='https://a.example'>Echo</source></item>")


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("<title>Alert: bridge &amp;amp; harbour</title>", "Alert: bridge & harbour"),
        (f"<title>{'long ' * 200}</title>", ("long " * 20).rstrip()),
        ("<title> </title>", "news.example"),
        ("<title>–</title>", "news.example"),
        ("", "news.example"),
    ],
)
def test_an_item_of_a_feed_without_a_name_is_of_the_title_of_its_document(
    title: str, outlet: str
) -> None:
    found = read(_HEADED.format(title, _PLAIN + _QUOTED.replace(">1<", ">2<")), feed=_UNNAMED)
    assert [each.outlet for each in found.items] == [outlet, "Echo"]
    named = read(_HEADED.format(title, _PLAIN))
    assert [each.outlet for each in named.items] == [FEED.name]
