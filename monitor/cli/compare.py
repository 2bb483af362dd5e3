"""`diff`: two texts, what the second adds. I/O."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from monitor.cli import screen
from monitor.cli.differences import show_changes, show_sentence
from monitor.cli.options import json_option
from monitor.cli.pages import page_fetcher
from monitor.cli.patience import within
from monitor.model import Diff, Fact
from monitor.sources import read_source
from monitor.story import Baseline, digest


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("item", metavar="ITEM")
@json_option
@click.pass_context
def diff(ctx: click.Context, source: str, item: str, as_json: bool) -> None:
    """Compare two texts: what of ITEM is known, changed, new.

    SOURCE and ITEM are files (text, Markdown or HTML) or addresses of pages. Addresses are fetched
    as [fetch] of the configuration says, where there is one.
    """
    fetch_page = page_fetcher(ctx)
    with within("comparing the two"):
        known = read_source(source, Path.cwd(), fetch_page, "the text SOURCE")
        told = read_source(item, Path.cwd(), fetch_page, "the text ITEM")
        baseline = Baseline()
        baseline.add(source, digest(known.title, known.text), is_source=True)
        found = baseline.diff(told.title, told.text)
    if as_json:
        screen.say_json(as_record(found))
        return
    screen.say(f"{round(100 * found.novelty)}% of the lead is new.")
    record = as_record(found)
    if record["changes"]:
        screen.say()
        show_changes(record["changes"])
    screen.say("\n= known   ~ changed   + new\n")
    for sentence in record["sentences"]:
        show_sentence(sentence)


def as_record(diff: Diff) -> dict[str, Any]:
    """Return a diff as plain values for JSON, its facts in a reader's words."""
    record = asdict(diff)
    for row, sentence in zip(record["sentences"], diff.sentences, strict=True):
        row["facts"] = [_fact_record(fact) for fact in sentence.facts]
    return record


def _fact_record(fact: Fact) -> dict[str, Any]:
    return {"kind": fact.kind.value, "display": fact.display, "low": fact.low, "high": fact.high,
            "unit": fact.unit}  # fmt: skip
