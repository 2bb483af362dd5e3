"""Is it known? Pure.

What was told and heard is kept here; a sentence, a fact or a report comes in, and out goes
whether it was said before, where, by whom, and what of it differs.
"""

from __future__ import annotations

from monitor.story.known.articles import Articles
from monitor.story.known.beside import is_beside_the_story
from monitor.story.known.claim import Claim, Movements
from monitor.story.known.judge import Judged, is_small_count, judge, weight
from monitor.story.known.ledger import Entry, Ledger, counts_harmed, counts_the_same, toll_of
from monitor.story.known.origin import with_origins
from monitor.story.known.recent import Recent, recent_before
from monitor.story.known.report import Report, report_of
from monitor.story.known.retelling import Retold
from monitor.story.known.series import is_figure
from monitor.story.known.thread import Thread

__all__ = [
    "Articles",
    "Claim",
    "Entry",
    "Judged",
    "Ledger",
    "Movements",
    "Recent",
    "Report",
    "Retold",
    "Thread",
    "counts_harmed",
    "counts_the_same",
    "is_beside_the_story",
    "is_figure",
    "is_small_count",
    "judge",
    "recent_before",
    "report_of",
    "toll_of",
    "weight",
    "with_origins",
]
