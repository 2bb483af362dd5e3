"""When a judge is asked, and what is done without an answer: budget, time, pauses, troubles. I/O.

No answer, a slow one, one that counts for nothing, a spent budget: the engine's own verdict stands.
Waiting is bounded as a whole: of any ten spans of `timeout` at most one is waited, and no more in one
poll, so that no mail is late by more than that.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from monitor.model import Decision, Item, SecondOpinion, stable_id
from monitor.store.opinions import Opinions
from monitor.stories.judge import Answer, Judge, NoAnswer, Summarist
from monitor.story.engine import Engine
from monitor.story.second_opinion import (
    Question,
    Standing,
    Void,
    candidate,
    is_asked,
    question_of,
    read_answer,
    read_summary,
    weigh,
)

log = logging.getLogger(__name__)

_SPANS = 10  # of the timeout, in which it is spent once
_NEARLY = 0.9  # of the time that was left: a clock and a timer are not one
_LEAST = 0.1  # of the timeout; in less nobody answers
_FIRST_PAUSE, _LONGEST_PAUSE = 60.0, 3600.0  # seconds
_MOST_VOID = 3  # answers in a row that count for nothing, before that is a trouble


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a judge is asked: about what (as `when` of [judge] says), how often a day, how long it may take.

    `is_live` is whether somebody waits for the mails.
    """

    model: str
    when: str
    budget: int
    timeout: timedelta
    is_live: bool = True


class Counsel:
    """Asks a judge about doubtful decisions; these belong to one thread at a time.

    `clock` tells the time, `monotonic` seconds that go on whatever the clock does. `on_trouble` is given
    a sentence when the judge is in trouble, and None when it is well again.
    """

    def __init__(
        self,
        judge: Judge,
        terms: Terms,
        opinions: Opinions,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        on_trouble: Callable[[str | None], None] = lambda _: None,
        summarist: Summarist | None = None,
    ) -> None:
        self._judge = judge
        self._summarist = summarist
        self._asking = threading.Lock()
        self._summaries: dict[
            str, tuple[str, str | None]
        ] = {}  # by story: of what, and the summary
        self._terms = terms
        self._opinions = opinions
        self._clock = clock
        self._monotonic = monotonic
        self._on_trouble = on_trouble
        self._waited: deque[tuple[float, float]] = deque()  # until when, for how long
        self._poll_began = monotonic()
        self._rests_until = float("-inf")
        self._failures = self._voids = 0  # in a row
        self._is_closed = False

    def begin_poll(self) -> None:
        """Note that what is waited from now on holds up the mails of another poll."""
        self._poll_began = self._monotonic()

    def reconsider(self, story: str, engine: Engine, item: Item, decision: Decision) -> Decision:
        """Return a decision with a judge's opinion weighed, where it is asked and answers."""
        doubted = candidate(engine, item, decision)
        if doubted is None or not is_asked(doubted, self._terms.when):
            return decision
        question = question_of(story, engine, item, doubted)
        found = self._opinion(question)
        if found is None:
            return decision
        if found.said is None:
            return replace(decision, opinion=found)
        return replace(weigh(engine, item, doubted, found.said), opinion=found)

    def sum_up(self, story: str, texts: Sequence[str]) -> str | None:
        """Return how a story stands by what was told, oldest first, in the judge's words, if it has any.

        For any thread. What is not new is not asked again.
        """
        standing = Standing.of(story, tuple(texts))
        asked = stable_id(story, *standing.lines)
        if self._summaries.get(story, ("", None))[0] == asked:
            return self._summaries[story][1]
        answer = self._ask(partial(self._summarist, standing)) if self._summarist else None
        if answer is None:
            return None
        read = read_summary(answer.text, standing)
        self._note(read)
        summary = None if isinstance(read, Void) else read
        self._summaries[story] = asked, summary
        return summary

    @property
    def model(self) -> str:
        """Who it is that is asked."""
        return self._terms.model

    def close(self) -> None:
        """Let nothing be asked any more."""
        self._is_closed = True

    def _opinion(self, question: Question) -> SecondOpinion | None:
        """Return what is answered to a question, now or before; None without an answer."""
        model = self._terms.model
        asked = stable_id(model, question.story, question.item, question.title, question.text)
        if known := self._opinions.find(asked):
            return known
        at = self._clock().isoformat(timespec="seconds").replace("+00:00", "Z")
        answer = self._ask(partial(self._judge, question))
        if answer is None:
            return None
        read = read_answer(answer.text, question)
        self._note(read)
        if isinstance(read, Void):
            found = SecondOpinion(model, at, None, read.reason)
        else:
            found = SecondOpinion(model, at, read)
        self._opinions.keep(asked, found)
        return found

    def _ask(self, ask: Callable[[float], Answer | NoAnswer]) -> Answer | None:
        """Ask within what is left of the budget and the time; None where nothing is, or no answer comes.

        Where another thread is asking, nobody waits for it.
        """
        if not self._asking.acquire(blocking=False):
            return None
        try:
            day = f"{self._clock():%Y-%m-%d}"
            seconds = self._seconds()
            least = _LEAST * self._terms.timeout.total_seconds()
            if seconds < least or self._opinions.asked_on(day) >= self._terms.budget:
                return None
            self._opinions.count(day)
            answer = self._timed(ask, seconds)
            if isinstance(answer, Answer):
                return answer
            if not self._was_cut_short(seconds):
                self._fail(answer.sentence, answer.pause)
            return None
        finally:
            self._asking.release()

    def _timed(
        self, ask: Callable[[float], Answer | NoAnswer], seconds: float
    ) -> Answer | NoAnswer:
        began = self._monotonic()
        try:
            return ask(seconds)
        finally:
            ended = self._monotonic()
            self._waited.append((ended, ended - began))

    def _was_cut_short(self, seconds: float) -> bool:
        """Whether the last answer took all of the time that was left for it, which was not the whole."""
        _, took = self._waited[-1]
        return seconds < self._terms.timeout.total_seconds() and took >= _NEARLY * seconds

    def _note(self, read: object) -> None:
        """Note whether an answer counted for something."""
        if not isinstance(read, Void):
            self._voids = 0
            self._recover()
            return
        log.info("an answer of the judge counts for nothing: it %s", read.reason)
        self._voids += 1
        if self._voids >= _MOST_VOID:
            self._fail(f"the answers of the judge count for nothing; the last one {read.reason}")

    def _seconds(self) -> float:
        """Return for how many seconds an answer may be waited for now."""
        timeout, now = self._terms.timeout.total_seconds(), self._monotonic()
        if self._is_closed or now < self._rests_until:
            return 0.0
        if not self._terms.is_live:
            return timeout
        earliest = min(now - _SPANS * timeout, self._poll_began)
        while self._waited and self._waited[0][0] < earliest:
            self._waited.popleft()
        return timeout - sum(seconds for _, seconds in self._waited)

    def _fail(self, sentence: str, pause: float | None = None) -> None:
        """Leave the judge alone for a while, each time longer, and say so once."""
        if self._is_closed:
            return  # it was cut off
        rest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(self._failures, 10))
        self._rests_until = self._monotonic() + max(rest, pause or 0.0)
        self._failures += 1
        if self._failures == 1:
            self._on_trouble(sentence)

    def _recover(self) -> None:
        if self._failures:
            self._failures = 0
            self._on_trouble(None)
