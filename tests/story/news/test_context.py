"""A figure that is new and tells of a thing named in passing is no news: by kinds, each with its opposite."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import ChangeKind, FactKind
from monitor.story import digest
from monitor.story.baseline import Baseline
from monitor.story.news.context import Context, context_of

KNOWN = (
    "# Fire in Calder harbour\n\nAt least 9 people were killed in a fire in the harbour of Calder, and 1,400 residents"
    " were injured. The harbour authority closed the bridge.",
)
NOW = datetime(2026, 1, 8, tzinfo=UTC)


def why(title: str, text: str = "It was told.", told: tuple[str, ...] = ()) -> Context | None:
    """Return what is said of the first figure of an item on the fire."""
    baseline = Baseline.of(KNOWN)
    for number, report in enumerate(told):
        baseline.add(f"told{number}", digest("", report))
    read = digest(title, text, published=NOW)
    (sentence, fact) = next((s, f) for s in read.sentences for f in s.figures)
    return context_of(fact, sentence, read, baseline.ledger)


def told_as_new(title: str, text: str = "It was told.") -> list[str]:
    changes = Baseline.of(KNOWN).diff(title, text, published=NOW).changes
    return [each.after for each in changes if each.fact not in {FactKind.NAME, FactKind.STATUS}]


sums = st.integers(2, 900).map(lambda n: f"£{n}m")
counts = st.integers(13, 900).map(str)


@given(
    sums,
    st.sampled_from(
        [
            "Singer in {} dress visits Calder harbour",
            "Inside '{} villa' that the owner of Calder harbour leaves",
            "Owner of Calder harbour is slammed over {} 'failure'",
            "Row in Calder harbour forced chief out in {} transfer",
            "Harbour chief of Calder seen at his {} home",
        ]
    ),
)
def test_what_a_thing_costs_that_is_named_is_no_news(money: str, title: str) -> None:
    assert why(title.format(money)) is Context.PRICE


@given(
    sums,
    st.sampled_from(
        [
            "Owner of Calder harbour pays {} fine",
            "Calder harbour gets a {} aid package",
            "Insurer seeks {} for Calder harbour",
            "State to cut {} in funding for Calder harbour",
            "Calder harbour sold in {} deal",
            "Owner buys the {} villa above Calder harbour",
            "Harbour of Calder raises {}",
            "Repairs in Calder harbour will cost {}",
            "Chief of harbour loses his {} bonus in Calder",
            "Calder harbour is repaired for {} over two years",
            "Owner wants {} cranes for Calder harbour",
        ]
    ),
)
def test_a_sum_that_is_the_news_is_told(money: str, title: str) -> None:
    assert why(title.format(money)) is None


PLACES = [
    (Context.CLAUSE, "The harbour panel, which has {} members, met in Calder."),
    (Context.CLAUSE, "The harbour panel, whose {} members met in Calder, is new."),
    (Context.CLAUSE, "The harbour panel, which encompasses {} towns, met in Calder."),
    (Context.ONE_OF, "It is one of the {} companies that use the harbour of Calder."),
    (Context.ONE_OF, "Some of its {} ships left the harbour of Calder."),
    (Context.COMPARED, "The harbour fee is higher than the average rate of {} percent in Calder."),
    (Context.COMPARED, "Fees fell in the harbour, compared with a typical {} percent in Calder."),
    (Context.BESIDE, "The harbour of Calder opens amid {} lawsuits."),
    (Context.BESIDE, "The harbour of Calder opens despite more than {} complaints."),
    (Context.BESIDE, "The harbour of Calder has a fee in addition to a {} percent tax."),
    (Context.HOLDS, "The harbour of Calder is home to {} ships."),
    (Context.HOLDS, "The harbour of Calder employs about {} guards."),
]
NEWS = [
    "The harbour of Calder will lose {} jobs.",
    "Officials, who said {} ships had left the harbour of Calder, spoke.",
    "The fire closed the harbour of Calder to {} ships.",
    "The harbour of Calder cancels {} sailings after the fire.",
    "The fire in the harbour of Calder, which has led to {} people being displaced, is out.",
    "The fire in the harbour of Calder, which forced {} families out, is out.",
    "The mayor, who says {} ships left the harbour of Calder, spoke.",
    "In the harbour of Calder, which burnt, guards counted {} wrecks.",
    "Fees in the harbour of Calder rise by {} percent.",
]


@given(counts, st.sampled_from(PLACES))
def test_what_is_said_of_a_thing_is_no_news(number: str, place: tuple[Context, str]) -> None:
    expected, text = place
    assert why("Harbour news from Calder", text.format(number)) is expected


@given(counts, st.sampled_from(NEWS))
def test_what_happened_is_news(number: str, text: str) -> None:
    assert why("Harbour news from Calder", text.format(number)) is None


@given(st.integers(10, 900), st.sampled_from(PLACES[:2] + PLACES[7:9]))
def test_how_many_died_is_news_wherever_it_stands(number: int, place: tuple[Context, str]) -> None:
    noun = place[1].partition("{}")[2].split()[0]
    text = place[1].replace(f"{{}} {noun}", f"{number} dead")
    assert why("Harbour news from Calder", text) is None


@pytest.mark.parametrize(
    ("title", "text", "is_other"),
    [
        ("Woman is shot in Calder harbour", "Plus, president leaves 66 international bodies.", True),
        ("Woman is shot in Calder harbour", "Guards fired 66 shots at the woman.", False),
        ("Rain in Torquay; Calder harbour shut", "Torquay council lost 400 umbrellas.", True),
        ("Rain in Torquay; Calder harbour shut", "The harbour lost 400 ships.", False),
        ("Brewer buys rival", "The brewer will lose 400 jobs.", False),
    ],
)  # fmt: skip
def test_a_sentence_of_another_item_of_the_column(title: str, text: str, *, is_other: bool) -> None:
    assert (why(title, text) is Context.ELSEWHERE) == is_other


@given(st.integers(500, 1_399), st.sampled_from(["over", "more than", "at least", "exceeding"]))
def test_a_bound_below_what_is_known_is_not_new(number: int, bound: str) -> None:
    assert why(f"Calder harbour fire: {bound} {number:,} residents injured") is Context.VAGUE
    assert why(f"Calder harbour fire: {bound} {number + 1_000:,} residents injured") is None
    assert why(f"Calder harbour fire: {bound} {number // 10} residents injured") is None


def test_a_bound_below_what_the_item_says_itself_is_not_new() -> None:
    text = "The harbour fire took the homes of 5,300 families in Calder."
    assert why("Calder harbour: over 5,000 families lose homes", text) is Context.VAGUE
    assert why("Calder harbour: 5,000 families lose homes", text) is None
    text = "The harbour of Calder was left by 5,300 ships."
    assert why("Calder harbour: over 5,000 families lose homes", text) is None


def test_what_a_mail_told_is_not_told_again_as_new() -> None:
    told = ("Gusts of 90mph are forecast for Calder harbour.",)
    assert why("Calder harbour braces for 90mph winds", told=told) is Context.TOLD
    assert why("Calder harbour braces for 110mph winds", told=told) is None
    assert why("Calder harbour sells 90 ships", told=told) is None
    told = ("Tariffs on 13 pasta exporters were reduced after the harbour fire.",)
    assert why("Harbour tariffs reduced on 13 pasta brands", told=told) is Context.TOLD
    assert why("Calder harbour loses 13 cranes", told=told) is None


def test_the_dead_are_not_the_injured_that_were_told() -> None:
    told = ("Calder harbour fire: 25 people injured in brewery cellar",)
    assert why("Calder harbour fire: 25 people killed in brewery cellar", told=told) is None
    assert why("Calder harbour fire: 25 people injured", told=told) is Context.TOLD


def test_a_headline_is_of_no_other_item() -> None:
    assert why("Up 400 to 1,200") is None


def test_an_age_is_no_toll() -> None:
    for said in ("37-year-old woman", "37 year old woman", "37-year-old Jane Roe"):
        assert not told_as_new(f"Guard killed {said} in Calder harbour")
    assert told_as_new("Guard killed 37 people in Calder harbour") == ["37"]


def test_a_toll_grows_from_the_highest_that_was_known() -> None:
    baseline = Baseline.of(KNOWN)
    baseline.add("t1", digest("Calder fire: 12 people killed in harbour", "It was told."))
    baseline.add(
        "t2", digest("Cause of 4 deaths in Calder harbour found", "Four people killed in Calder.")
    )
    changes = baseline.diff("Calder harbour fire: 15 people killed", "Told.", published=NOW).changes
    moved = [each for each in changes if each.kind is ChangeKind.CHANGED]
    assert [(each.before, each.after) for each in moved] == [("12", "15")]
