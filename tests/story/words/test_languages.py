"""Texts of other languages carry their figures and names across."""

from __future__ import annotations

import pytest

from monitor.model import FactKind, SourceArticle
from monitor.stories.source_doubts import doubts_of
from monitor.story import digest
from monitor.story.words.languages import Language, language_of
from monitor.story.words.languages.glossary import glossary
from monitor.story.words.text import concepts, phrases_with, tokens
from tests.story.facts.writers import FRAMES


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The court said on Friday that it would hear the appeal.", Language.ENGLISH),
        ("Der Konzern hat die Prognose für das Jahr gesenkt und die Aktie fiel.", Language.GERMAN),
        ("La empresa anunció que los aranceles del país suben por el acuerdo.", Language.SPANISH),
        ("Le gouvernement a annoncé que les droits de douane du pays vont augmenter.", Language.FRENCH),
        ("美国将对中国商品加征关税", Language.CHINESE),
        ("Tesla", Language.ENGLISH),
        ("", Language.ENGLISH),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text: str, language: Language) -> None:
    assert language_of(text) is language


@pytest.mark.parametrize("language", Language)
def test_a_language_has_a_frame_for_figures_and_a_name(language: Language) -> None:
    assert language in FRAMES, (
        "tests/story/facts/writers.py: a sentence of it, with a place for a figure"
    )
    text = FRAMES[language].format("12")
    assert language_of(text) is language, "its function words do not tell it"
    is_told = any(
        language.name.capitalize() in said
        for said in doubts_of(SourceArticle("a", "", text, "a.md"))
    )
    assert is_told == (language is not Language.ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        "美国对中国商品加征25%的关税",
        "Die Regierung in Washington hat für Waren aus China einen Zoll von 25 Prozent angekündigt.",
        "El gobierno de Estados Unidos anunció que los bienes de China pagan un arancel del 25 por ciento.",
        "Le gouvernement des États-Unis a annoncé des droits de douane de 25 % sur les biens de la Chine.",
    ],
)
def test_one_piece_of_news_means_the_same_in_every_language(text: str) -> None:
    (sentence,) = digest("", text).sentences
    assert {"usa", "china", "tariff"} <= sentence.concepts
    assert [f.display for f in sentence.figures if f.kind is FactKind.PERCENT] == ["25%"]
    assert {"usa", "china"} <= sentence.names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Förderung sinkt um 500.000 Barrel und zwei Millionen Euro für das Jahr.", {5e5, 2e6}),
        ("La producción del país baja en medio millón de barriles y los 1.500 empleos se van.", {5e5, 1500}),
        ("Le groupe va supprimer 3 000 emplois et paie 2,2 millions d'euros pour les sites.", {3000, 2.2e6}),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_language_writes_them(text: str, expected: set[float]) -> None:
    values = {fact.high for sentence in digest("", text).sentences for fact in sentence.figures}
    assert expected <= values


def test_the_glossary_says_each_form_once_a_language() -> None:
    words = glossary().words
    assert words[Language.GERMAN]["zölle"].concepts == ("tariff",)
    assert words[Language.FRENCH]["fed"].is_name
    assert glossary().phrases[Language.CHINESE][tuple("关税")].concepts == ("tariff",)


def test_aliases_of_a_story_mean_the_name_that_they_stand_for() -> None:
    phrases = phrases_with({"Federal Reserve": ["FOMC", "美联储局"]})
    plain = [concept for concept, _ in concepts(tokens("Federal Reserve"))]
    assert [c for c, _ in concepts(tokens("FOMC"), phrases)] == plain
    assert [c for c, _ in concepts(tokens("美联储局"), phrases)] == plain
    assert [c for c, _ in concepts(tokens("FOMC"))] != plain
