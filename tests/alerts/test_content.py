"""What feeds say, made to show what it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.content import Host, host_of, one_line, plain, safe_link
from tests.alerts.conftest import hostile


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\", "text"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1bPq data\x1b\\after", "after"),
        ("\x90a\x9db\x07c", "ac"),
        ("\x1b", ""),
        ("\x1b[", ""),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("pass\u200bword\u2060 \ufeffspam\u00ad", "password spam"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("\u3164blank\u2800", "blank"),
        ("25\xa0%\u2009up\u3000now", "25 % up now"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo three four"),
        ("bell\x07\x00\x08", "bell"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 4),
        ("Việt Nam, Zoë, 日本語, עברית", "Việt Nam, Zoë, 日本語, עברית"),
    ],
)
def test_what_is_not_seen_is_not_said(told: str, shown: str) -> None:
    assert plain(told) == shown


@given(hostile | st.text())
def test_plain_text_is_printable_and_stays_as_it_is(text: str) -> None:
    shown = plain(text)
    assert all(char == "\n" or char.isprintable() for char in shown)
    assert not any(
        unicodedata.bidirectional(c) in {"LRO", "RLO", "LRE", "RLE", "PDF"} for c in shown
    )
    assert plain(shown) == shown
    assert len(one_line(text).splitlines()) <= 1


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_plain_ascii_is_not_touched(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://news.example/1?a=b", "https://news.example/1?a=b"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://bank.example@evil.example/", "https://evil.example/"),
        ("https://bank.example:443@evil.example/", "https://evil.example/"),
        ("javascript:alert(1)", None),
        ("data:text/html,<b>", None),
        ("file:///etc/passwd", None),
        ("//news.example/", None),
        ("https:///path", None),
        ("https://news.example/\u202egpj", None),
        ("https://news.example/a b", None),
        ("https://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_link_to_a_page_is_a_link(link: str | None, kept: str | None) -> None:
    assert safe_link(link) == kept


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.news.example/1", Host("news.example")),
        ("https://NEWS.example:8080/1", Host("news.example")),
        ("https://zeitung-für-alle.example/", Host("zeitung-für-alle.example")),
        ("https://xn--bcher-kva.example/", Host("bücher.example")),
        ("https://новости.рф/", Host("новости.рф")),
        ("https://日本語.example/", Host("日本語.example")),
        # Latin letters among others, or others that look like Latin ones.
        ("https://ехаmple.com/", Host("xn--mple-43d3a6i.com", is_lookalike=True)),
        ("https://аррӏе.com/", Host("xn--80ak6aa92e.com", is_lookalike=True)),
        ("https://xn--80ak6aa92e.com/", Host("xn--80ak6aa92e.com", is_lookalike=True)),
        (
            "https://xn--zzzzzzzzzzzz99999.com/",
            Host("xn--zzzzzzzzzzzz99999.com", is_lookalike=True),
        ),
    ],
)
def test_a_host_is_shown_in_its_letters_unless_they_deceive(link: str, host: Host) -> None:
    assert host_of(link) == host


@given(hostile | st.text(max_size=30))
def test_whatever_stands_for_a_host_is_shown_on_a_printable_line(name: str) -> None:
    link = safe_link(f"https://{name}/")
    if link:
        assert host_of(link).name.isprintable()


def letter_by_letter(text: str) -> str:
    """Return what `plain` keeps of a text without control sequences, asked of each letter."""
    found, marks = "", 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if char in "\u115f\u1160\u2800\u3164\uffa0" or marks > 4:
            continue
        seen = char == "\n" or (char.isprintable() and char != "\xa0")
        found += char if seen else " " if char.isspace() else ""
    return found


@given(st.text(st.sampled_from("ae \n\xa0\u0301\u3164\u200b\u3000é日~\x7f\t")))
def test_common_letters_change_nothing_of_what_is_seen_of_others(text: str) -> None:
    assert plain(text) == letter_by_letter(text)
