"""Is it news, and how weighty? Pure.

What an item says and what of it is known come in; out go the diff, how likely it is news, and
the decision with its reason.
"""

from __future__ import annotations

from monitor.story.news.comment import reads_like_comment
from monitor.story.news.decide import IMPORTANT, NEWS, Told, decide, note_told, only_important
from monitor.story.news.diff import MostLike, compare, findings
from monitor.story.news.edit import as_told, decide_edit, only_new, read_edit, within_limits
from monitor.story.news.genre import address_of, genre_values, is_colour
from monitor.story.news.novelty import values

__all__ = [
    "IMPORTANT",
    "NEWS",
    "MostLike",
    "Told",
    "address_of",
    "as_told",
    "compare",
    "decide",
    "decide_edit",
    "findings",
    "genre_values",
    "is_colour",
    "note_told",
    "only_important",
    "only_new",
    "read_edit",
    "reads_like_comment",
    "values",
    "within_limits",
]
