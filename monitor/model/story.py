"""Stories, facts, decisions and developments: frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.opinion import SecondOpinion


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """A text that the reader has read; part of the baseline from the start."""

    id: str
    title: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in characters, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that spoke for or against a decision: its value, and what it added to the odds.

    `effect` is in nats: the logarithm of the odds grew by so much, or fell where it is negative.
    """

    name: str
    value: float
    effect: float


@dataclass(frozen=True, slots=True)
class Match:
    """Whether and why an item is on topic. `spans` lie in the item's title + newline + text.

    `score` is how likely it belongs to the story by the story's own words and names, 0..1.
    """

    on_topic: bool
    reason: str
    spans: tuple[Span, ...] = ()
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    is_watched: bool = False  # a watch of the reader's matches it


class FactKind(StrEnum):
    """What kind of statement a fact is."""

    PERCENT = "percent"
    MONEY = "money"
    COUNT = "count"
    DATE = "date"
    DURATION = "duration"
    NAME = "name"
    STATUS = "status"


#: The kinds that say how much by themselves: one that is new is news.
AMOUNTS = frozenset({FactKind.PERCENT, FactKind.MONEY})
#: The kinds whose value moves, is corrected, and is of a price; a date or a span of time is only ever stated.
MOVING = AMOUNTS | {FactKind.COUNT}
#: The kinds that are no figures.
WITHOUT_VALUE = frozenset({FactKind.NAME, FactKind.STATUS})


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed, normalised statement found in a sentence.

    `low` and `high` are equal for a single value; `unit` is the currency, the counted noun, or
    the unit of time. `display` is how a reader would write it. `about` holds the stems of the
    words around it that say what it is about.
    """

    kind: FactKind
    low: float
    high: float
    unit: str
    display: str
    span: Span
    about: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[FactKind, float, float, str]:
        """Equal for two facts that state the same value of the same kind."""
        return (self.kind, self.low, self.high, self.unit)


class ChangeKind(StrEnum):
    """How a statement of an item differs from what was known."""

    CHANGED = "changed"
    NEW = "new"
    DISPUTED = "disputed"  # two outlets state two values of one thing at one time


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the baseline and the source article or item that said it."""

    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an item tells and the reader does not know yet."""

    kind: ChangeKind
    before: str | None
    after: str
    about: str
    sentence: str
    source: Passage | None = None
    fact: FactKind = FactKind.COUNT  # what kind of statement it is
    weight: float = 1.0  # how much it says by itself: 1 is enough for a mail
    written: str = ""  # `after` as the sentence writes it: `£40m`; empty where that is not known
    is_telling: bool = (
        False  # a share, a sum or a toll: new in a headline, it is an event of its own
    )


class Standing(StrEnum):
    """How one sentence of an item stands against the baseline."""

    KNOWN = "known"
    CHANGED = "changed"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class SentenceDiff:
    """One sentence of an item, what it was compared with, and the facts found in it."""

    sentence: str
    standing: Standing
    nearest: Passage | None
    overlap: float  # share of its weight that `nearest` also says, 0..1
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """An item against the baseline.

    `novelty` is how likely the item tells the reader something new, 0..1; `said` is the share of
    its lead, by weight, that one place of the baseline says.
    """

    novelty: float
    changes: tuple[Change, ...]
    sentences: tuple[SentenceDiff, ...]
    said: float = 0.0
    told_by: str | None = None  # the told item that most likely tells the same
    told_likely: float = 0.0  # how likely `told_by` tells a development of this item, 0..1
    evidence: tuple[Evidence, ...] = ()
    importance: float = 0.0  # how likely it is that whoever follows the story must know it, 0..1
    weighty: tuple[Evidence, ...] = ()  # what speaks for and against its importance


class Action(StrEnum):
    """What is done with an item on a story."""

    ALERT = "alert"
    FOLD = "fold"
    KNOWN = "known"
    UNRELATED = "unrelated"
    HOLD = "hold"
    UNDECIDABLE = "undecidable"  # deciding it fails, or ends the program

    @property
    def verdict(self) -> str:
        """The word that users and scripts see."""
        return _VERDICTS[self]


_VERDICTS = {
    Action.ALERT: "development",
    Action.FOLD: "known",
    Action.KNOWN: "known",
    Action.UNRELATED: "unrelated",
    Action.HOLD: "held",
    Action.UNDECIDABLE: "undecidable",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with an item on one story, and why."""

    action: Action
    reason: str
    match: Match
    diff: Diff | None = None
    development: int | None = None
    same_as: str | None = None
    is_correction: bool = False  # the outlet replaced a figure that the reader was told
    opinion: SecondOpinion | None = None  # of a judge that was asked besides


@dataclass(frozen=True, slots=True)
class Report:
    """Who tells a development: one item of one outlet."""

    item: str
    outlet: str
    title: str
    link: str | None
    published: datetime
    text: str = ""  # what it says, title and all
    origin: str = ""  # the outlet or agency that found it out
    identity: str = ""  # of its item in its feed


@dataclass(frozen=True, slots=True)
class Development:
    """Something the reader does not know yet; the unit that is alerted once."""

    id: int
    story: str
    headline: str
    changes: tuple[Change, ...]
    reports: tuple[Report, ...]  # first to tell it first
    alerts: int = 0  # messages already written about it: 0 before the first, more for follow-ups
