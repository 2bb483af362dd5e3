"""What does a text say? Pure.

A title and a text come in; out goes what is remembered of them: sentences by what they mean,
their facts, what these are about and where, and what states a movement.
"""

from __future__ import annotations

from monitor.story.reading.about import about
from monitor.story.reading.counters import COUNTED, PARTED
from monitor.story.reading.digest import (
    LEAD_SENTENCES,
    Digest,
    concept_weight,
    digest,
    total_weight,
)
from monitor.story.reading.event import similarity
from monitor.story.reading.figures import Figure, figures_of
from monitor.story.reading.places import is_elsewhere
from monitor.story.reading.profile import Profile, profile
from monitor.story.reading.sentence import Sentence
from monitor.story.reading.source_reading import read_source, time_of
from monitor.story.reading.territory import territory_of

__all__ = [
    "COUNTED",
    "LEAD_SENTENCES",
    "PARTED",
    "Digest",
    "Figure",
    "Profile",
    "Sentence",
    "about",
    "concept_weight",
    "digest",
    "figures_of",
    "is_elsewhere",
    "profile",
    "read_source",
    "similarity",
    "territory_of",
    "time_of",
    "total_weight",
]
