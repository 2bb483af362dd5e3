"""Hard pairs made from the items of a stream: the same words with another figure, and none.

Similarity cannot tell them apart; facts must.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from monitor.model import FactKind, Item
from monitor.story import digest

_LATER = timedelta(days=10)  # when nobody repeats it as today's news any more
_SOON = timedelta(hours=3)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def repeated(item: Item) -> Item:
    """Return the item as another outlet would print it long after."""
    assert item.published is not None
    return replace(item, id=f"{item.id}-again", published=item.published + _LATER)


def with_moved_figure(item: Item) -> Item | None:
    """Return the item as it would be told hours later with its first figure moved, if it has one.

    Only figures written in digits move: a share, a sum, or a count of more than a dozen.
    """
    assert item.published is not None
    lead = digest(item.title, item.summary, published=item.published).lead[:2]
    for sentence in lead:
        for fact in sentence.figures:
            is_few = fact.kind is FactKind.COUNT and fact.high <= 12
            if fact.kind not in {FactKind.PERCENT, FactKind.MONEY, FactKind.COUNT} or is_few:
                continue
            written = sentence.text[fact.span.start : fact.span.end]
            digits = _DIGITS.search(written)
            if digits and fact.low == fact.high:
                old, new = digits[0], _moved(digits[0])
                move = re.compile(rf"(?<![\d.,]){re.escape(old)}(?![\d]|[.,]\d)")
                return replace(
                    item,
                    id=f"{item.id}-moved",
                    title=move.sub(new, item.title),
                    summary=move.sub(new, item.summary),
                    content="",
                    published=item.published + _SOON,
                )
    return None


def _moved(digits: str) -> str:
    """Return another number of the same style: 25 → 35, 1,009 → 1,413, 7.5 → 10.5."""
    plain = digits.replace(",", "")
    places = len(plain.split(".")[1]) if "." in plain else 0
    value = float(plain) * 1.4
    return f"{value:,.{places}f}" if "," in digits else f"{value:.{places}f}"


def restated(sentences: list[str], item: Item) -> Item:
    """Return three sentences of the source article as an item of the time of `item`."""
    title, *rest = sentences
    return replace(item, id=f"{item.id}-source", title=title, summary=" ".join(rest), content="")
