"""The query language: what matches, where, and what is said of a query that does not parse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.model import Span
from monitor.story.topic.match import Query, Watches
from monitor.story.topic.query import parse
from monitor.story.topic.readable import Readable, inflection_root


def matches(query: str, text: str, title: str = "") -> bool:
    return bool(parse(query).hits(Readable.of(title, text)))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("alibaba", "ALIBABA cuts its forecast"),
        ("societe", "Société Générale fined"),
        ("tariff", "New tariffs on steel"),
        ("withdraw", "Ma withdrew the promise"),
        ("company", "Two companies merge"),
        ("stop", "The talks stopped"),
        ("raise", "raising the rate"),
        ("tariff*", "the tariffication of trade"),
        ('"jack ma"', "founder Jack Ma said"),
        ('"trade war*"', "the trade warriors"),
        ("china AND tariff", "a tariff that China pays"),
        ("china tariff", "a tariff that China pays"),
        ("china OR india", "made in India"),
        ("tariff NOT electricity", "a tariff on steel"),
        ("tariff AND NOT electricity", "a tariff on steel"),
        ("tariff NEAR/3 china", "tariff on goods from China"),
        ("china NEAR/3 tariff", "tariff on goods from China"),
        ("(tariff OR duty) NEAR (china OR beijing)", "Beijing lowers the duty"),
        ("us", "the US said"),
    ],
)
def test_what_matches(query: str, text: str) -> None:
    assert matches(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("electricity", "electric cars"),
        ("alibaba", "Ali Baba and the forty thieves"),
        ('"jack ma"', "Ma met Jack"),
        ("tariff NEAR/2 china", "tariff on all goods made in China"),
        ("tariff NOT electricity", "the electricity tariff"),
        ("US", "let us go"),
        ("china AND tariff", "China"),
        ("title:china", "China"),
        ("or", "nothing of the kind"),
    ],
)
def test_what_does_not_match(query: str, text: str) -> None:
    assert not matches(query, text)


def test_title_looks_at_the_title_only() -> None:
    assert matches("title:china", "text", title="China rises")
    assert matches('title:"trade war"', "text", title="A trade war begins")


def test_near_counts_the_words_between() -> None:
    assert matches("a1 NEAR/0 b1", "a1 b1")
    assert not matches("a1 NEAR/0 b1", "a1 x b1")
    assert matches("a1 NEAR/1 b1", "b1 x a1")


@pytest.mark.parametrize(
    ("query", "says", "column"),
    [
        ("", "empty", 1),
        ("alibaba OR", "missing", 11),
        ("(china", "not closed", 1),
        ("china)", "without its", 6),
        ('"jack ma', "not closed", 1),
        ("NOT china", "NOT needs", 1),
        ("china NEAR/3", "missing", 13),
        ("a*b", "only end a word", 1),
        ("...", "no word", 1),
        ("(" * 60 + "a" + ")" * 60, "too deep", 51),
    ],
)
def test_a_wrong_query_is_answered_with_a_sentence_and_a_column(
    query: str, says: str, column: int
) -> None:
    with pytest.raises(QueryError, match=says) as caught:
        parse(query)
    assert caught.value.column == column


def test_spans_lie_in_title_and_text() -> None:
    found = Watches((Query.of("china"),)).find("China rises", "In China, too")
    assert found is not None
    assert found.spans == (Span(0, 5), Span(15, 20))


def test_an_exclusion_overrules_a_watch_and_is_named() -> None:
    watches = Watches((Query.of("tariff"),), (Query.of('"feed-in tariff"'),))
    tariff = watches.find("A tariff", "")
    assert tariff is not None
    assert not tariff.is_exclusion
    excluded = watches.find("The feed-in tariff", "")
    assert excluded is not None
    assert (excluded.is_exclusion, excluded.query.text) == (True, '"feed-in tariff"')


def test_what_a_query_rules_out_is_not_what_it_looks_for() -> None:
    query = Query.of('(tariff* OR "trade war") NEAR/5 china NOT electricity')
    assert list(query.expression.said()) == ["tariff", "trade war", "china"]


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    column = 1
    try:
        parse(text).hits(Readable.of("A title", "and some text"))
    except QueryError as error:
        column = error.column
    assert 1 <= column <= len(text) + 1


_WORDS = st.sampled_from(["alpha", "beta", "gamma", "delta"])


@given(_WORDS, _WORDS, st.lists(_WORDS, max_size=8))
def test_and_is_both_and_or_is_either(first: str, second: str, words: list[str]) -> None:
    text = " ".join(words)
    assert matches(f"{first} AND {second}", text) == (first in words and second in words)
    assert matches(f"{first} OR {second}", text) == (first in words or second in words)


@given(
    st.sampled_from(["tariff", "promise", "company", "levy", "tax", "stop", "duty", "agree", "war"])
)
def test_a_word_matches_its_inflections(word: str) -> None:
    plural = (
        word[:-1] + "ies" if word.endswith("y") else word + ("es" if word.endswith("x") else "s")
    )
    assert inflection_root(plural) == inflection_root(word)


def test_too_many_parentheses_and_nears_are_refused() -> None:
    with pytest.raises(QueryError, match="too deep"):
        parse("(" * 51 + "a" + ")" * 51)
    with pytest.raises(QueryError, match="more than 50 NEARs"):
        parse(" NEAR ".join("a" * 60))


def test_a_near_without_its_number_says_so() -> None:
    for query in ("a NEAR/x b", "a NEAR/12345 b", "a NEAR/ b"):
        with pytest.raises(QueryError, match="needs a number of words"):
            parse(query)
    assert list(parse('a "near/5"').said()) == ["a", "near 5"]


def test_a_longer_phrase_beside_it_brings_no_word_nearer() -> None:
    expression = parse('apples NEAR/1 (pears OR "plums and figs and dates")')
    far = Readable.of(
        "", "pears cost much less than apples as we were told: plums and figs and dates"
    )
    near = Readable.of("", "apples and pears")
    assert expression.hits(far) == []
    assert len(expression.hits(near)) == 1
