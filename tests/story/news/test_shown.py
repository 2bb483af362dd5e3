"""Which new facts of an item are told as such: nothing that is only recalled, and no older toll."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Change, Fact, FactKind
from monitor.story import Baseline, digest
from monitor.story.news.shown import is_past, is_recalled, written
from tests.examples import an_item

DAYS = ("January 17", "February", "February 6", "April")
AHEAD = (
    "The deal will be signed on {}.", "NASA says it is targeting evacuation for {}.", "A protest is planned in {}.",
    "It could launch in {}.", "Makers wait ahead of a decision in {}.", "The first opportunity being on {}.",
    "The bridge stays closed until {}.", "It was put off, and is to be opened in {}.", "Voting begins {}.",
    "Sales fell, and the firm expects a loss in {}.",
)  # fmt: skip
RECALLED = (
    "Prices rose when the trade war escalated in {}.", "He was dragged by a car in {}.",
    "The plant had closed in {}.", "They met in Paris, where talks began on {}.",
    "UN urges all sides to implement the {} deal.", "It will honour the victims of the {} attacks.",
    "The law, which passed in {}, is to be changed.",
)  # fmt: skip


def facts(text: str, kind: FactKind) -> list[Fact]:
    read = digest("", text, published=date(2026, 1, 8))
    return [fact for sentence in read.sentences for fact in sentence.facts if fact.kind is kind]


@given(st.sampled_from(AHEAD), st.sampled_from(DAYS))
def test_a_day_to_come_is_told(said: str, day: str) -> None:
    text = said.format(day)
    assert not is_past(text, facts(text, FactKind.DATE)[-1])


@given(st.sampled_from(RECALLED), st.sampled_from(DAYS))
def test_a_day_that_was_is_not(said: str, day: str) -> None:
    text = said.format(day)
    assert is_past(text, facts(text, FactKind.DATE)[0])


@pytest.mark.parametrize(
    "text",
    [
        "A cousin has been missing since May last year.",
        "It was told in February last.",
        "They were scheduled to play three matches in February, but safety is in doubt.",
        "It was going to open in April 2026.",
        "Back in 2024, the launch was planned for April 2026.",
    ],
)
def test_a_day_of_last_year_or_of_a_plan_that_was_given_up_is_past(text: str) -> None:
    named = [fact for fact in facts(text, FactKind.DATE) if fact.unit == "day"]
    assert is_past(text, named[0])


@pytest.mark.parametrize(
    "text",
    [
        "They were scheduled to play three matches in February.",
        "He was due to appear in court on February 6.",
        "A hearing was set for January 17.",
    ],
)
def test_a_plan_that_is_told_as_one_is_ahead(text: str) -> None:
    assert not is_past(text, facts(text, FactKind.DATE)[-1])


def test_a_day_with_its_year_is_what_it_says() -> None:
    text = "NASA announced that the mission had been pushed back and moved April 2026."
    assert not is_past(text, facts(text, FactKind.DATE)[-1])


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("Pact approved after 25 years of talks", True),
        ("NASA prepares first crewed mission in over 50 years", True),
        ("The mayor’s 17 months in politics", True),
        ("Club wins for the first time since 40 years", True),
        ("Worst quarter for the past 10 years", True),
        ("Worst heatwave in six years hits the coast", True),
        ("Bridge opens for the first time in almost 20 years", True),
        ("Prices are the highest in 14 months", True),
        ("First bridge opens in two weeks", False),
        ("First snow in ten years", True),
        ("Protest against the bridge ends in two weeks", False),
        ("Agent is 10-year law enforcement veteran", True),
        ("He ends 20-year career", True),
        ("'Decisions will echo for 10 yrs', says captain", True),
        ("“Closed for 90 days”: mayor’s plan", True),
        ("Mayor’s bridge is closed for 90 days, owner’s not", False),
        ("Group announces two-year transition", False),
        ("Bridge closed for 90 days", False),
        ("Ban begins in 30 days", False),
        ("Law will take effect after 90 days", False),
    ],
)
def test_a_span_of_time_that_has_passed_is_not_told(text: str, *, is_it: bool) -> None:
    (fact,) = facts(text, FactKind.DURATION)
    assert is_recalled(text, fact) == is_it


@pytest.mark.parametrize(
    ("text", "kind", "as_written"),
    [
        ("A £40m transfer", FactKind.MONEY, "£40m"),
        ("Winds of 100mph are forecast", FactKind.COUNT, "100mph"),
        ("100 Percent tariffs", FactKind.PERCENT, "100 Percent"),
        ("A $1 Trillion surplus", FactKind.MONEY, "$1 Trillion"),
        ("It killed 34 people", FactKind.COUNT, "34"),
        ("It sold 2.5 million new cars", FactKind.COUNT, "2.5 million"),
        ("A two-year transition", FactKind.DURATION, "two-year"),
        ("A decision in March", FactKind.DATE, "March"),
        ("To be opened on Jan. 30", FactKind.DATE, "Jan. 30"),
    ],
)
def test_a_figure_is_kept_as_it_is_written(text: str, kind: FactKind, as_written: str) -> None:
    assert written(text, facts(text, kind)[0]) == as_written


KNOWN = "# Fire\n\nAt least 9 people were killed in a fire in Calder, and 162 were injured."


def new(title: str, text: str) -> list[Change]:
    moment = datetime(2026, 1, 8, tzinfo=UTC)
    item = an_item(title=title, summary=text, published=moment)
    return list(Baseline.of([KNOWN]).diff(item.title, item.summary, published=moment).changes)


@pytest.mark.parametrize(
    ("title", "is_told"),
    [
        ("Laboratory finds cause of 4 deaths in Calder", False),
        ("Water blamed for 40 deaths in Calder", True),
        ("State declares an epidemic after nine deaths", False),
        ("Flood in Torquay kills 4 residents", True),
    ],
)
def test_a_toll_that_is_lower_than_the_known_one_is_not_told(title: str, *, is_told: bool) -> None:
    said = [each.after for each in new(title, "It was told on Monday.")]
    assert bool({"4", "9", "40"} & set(said)) == is_told


def test_what_is_told_bears_how_it_is_written() -> None:
    (change,) = new("Insurer pays £40m to the owner", "It said so.")
    assert (change.after, change.written) == ("£40 million", "£40m")


@pytest.mark.parametrize(
    ("title", "figure", "is_told"),
    [
        ("Owners implement the March 10 deal", "March 10", False),
        ("Owners will sign on March 10", "March 10", True),
        ("Permit granted after 25 years of talks", "25 years", False),
        ("Hall closed for 25 years", "25 years", True),
        ("Fire: 9 residents died in Calder", "9", False),  # the 9 people that are known
    ],
)
def test_a_mail_is_told_nothing_that_is_recalled_or_known(
    title: str, figure: str, *, is_told: bool
) -> None:
    assert (figure in [each.after for each in new(title, "It was told.")]) == is_told


@pytest.mark.parametrize("who", ["residents", "soldiers", "tourists", "passengers", "people"])
@pytest.mark.parametrize(("harm", "unit"), [("died", "kill"), ("were injured", "injur")])
def test_whoever_is_harmed_is_counted_with_the_harmed(who: str, harm: str, unit: str) -> None:
    said = facts(f"On Monday 16 {who} {harm} in Calder.", FactKind.COUNT)
    assert unit in {fact.unit for fact in said}
