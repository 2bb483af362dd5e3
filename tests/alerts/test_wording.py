"""Two sentences, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.wording import Run, Wording, apart, highlighted, wording

sentences = st.lists(
    st.sampled_from("the toll rose to 12 14 people on Monday Tuesday , . $200 billion".split()),
    max_size=12,
).map(" ".join)


def runs(*pieces: tuple[str, str]) -> tuple[Run, ...]:
    return tuple(Run(*piece) for piece in pieces)


def test_an_edited_sentence_is_one_line_with_what_went_and_came() -> None:
    found = wording("It rose to 12 on Monday.", "It rose to at least 14 on Monday.", "12", "14")
    assert found.edited == runs(
        ("same", "It rose to "), ("del", "12"), ("ins", "at least 14"), ("same", " "),
        ("same", "on Monday."),
    )  # fmt: skip


def test_sentences_with_little_in_common_are_two_lines_with_their_figures_marked() -> None:
    found = wording("A tariff of 10 percent was charged.", "Duty: 25%, he said.", "10%", "25%")
    assert found == Wording(
        (),
        runs(("same", "A tariff of "), ("del", "10 percent"), ("same", " was charged.")),
        runs(("same", "Duty: "), ("ins", "25%"), ("same", ", he said.")),
    )


@pytest.mark.parametrize("sentence", ["No figure here.", "It is 1,100 and 110 and 11.5."])
def test_a_figure_that_is_not_there_is_not_marked(sentence: str) -> None:
    assert wording(sentence, "Entirely different words", "11", "").before == runs(
        ("same", sentence)
    )


@given(sentences, sentences)
def test_what_stayed_and_went_is_the_old_sentence_and_what_stayed_and_came_the_new(
    before: str, after: str
) -> None:
    found = wording(before, after, "12", "14")
    if found.edited:
        old = "".join(run.text for run in found.edited if run.kind != "ins")
        new = "".join(run.text for run in found.edited if run.kind != "del")
        assert old.split() == before.split()
        assert new.split() == after.split()
    else:
        assert "".join(run.text for run in found.before) == before
        assert "".join(run.text for run in found.after) == after


def test_two_sentences_that_both_stand_are_not_marked() -> None:
    assert apart("One.", "Two.") == Wording((), runs(("same", "One.")), runs(("same", "Two.")))


def test_a_figure_that_is_named_twice_is_marked_once() -> None:
    runs, said = highlighted("It is 25% now.", [("25%",), ("25",)])
    assert [run.text for run in runs if run.kind == "ins"] == ["25%"]
    assert said == {("25%",), ("25",)}


def test_a_date_is_marked_whole() -> None:
    runs, _ = highlighted(
        "From October 1 goods are charged 30 percent.", [("October 1",), ("30%",)]
    )
    assert [run.text for run in runs if run.kind == "ins"] == ["October 1", "30 percent"]


def test_a_figure_is_marked_as_it_is_written_and_else_as_a_reader_would_write_it() -> None:
    spellings = [("£40m", "£40 million"), ("100 Percent", "100%"), ("", "25%")]
    runs, said = highlighted("A £40m deal, 100 Percent of it, and 25%.", spellings)
    assert [run.text for run in runs if run.kind == "ins"] == ["£40m", "100 Percent", "25%"]
    assert said == set(spellings)
    runs, said = highlighted("A deal for £40 million.", spellings)
    assert [run.text for run in runs if run.kind == "ins"] == ["£40 million"]
