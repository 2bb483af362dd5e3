"""What a judge beside the engine said of an item: frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opinion:
    """An answer that was checked: `quote` stands in the item, and all figures of `change` were said.

    `importance` is how likely whoever follows the story must know it, 0..1.
    """

    on_story: bool
    is_new: bool
    quote: str
    change: str
    importance: float

    @property
    def is_for_telling(self) -> bool:
        """Whether the reader should hear of it."""
        return self.on_story and self.is_new


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Who was asked about an item, when (RFC 3339, UTC) and what came of it.

    `void` says why the answer counts for nothing; there is no `said` then.
    """

    model: str
    asked: str
    said: Opinion | None = None
    void: str = ""
