"""What a series is called."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.timeline.title import Saying, title_of
from monitor.model import FactKind
from tests.desk.timeline.conftest import a_rise

LONG = (
    "Ministers of all parties, who had met behind closed doors in the old customs house until late"
    " at night, agree on everything but the price of fish"
)
MEASURED = (
    "tariff on cars", "stake in Norvale Air", "death toll in Tarvik", "offer for Brightsea",
    "inflation in Arland", "fine for the cartel", "price of wheat", "turnout in the north",
    "unemployment among the young", "number of cases", "charge for the recall",
)  # fmt: skip
SAID = (
    "The {} rises to 25%.", "Ministers put the {} at 25%.", "The {} goes from 20% to 25%.",
    "Officials said that the {} is 25% now, up from 20%.", "Arland raises {} to 25%",
)  # fmt: skip


def named(sentence: str, headline: str = LONG, about: str = "", **values: object) -> str:
    return title_of(
        [Saying(a_rise("20%", "25%", sentence=sentence, about=about, **values), headline)]
    )


@pytest.mark.parametrize(("thing", "said"), list(product(MEASURED, SAID)))
def test_a_series_is_called_by_what_is_measured(thing: str, said: str) -> None:
    assert named(said.format(thing)).removeprefix("the ") == thing.replace(" the ", " the ")


def test_the_headline_names_it_where_it_states_the_figure() -> None:
    said = "It goes to 25% from 20%."
    assert named(said, "Arland raises duty on cheese to 25%") == "duty on cheese"
    assert named(said, "Arland raises duty on cheese to 30%").startswith("Percentage: Arland")


def test_a_noun_of_another_statement_is_not_taken() -> None:
    said = "After a fall in prices, goods are charged 25%, a cut of the budget aside."
    assert "price" not in named(said).split(":")[0]
    assert "budget" not in named(said).split(":")[0]
    said = "Bank puts interest rates at 1% and warns of 25% joblessness"
    assert not named(said).startswith("interest rates")


@pytest.mark.parametrize(
    ("kind", "value", "sentence", "begin"),
    [
        (FactKind.MONEY, "$5", "It is $5 now.", "Sum: "),
        (FactKind.DATE, "June 1", "They meet on June 1.", "Date: "),
        (FactKind.DURATION, "3 days", "It lasts 3 days.", "Time: "),
        (FactKind.COUNT, "40", "There are 40 apps.", "Number of apps: "),
        (FactKind.COUNT, "40", "At least 40 people were killed.", "Number of dead: "),
        (FactKind.STATUS, "signed", "It is signed.", "State: "),
    ],
)
def test_without_a_noun_the_kind_and_the_headline_stand_in(
    kind: FactKind, value: str, sentence: str, begin: str
) -> None:
    change = a_rise(
        "1", value, sentence=sentence, fact=kind, about="apps" if "apps" in sentence else ""
    )
    title = title_of([Saying(change, LONG)])
    assert title.startswith(begin)


def test_a_name_or_half_a_sentence_is_no_thing() -> None:
    assert named("It is 25%.", about="Arland").startswith("Percentage: ")
    assert named("It is 25%.", about="they said to raise").startswith("Percentage: ")
    assert named("It is 25%.", about="talks in Geneva").startswith("talks in Geneva: ")
    assert named("It is 25%.", about="aluminum products").startswith("aluminum products: ")


@given(
    st.text(max_size=200), st.text(max_size=200), st.text(max_size=60), st.sampled_from(FactKind)
)
def test_a_title_is_never_long_nor_empty_whatever_is_said(
    sentence: str, headline: str, about: str, kind: FactKind
) -> None:
    title = named(f"{sentence} 25%", headline, about, fact=kind)
    assert 0 < len(title) <= 61
