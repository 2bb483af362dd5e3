"""What a text adds to what is known, on the screen: its changes and its sentences. I/O."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli import screen, side_by_side
from monitor.model import ChangeKind

_KNOWN_INDENT = 11  # columns: below the figures


_STANDING = {"known": ("known", "cyan"), "changed": ("changed", "yellow"), "new": ("new", "green")}


def show_changes(changes: list[dict[str, Any]], names: dict[str, str] | None = None) -> None:
    """Print what changed and what is new; `names` are those of the documents, by their ids."""
    for change in changes:
        before, after = (screen.safe(change[key] or "") for key in ("before", "after"))
        if change["kind"] == ChangeKind.DISPUTED:
            _show_change("disputed", f"{after}, {before} elsewhere", change["about"])
        elif before:
            shown = f"{click.style(before, fg='red')} → {click.style(after, fg='green', bold=True)}"
            _show_change("changed ", f"{before} → {after}", change["about"], shown)
            _show_source(change, names or {})
        else:
            _show_change("new     ", after, change["about"], click.style(after, fg="green"))


def _show_change(kind: str, figures: str, about: str, shown: str | None = None) -> None:
    """Print figures, as `shown` where that is given, and behind them what they are about."""
    start, head = f"  {kind} ", f"  {kind} {figures}  "
    told = f"  {screen.hanging(head, about)}" if about else ""
    screen.say(f"{start}{shown or figures}{told}")


def _show_source(change: dict[str, Any], names: dict[str, str]) -> None:
    """Say from where the reader knew what was before."""
    source = change["source"]
    if source and source["id"] in names:
        known = f"you knew {change['before']} from {names[source['id']]}"
        screen.say(click.style(screen.wrapped(known, _KNOWN_INDENT), dim=True))


def show_sentence(sentence: dict[str, Any], names: dict[str, str] | None = None) -> None:
    """Print a sentence of an item beside the known one that is nearest, and how it stands."""
    word, colour = _STANDING[sentence["standing"]]
    facts = ", ".join(screen.safe(fact["display"]) for fact in sentence["facts"])
    nearest = sentence["nearest"]
    if not nearest or not sentence["overlap"]:
        screen.say(f"\n  {click.style(word, fg=colour, bold=True)}: nothing like it is known")
        screen.say(screen.wrapped(sentence["sentence"], 4))
    else:
        origin = screen.safe((names or {}).get(nearest["id"], nearest["id"]))
        share = f"{round(100 * sentence['overlap'])}% known from {origin}"
        screen.say(f"\n  {click.style(word, fg=colour, bold=True)}: {share}")
        known, told = screen.safe(nearest["sentence"]), screen.safe(sentence["sentence"])
        for line in side_by_side.compared(known, told, screen.width(), 4):
            screen.say(line)
    if facts:
        screen.say(click.style(screen.wrapped(f"facts: {facts}", 4), dim=True))
