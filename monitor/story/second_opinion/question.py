"""Engine × Item → what a judge is asked: the story, what is known, the item; each cut to a bound. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.model import Decision, Item
from monitor.story.engine import Engine
from monitor.story.known import report_of
from monitor.story.reading import LEAD_SENTENCES, Digest

MOST_KNOWN = 10  # passages
_MOST_TOLD = 7  # of them, told items
_LONGEST_PASSAGE = 500  # characters
_LONGEST_TITLE = 400
LONGEST_TEXT = 4_000
_LEAST_OVERLAP = 0.2  # share of a sentence that a known one must say to be beside it


@dataclass(frozen=True, slots=True)
class Known:
    """A passage that the reader knows, and when it was told; empty for what was read before."""

    text: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a judge is asked about an item, and all that it is shown.

    `about` are titles and leads of the source articles; `title` and `text` are the item's, on one line.
    """

    story: str
    about: tuple[str, ...]
    known: tuple[Known, ...]
    item: str  # its id
    title: str
    text: str
    published: datetime | None = None

    @property
    def said(self) -> Iterator[str]:
        """All texts that it shows."""
        yield from (self.title, self.text, *self.about, *(each.text for each in self.known))


def question_of(story: str, engine: Engine, item: Item, decision: Decision) -> Question:
    """Return what is asked about an item; the decision on it has a diff."""
    sources = engine.baseline.ledger
    about = [
        _passage(text) for each in sorted(sources.sources) for text in sources.versions([each])
    ]
    known = dict.fromkeys([*_told(engine, item), *_nearest(engine, decision)])
    return Question(
        story=story,
        about=tuple(about[:3]),
        known=tuple(known)[:MOST_KNOWN],
        item=item.id,
        title=cut(item.title, _LONGEST_TITLE),
        text=cut(item.text, LONGEST_TEXT),
        published=item.published,
    )


def _told(engine: Engine, item: Item) -> Iterator[Known]:
    """Yield what the told items say that most likely tell the same, the likeliest first."""
    read = engine.readings.of(item, engine.phrases)
    at = item.published.timestamp() / 3600 if item.published else 0.0
    report = report_of(read, item.id, at, engine.articles.outlet(item))
    found = engine.thread.retold(report, engine.models)
    found.sort(key=lambda each: (max(each.covers, each.shares), each.earlier.at), reverse=True)
    for each in found[:_MOST_TOLD]:
        for text in engine.baseline.ledger.versions([each.earlier.document])[-1:]:
            yield Known(_passage(text), _stamp(each.earlier.at))


def _nearest(engine: Engine, decision: Decision) -> Iterator[Known]:
    """Yield the known sentences that say most of the item's, those of told items aside."""
    compared = decision.diff.sentences if decision.diff else ()
    for each in sorted(compared, key=lambda each: -each.overlap):
        if each.nearest and each.overlap >= _LEAST_OVERLAP and each.nearest.id not in engine.told:
            yield Known(cut(each.nearest.sentence, _LONGEST_PASSAGE))


def _passage(text: Digest) -> str:
    return cut(" ".join(each.text for each in text.sentences[:LEAD_SENTENCES]), _LONGEST_PASSAGE)


def _stamp(hours: float) -> str:
    return datetime.fromtimestamp(hours * 3600, UTC).strftime("%Y-%m-%d %H:%M")


def cut(text: str, most: int) -> str:
    """Return the beginning of a text on one line, without what is no character."""
    line = " ".join(text[: 4 * most].split())[:most]
    shown = (char if char.isprintable() else " " for char in line)
    return "".join(shown).encode("utf-8", "replace").decode().strip()
