"""Is an item on the story? Pure.

An item and what a story is about come in; out goes a match with its evidence. What is rare in
the stream, and which stories an item could concern, is known here.
"""

from __future__ import annotations

from monitor.story.topic.background import Background
from monitor.story.topic.exclusion import Exclusion, Unwanted, exclusion
from monitor.story.topic.glance import Glance
from monitor.story.topic.index import Interest, StoryIndex
from monitor.story.topic.match import FAR, Query, Watches, match, watch_values
from monitor.story.topic.neighbours import CATCHING_UP, MOST_KEPT, Neighbours, StoryItems
from monitor.story.topic.query import All, Either, Expression, Phrase, parse
from monitor.story.topic.readable import Readable
from monitor.story.topic.readings import Readings
from monitor.story.topic.topic import Topic

__all__ = [
    "CATCHING_UP",
    "FAR",
    "MOST_KEPT",
    "All",
    "Background",
    "Either",
    "Exclusion",
    "Expression",
    "Glance",
    "Interest",
    "Neighbours",
    "Phrase",
    "Query",
    "Readable",
    "Readings",
    "StoryIndex",
    "StoryItems",
    "Topic",
    "Unwanted",
    "Watches",
    "exclusion",
    "match",
    "parse",
    "watch_values",
]
