"""An item: why it did or did not alert, each sentence beside what was known. I/O."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from monitor.desk.differing import differing, runs
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
from monitor.errors import MonitorError
from monitor.model import Action
from monitor.store.reasons import Reasons
from monitor.store.views import Record
from monitor.story.evidence import WORDS
from monitor.web import here
from monitor.web.guard import NOBODY

pages = Blueprint("items", __name__)

_MOST_EVIDENCE = 8
_MOST_FIGURES = 30
_MOST_SENTENCES = 60


@pages.get("/items/<item>")
def item(item: str) -> str:
    """Show an item and every decision on it."""
    reasons = Reasons(here.desk().views)
    try:
        found = find_item(reasons, item)
    except MonitorError:
        abort(404, "There is no such item: it may have been removed.")
    decisions = sorted(reasons.decisions(found["id"]), key=_is_elsewhere)
    figures = figures_read(found, decisions)
    return render_template(
        "item.html",
        item=found,
        dated=dated(reasons, found),
        read=[each for each in figures if each.read][:_MOST_FIGURES],
        passed=[each for each in figures if each.why][:_MOST_FIGURES],
        decisions=[_decision(reasons, found, each) for each in decisions],
    )


def _is_elsewhere(decision: Record) -> bool:
    """Whether it is of a story that the item is not on: what it is on comes first."""
    return bool(decision["action"] == Action.UNRELATED)


def _decision(reasons: Reasons, found: Record, decision: Record) -> dict[str, Any]:
    diff = decision["diff"]
    names = reasons.names(decision["story"], documents(diff)) if diff else {}
    number = decision["development"]
    return {
        **decision,
        "answer": ANSWERS[decision["action"]],
        "marked": _marked(found, decision),
        "said": _said(reasons, decision),
        "judged": second_opinion(decision["opinion"]),
        "mails": reasons.mails(found["id"], number) if number else [],
        "others": reasons.others(found["id"], number) if number else [],
        "changes": diff["changes"] if diff else [],
        "sentences": [_beside(each, names) for each in diff["sentences"][:_MOST_SENTENCES]]
        if diff
        else [],
        "on_story": _weighed(decision["matched"], "score"),
        "is_news": _weighed(diff, "novelty") if diff else None,
        "verdicts": verdicts_said(reasons, decision["story"]) if diff else "",
        "names": names,
    }


def _said(reasons: Reasons, decision: Record) -> list[dict[str, Any]]:
    """Return what readers said of the development that a decision is about, in words."""
    number = decision["development"]
    said = reasons.labels(decision["story"], number) if number else []
    found = [{**each, "words": SAID[Verdict(each["verdict"])]} for each in said]
    if decision["irrelevant"] and not any(e["verdict"] == Verdict.UNRELATED for e in said):
        when = decision["irrelevant"]
        found.append({"reader": NOBODY, "said": when, "words": SAID[Verdict.UNRELATED]})
    return found


def _marked(found: Record, decision: Record) -> list[tuple[str, bool]]:
    """Return title and summary, the words that matched marked; nothing where none did."""
    text = f"{found['title']}\n{found['summary']}"
    spans = [(s["start"], s["end"]) for s in decision["matched"]["spans"] if s["end"] <= len(text)]
    if not spans or decision["revision"] != found["revision"]:
        return []
    return list(runs(text, spans))


def _beside(sentence: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return a sentence and the known one that is nearest, the words that differ marked."""
    nearest = sentence["nearest"] if sentence["overlap"] else None
    told, known = sentence["sentence"], nearest["sentence"] if nearest else ""
    return {
        "standing": sentence["standing"],
        "told": list(runs(told, differing(told, known))) if nearest else [(told, False)],
        "known": list(runs(known, differing(known, told))),
        "origin": names.get(nearest["id"], nearest["id"]) if nearest else "",
        "share": round(100 * sentence["overlap"]),
        "facts": [fact["display"] for fact in sentence["facts"]],
    }


def _weighed(weighed: Record, likely: str) -> dict[str, Any] | None:
    """Return how likely the answer is yes, and what spoke for it and against it."""
    pieces = weighed.get("evidence")
    if not pieces:
        return None
    return {
        "likely": round(100 * weighed[likely]),
        "pieces": [
            {**each, "words": WORDS.get(each["name"], each["name"])}
            for each in pieces[:_MOST_EVIDENCE]
        ],
    }
