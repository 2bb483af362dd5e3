"""Watch queries that cannot be used, and those that their own source articles do not match."""

from __future__ import annotations

import pytest

from monitor.model import SourceArticle
from monitor.watches import doubt_of, fault_of

SOURCE = SourceArticle(
    "s",
    "Norvig ferry is late",
    "The Norvig ferry from Calder was late by an hour on Monday, the harbour office said."
    " It has carried cars between the islands since 1990.",
    "ferry.md",
)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("(ferry", "does not parse: this '(' is not closed (column 1)."),
        (
            "ferry titel:calder",
            "asks for a field `titel:` (column 7), and the only one is `title:`;"
            " did you mean `title:`?",
        ),
        ("Title:ferry", "did you mean `title:`?"),
        ('ferry OR (body:"calder")', "a field `body:` (column 11)"),
        ("re:invent", "put a word with a colon in quotes."),
    ],
)
def test_a_query_that_cannot_be_used_says_why(query: str, sentence: str) -> None:
    assert sentence in (fault_of(query) or "")


@pytest.mark.parametrize(
    "query",
    ["title:ferry", 'title:"norvig ferry"', '"re:invent" OR title:x', "10:30 ferry", "late: ferry"],
)
def test_a_query_that_can_be_used_has_no_fault(query: str) -> None:
    assert fault_of(query) is None


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("norvik NEAR/5 ferry", "they do not say `norvik`; did you mean `norvig`?"),
        ("title:calder", "they do not say `calder` in a title."),
        ('zebra OR "white whale"', "they do not say `zebra`, `white whale`."),
        ("bus* AND ferry", "they do not say `bus*`."),
        ("norvig NEAR/2 islands", "they have its words, but not together as it asks."),
        ("ferry NOT late", "they have its words, but not together as it asks."),
    ],
)
def test_a_watch_that_its_sources_do_not_match_is_doubtful(query: str, why: str) -> None:
    assert doubt_of(query, [SOURCE], "ferry") == (
        f"the watch {query!r} does not match the source articles of the story 'ferry': {why}"
    )


@pytest.mark.parametrize(
    "query", ["ferries", "zebra OR calder", "title:ferry", "ferr* NEAR/30 car"]
)
def test_a_watch_that_one_source_matches_is_not(query: str) -> None:
    other = SourceArticle("o", "", "Nothing of it.", "other.md")
    assert doubt_of(query, [other, SOURCE], "ferry") is None
