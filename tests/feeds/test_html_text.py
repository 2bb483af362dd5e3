"""Markup becomes the text that a person would read."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.html_text import clean, html_to_text, one_line

# Text that is rich in what matters here.
markup = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<br/>"),
            *(
                "<?",
                "<a href='",
                '<a href="',
                '">',
                "'>",
                "<",
                ">",
                "&amp;",
                "&#",
                "\r\n",
                "=",
                "x",
            ),
        ]
    )
    | st.text(max_size=5)
).map("".join)


def seen(text: str) -> str:
    """Escape a text for HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize(
    ("given_", "text"),
    [
        ("plain", "plain"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("profit <expected", "profit <expected"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<BR/>three<br />four", "one\ntwo\nthree\nfour"),
        ("a <b>bold</b> word", "a bold word"),
        ("un<i>believ</i>able", "unbelievable"),
        ("Caf&eacute;&nbsp;&#8364;5 &#x20AC;6", "Café €5 €6"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ('<a href="x" title="a > b">link</a>', "link"),
        ("<a title='it&apos;s <b>'>link</a>", "link"),
        ("<p class=don't>we can't</p>", "we can't"),
        ("before<!-- <p>hidden</p> -->after", "beforeafter"),
        ("before<!doctype html><?php echo ?>after", "beforeafter"),
        ("text<script>if (a<b) write('</p>')</script>more", "textmore"),
        ("<style>p { color: red }</style>text", "text"),
        ("<SCRIPT>x</Script >text", "text"),
        ("<svg/>text<svg><title>x</title></svg>", "text"),
        ("<head><title>x</title></head><body>text</body>", "text"),
        ("text<script>without end", "text"),
        ("text <!-- without end", "text"),
        ("<p>one\r\ntwo\nthree</p>", "one two three"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_markup_becomes_text(given_: str, text: str) -> None:
    assert html_to_text(given_) == text


def test_text_without_markup_keeps_its_lines() -> None:
    assert html_to_text("one\n\n  two   words\r\nthree") == "one\ntwo words\nthree"


@pytest.mark.parametrize(
    "deceiver",
    [
        *("\x00", "\x1b", "\x7f", "\x85", "\xad"),
        *("\u061c", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800"),
    ],
)
def test_characters_that_are_not_seen_are_dropped(deceiver: str) -> None:
    assert clean(f"ta{deceiver}riff") == "tariff"


def test_a_soft_hyphen_does_not_hide_a_word() -> None:
    assert html_to_text("Ali&shy;baba") == "Alibaba"


def test_accents_are_composed() -> None:
    assert clean("Cafe\u0301") == "Café"


def test_towers_of_marks_are_taken_down() -> None:
    assert clean("tariff" + "\u0301" * 2_000) == "tariff" + "\u0301" * 4
    assert clean("e\u0302\u0301") == "\u1ebf"  # as Vietnamese writes it


def test_one_line_is_one_line() -> None:
    assert one_line(" a\r\nb\t c\u2028d\xa0e ") == "a b c d e"


@pytest.mark.parametrize(
    "reference", ["&#" + "9" * 5000 + ";", "&#x" + "f" * 5000 + ";", "&#1114112;", "&#55555;"]
)
def test_a_reference_to_no_character_is_no_exception(reference: str) -> None:
    assert html_to_text(f"a {reference} b") in ("a \ufffd b", "a b")


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "<a ",
            "<!--",
            "<a b='",
            '<a b="',
            "<style",
            "<![CDATA[",
            "<script>",
            "</",
            "<a =",
            "&#x",
        ),
        *("<?", "&a", "<p a=' a=\""),
        *("<svg>", "<SVG a>", "<template>", "<noscript>", "<head>", "<style>"),
        *("<svg><head>", "<svg></head>", "<svg></svg>", "<template><svg></template>", "<svg></svg"),
    ],
)
def test_hostile_markup_costs_no_more_than_its_length(hostile: str) -> None:
    def seconds(times: int) -> float:
        def once() -> float:
            began = time.process_time()
            html_to_text(hostile * times)
            return time.process_time() - began

        return min(once() for _ in range(3))

    # Four times as much takes four times as long; were each to look at all the others, sixteen.
    short, long = seconds(10_000), seconds(40_000)
    assert long < 10 * max(short, 0.01)


@given(markup)
def test_the_text_of_any_markup_is_tidy(text: str) -> None:
    found = html_to_text(text)
    assert unicodedata.is_normalized("NFC", found)
    for line in found.split("\n") if found else ():
        assert line == " ".join(line.split()) != ""
    assert not set(found) & {"\x00", "\r", "\u202e", "\u200b"}


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert html_to_text(f"<p>{seen(text)}</p>").split() == one_line(text).split()


@given(st.text())
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)
