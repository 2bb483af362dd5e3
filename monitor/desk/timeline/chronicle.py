"""What was told of a story, in the order of time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import SourceArticle
from monitor.store.records import Told


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A story: what its reader had read at the beginning, and what was told since, oldest first."""

    story: str
    sources: tuple[SourceArticle, ...]
    told: tuple[Told, ...]

    @classmethod
    def of(cls, story: str, sources: Iterable[SourceArticle], told: Iterable[Told]) -> Chronicle:
        """Put what was told into the order of time."""
        in_order = sorted(told, key=lambda each: (each.when, each.development.id))
        return cls(story, tuple(sources), tuple(in_order))

    def between(self, since: datetime | None, until: datetime | None) -> Chronicle:
        """Return the chronicle of a time, both ends included."""
        told = (
            each
            for each in self.told
            if (since is None or each.when >= since) and (until is None or each.when <= until)
        )
        return replace(self, told=tuple(told))

    @property
    def outlets(self) -> list[str]:
        """Return who reports, each once, in the order in which they came."""
        names = (r.outlet for each in self.told for r in each.development.reports)
        return list(dict.fromkeys(names))
