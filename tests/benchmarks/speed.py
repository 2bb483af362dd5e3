"""How fast the engine is on one core, with the goals: `python -m tests.benchmarks.speed`.

The texts are made from the items of the recorded streams; each figure is the median of five runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from monitor.model import Item, SourceArticle
from monitor.story import Engine, digest
from tests.story.test_streams import STREAMS

RUNS = 5


def main() -> None:
    """Print the figures."""
    texts = long_texts()
    words = sum(len(text.split()) for text in texts) / len(texts)
    per_digest = seconds(lambda: [digest("A headline", text) for text in texts]) / len(texts)
    print(f"digest of {words:.0f} words          {1 / per_digest:>7,.0f} /s   goal 1,000")
    items = stream_items()
    small, large = knowing(items, 50), knowing(items, 1_000)
    huge = knowing(items, 5_000)
    costs = [
        seconds(lambda engine=engine: [engine.decide(item) for item in items]) / len(items)  # type: ignore[misc]
        for engine in (small, large, huge)
    ]
    print(f"decision, 1,000 known     {1 / costs[1]:>7,.0f} /s   goal 300")
    print(f"5,000 known against 50    {costs[2] / costs[0]:>7.2f} x    goal 1.5")


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some work, after one run that warms the caches."""
    work()
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def stream_items() -> list[Item]:
    """Return the items of the project's own streams."""
    return [
        Item(f"{stream.name}-{row['id']}", "", row["id"], "", row["title"], row["summary"])
        for stream in STREAMS
        if stream.items.exists()
        for row in stream.records()
    ]


def long_texts() -> list[str]:
    """Return texts of some 300 words."""
    summaries = [item.text for item in stream_items()]
    return [" ".join(summaries[start : start + 11]) for start in range(0, len(summaries) - 11, 5)]


def knowing(items: list[Item], sentences: int) -> Engine:
    """Return an engine whose reader knows so many sentences, with figures that differ."""
    texts = [f"{item.title}. {item.text}" for item in items]
    engine = Engine.of(
        [SourceArticle("s", "", STREAMS[0].source.read_text("utf-8"), "")], ["a* OR t* OR the"]
    )
    number = 0
    while len(engine.baseline.ledger) < sentences:
        text = texts[number % len(texts)].replace("5", str(number % 90 + 7))
        engine.baseline.add(f"told-{number}", digest("", text))
        number += 1
    return engine


if __name__ == "__main__":
    main()
