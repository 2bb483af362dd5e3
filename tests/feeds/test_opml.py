"""OPML lists as they are found: read, or named as left out, and never silently nothing."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.html_text import one_line
from monitor.feeds.opml import OpmlError, Subscriptions, read_addresses, read_opml, write_opml
from monitor.model import Feed

NAME = "Zoë, más «ß»"
LINE = "<outline text='{}' xmlUrl='https://a.example/f'/>"


def listed(body: str, head: str = "", encoding: str = "utf-8") -> Subscriptions:
    return read_opml(f"{head}<opml version='2.0'><body>{body}</body></opml>".encode(encoding))


def urls(body: str) -> list[str]:
    return [feed.url for feed in listed(body).feeds]


# --- encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "utf-32", "utf-8-sig"]
)
@pytest.mark.parametrize("is_declared", [True, False])
@pytest.mark.parametrize("space", ["", "\n "])
def test_a_list_is_read_in_any_encoding_declared_or_not(
    encoding: str, is_declared: bool, space: str
) -> None:
    said = f' encoding="{encoding.removesuffix("-sig")}"' if is_declared else ""
    for head in (f'{space}<?xml version="1.0"{said}?>\n', *([] if is_declared else [space])):
        (feed,) = listed(LINE.format(NAME), head, encoding).feeds
        assert feed.name == NAME


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF16_LE])
def test_utf_16_is_known_without_its_mark(mark: bytes) -> None:
    text = f"<opml>{LINE.format(NAME)}</opml>"
    assert read_opml(mark + text.encode("utf-16-le")).feeds[0].name == NAME
    assert read_opml(text.encode("utf-16-be")).feeds[0].name == NAME


@pytest.mark.parametrize(
    "said", ["utf-8", "us-ascii", "zlib", "rot13", "unicode_escape", "x" * 40, "klingon"]
)
def test_a_declaration_that_is_wrong_is_not_believed(said: str) -> None:
    head = f"<?xml version='1.0' encoding='{said}'?>"
    for encoding in ("utf-8", "windows-1252"):
        if (said, encoding) != ("us-ascii", "utf-8"):
            assert listed(LINE.format(NAME), head, encoding).feeds[0].name == NAME


def test_what_windows_writes_is_read_as_it_was_meant() -> None:
    (feed,) = listed(LINE.format("“Näws” – 5 €"), encoding="windows-1252").feeds
    assert feed.name == "“Näws” – 5 €"
    raw = LINE.format("Näws").encode("latin-1").replace(b"'N", b"'\x81N")  # no letter on Windows
    assert read_opml(b"<opml>" + raw + b"</opml>").feeds[0].name == "Näws"


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_address", "url"),
    [
        ("feed://a.example/f", "http://a.example/f"),
        ("FEED://a.example/f", "http://a.example/f"),
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://https://a.example/f", "https://a.example/f"),
        ("HTTPS://a.example/F", "https://a.example/F"),
        (" https://a.example/f\n", "https://a.example/f"),
        ("https://a.example/f?a=1&amp;copy=2", "https://a.example/f?a=1&copy=2"),
        ("https://a.example/f?a=1&copy=2", "https://a.example/f?a=1&copy=2"),
        ("https://u:p@a.example/f", "https://u:p@a.example/f"),
    ],
)
def test_an_address_is_read_as_readers_of_feeds_mean_it(given_address: str, url: str) -> None:
    assert urls(f'<outline xmlUrl="{given_address}"/>') == [url]


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        ("<outline text='A' xmlUrl='file:///etc/passwd'/>", "A: 'file:///etc/passwd' is no web address."),
        ("<outline text='A' xmlUrl='a.example/f'/>", "A: 'a.example/f' is no web address."),
        ("<outline text='A' xmlUrl='feed:a.example'/>", "A: 'feed:a.example' is no web address."),
        ("<outline text='A' xmlUrl='https://a b/'/>", "A: 'https://a b/' is no web address."),
        ("<outline text='A' xmlUrl='http://[::1'/>", "A: 'http://[::1' is no web address."),
        ("<outline title='A' xmlUrl=''/>", "A: it has no address."),
        ("<outline xmlUrl=' '/>", "an outline without a title: it has no address."),
        ("<outline text='A' type='rss'/>", "A: it has no address."),
        ("<outline text='A'/>", "A: it has no address."),
        ("<outline text='A'></outline>", "A: it has no address."),
        ("<outline text='A' htmlUrl='https://a.example'/>",
         "A: it has the address of a page, not of a feed."),
        ("<outline text='A' type='link' url='https://a.example'/>",
         "A: it is a link or another list, not a feed."),
        ("<outline text='A' type='source' xmlUrl='https://a.example'/>",
         "A: it is a link or another list, not a feed."),
    ],
)  # fmt: skip
def test_an_outline_that_is_no_feed_is_named(outline: str, sentence: str) -> None:
    found = listed(f"{LINE.format('B')}{outline}")
    assert [feed.name for feed in found.feeds] == ["B"]
    assert found.left_out == (sentence,)


# --- structure -----------------------------------------------------------------------------------


def test_folders_and_categories_are_tags_and_a_feed_in_two_has_both() -> None:
    found = listed(
        "<outline text='Trade'><outline text='Asia'>"
        "<outline text='F' xmlUrl='https://a.example/f' category='/news/world,x'></outline>"
        "</outline></outline>"
        "<OUTLINE TITLE='Again'><Outline xmlurl='https://a.example/f'/></OUTLINE>"
        "<outline type='RSS' url='https://b.example/f'/>"
    )
    assert found.left_out == ()
    (feed, other) = found.feeds
    assert feed == Feed(
        "https://a.example/f", "F", ("news", "world", "x", "Trade", "Asia", "Again")
    )
    assert other == Feed.at("https://b.example/f")


@pytest.mark.parametrize(
    "body",
    [
        "<outline text='a<b & c' xmlUrl='https://a.example/f'/>",
        "<outline text=a xmlUrl=https://a.example/f >",
        "<!-- <outline xmlUrl='https://no.example'/> --><outline xmlUrl='https://a.example/f'/>",
        "</outline></outline><outline xmlUrl='https://a.example/f'/>",
        "<outline checked / xmlUrl='https://a.example/f' = />",
        "<p><outline\nxmlUrl\n=\n'https://a.example/f'\n/>",
    ],
)
def test_what_is_not_well_formed_is_read_all_the_same(body: str) -> None:
    assert urls(body) == ["https://a.example/f"]


@given(st.integers(1, 200))
def test_a_list_that_breaks_off_says_so(kept: int) -> None:
    whole = f"<opml><body>{LINE.format('A')}{LINE.format('B')}{LINE.format('C')}</body></opml>"
    part = whole[:kept]
    if "<opml>" not in part:
        with pytest.raises(OpmlError):
            read_opml(part.encode())
        return
    found = read_opml(part.encode())
    assert len(found.feeds) == (part.count("/>") > 0)  # they have one address
    assert bool(found.left_out) is ("</opml>" not in part)


def test_what_is_open_where_a_list_breaks_off_is_named() -> None:
    assert read_opml(b"<opml><outline text='A'>").left_out == (
        "A: it has no address.",
        "what comes after: the document breaks off.",
    )


OUTLINES = st.lists(
    st.sampled_from(
        ["https://a.example/{}", "feed://a.example/{}", "ftp://a.example/{}", "", "{}"]
    ),
    max_size=20,
)


@given(OUTLINES)
def test_every_outline_is_a_feed_or_named(addresses: list[str]) -> None:
    lines = [f'<outline xmlUrl="{text.format(n)}"/>' for n, text in enumerate(addresses)]
    found = listed("".join(lines))
    assert len(found.feeds) + len(found.left_out) == len(addresses)


WORD = st.text(max_size=20).map(one_line).map(lambda text: text.replace(",", "").replace("/", ""))
FEEDS = st.lists(
    st.tuples(WORD, st.lists(WORD.map(str.strip).filter(bool), max_size=3, unique=True))
)


@given(FEEDS)
def test_what_is_written_is_read_again(feeds: list[tuple[str, list[str]]]) -> None:
    written = [
        Feed(f"https://a.example/{n}?a&b=<ä>", name or f"No {n}", tuple(tags))
        for n, (name, tags) in enumerate(feeds)
    ]
    assert read_opml(write_opml(written, "Mine").encode()).feeds == tuple(written)


@pytest.mark.parametrize(
    "part",
    ["<outline ", "<outline a=\"", "<outline a='\"", "x", "<!--", "<outline text='a'>", "a=", " ", "<",
     "<outline xmlUrl='https://a.example/f'>", "&", "</outline>", "<outline"],
)  # fmt: skip
def test_the_time_grows_with_the_length_only(part: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        read_opml(f"<opml><outline text='a' {part * (size // len(part))}".encode())
        return time.process_time() - began

    small = min(seconds(5_000) for _ in range(3))
    assert seconds(40_000) < 8 * 4 * small + 0.2  # quadratic: 64 times, and seconds


# --- what other programs hand over ----------------------------------------------------------------


def test_the_folders_of_an_export_are_tags() -> None:
    """As Feedly and Inoreader write it: a feed in two folders stands in both."""
    export = """<?xml version="1.0" encoding="UTF-8"?>
        <opml version="1.0"><head><title>Subscriptions of somebody</title></head><body>
        <outline text="Trade" title="Trade">
          <outline type="rss" text="Ports" title="Ports" xmlUrl="https://a.example/p" htmlUrl="https://a.example"/>
          <outline type="rss" text="Law" title="Law" xmlUrl="https://b.example/l" htmlUrl="https://b.example"/>
        </outline>
        <outline text="Must read" title="Must read">
          <outline type="rss" text="Ports" title="Ports" xmlUrl="https://a.example/p" htmlUrl="https://a.example"/>
        </outline>
        <outline type="rss" text="Loose" title="Loose" xmlUrl="https://c.example/x" htmlUrl=""/>
        </body></opml>"""
    found = read_opml(export.encode())
    assert [(feed.name, feed.tags) for feed in found.feeds] == [
        ("Ports", ("Trade", "Must read")), ("Law", ("Trade",)), ("Loose", ()),
    ]  # fmt: skip
    assert found.left_out == ()


def test_a_plain_list_of_addresses_will_do() -> None:
    found = read_addresses(
        b"# Google Alerts\nhttps://www.google.com/alerts/feeds/123/456\n\nnot an address\n"
        b"feed://a.example/x\nhttps://www.google.com/alerts/feeds/123/456\n"
    )
    assert [feed.url for feed in found.feeds] == [
        "https://www.google.com/alerts/feeds/123/456", "http://a.example/x",
    ]  # fmt: skip
    assert found.left_out == ("'not an address': it is no web address.",)


@given(st.binary(max_size=200))
def test_a_list_of_anything_is_read_or_refused(document: bytes) -> None:
    try:
        found = read_addresses(document).feeds
    except OpmlError:
        return
    assert all(feed.url.startswith("http") for feed in found)
