"""What a person sees: tables, moments in words, and nothing unprintable."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from datetime import timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli import screen
from monitor.store.rows import stamp
from tests.examples import NOW

anything = st.text(st.characters())


@given(anything)
def test_what_is_safe_is_one_printable_line_of_the_same_length(text: str) -> None:
    safe = screen.safe(text)
    assert safe.isprintable()
    assert len(safe) == len(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    assert screen.safe(text) == text


@given(st.dictionaries(anything, anything | st.lists(anything), max_size=3))
def test_json_is_printable_and_loses_nothing(value: dict[str, object]) -> None:
    with redirect_stdout(StringIO()) as written:
        screen.say_json(value)
    assert all(line.isprintable() for line in written.getvalue().split("\n"))
    assert json.loads(written.getvalue()) == value


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 s ago"),
        (timedelta(seconds=59), "59 s ago"),
        (timedelta(minutes=4), "4 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(days=3), "3 d ago"),
        (-timedelta(minutes=9), "in 9 min"),
    ],
)
def test_a_moment_is_told_from_now(span: timedelta, words: str) -> None:
    assert screen.ago(stamp(NOW - span), NOW) == words


def test_no_moment_is_never() -> None:
    assert screen.ago(None, NOW) == "never"
    assert screen.day(None) == "-"


def test_a_day_is_told_in_utc() -> None:
    assert screen.day("2018-09-20T10:00:00+02:00") == "2018-09-20 08:00"


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (0, "mail", "0 mails"),
        (1, "mail", "1 mail"),
        (1, "story", "1 story"),
        (2, "story", "2 stories"),
        (1234, "item", "1,234 items"),
    ],
)
def test_things_are_counted_in_words(number: int, noun: str, words: str) -> None:
    assert screen.plural(number, noun) == words


@given(anything, st.integers(2, 50))
def test_what_is_cut_fits(text: str, length: int) -> None:
    cut = screen.cut(text, length)
    assert len(cut) <= length
    assert cut == text or cut.endswith("…")
