"""Sentences, tokens and concepts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.story.words.text import (
    LONGEST_SENTENCE,
    concepts,
    phrases_with,
    sentences,
    stem,
    tokens,
)


def said(text: str) -> list[str]:
    return [concept for concept, _ in concepts(tokens(text))]


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "The U.S. declined. Mr. Ma, of Alibaba Inc., said yes.\nA new line"
    assert sentences(text) == [
        "The U.S. declined.",
        "Mr. Ma, of Alibaba Inc., said yes.",
        "A new line",
    ]


def test_a_text_without_an_end_is_cut_at_words() -> None:
    found = sentences("word " * 1000)
    assert max(map(len, found)) <= LONGEST_SENTENCE
    assert sum(s.count("word") for s in found) == 1000


def test_inflections_share_a_stem() -> None:
    assert stem("withdrew") == stem("withdraw") == stem("withdrawn")
    assert stem("tariffs") == stem("tariff")
    assert stem("Société") == stem("societe")


def test_the_country_is_not_the_pronoun() -> None:
    assert said("the US and us") == ["usa"]


def test_synonyms_and_demonyms_share_a_concept() -> None:
    assert said("Chinese duties") == said("China tariff") == said("Beijing levy")
    assert said("the United States") == said("America") == said("U.S.")
    assert said("put off") == said("postponed")


def test_function_words_and_bare_numbers_say_nothing() -> None:
    assert said("it was to be 25 per cent of the") == []


def test_cjk_text_is_read_by_character() -> None:
    assert [token.text for token in tokens("阿里巴巴 25%")] == ["阿", "里", "巴", "巴", "25"]


@given(st.text(max_size=300))
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.text
        end = token.end


@given(st.text(max_size=300))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert [t.text for s in sentences(text) for t in tokens(s)] == [
        t.text for line in text.splitlines() for t in tokens(line.strip())
    ]


def test_an_alias_without_a_word_means_nothing() -> None:
    assert phrases_with({"Harbour Authority": ["!?"]}) == phrases_with({"Harbour Authority": []})
