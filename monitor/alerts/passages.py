"""What was known and what is told now, sentence beside sentence, ready for the templates. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from monitor.alerts.wording import Wording, apart, says, wording
from monitor.model import Change, ChangeKind, Citation


def passages(
    changes: Iterable[Change], known: Mapping[str, Citation], shown: str = ""
) -> list[dict[str, Any]]:
    """Return each pair of a known sentence and the one that changes or disputes it, once.

    Of two that have little in common the second is left out where the text that is `shown` says it.

    Where the item says itself what a figure was, the place in the baseline may be about another
    one; it is left out unless it says that figure.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for change in changes:
        if change.source is None:
            continue
        before, after = change.source.sentence, change.sentence
        if change.kind is ChangeKind.DISPUTED:  # nothing went: both still stand
            both = apart(before, after)
            told = {"wording": both, "lines": _lines(both, "there", "here")}
        elif says(before, change.before or ""):
            edit = wording(before, after, change.before or "", change.after)
            if not edit.edited and after in shown:
                edit = replace(edit, after=())
            told = {"wording": edit, "lines": _lines(edit, "was", "now")}
        else:
            continue
        found[before, after] = {**told, "known_from": _cited(known.get(change.source.id))}
    return list(found.values())


def _cited(citation: Citation | None) -> str:
    """Say where a passage is known from; empty where nobody knows."""
    if citation is None:
        return ""
    if citation.published is None:
        return f"Your article “{citation.title}”"
    return f"{citation.outlet}, {citation.published:%-d %B %Y}"


def _lines(found: Wording, old: str, new: str) -> list[str]:
    """Return a wording for the text part: `a tariff of [10 -> 25] percent`, or two lines."""
    if not found.edited:
        before, after = ("".join(run.text for run in runs) for runs in (found.before, found.after))
        return [f"{old}: {before}"] + ([f"{new}: {after}"] if after else [])
    line = ""
    for index, run in enumerate(found.edited):
        follows = found.edited[index + 1].kind if index + 1 < len(found.edited) else ""
        if run.kind == "del":
            line += f"[{run.text} -> " if follows == "ins" else f"[-{run.text}-]"
        elif run.kind == "ins":
            joined = index > 0 and found.edited[index - 1].kind == "del"
            line += f"{run.text}]" if joined else f"[+{run.text}+]"
        else:
            line += run.text
    return [line]
