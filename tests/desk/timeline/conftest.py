"""A small story that was told, to be drawn and written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.desk.timeline.chronicle import Chronicle
from monitor.model import Change, ChangeKind, Development, FactKind, Passage, Report, SourceArticle
from monitor.store.records import Told
from tests.examples import NOW, STORY

SOURCE = SourceArticle(
    "source",
    "United States puts 10% tariff on Chinese furniture",
    "The United States will charge a tariff of 10 percent on furniture from China. It is worth"
    " $3 billion a year.\n\nMakers in Guangdong said orders had fallen.",
    "https://news.example/source",
)


def a_rise(before: str | None, after: str, **values: object) -> Change:
    given = {
        "kind": ChangeKind.CHANGED if before else ChangeKind.NEW,
        "before": before,
        "after": after,
        "about": "tariff on Chinese furniture",
        "sentence": f"The tariff on furniture from China goes to {after}.",
        "fact": FactKind.PERCENT,
        **values,
    }
    return Change(**given)  # type: ignore[arg-type]


def told(
    number: int, *changes: Change, day: int | None = None, outlets: Sequence[str] = ("Wire",)
) -> Told:
    """Return development `number`, told on a day after the first."""
    when = NOW + timedelta(days=number if day is None else day)
    reports = tuple(
        Report(
            f"item{number}{place}", outlet, f"Report {number} of {outlet}",
            f"https://{outlet.lower()}.example/{number}", when + timedelta(hours=place),
        )
        for place, outlet in enumerate(outlets)
    )  # fmt: skip
    headline = f"Development {number}"
    development = Development(number, STORY, headline, changes, reports, 1)
    return Told(development, when + timedelta(days=1))


def a_chronicle(*each: Told) -> Chronicle:
    return Chronicle.of(STORY, [SOURCE], each)


def from_item(number: int, sentence: str = "") -> Passage:
    """Return a passage of the first report of a development."""
    return Passage(f"item{number}0", sentence)
