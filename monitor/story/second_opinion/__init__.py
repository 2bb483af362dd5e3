"""What does a judge say whom the engine asks where it is in doubt? Pure.

A decision and the engine that made it come in; out go whether the judge is asked, the question, the
answer as far as it can be trusted, and the decision as it is with that answer weighed.
"""

from __future__ import annotations

from monitor.story.second_opinion.answer import Void, read_answer
from monitor.story.second_opinion.band import candidate, is_asked
from monitor.story.second_opinion.prompt import Message, messages, summary_messages
from monitor.story.second_opinion.question import Known, Question, question_of
from monitor.story.second_opinion.summary import Standing, read_summary
from monitor.story.second_opinion.weighing import weigh

__all__ = [
    "Known",
    "Message",
    "Question",
    "Standing",
    "Void",
    "candidate",
    "is_asked",
    "messages",
    "question_of",
    "read_answer",
    "read_summary",
    "summary_messages",
    "weigh",
]
