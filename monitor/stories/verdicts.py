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

    A development counts once, however many readers judged it; one of which it is not known how likely it
    was held teaches nothing.
    """
    in_order = sorted(said, key=attrgetter("development"))
    groups = (list(own) for _, own in groupby(in_order, key=attrgetter("development")))
    return feedback(judged for own in groups if (judged := _judged(own)))


def _judged(own: Sequence[Said]) -> Judged | None:
    """Return how a development was judged, by what each of its readers said of it."""
    on_story, news = own[0].likely_on_story, own[0].likely_news
    if on_story is None or news is None:
        return None
    of_story = [each.verdict for each in own if each.verdict != UNRELATED]
    right = of_story.count(RIGHT) / len(of_story) if of_story else None
    return Judged(len(of_story) / len(own), right, on_story, news)
