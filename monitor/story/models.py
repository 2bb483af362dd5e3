"""The trained weights of the engine: what speaks for a story, and what for news. Pure.

They are data of the program, `classifiers.toml`, made by `scripts/train-classifiers` from labelled items
of real streams and of the tests, and `comment_words.tsv`, made by `scripts/build-comment-words`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.story.classifier import Classifier
from monitor.tables import read_numbers


@dataclass(frozen=True, slots=True)
class Models:
    """Is an item on the story, without watches and with them, is it news, and must it be known?

    And of two reports: does the earlier one tell all that the later tells, and do they share anything?
    """

    topic: Classifier
    watched_topic: Classifier
    news: Classifier
    importance: Classifier
    covers: Classifier
    shares: Classifier
    comment_words: Mapping[str, float]  # nats by word or pair of words


@cache
def shipped_models() -> Models:
    """Return the models that the program ships; read once."""
    data = files("monitor.story")
    tables = tomllib.loads(data.joinpath("classifiers.toml").read_text("utf-8"))
    words = read_numbers(__package__, "comment_words.tsv")
    made = {
        name: Classifier(table["intercept"], table["weights"]) for name, table in tables.items()
    }
    return Models(**made, comment_words=words)
