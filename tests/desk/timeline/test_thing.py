"""Whether two figures are of one thing."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.timeline.series import Series, series_of
from monitor.desk.timeline.thing import Thing, alike, differ, is_same
from monitor.model import Change, ChangeKind, FactKind, Passage
from tests.desk.timeline.conftest import a_chronicle, a_rise, told

#: Things of one kind that news tells side by side, each with a first figure and a second.
DUTIES = (
    "tariff on cars", "tariff on steel", "duty on cheese", "tariff on furniture", "levy on whisky",
)  # fmt: skip
STAKES = ("stake in Norvale", "stake in Brightsea", "stake in Kestrel Air", "stake in Oakham")
FIRST = ("A {thing} of {value} is in force.", "The {thing} is {value} from today.")
LATER = ("The {thing} rises to {value}.", "Ministers put the {thing} at {value}.")


def first(thing: str, value: str) -> Change:
    said = FIRST[len(thing) % 2].format(thing=thing, value=value)
    return a_rise(None, value, about=thing, sentence=said)


def later(thing: str, before: str, after: str, **values: object) -> Change:
    said = LATER[len(thing) % 2].format(thing=thing, value=after)
    return a_rise(before, after, about=thing, sentence=said, **values)


def chain(*changes: Change) -> list[list[str]]:
    found = series_of(a_chronicle(*(told(n, change) for n, change in enumerate(changes, 1))))
    return sorted([point.value for point in series.points] for series in found)


@pytest.mark.parametrize("things", [DUTIES, STAKES])
def test_the_same_value_of_another_thing_does_not_begin_a_series(things: tuple[str, ...]) -> None:
    for one, other in permutations(things, 2):
        assert chain(first(one, "25%"), later(other, "25%", "50%")) == [["25%", "50%"]]
        (series,) = series_of(
            a_chronicle(told(1, first(one, "25%")), told(2, later(other, "25%", "50%")))
        )
        assert series.points[0].development is None, (one, other)


@pytest.mark.parametrize("thing", [*DUTIES, *STAKES])
def test_the_same_thing_goes_on(thing: str) -> None:
    found = chain(first(thing, "25%"), later(thing, "25%", "50%"), later(thing, "50%", "60%"))
    assert found == [["25%", "50%", "60%"]]


TOLLS = {"dead": "{} people have been killed.", "ill": "{} people have been infected.",
         "injured": "{} people have been injured."}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(permutations(TOLLS, 2)))
def test_one_toll_does_not_follow_another(one: str, other: str) -> None:
    known = Thing.stated(TOLLS[one].format("1,000"), FactKind.COUNT, "1,000")
    told_now = Thing.stated(TOLLS[other].format("2,000"), FactKind.COUNT, "2,000")
    assert differ(known, told_now)
    assert not differ(known, Thing.stated(TOLLS[one].format("2,000"), FactKind.COUNT, "2,000"))


COUNTRIES = ("China", "Mexico", "Canada", "Japan", "India", "Brazil", "France", "Turkey")


@given(st.permutations(COUNTRIES), st.sampled_from(["imports from {}", "goods from {}"]))
def test_what_is_done_to_another_country_is_another_thing(countries: list[str], goods: str) -> None:
    one, other = (f"The tariff on {goods.format(name)} is 25%." for name in countries[:2])
    first_thing, second = (Thing.stated(each, FactKind.PERCENT, "25%") for each in (one, other))
    assert differ(first_thing, second)
    assert is_same(first_thing, first_thing)
    assert alike(first_thing, second) == alike(second, first_thing)


def test_a_sum_beside_a_figure_is_part_of_its_object() -> None:
    small = Thing.stated("Goods worth $60 billion pay a duty of 25%.", FactKind.PERCENT, "25%")
    large = Thing.stated("Goods worth $250 billion pay a duty of 25%.", FactKind.PERCENT, "25%")
    none = Thing.stated("Goods pay a duty of 25%.", FactKind.PERCENT, "25%")
    assert differ(small, large)
    assert not is_same(small, none)
    assert not differ(small, none)


def test_a_clause_speaks_for_itself() -> None:
    said = (
        "Arland cuts its tariff on Norian goods to 30% from 145%, and Noria lowers its own to 10%."
    )
    cut = Thing.stated(said, FactKind.PERCENT, "30%", "145%")
    own = Thing.stated(said, FactKind.PERCENT, "10%")
    assert "tariff" in cut.words
    assert "tariff" not in own.words


def test_a_figure_that_its_sentence_does_not_state_has_its_words() -> None:
    thing = Thing.stated("Nothing of the kind.", FactKind.PERCENT, "25%")
    assert thing.fact is None
    assert Thing.stated("", FactKind.PERCENT, "25%").words == frozenset()


# --- what one report says twice, and what stood elsewhere ------------------------------------------


def one(*changes: Change) -> Series:
    (series,) = series_of(a_chronicle(told(1, *changes)))
    return series


def test_a_figure_that_a_report_tells_as_new_and_as_moved_is_one_point() -> None:
    new = a_rise(None, "31%")
    moved = a_rise("23%", "31%", sentence="The tariff on furniture goes up from 23% to 31%.")
    series = one(new, moved)
    assert [point.value for point in series.points] == ["23%", "31%"]
    assert [point.development for point in series.points] == [None, 1]
    chronicle = a_chronicle(told(1, a_rise("20%", "23%")), told(2, new, moved))
    (series,) = series_of(chronicle)
    assert [point.value for point in series.points] == ["20%", "23%", "31%"]


def test_a_rounded_value_of_few_digits_is_not_taken_for_another() -> None:
    one_stake = a_rise(None, "14%", about="stake in Norvale Air",
                       sentence="The stake in Norvale Air grows to 14%.")  # fmt: skip
    other = a_rise("14.3%", "28.6%", about="stake in Norvale Air",
                   sentence="The stake in Norvale Air rises to 28.6% from 14.3%.")  # fmt: skip
    assert chain(one_stake, other) == [["14.3%", "28.6%"]]


def test_a_disputed_or_changed_figure_keeps_what_its_own_sentence_says() -> None:
    said = "The duty on cheese goes to 15%, half the 30% charged since spring."
    change = a_rise("30%", "15%", about="duty on cheese", sentence=said, kind=ChangeKind.DISPUTED,
                    source=Passage("item99", "A tariff of 30% on steel is in force."))  # fmt: skip
    assert chain(change) == [["30%", "15%"]]
