"""`explain`: why an item did or did not alert. I/O."""

from __future__ import annotations

from dataclasses import asdict

import click

from monitor.cli import offers, options, screen, side_by_side
from monitor.cli.differences import show_changes, show_sentence
from monitor.cli.options import json_option, read_own_config
from monitor.desk.explanation import (
    ANSWERS,
    dated,
    documents,
    figures_read,
    find_item,
    second_opinion,
    verdicts_said,
)
from monitor.desk.judging import SAID, Verdict
from monitor.store.reasons import Reasons
from monitor.store.views import Record, Views
from monitor.story.evidence import WORDS
from monitor.story.reading import Figure

_MOST_EVIDENCE = 6
_MOST_FIGURES = 12  # on the screen, of each kind; JSON has them all


@click.command()
@click.argument("item", shell_complete=offers.items)
@json_option
@click.pass_context
def explain(ctx: click.Context, item: str, as_json: bool) -> None:
    """Tell why ITEM did or did not alert.

    ITEM is an item's id, or the beginning of one, as `news-monitor items` and the mails show it;
    or its link or guid, as its feed has it.
    Told are the figures that were read in it and the numbers that were passed over, the rule that
    decided, what became of it, the words that matched, and each sentence beside the known one that is
    nearest to it.
    """
    reasons = Reasons(Views(read_own_config(ctx).database))
    found = find_item(reasons, item)
    decisions = reasons.decisions(found["id"])
    figures = figures_read(found, decisions)
    if as_json:
        read = [asdict(figure) for figure in figures]
        screen.say_json({**found, "figures": read, "decisions": decisions})
        return
    screen.say(click.style(screen.wrapped(found["title"]), bold=True))
    screen.say(
        f"{screen.safe(found['outlet'])}, {screen.day(found['published'])}, item {found['id']}"
    )
    if found["link"]:
        screen.say(screen.safe(found["link"]))
    if said := dated(reasons, found):
        screen.say(screen.wrapped(screen.safe(said)))
    _show_figures(figures)
    if not decisions:
        screen.say("\nNo story follows its feed.")
    for decision in decisions:
        screen.say()
        _show(reasons, found, decision)


def _show_figures(figures: list[Figure]) -> None:
    """Print which figures were read, and which numbers were passed over and why."""
    read = [
        f"{f.written.strip()} → {f.read}" if f.written != f.read else f.read
        for f in figures
        if f.read
    ]
    passed = [f"{figure.written} ({figure.why})" for figure in figures if figure.why]
    for label, said in (("Figures read", read), ("Passed over", passed)):
        if said:
            more = f" and {len(said) - _MOST_FIGURES} more" if len(said) > _MOST_FIGURES else ""
            shown = ", ".join(screen.safe(each) for each in said[:_MOST_FIGURES])
            screen.say(screen.wrapped(f"{label}: {shown}{more}", 2))


def _show(reasons: Reasons, item: Record, decision: Record) -> None:
    verdict = decision["verdict"]
    edit = f" (edit {decision['revision'] - 1})" if decision["revision"] > 1 else ""
    label = click.style(verdict.upper(), fg=screen.VERDICT_COLOURS[verdict], bold=True)
    screen.say(f"{label} for {screen.safe(decision['story'])}{edit}")
    screen.say(screen.wrapped(f"{ANSWERS[decision['action']]} {decision['reason']}", 2))
    _show_what_became(reasons, item, decision)
    _show_hush(decision)
    _show_said(reasons, decision)
    if said := second_opinion(decision["opinion"]):
        screen.say(screen.wrapped(screen.safe(said), 2))
    _show_match(item, decision)
    if diff := decision["diff"]:
        names = reasons.names(decision["story"], documents(diff))
        if diff["changes"]:
            screen.say("\n  What is new:")
            show_changes(diff["changes"], names)
        screen.say("\n  What you knew, and what it says:")
        for sentence in diff["sentences"]:
            show_sentence(sentence, names)
    _show_evidence("On the story?", decision["matched"], "score")
    if diff:
        _show_evidence("News?", diff, "novelty")
        if said := verdicts_said(reasons, decision["story"]):
            screen.say(screen.wrapped(said, 2))


def _show_what_became(reasons: Reasons, item: Record, decision: Record) -> None:
    """Print which mails told it and who else does."""
    number = decision["development"]
    if not number:
        return
    now = options.now()
    for mail in reasons.mails(item["id"], number):
        state = f"sent {screen.ago(mail['sent'], now)}" if mail["sent"] else mail["state"]
        to = screen.safe(mail["to"])
        screen.say(screen.wrapped(f"Mail {mail['id']} to {to}: {state}.", 2))
    others = reasons.others(item["id"], number)
    told = f"Development {number}"
    if others:
        shown = ", ".join(dict.fromkeys(screen.safe(row["outlet"]) for row in others[:5]))
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        told += f", also told by {shown}{more}"
    screen.say(screen.wrapped(f"{told}.", 2))


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


def _show_said(reasons: Reasons, decision: Record) -> None:
    """Print what readers said of the development on a page or by a link of a mail."""
    number = decision["development"]
    for each in reasons.labels(decision["story"], number) if number else ():
        reader = "You" if each["reader"] == "you" else screen.safe(each["reader"])
        said = f"{reader} said on {screen.day(each['said'])}: {SAID[Verdict(each['verdict'])]}."
        screen.say(screen.wrapped(said, 2))


def _show_match(item: Record, decision: Record) -> None:
    """Print its title and summary with the words that matched marked."""
    text = f"{item['title']}\n{item['summary']}"
    spans = [(s["start"], s["end"]) for s in decision["matched"]["spans"] if s["end"] <= len(text)]
    if not spans or decision["revision"] != item["revision"]:
        return
    words = (screen.safe(text[start:end]) for start, end in spans)
    screen.say(screen.wrapped(f"Matching words: {', '.join(dict.fromkeys(words))}", 2))
    if screen.use_colour():
        screen.say()
        width = min(screen.width(), 100)
        for line in side_by_side.wrapped(screen.safe(text), spans, _underlined, width, 4):
            screen.say(line)


def _underlined(text: str) -> str:
    return click.style(text, underline=True, bold=True)


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
