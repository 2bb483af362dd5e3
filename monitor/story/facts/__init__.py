"""Which facts stand in a sentence? Pure.

The tokens of a sentence come in; out go its typed, normalised facts, each with its place.
One module for each kind.
"""

from __future__ import annotations

from monitor.story.facts.denial import is_denied
from monitor.story.facts.digits import mark_of
from monitor.story.facts.finding import OBJECT_MARK, differ_in_object, extract, figure_token
from monitor.story.facts.moments import MONTHS, WEEKDAYS, dateline
from monitor.story.facts.movements import Movement, Tendency, adds, is_of_others, tendency_of
from monitor.story.facts.names import is_person
from monitor.story.facts.numbers import read_numbers
from monitor.story.facts.numerals import SPELLED
from monitor.story.facts.passed import Passed
from monitor.story.facts.values import agree, cut_off, rounded, significant_digits

__all__ = [
    "MONTHS",
    "OBJECT_MARK",
    "SPELLED",
    "WEEKDAYS",
    "Movement",
    "Passed",
    "Tendency",
    "adds",
    "agree",
    "cut_off",
    "dateline",
    "differ_in_object",
    "extract",
    "figure_token",
    "is_denied",
    "is_of_others",
    "is_person",
    "mark_of",
    "read_numbers",
    "rounded",
    "significant_digits",
    "tendency_of",
]
