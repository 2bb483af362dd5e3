"""The trained weights are readable, complete and used as a logistic model."""

from __future__ import annotations

import math
import subprocess
import sys
import tomllib

import pytest

from monitor.story.classifier import Classifier, classifier
from monitor.story.evidence import WORDS
from tests.story.streams import ROOT


def test_it_adds_up_the_logarithm_of_the_odds() -> None:
    model = Classifier(-1.0, {"a": 2.0, "b": -0.5})
    assert model.probability({}) == pytest.approx(1 / (1 + math.e))
    assert model.probability({"a": 0.5, "unknown": 9.0}) == pytest.approx(0.5)
    assert model.probability({"a": 1e9}) == pytest.approx(1.0)


def test_evidence_names_what_had_an_effect_the_weightiest_first() -> None:
    found = Classifier(0.0, {"a": 2.0, "b": -3.0, "c": 1.0}).evidence({"a": 1.0, "b": 1.0})
    assert [(piece.name, piece.effect) for piece in found] == [("b", -3.0), ("a", 2.0)]


@pytest.mark.parametrize("name", ["topic", "news"])
def test_every_weight_has_its_words(name: str) -> None:
    assert set(classifier(name).weights) <= WORDS.keys()


def test_facts_speak_for_news_and_repetition_against_it() -> None:
    weights = classifier("news").weights
    assert weights["headline_figures"] > 0 < weights["stated_change"]
    assert weights["told_share"] < 0 > weights["headline_explains"]


@pytest.mark.first
def test_the_weights_are_those_that_the_script_finds() -> None:
    script = ROOT / "scripts" / "train-classifiers"
    trained = subprocess.run(
        [sys.executable, script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = tomllib.loads(trained)
    for name in ("topic", "news"):
        # Processors round differently in the last digits of a fit.
        assert found[name]["weights"] == pytest.approx(classifier(name).weights, abs=0.02)
        assert found[name]["intercept"] == pytest.approx(classifier(name).intercept, abs=0.02)
