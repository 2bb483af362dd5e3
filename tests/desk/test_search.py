"""A search as the watches have it, asked of SQLite's full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.search import index_query, is_indexed, refuse_short_prefixes
from monitor.errors import QueryError

TEXTS = {
    1: ("US tariffs on China rise", "Beijing answers with duties."),
    2: ("Electricity prices", "The feed-in tariff for solar power in Germany."),
    3: ("Élections à Paris", "A long day."),
    4: ("Dozens of us danced", "In the United States."),
    5: ("", "tariff one two three four five china"),
}


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "CREATE VIRTUAL TABLE t USING fts5 (title, summary,"
            " tokenize='porter unicode61 remove_diacritics 2')"
        )
        db.executemany(
            "INSERT INTO t (rowid, title, summary) VALUES (?, ?, ?)",
            [(number, *texts) for number, texts in TEXTS.items()],
        )
        yield db


def found(index: sqlite3.Connection, query: str) -> list[int]:
    rows = index.execute(
        "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", (index_query(query),)
    )
    return [number for (number,) in rows]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("tariff", [1, 2, 5]),
        ("TARIFFS", [1, 2, 5]),
        ("tarif*", [1, 2, 5]),
        ("elections", [3]),
        ("title:tariff", [1]),
        ("tariff china", [1, 5]),
        ("tariff AND NOT electricity", [1, 5]),
        ("elections OR electricity", [2, 3]),
        ("(elections OR solar) NOT germany", [3]),
        ('"feed-in tariff"', [2]),
        ("feed-in", [2]),
        ("tariff NEAR/1 china", [1]),
        ("tariff NEAR/5 (china OR germany)", [1, 2, 5]),
        ("US tariff", [1]),
        ("and", []),
        ("-x", []),
        ("a:b", []),
        ("100%", []),
        ("tariff'; DROP TABLE items", []),
    ],
)
def test_a_search_finds_what_a_watch_would(
    index: sqlite3.Connection, query: str, numbers: list[int]
) -> None:
    assert found(index, query) == numbers


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ('"open', "not closed"),
        ("(a", "not closed"),
        ("NOT a", "NOT needs something"),
        ("a OR", "is missing"),
        ("*", "no word"),
        ("\U0001f600", "no word"),
        ("", "empty"),
        ("a" * 10_001, "too long"),
        ("(a b) NEAR/3 c", "NEAR stands between"),
    ],
)
def test_what_is_no_search_is_told_in_a_sentence(query: str, sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        index_query(query)


def test_a_near_of_many_choices_is_refused() -> None:
    many = " OR ".join(f"w{number}" for number in range(20))
    with pytest.raises(QueryError, match="pairs"):
        index_query(f"({many}) NEAR/3 ({many})")


def test_what_is_written_without_spaces_is_not_in_the_index() -> None:
    assert is_indexed("tariff")
    assert not is_indexed("\u963f\u91cc\u5df4\u5df4")


PIECES = st.sampled_from(
    ["tariff", '"', "(", ")", "AND", "OR", "NOT", "NEAR/2", "NEAR", "title:", "*", "-", ":", "^", "{", "+",
     "'", "x*", "\x00", "\U0001f600", "AND*", "a.b", "--", "\u00e9"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=30))
def test_the_index_understands_every_search(query: str) -> None:
    try:
        asked = index_query(query)
    except QueryError:
        return
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (title, summary)")
        db.execute("SELECT rowid FROM t WHERE t MATCH ?", (asked,)).fetchall()


@pytest.mark.parametrize("query", ["ta*", "a AND (b OR ta*)", "a NOT ta*", "ta* NEAR/3 b"])
def test_a_prefix_of_few_letters_is_refused_wherever_it_stands(query: str) -> None:
    with pytest.raises(QueryError, match="at least 3 letters"):
        refuse_short_prefixes(query)
    refuse_short_prefixes(query.replace("ta", "tari"))
