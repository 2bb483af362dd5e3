"""Figures with their history."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.series import Series, series_of
from monitor.model import ChangeKind, FactKind, Passage
from tests.desk.timeline.conftest import SOURCE, a_chronicle, a_rise, from_item, told


def values(series: Series) -> list[str]:
    return [point.value for point in series.points]


def one(chronicle: Chronicle) -> Series:
    (series,) = series_of(chronicle)
    return series


def test_a_figure_that_moves_twice_is_one_series() -> None:
    series = one(a_chronicle(told(1, a_rise("10%", "25%")), told(2, a_rise("25%", "30%"))))
    assert values(series) == ["10%", "25%", "30%"]
    assert [point.development for point in series.points] == [None, 1, 2]
    assert (series.kind, series.unit, series.moves) == (FactKind.PERCENT, "%", 2)
    assert series.about == "tariff on furniture from China"
    assert [point.high for point in series.points] == [10, 25, 30]


def test_the_first_point_names_the_passage_of_the_source_article() -> None:
    first, last = one(a_chronicle(told(1, a_rise("10%", "25%")))).points
    assert (first.source, first.when) == ("source", None)
    assert first.passage == (
        "The United States will charge a tariff of 10 percent on furniture from China."
    )
    assert (last.source, last.item) == (None, "item10")


def test_a_passage_that_says_another_figure_is_not_named() -> None:
    first, _ = one(a_chronicle(told(1, a_rise("12%", "25%")))).points
    assert (first.source, first.passage) == (None, None)


def test_a_passage_about_something_else_is_not_named() -> None:
    sentence = "Unemployment in Norway falls to 4%."
    fall = a_rise("10%", "4%", about="unemployment in Norway", sentence=sentence)
    first, _ = one(a_chronicle(told(1, fall))).points
    assert first.source is None


def test_what_the_engine_names_comes_before_what_sounds_alike() -> None:
    steel = a_rise(None, "25%", about="tariff on steel", sentence="A tariff of 25% on steel.")
    cars = a_rise(None, "25%", about="tariff on cars", sentence="A tariff of 25% on cars.")
    up = a_rise("25%", "50%", about="tariff on cars", sentence="The tariff on cars rises to 50%.")
    named = replace(up, source=from_item(1))
    assert (
        one(a_chronicle(told(1, steel), told(2, cars), told(3, named))).points[0].item == "item10"
    )
    assert one(a_chronicle(told(1, steel), told(2, cars), told(3, up))).points[0].item == "item20"


def test_the_same_figure_of_another_thing_is_a_series_of_its_own() -> None:
    seats = a_rise(
        "25%", "40%", about="share of seats held", sentence="The party's share of seats is 40% now."
    )
    found = series_of(a_chronicle(told(1, a_rise("10%", "25%")), told(2, seats)))
    assert sorted(map(values, found)) == [["10%", "25%"], ["25%", "40%"]]


def test_a_new_figure_alone_has_no_history() -> None:
    assert series_of(a_chronicle(told(1, a_rise(None, "25%")))) == ()


def test_a_new_figure_that_moves_later_is_the_first_point() -> None:
    chronicle = a_chronicle(told(1, a_rise(None, "25%")), told(2, a_rise("25%", "30%")))
    assert [point.development for point in one(chronicle).points] == [1, 2]


def test_a_rounded_figure_continues_the_exact_one() -> None:
    exact = a_rise(None, "$268.4 billion", fact=FactKind.MONEY)
    rounded = a_rise("$268 billion", "$300 billion", fact=FactKind.MONEY)
    assert values(one(a_chronicle(told(1, exact), told(2, rounded)))) == [
        "$268.4 billion", "$300 billion",
    ]  # fmt: skip


def test_words_have_a_series_that_cannot_be_drawn() -> None:
    moved = a_rise("June 1", "July 1", fact=FactKind.DATE)
    series = one(a_chronicle(told(1, moved)))
    assert not series.is_numeric
    assert values(series) == ["June 1", "July 1"]


def test_a_disputed_figure_is_marked() -> None:
    series = one(a_chronicle(told(1, a_rise("10%", "25%", kind=ChangeKind.DISPUTED))))
    assert [point.disputed for point in series.points] == [False, True]


def test_what_moved_most_often_stands_first() -> None:
    often = [told(1, a_rise("1%", "2%")), told(2, a_rise("2%", "3%")), told(3, a_rise("3%", "4%"))]
    once = a_rise("5 days", "9 days", fact=FactKind.DURATION, about="truce at the border",
                  sentence="The truce at the border holds for 9 days.")  # fmt: skip
    first, second = series_of(a_chronicle(told(0, once), *often))
    assert (first.moves, second.moves) == (3, 1)


PERCENTS = st.integers(1, 9).map(lambda number: f"{number}%")
CHANGES = st.builds(
    a_rise,
    st.none() | PERCENTS,
    PERCENTS,
    about=st.sampled_from(["tariff on steel", "tariff on cars", "share of votes", ""]),
    source=st.none() | st.builds(from_item, st.integers(0, 9)) | st.just(Passage(SOURCE.id, "x")),
)


@given(st.lists(st.lists(CHANGES, max_size=3), max_size=8))
def test_every_figure_that_moved_is_in_one_series_and_time_runs_on(
    days: list[list[object]],
) -> None:
    chronicle = a_chronicle(*(told(n, *changes) for n, changes in enumerate(days, 1)))  # type: ignore[arg-type]
    found = series_of(chronicle)
    for series in found:
        dated = [point.when for point in series.points[1:]]
        assert None not in dated
        whens = [point.when for point in series.points if point.when]
        assert whens == sorted(whens)
        assert all(point.when for point in series.points[1:])
    told_moves = sorted(
        (each.development.id, change.after)
        for each in chronicle.told
        for change in each.development.changes
        if change.before
    )
    drawn = sorted(
        (point.development, point.value)
        for series in found
        for point in series.points[1:]
        if point.development
    )
    assert drawn == told_moves


def test_a_word_that_replaces_a_word_goes_on() -> None:
    first = a_rise(None, "signed", fact=FactKind.STATUS)
    then = replace(a_rise("signed", "called off", fact=FactKind.STATUS), source=from_item(1))
    series = one(a_chronicle(told(1, replace(first, before="planned")), told(2, then)))
    assert values(series) == ["planned", "signed", "called off"]
    assert not series.is_numeric
    other = replace(then, before="delayed")
    found = series_of(a_chronicle(told(1, replace(first, before="planned")), told(2, other)))
    assert [values(each) for each in found] == [["planned", "signed"], ["delayed", "called off"]]
