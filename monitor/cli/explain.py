"""`explain`: why an item did or did not alert. I/O."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli import offers, screen
from monitor.cli.options import json_option, read_config
from monitor.errors import MonitorError
from monitor.model import ChangeKind
from monitor.store.views import Record, Views
from monitor.story.evidence import WORDS

_STANDING = {"known": ("=", "cyan"), "changed": ("~", "yellow"), "new": ("+", "green")}


@click.command()
@click.argument("item", shell_complete=offers.items)
@json_option
@click.pass_context
def explain(ctx: click.Context, item: str, as_json: bool) -> None:
    """Tell why ITEM did or did not alert.

    ITEM is an item's id, or the beginning of one, as `news-monitor items` and the mails show it;
    or its link or guid, as its feed has it.
    Shown are the words that matched, each sentence with its facts and the known sentence that is
    nearest to it, and the rule that decided.
    """
    config = read_config(ctx)
    views = Views(config.database)
    found = _find(views, item)
    decisions = views.decisions(found["id"])
    if as_json:
        screen.say_json({**found, "decisions": decisions})
        return
    screen.say(click.style(screen.wrapped(found["title"]), bold=True))
    screen.say(
        f"{screen.safe(found['outlet'])}, {screen.day(found['published'])}, item {found['id']}"
    )
    if found["link"]:
        screen.say(screen.safe(found["link"]))
    if not decisions:
        screen.say("\nNo story follows its feed.")
    for decision in decisions:
        screen.say()
        _show(found, decision)


def _find(views: Views, item: str) -> Record:
    found = views.find_items(item)
    exact = [row for row in found if row["id"] == item]
    if len(exact or found) == 1:
        return (exact or found)[0]
    said = "begin with"
    if not found:
        found, said = views.items_at(item), "have the link or guid"
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(row["id"] for row in found)
        raise MonitorError(f"several items {said} {item!r}: {ids}.")
    raise MonitorError(
        f"there is no item with the id, link or guid {item!r}; `news-monitor items` lists them."
    )


def _show(item: Record, decision: Record) -> None:
    verdict = decision["verdict"]
    edit = f" (edit {decision['revision'] - 1})" if decision["revision"] > 1 else ""
    label = click.style(verdict.upper(), fg=screen.VERDICT_COLOURS[verdict], bold=True)
    screen.say(f"{label} for {screen.safe(decision['story'])}{edit}")
    screen.say(screen.wrapped(decision["reason"], 2))
    _show_hush(decision)
    _show_match(item, decision)
    _show_evidence("On the story?", decision["matched"], "score")
    diff = decision["diff"]
    if not diff:
        return
    _show_evidence("News?", diff, "novelty")
    show_changes(diff["changes"])
    screen.say("\n  Sentence by sentence:")
    for sentence in diff["sentences"]:
        show_sentence(sentence)


def _show_hush(decision: Record) -> None:
    """Print whether its mail waits, and what the reader said of the development."""
    if decision["notice"] == "waiting":
        screen.say("  Its mail waits for the time that is set for the story.")
    elif decision["notice"] == "muted":
        screen.say("  It was not mailed, as its development or story was muted.")
    if decision["irrelevant"]:
        screen.say(f"  You said on {screen.day(decision['irrelevant'])} that it is irrelevant.")
    if until := decision["muted"]:
        end = until if until == "for ever" else f"until {screen.day(until)} UTC"
        screen.say(f"  Its development or story is muted {end}.")


def _show_match(item: Record, decision: Record) -> None:
    text = f"{item['title']}\n{item['summary']}"
    words = [
        text[s["start"] : s["end"]] for s in decision["matched"]["spans"] if s["end"] <= len(text)
    ]
    if words and decision["revision"] == item["revision"]:
        shown = ", ".join(dict.fromkeys(screen.safe(word) for word in words))
        screen.say(screen.wrapped(f"Matching words: {shown}", 2))


def _show_evidence(question: str, weighed: Record, likely: str) -> None:
    """Print how likely the answer is yes, and what spoke for it and against it."""
    pieces = weighed.get("evidence")  # decisions of an older version have none
    if not pieces:
        return
    screen.say(f"\n  {question} {round(100 * weighed[likely])}% likely.")
    for piece in pieces[:_MOST_EVIDENCE]:
        sign, colour = ("+", "green") if piece["effect"] > 0 else ("-", "red")
        weight = click.style(f"{sign}{abs(piece['effect']):4.1f}", fg=colour)
        words = WORDS.get(piece["name"], piece["name"])
        screen.say(f"    {weight}  {words} ({piece['value']:.2g})")


_MOST_EVIDENCE = 6


def show_changes(changes: list[dict[str, Any]]) -> None:
    """Print what changed and what is new."""
    for change in changes:
        about = f"  {screen.safe(change['about'])}" if change["about"] else ""
        if change["kind"] == ChangeKind.DISPUTED:
            screen.say(
                f"  disputed {screen.safe(change['after'])}, {screen.safe(change['before'])} elsewhere{about}"
            )
        elif change["before"]:
            before = click.style(screen.safe(change["before"]), fg="red")
            after = click.style(screen.safe(change["after"]), fg="green", bold=True)
            screen.say(f"  changed  {before} → {after}{about}")
        else:
            screen.say(f"  new      {click.style(screen.safe(change['after']), fg='green')}{about}")


def show_sentence(sentence: dict[str, Any]) -> None:
    """Print one sentence of an item, how it stands, and the known one that is nearest."""
    sign, colour = _STANDING[sentence["standing"]]
    screen.say(
        click.style(f"  {sign} {screen.wrapped(sentence['sentence'], 4).strip()}", fg=colour)
    )
    if facts := [f["display"] for f in sentence["facts"]]:
        screen.say(screen.wrapped(f"facts: {', '.join(facts)}", 6))
    if sentence["nearest"]:
        known = round(100 * sentence["overlap"])
        nearest = sentence["nearest"]
        screen.say(
            screen.wrapped(f"{known}% known from {nearest['id']}: “{nearest['sentence']}”", 6)
        )
