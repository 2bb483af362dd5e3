"""The port to whoever gives a second opinion: a question goes out, an answer or none comes back. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.story.second_opinion import Question, Standing


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, as it came: nothing of it is checked."""

    text: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why there is none, a sentence for people; `pause` is for how many seconds nothing is wanted."""

    sentence: str
    pause: float | None = None


#: Is given a question and the seconds that it may take, and raises nothing for what goes wrong.
Judge = Callable[[Question, float], Answer | NoAnswer]
#: The same, of how a story stands.
Summarist = Callable[[Standing, float], Answer | NoAnswer]
