"""Watch queries that cannot be used, and those that their own source articles do not match."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.model import SourceArticle
from monitor.watches import doubt_of, fault_of, too_broad
from tests.examples import an_item

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


@given(st.integers(0, 60), st.integers(0, 900), st.booleans())
@example(matching=51, others=949, in_title=True)
def test_a_watch_is_too_broad_from_a_twentieth_of_the_items_on(
    matching: int, others: int, in_title: bool
) -> None:
    said = {"title": "The ferry", "summary": ""}
    if not in_title:
        said = {"title": "Late again", "summary": "The ferries were late."}
    items = [an_item(n, **said) for n in range(matching)]
    items += [an_item(1_000 + n, title="A bus", summary="It came.") for n in range(others)]
    found = too_broad("ferry", items, "harbour")
    assert bool(found) == (20 * matching > matching + others)


def test_what_a_broad_watch_matches_is_said_with_how_much_it_is() -> None:
    items = [
        an_item(n, title="The ferry" if n < 150 else "A bus", summary="") for n in range(1_500)
    ]
    assert too_broad("ferr*", items, "harbour") == (
        "the watch 'ferr*' of the story 'harbour' matches 150 of the latest 1,500 items (10%); name"
        " the story more narrowly, such as by a name AND a word."
    )
    assert too_broad("ferr* AND bus", items, "harbour") is None
    assert too_broad("ferr*", [], "harbour") is None
