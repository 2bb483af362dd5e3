"""Where text looks like markup and markup like text: titles and texts as feeds wrap them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parse import parse
from monitor.feeds.titles import body_text, title_text
from monitor.model import Feed, Item

FEED = Feed("https://n.example/feed", "N")
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def only(document: str) -> Item:
    (found,) = parse(document.encode(), "", FEED, NOW).items
    return found


def rss(title: str) -> str:
    return f"<rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>"


def atom(kind: str, title: str) -> str:
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>"
        f"<title{kind}>{title}</title></entry></feed>"
    )


def json_feed(title: str) -> str:
    item = {"id": "1", "title": title}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})


XHTML = "<div xmlns='http://www.w3.org/1999/xhtml'>{}</div>"
#: How a title is put into a document, as text.
WRAPPED = {
    "rss": lambda text: rss(escape(text)),
    "rss, escaped twice": lambda text: rss(escape(escape(text))),
    "rss, CDATA": lambda text: rss(f"<![CDATA[{text}]]>"),
    "rss, CDATA escaped": lambda text: rss(f"<![CDATA[{escape(text)}]]>"),
    "rss, CDATA escaped as text": lambda text: rss(escape(f"<![CDATA[{text}]]>")),
    "atom": lambda text: atom("", escape(text)),
    "atom, text": lambda text: atom(" type='text'", escape(text)),
    "atom, html": lambda text: atom(" type='html'", escape(escape(text))),
    "atom, html once": lambda text: atom(" type='html'", escape(text)),
    "atom, html in CDATA": lambda text: atom(" type='html'", f"<![CDATA[{escape(text)}]]>"),
    "atom, xhtml": lambda text: atom(" type='xhtml'", XHTML.format(escape(text))),
    "json": json_feed,
}
words = st.sampled_from("The use of a in HTML and C++ R&D 5 < 6 now: 25% profit café".split())
literal = st.sampled_from(
    "<head> <dl> <title> <script> <p> <T> List<String> <canvas> <john@example.org>"
    " <!doctype> <b> </body>".split()
)


@st.composite
def a_title(draw: st.DrawFn) -> str:
    """Return a title with words that look like tags; the first word does not, nor the last."""
    middle = draw(st.lists(words | literal, min_size=1, max_size=6, unique=True))
    return " ".join(["Guide", *middle, "explained"])


@pytest.mark.parametrize("way", WRAPPED)
@given(a_title())
def test_a_title_keeps_every_word_however_it_is_wrapped(way: str, title: str) -> None:
    assert only(WRAPPED[way](title)).title == title


#: Markup that is meant, and what a person reads.
MEANT = [
    ("<b>Bold</b> move", "Bold move"),
    ("A <em class=x>fine</em> day", "A fine day"),
    ("Two<br/>lines<br>here", "Two lines here"),
    ("<p>Cut off title", "Cut off title"),
    ("Cut off title</p>", "Cut off title"),
    ("<h2>LibreOffice (Beta)</h2>", "LibreOffice (Beta)"),
    ("<a href='https://x.example'>Linked</a> title", "Linked title"),
    ('Picture <img src="x"/> here', "Picture here"),
    ("un<i>believ</i>able", "unbelievable"),
    ("x<script>alert(1)</script>y", "xy"),
    ("x<style>p { color: red }</style>y", "xy"),
    ("a<!-- hidden -->b", "ab"),
    ("<video src='x'>clip</video>", "clip"),
    ('odd <iframe src="x"> frame', "odd frame"),
    ("&lt;b&gt; is a tag", "<b> is a tag"),
]


@pytest.mark.parametrize(("markup", "text"), MEANT)
@pytest.mark.parametrize("way", ["rss", "rss, CDATA", "atom, html once", "atom, text", "json"])
def test_markup_that_is_meant_is_not_shown(way: str, markup: str, text: str) -> None:
    assert only(WRAPPED[way](markup)).title == text


@pytest.mark.parametrize(
    ("written", "media_type", "text"),
    [
        ("Use <head> now.\nAll of it", "text/plain", "Use <head> now.\nAll of it"),
        ("<p>One</p><p>two</p>", "text/plain", "One\ntwo"),
        ("Use <head> and go on", "text/html", "Use and go on"),
        ("<p>x</p><head><p>y</p>", "text/html", "x\ny"),
        ("mail <john@x.example> or <https://x.example/> now", "text/html",
         "mail <john@x.example> or <https://x.example/> now"),
        ("<![CDATA[in <b>bold</b>]]>", "text/html", "in bold"),
        ("<o:p>Word</o:p> says", "text/html", "Word says"),
        ("AT&amp;T", "text/plain", "AT&T"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_it_is_declared_or_used(written: str, media_type: str, text: str) -> None:
    assert body_text(written, media_type) == text


def test_a_json_feed_says_which_of_its_texts_are_markup() -> None:
    item = {"id": "1", "content_text": "Use <head> now", "title": "T", "summary": "see <dl> too"}
    document = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    found = only(json.dumps(document))
    assert (found.summary, found.content) == ("see <dl> too", "Use <head> now")


@given(
    st.text()
    | st.lists(st.sampled_from("<b> </b> <x <head> <!-- --> & &lt; ' \" = x > <".split())).map(
        "".join
    )
)
def test_no_text_is_an_exception_and_none_is_longer_than_it_was(written: str) -> None:
    assert len(title_text(written)) <= max(len(written), 1) * 4
    assert "\n" not in title_text(written)


#: As public reports show them: report → the document, and its title.
REPORTED = {
    "feedbin/feedbin#232": (rss("A guide to &lt;head&gt; elements"), "A guide to <head> elements"),
    "jocmp/capyreader#2140": (rss("<![CDATA[ On The <dl> ]]>"), "On The <dl>"),
    "fossar/selfoss#613": (
        atom(" type='xhtml'", XHTML.format("<h2>View (Beta)</h2>")),
        "View (Beta)",
    ),
    "Athou/commafeed#329": (rss("One&lt;br/&gt;two"), "One two"),
    "lwindolf/liferea#988": (rss("<a href='https://x.example'>Linked</a> title"), "Linked title"),
    "matklad/matklad.github.io#108": (atom(" type='html'", "&lt;3 Deno"), "<3 Deno"),
    "brief-rss/brief#416": (
        atom(" type='html'", "like &lt;animate [etc.]&gt;?"),
        "like <animate [etc.]>?",
    ),
    "madelynnblue/goread#206": (atom(" type='html'", "&lt;em&gt;Blue&lt;/em&gt; sky"), "Blue sky"),
    "jekyll/jekyll-feed#388": (atom(" type='html'", "Joren-&amp;gt;blog"), "Joren->blog"),
    "SimpleMachines/SMF#8338": (atom("", "say &amp;quot;hi&amp;quot;"), 'say "hi"'),
}


@pytest.mark.parametrize(("document", "title"), REPORTED.values(), ids=REPORTED)
def test_a_title_of_a_public_report_is_read(document: str, title: str) -> None:
    assert only(document).title == title
