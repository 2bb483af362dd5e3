"""The trained weights are readable, complete and used as a logistic model."""

from __future__ import annotations

import math

import pytest

from monitor.story.evidence.classifier import Classifier
from monitor.story.evidence.evidence import WORDS
from monitor.story.evidence.models import shipped_models


def test_it_adds_up_the_logarithm_of_the_odds() -> None:
    model = Classifier(-1.0, {"a": 2.0, "b": -0.5})
    assert model.probability({}) == pytest.approx(1 / (1 + math.e))
    assert model.probability({"a": 0.5, "unknown": 9.0}) == pytest.approx(0.5)
    assert model.probability({"a": 1e9}) == pytest.approx(1.0)


def test_evidence_names_what_had_an_effect_the_weightiest_first() -> None:
    found = Classifier(0.0, {"a": 2.0, "b": -3.0, "c": 1.0}).evidence({"a": 1.0, "b": 1.0})
    assert [(piece.name, piece.effect) for piece in found] == [("b", -3.0), ("a", 2.0)]


@pytest.mark.parametrize("name", ["topic", "watched_topic", "news", "importance"])
def test_every_weight_has_its_words(name: str) -> None:
    assert set(getattr(shipped_models(), name).weights) <= WORDS.keys()


def test_facts_speak_for_news_and_repetition_against_it() -> None:
    weights = shipped_models().news.weights
    assert weights["headline_amounts"] > 0 < weights["stated_change"]
    assert weights["covered_lately"] < 0 > weights["lead_in_source"]
    assert weights["is_opinion_page"] < 0 > weights["comment_words"]


def test_words_of_the_sources_and_a_watch_speak_for_the_story() -> None:
    models = shipped_models()
    assert models.topic.weights["lead_covered"] > 0 < models.topic.weights["anchors_in_lead"]
    assert models.watched_topic.weights["watch_in_headline"] > 0
    assert models.watched_topic.weights["watch_in_text"] > 0


def test_words_and_figures_that_two_reports_share_speak_for_one_event() -> None:
    models = shipped_models()
    for model in (models.covers, models.shares):
        assert model.weights["alike"] > 0 < model.weights["lead_said"]
        assert model.weights["same_headline_figures"] > 0 < model.weights["within_a_day"]
