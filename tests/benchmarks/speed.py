"""How fast the engine is on one core, with the goals: `python -m tests.benchmarks.speed`.

Machines differ and are shared, so each figure stands beside that of scikit-learn's TF-IDF on the
same texts in the same run. The texts are made from the items of the project's streams; times are
medians of several runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

from sklearn.feature_extraction.text import TfidfVectorizer

from monitor.model import Item, SourceArticle
from monitor.story import Engine, digest
from tests.story.streams import labelled_streams

RUNS = 5
WORDS = 300
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def main() -> None:
    """Print the figures beside the goals and beside scikit-learn's."""
    items = stream_items()
    texts = long_texts(items)
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    vectorizer.fit(texts)
    ours = seconds(lambda: [digest("A headline", text) for text in texts]) / len(texts)
    theirs = seconds(lambda: [vectorizer.transform([text]) for text in texts]) / len(texts)
    print(f"digest of {WORDS} words            {1 / ours:>8,.0f} /s   goal 1,000"
          f"   TF-IDF {1 / theirs:,.0f} /s: {theirs / ours:.2f} x its speed")  # fmt: skip
    small, large, huge = (knowing(items, count) for count in (50, 1_000, 5_000))
    costs = [
        seconds(lambda engine=engine: [engine.decide(item) for item in items]) / len(items)  # type: ignore[misc]
        for engine in (small, large, huge)
    ]
    print(f"decision, 1,000 known          {1 / costs[1]:>8,.0f} /s   goal 300")
    print(f"5,000 known against 50         {costs[2] / costs[0]:>8.2f} x    goal 1.5 at most")


def seconds(work: Callable[[], object]) -> float:
    """Return the median processor time of some work, after one run that warms the caches."""
    work()
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


def stream_items() -> list[Item]:
    """Return the items of the project's own streams."""
    return [item for stream in labelled_streams() for item, _ in stream.items()]


def long_texts(items: list[Item]) -> list[str]:
    """Return texts of so many words."""
    words = " ".join(item.text for item in items).split()
    return [" ".join(words[i : i + WORDS]) for i in range(0, len(words) - WORDS, WORDS)]


def knowing(items: list[Item], sentences: int) -> Engine:
    """Return an engine whose reader knows so many sentences, with figures that differ."""
    engine = Engine.of([SourceArticle("s", "", items[0].text, "")], ["a* OR t* OR the"], since=NOW)
    number = 0
    while len(engine.baseline.ledger) < sentences:
        item = items[number % len(items)]
        text = f"{item.title}. {item.text}".replace("5", str(number % 90 + 7))
        engine.baseline.add(f"told-{number}", digest("", text))
        number += 1
    return engine


if __name__ == "__main__":
    main()
