"""What readers said of developments → what is learnt of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from monitor.store.said import Said
from monitor.story.evidence import Feedback, Judged, feedback

RIGHT, REPEAT, UNRELATED = "right", "repeat", "unrelated"


def feedback_of(said: Iterable[Said]) -> Feedback:
    """Return what the verdicts on the developments of one story teach.

    A development counts once, however many readers judged it. Whoever said that it is not of the story
    says nothing of its being news, and what is not known to have been likely teaches nothing.
    """
    in_order = sorted(said, key=attrgetter("development"))
    groups = (list(own) for _, own in groupby(in_order, key=attrgetter("development")))
    return feedback(judged for own in groups if (judged := _judged(own)))


def _judged(own: Sequence[Said]) -> Judged | None:
    """Return how a development was judged by its readers; None where that teaches nothing."""
    likely = own[0].likely
    of_story = [each.verdict for each in own if each.verdict != UNRELATED]
    if likely is None or not of_story:
        return None
    return Judged(of_story.count(RIGHT) / len(of_story), likely)
