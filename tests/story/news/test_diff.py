"""What is known, what changed and what is new, told from two short texts."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.model import Change, ChangeKind
from monitor.story import Baseline, digest
from monitor.story.known.ledger import Ledger
from monitor.story.news.diff import compare

DAY = date(2026, 11, 25)
DUTY = "The duty on Chinese goods worth $200 billion is 10%."


def changes(known: str, text: str) -> list[Change]:
    ledger = Ledger()
    ledger.add("known", digest("", known, published=DAY))
    return list(compare(digest("", text, published=DAY), ledger).changes)


def moved(known: str, text: str) -> list[tuple[str | None, str]]:
    """What a text changes of what is known: (before, after)."""
    found = changes(known, text)
    return [(c.before, c.after) for c in found if c.kind is ChangeKind.CHANGED]


@pytest.mark.parametrize(
    "text",
    [
        "The duty on Chinese goods will stay at 10% on January 1 instead of being raised to 25%.",
        "The duty on Chinese goods will not rise to 25%.",
        "The duty on Chinese goods will no longer rise to 25%.",
        "Washington called off the rise of the duty on Chinese goods to 25%.",
        "Washington scrapped plans to raise the duty on Chinese goods to 25%.",
        "The duty on Chinese goods stays at 10%, without rising to 25%.",
        "The duty on Chinese goods won't be lifted to 25%.",
        "Washington ruled out raising the duty on Chinese goods to 25%.",
        "Washington postponed the increase of the duty on Chinese goods to 25%.",
        "The rise of the duty on Chinese goods to 25% planned for January was called off.",
        "The increase of the duty on Chinese goods to 25% will not take effect.",
    ],
)
def test_what_will_not_be_is_no_change(text: str) -> None:
    assert moved(DUTY, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The duty on Chinese goods rises to 25%.",
        "The duty on Chinese goods will be 25% instead of 10%.",
        "The duty on Chinese goods rises to 25%, not 15%.",
        "The duty on Chinese goods rises to 25% and the talks were called off.",
    ],
)
def test_what_comes_is_a_change(text: str) -> None:
    assert moved(DUTY, text) == [("10%", "25%")]


def test_half_of_a_figure_replaces_that_figure() -> None:
    known = "The duty on one list of Chinese goods is 15%. The duty on Chinese goods worth $250 billion is 25%."
    text = "Chinese importers pay a duty of 7.5%, half the 15% charged since September."
    assert moved(known, text) == [("15%", "7.5%")]
    assert [c.after for c in changes(known, text) if c.after.endswith("%")] == ["7.5%"]


@pytest.mark.parametrize(
    ("known", "text", "after"),
    [
        ("the second quarter of 2027", "the third quarter of 2027", ["third quarter of 2027"]),
        ("Q2 2027", "Q3 2027", ["third quarter of 2027"]),
        ("the first half of 2027", "H2 2027", ["second half of 2027"]),
        ("the second quarter of 2027", "Q2 2027", []),
        ("June 2027", "the second quarter of 2027", []),
    ],
)
def test_a_moved_quarter_is_new(known: str, text: str, after: list[str]) -> None:
    sentence = "The merger will close in {}."
    assert [c.after for c in changes(sentence.format(known), sentence.format(text))] == after


def test_an_approval_that_was_awaited_is_new() -> None:
    known = "The deal needs the approval of the EU."
    assert [c.after for c in changes(known, "The EU approved the deal.")] == ["approved"]


def test_a_figure_that_is_not_the_one_announced_replaces_it() -> None:
    text = "About 1,900 jobs will go, not the 1,200 announced."
    assert moved("About 1,200 jobs will go.", text) == [("1,200", "1,900")]


# --- where a movement is told ------------------------------------------------------------------------

MOVES = (
    ("10%", "25%", "tariff on furniture", "goes to 25% from 10%"),
    ("$3 billion", "$7 billion", "fine for the cartel", "was raised to $7 billion from $3 billion"),
    ("€60", "€75", "price of a ticket", "rises to €75 from €60"),
)


@pytest.mark.parametrize(("before", "after", "thing", "said"), MOVES)
def test_a_change_quotes_the_sentence_that_says_what_was(
    before: str, after: str, thing: str, said: str
) -> None:
    title = f"Ministers put {thing} at {after}"
    stated = f"On Monday the {thing} {said}, the ministry said."
    diff = Baseline.of(["Ministers met and said nothing."]).diff(title, f"They met again. {stated}")
    (change,) = [each for each in diff.changes if each.before]
    assert (change.before, change.after, change.sentence) == (before, after, stated)


@pytest.mark.parametrize(("before", "after", "thing", "said"), MOVES)
def test_a_passage_that_says_another_figure_is_not_what_changed(
    before: str, after: str, thing: str, said: str
) -> None:
    stated = f"On Monday the {thing} {said}, the ministry said."
    for known in (before, "9" * len(before.strip("$€%"))):
        figure = known if known == before else before.replace(before.strip("$€%"), known)
        source = f"The {thing} stands at {figure}, the ministry said."
        diff = Baseline.of([source]).diff(f"Ministers move {thing}", stated)
        (change,) = [each for each in diff.changes if each.before]
        quoted = change.source.sentence if change.source else ""
        assert (before in quoted) is (known == before)
        assert not quoted or before in quoted


@pytest.mark.parametrize(
    "announced",
    [
        "The duty on Chinese goods stays at 10% on January 1 instead of being raised to 25%.",
        "The duty on Chinese goods will not rise from 10% to 25%.",
        "Washington called off the rise of the duty on Chinese goods from 10% to 25%.",
    ],
)
def test_what_was_denied_and_comes_all_the_same_is_a_change(announced: str) -> None:
    found = moved(f"{DUTY} {announced}", "The duty on Chinese goods rose to 25% from 10%.")
    assert found == [("10%", "25%")]


def test_a_change_that_is_known_comes_but_once() -> None:
    text = "The duty on Chinese goods rose to 25% from 10%."
    assert moved(f"{DUTY} {text}", text) == []
