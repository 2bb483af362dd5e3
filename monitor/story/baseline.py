"""What the reader of one story knows: the source articles, then all that was told. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import Diff
from monitor.story.facts import dateline
from monitor.story.known import Ledger
from monitor.story.news import compare
from monitor.story.reading import Digest, digest


@dataclass(slots=True)
class Baseline:
    """All that is known; it grows by what the reader is told."""

    ledger: Ledger = field(default_factory=Ledger)

    @classmethod
    def of(cls, texts: Iterable[str], *, published: datetime | None = None) -> Baseline:
        """Return what a reader of these source articles knows."""
        baseline = cls()
        for number, text in enumerate(texts, 1):
            source = digest("", text, published=published or dateline(text))
            baseline.add(f"source-{number}", source, is_source=True)
        return baseline

    def add(self, document: str, text: Digest, *, is_source: bool = False) -> None:
        """Note that the reader now knows `text`, the source article or item `document`."""
        self.ledger.add(document, text, is_source=is_source)

    def diff(self, title: str, text: str, *, published: datetime | None = None) -> Diff:
        """Compare a text with what is known; what it adds comes back as changes with reasons."""
        return self.compare(digest(title, text, published=published))

    def compare(self, item: Digest) -> Diff:
        """Compare a text that was read already."""
        return compare(item, self.ledger)
