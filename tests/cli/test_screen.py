"""What a person sees: tables, moments in words, and nothing unprintable."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli import screen
from monitor.model import DeliveryState
from monitor.store.rows import stamp
from monitor.store.store import Store
from tests.cli.conftest import Installation
from tests.cli.test_commands import fill
from tests.examples import NOW, an_alert, some_news

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
        (timedelta(days=60), "60 d ago"),
        (timedelta(days=564), "19 months ago"),
        (timedelta(days=800), "2 years ago"),
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


# --- tables that fit -------------------------------------------------------------------------------

WIDE = st.text(st.sampled_from("aZ ß漢字カ한é"), max_size=60)


def printed(columns: int, *arguments: object, **options: object) -> list[str]:
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as written:
        patch.setenv("COLUMNS", str(columns))
        screen.table(*arguments, **options)  # type: ignore[arg-type]
    return written.getvalue().rstrip("\n").split("\n")


@given(
    st.integers(1, 7).flatmap(
        lambda n: st.lists(st.lists(WIDE, min_size=n, max_size=n), min_size=1, max_size=4)
    ),
    st.sampled_from([40, 80, 100, 120]),
    st.sets(st.integers(0, 4)),
)
def test_no_line_of_a_table_is_wider_than_the_terminal(
    rows: list[list[str]], width: int, shrinks: set[int]
) -> None:
    heads = [f"head{n}" for n in range(len(rows[0]))]
    shrinks = {each for each in shrinks if each < len(heads) - 1}
    lines = printed(width, heads, rows, shrinks=shrinks, notes=lambda n: rows[n][:1])
    assert max(map(screen.columns, lines)) <= width


def test_ids_stay_whole_while_other_columns_can_be_cut() -> None:
    row = ["0123456789abcdef", "a-very-long-name@of-a-long-host.example.org", "word " * 30]
    _, line = printed(80, ("id", "to", "subject"), [row], shrinks=(1,))
    assert line.startswith("0123456789abcdef  a-very-long-")
    assert "…" in line
    assert line.count("word") >= 5


def test_columns_of_east_asian_letters_stand_below_each_other() -> None:
    lines = printed(80, ("name", "x"), [["漢字", "1"], ["abcd", "1"]])
    assert lines[1] == "漢字  1"
    assert lines[2] == "abcd  1"


@given(WIDE, st.integers(2, 50))
def test_wide_letters_are_cut_by_columns(text: str, length: int) -> None:
    assert screen.columns(screen.cut(text, length)) <= length


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, "-"),
        ("2026-11-04T08:00:00Z", " 4 Nov 08:00"),
        ("2026-02-14T08:00:00Z", "14 Feb 08:00"),
        ("2027-01-02T03:04:00+01:00", " 2 Jan 02:04"),
        ("2025-11-04T08:00:00Z", " 4 Nov 2025"),
    ],
)
def test_a_moment_is_short_and_never_in_doubt(text: str | None, shown: str) -> None:
    assert screen.short_day(text, NOW) == shown


def test_a_long_text_hangs_below_its_beginning_and_a_path_stays_whole() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "60")
        path = "/var/lib/" + "news-monitor-" * 5
        lines = ("head  " + screen.hanging("head  ", f"so it is, and so it was: {path}")).split(
            "\n"
        )
    assert lines[0].startswith("head  so it is")
    assert lines[1] == f"      {path}"
    assert screen.hanging("head  ", "") == ""


# --- the lists -------------------------------------------------------------------------------------


@pytest.fixture
def filled(installation: Installation) -> Installation:
    """An installation in which a long headline was mailed to two readers, once in vain."""
    fill(installation, state=DeliveryState.RETRY)
    long = "The trade office in Washington says that duties on furniture from China go up once more"
    with Store(installation.database) as store, store.transaction():
        news = replace(an_alert(some_news(development=1)), id="f" * 16, message_id="<m@x>")
        store.outbox.enqueue(replace(news, to="a.long.name@of.a.host.example.org", subject=long))
    return installation


@pytest.mark.parametrize("width", ["80", "120"])
@pytest.mark.parametrize(
    "arguments",
    ["feeds", "items", "developments", "alerts", "status", "timeline furniture"],
)
def test_no_line_of_a_list_is_wider_than_the_terminal(
    filled: Installation, arguments: str, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "width", lambda: int(width))
    result = filled.run(*arguments.split())
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [line for line in result.stdout.splitlines() if " database  " not in line]
    assert max(map(screen.columns, lines)) <= int(width)


def test_alerts_name_their_reader_once_or_each(filled: Installation) -> None:
    heads = filled.run("alerts").stdout.splitlines()
    assert heads[0].split() == ["alert", "created", "state", "to", "subject"]
    assert any(line.startswith("ffffffffffffffff") for line in heads[1:])
    one, heads, *_ = filled.run("alerts", "--state", "retry").stdout.splitlines()
    assert one == "To desk@example.org:"
    assert heads.split() == ["alert", "created", "state", "subject"]


def test_why_an_alert_was_not_sent_stands_below_it(filled: Installation) -> None:
    lines = filled.run("alerts", "--state", "retry").stdout.splitlines()
    assert lines[-1] == "    451 busy; next try due."


def test_developments_say_below_their_headline_what_changed(filled: Installation) -> None:
    heads, row, *changes = filled.run("developments").stdout.splitlines()
    assert heads.split() == ["no", "last", "told", "outlets", "headline"]
    assert row.endswith("US raises tariff on Chinese furniture to 25%")
    assert changes[0].strip() == "10% → 25% tariff"
    status = filled.run("status").stdout
    assert changes[0].strip() in status
