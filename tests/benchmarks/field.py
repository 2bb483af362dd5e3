"""How right the engine is in a real stream, with the goals beside the figures: `python -m tests.benchmarks.field`.

Each labelled story is followed through the stream of `../shared/field` by its own watches and, where
it is one event, by its source alone. A mail is right when it tells a development that no earlier mail
told, a repeat when it is on the story and tells nothing more, else off topic; precision is right /
mails, and recall the share of the must-know developments that were told (the nuggets of TREC's
Temporal Summarization, 2013 to 2015, and Real-Time Summarization, 2016 to 2018).

    python -m tests.benchmarks.field [--aside] [--errors] [--alerts] [--curve] [--clicks] [--important]
                                     [--judge [WHEN]] [--many [ITEMS]] [STORY …]

With `--judge` a judge who is always right, as the labels are, is asked where the engine is in doubt: what
comes out is the most that a second opinion can bring, and how many items it is asked about.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from time import process_time

from monitor.config import StoryConfig
from monitor.config.judge import WHEN
from monitor.model import Decision, Feed, Item
from monitor.store.opinions import Opinions
from monitor.stories import LONG_AGO, Counsel, Ruling, Stories, Stream, Terms, engine_of
from monitor.stories.judge import Answer
from monitor.story import Engine
from monitor.story.evidence import Judged, feedback
from monitor.story.second_opinion import Question, messages
from tests.field import STREAM, FieldStory, stories, stories_aside, stories_unseen

FEED = Feed("https://field.example.org/feed", "Field")
GOALS = {
    "watch": "goal: precision .80, must .90, off topic 2 %, delay .5 h",
    "derived": "goal: precision .75, must .90 (one-event stories)",
}


MANY = {1: "20 s", 20: "3 x", 200: "15 x"}  # stories at once over the whole stream


@dataclass
class Score:
    """What one run told."""

    story: str
    items: int = 0
    mails: list[tuple[str, Item, Ruling]] = field(
        default_factory=list
    )  # right, repeat or off topic
    missed: list[tuple[str, Item]] = field(default_factory=list)  # must-know, and who told it first
    must: int = 0
    delays: list[float] = field(default_factory=list)  # hours behind the first outlet that told it
    seconds: float = 0.0
    asked: int = 0  # questions to the judge
    void: int = 0  # of its answers
    characters: int = 0  # of the questions

    @property
    def counts(self) -> Counter[str]:
        """How many mails there are of each kind."""
        return Counter(kind for kind, *_ in self.mails)

    @property
    def precision(self) -> float:
        """The share of the mails that are right; 1 without a mail."""
        return self.counts["right"] / len(self.mails) if self.mails else 1.0

    @property
    def recall(self) -> float:
        """The share of the must-know developments that were told."""
        return 1 - len(self.missed) / self.must if self.must else 1.0


@dataclass
class Reader:
    """A reader who judges each mail at once as the labels have it; the engine goes by what she says."""

    judged: list[Judged] = field(default_factory=list)

    def judge(self, engine: Engine, item: Item, kind: str, decision: Decision) -> None:
        """Say of a mail that it was right, a repeat or off topic."""
        on_story, diff = kind != "off topic", decision.diff
        likely = decision.match.score
        if diff and on_story:
            self.judged.append(Judged(float(kind == "right"), diff.novelty))
        if kind == "right":
            engine.confirm(item)
        elif not on_story:
            engine.reject(item, likely)
        engine.feedback = feedback(self.judged)


class Oracle:
    """A judge who is always right: it knows the labels, and what was told so far."""

    def __init__(self, story: FieldStory) -> None:
        self.story = story
        self.told = set[str]()
        self.items = {item.id: item for item in story.items}
        self.asked = 0
        self.characters = 0

    def __call__(self, question: Question, _: float) -> Answer:
        """Answer as a model would, the headline being the sentence that tells it."""
        self.asked += 1
        self.characters += sum(len(each.content) for each in messages(question, "DATA"))
        label = self.story.label(self.items[question.item])
        fresh = set(label.tells) - self.told
        said = (question.title or question.text)[:240].strip() if fresh else ""
        answer = {
            "on_story": bool(label.topic or fresh),
            "is_new": bool(fresh),
            "quote": said,
            "change": said,
            "importance": 1.0 if fresh & set(self.story.must) else 0.5 if fresh else 0.0,
        }
        return Answer(json.dumps(answer))


def follow(
    story: FieldStory, *, watched: bool, tell: str = "everything", threshold: float | None = None,
    reader: Reader | None = None, judged: str | None = None,
) -> Score:  # fmt: skip
    """Follow a story through the stream as the daemon would; `tell` as in the configuration.

    With a `reader` it learns from what she says of each mail. A judge who is always right is asked
    where `judged` says what about, as in the configuration.
    """
    watch = story.watch if watched else ()
    config = StoryConfig(story.name, (), watch, story.exclude, tell=tell)
    engine = engine_of(config, story.sources, story.items[0].published)
    if threshold is not None:
        engine.threshold = threshold
    followed = Stories.alone(config, engine)
    oracle = Oracle(story)
    if judged:
        terms = Terms("labels", judged, len(story.items), timedelta(seconds=20), is_live=False)
        followed.counsel = Counsel(
            oracle, terms, Opinions(), lambda: datetime.now(UTC), process_time
        )
    score, told, first = Score(story.name, len(story.items)), oracle.told, dict[str, Item]()
    begin = process_time()
    for item in story.items:
        label = story.label(item)
        for each in label.tells:
            first.setdefault(each, item)
        for ruling in followed.rule(FEED, item, None, LONG_AGO):
            opinion = ruling.decision.opinion
            score.void += opinion is not None and opinion.said is None
            if ruling.is_alert:
                fresh = [each for each in label.tells if each not in told]
                kind = "right" if fresh else "repeat" if label.topic else "off topic"
                score.mails.append((kind, item, ruling))
                told.update(fresh)
                score.delays += [_hours(first[each].published, item.published) for each in fresh]
                if reader:
                    reader.judge(engine, item, kind, ruling.decision)
    score.seconds = process_time() - begin
    score.asked, score.characters = oracle.asked, oracle.characters
    must = [each for each in first if each in story.must]
    score.must = len(must)
    score.missed = [(each, first[each]) for each in must if each not in told]
    return score


def _hours(begin: datetime | None, end: datetime | None) -> float:
    return (end - begin).total_seconds() / 3600 if begin and end else 0.0


def show(scores: Sequence[Score], mode: str) -> None:
    """Print a line for each story, and the mean."""
    print(
        f"\n{mode:<14} items  mails  right repeat   off  precision   must   delay   CPU   {GOALS[mode]}"
    )
    for score in scores:
        counts = score.counts
        delay = f"{median(score.delays):5.1f} h" if score.delays else "       "
        print(
            f"{score.story:<14}{score.items:>6}{len(score.mails):>7}{counts['right']:>7}{counts['repeat']:>7}"
            f"{counts['off topic']:>6}{score.precision:>11.2f}"
            f"{score.must - len(score.missed):>4}/{score.must:<3}{delay} {score.seconds:5.1f} s"
        )
    mails = sum(len(score.mails) for score in scores)
    off = sum(score.counts["off topic"] for score in scores)
    delays = [delay for score in scores for delay in score.delays]
    print(
        f"{'mean':<14} precision {mean(s.precision for s in scores):.3f}, must {mean(s.recall for s in scores):.3f},"
        f" off topic {off / mails if mails else 0:.1%} of mails, delay {median(delays) if delays else 0:.1f} h"
    )
    if asked := sum(score.asked for score in scores):
        items = sum(score.items for score in scores)
        most = max(scores, key=lambda score: score.asked / score.items)
        void = sum(score.void for score in scores)
        length = sum(score.characters for score in scores) / asked
        print(
            f"{'judge':<14} asked about {asked / items:.2%} of items, at most {most.asked / most.items:.2%}"
            f" ({most.story}); {void} answers void, {length:,.0f} characters a question"
            "   goal: 1 %, precision .95, must .95"
        )


def spent(found: Sequence[FieldStory], number: int, items: Sequence[Item]) -> float:
    """Return the seconds of the processor that so many stories at once take for some items.

    The labelled stories with their watches take turns, so that many follow each.
    """
    stream = Stream()
    engines = {}
    for place in range(number):
        story = found[place % len(found)]
        config = StoryConfig(f"{story.name} {place}", (), story.watch, story.exclude)
        begin = items[0].published
        engines[config.name] = (config, engine_of(config, story.sources, begin, stream))
    followed = Stories(engines, 1, timedelta(0), stream)
    start = process_time()
    for item in items:
        for _ in followed.rule(FEED, item, None, LONG_AGO):
            pass
    return process_time() - start


def show_many(found: Sequence[FieldStory], most: int | None) -> None:
    """Print what one story costs and what many cost beside it, over the longest stream."""
    items = max((story.items for story in found), key=len)[:most]
    print(f"{'stories':>7}  items      CPU   beside one")
    one = 0.0
    for number, goal in MANY.items():
        seconds = spent(found, number, items)
        one = one or seconds
        print(
            f"{number:>7} {len(items):>6} {seconds:>6.1f} s {seconds / one:>8.1f} x   goal {goal}"
        )


def errors(score: Score) -> Iterator[str]:
    """Yield a line for each mail that is not right, and for each development missed."""
    for kind, item, ruling in score.mails:
        if kind != "right":
            yield f"  {kind}: {item.published:%d %H:%M} {item.title[:110]} | {ruling.decision.reason[:90]}"
    for each, item in score.missed:
        yield f"  missed {each}: {item.title[:120]}"


def alerts(score: Score) -> Iterator[str]:
    """Yield each mail as its reader would see it: what is new, and why."""
    for kind, item, ruling in score.mails:
        diff = ruling.decision.diff
        shown = (
            [f"{c.before or 'new'} → {c.after} ({c.about})" for c in diff.changes] if diff else []
        )
        yield f"  {kind:<9} {item.title[:120]}\n            {'; '.join(shown[:8])}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these stories")
    parser.add_argument("--aside", action="store_true", help="the stories kept from all fitting")
    parser.add_argument(
        "--unseen", action="store_true", help="the stories that the weights are not fitted to yet"
    )
    parser.add_argument("--errors", action="store_true", help="show what is not right")
    parser.add_argument("--alerts", action="store_true", help="show each mail")
    parser.add_argument("--curve", action="store_true", help="precision and recall by threshold")
    parser.add_argument(
        "--clicks", action="store_true", help="a reader judges each mail, as labelled"
    )
    parser.add_argument("--important", action="store_true", help='as `tell = "important"` has it')
    parser.add_argument(
        "--judge", nargs="?", const=WHEN[0], choices=WHEN, help="ask a judge who is always right"
    )
    parser.add_argument(
        "--many", type=int, nargs="?", const=0, metavar="ITEMS",
        help="what 20 and 200 stories cost beside one, over so many items or the whole stream",
    )  # fmt: skip
    given = parser.parse_args()
    if not STREAM.exists():
        print("../shared/field is not beside the project")
        return
    labelled = stories_aside if given.aside else stories_unseen if given.unseen else stories
    found = labelled(*given.names)
    if given.many is not None:
        show_many(found, given.many or None)
        return
    for mode in ("watch", "derived"):
        chosen = [s for s in found if mode == "watch" or s.shape == "one event"]
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7) if given.curve else (None,):
            if threshold:
                print(f"\nthreshold {threshold}")
            tell = "important" if given.important else "everything"
            readers = [Reader() if given.clicks else None for _ in chosen]
            scores = [
                follow(
                    s,
                    watched=mode == "watch",
                    tell=tell,
                    threshold=threshold,
                    reader=reader,
                    judged=given.judge,
                )
                for s, reader in zip(chosen, readers, strict=True)
            ]
            show(scores, mode)
        for score in scores if given.errors or given.alerts else ():
            print(f"\n{score.story}, {mode}")
            print("\n".join(errors(score) if given.errors else alerts(score)))


if __name__ == "__main__":
    main()
