"""Two versions of an item → what of the second is news."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Action, Change, Decision, FactKind
from monitor.story.news.decide import Told
from monitor.story.news.edit import (
    MOST_OF_ONE_ITEM,
    MOST_OF_ONE_REPORT,
    Edit,
    as_told,
    compare_edit,
    decide_edit,
    only_new,
    read_edit,
    within_limits,
)
from monitor.story.reading.digest import digest
from tests.beside import SHARED, wants
from tests.examples import NOW, a_decision, an_item

TITLE, TEXT = "Bridge repairs to cost $7 million", "They employ 1,200 people. Work begins in May."
EDITS = SHARED / "stories" / "title-edits-more.jsonl"


def read(*versions: tuple[str, str], beside: bool = False, told: bool = False) -> Edit:
    *before, after = (digest(*version) for version in versions)
    return read_edit(before, after, "i", lambda *_: beside, lambda *_: told)


def moved(changes: Sequence[Change]) -> list[tuple[str | None, str]]:
    return [(change.before, change.after) for change in changes]


def test_a_figure_never_told_in_the_place_of_a_told_one_is_a_correction() -> None:
    edit = read((TITLE, TEXT), (TITLE.replace("7", "9"), TEXT.replace("1,200", "1,400")))
    assert moved(edit.corrected) == [("$7 million", "$9 million"), ("1,200", "1,400")]
    assert (edit.passed, edit.added, edit.has_new_headline) == ((), (), False)
    assert edit.changes_headline


@pytest.mark.parametrize(
    "edit",
    [
        read((TITLE, TEXT), (TITLE.replace("7", "9"), TEXT), beside=True),
        read((TITLE, TEXT), (TITLE.replace("7", "9"), TEXT), told=True),
        read((TITLE.replace("7", "9"), ""), (TITLE, TEXT), (TITLE.replace("7", "9"), TEXT)),
    ],
)
def test_a_figure_beside_the_story_or_told_is_passed_over(edit: Edit) -> None:
    assert edit.corrected == ()
    assert [(each.was.display, each.now.display) for each in edit.passed] == [
        ("$7 million", "$9 million")
    ]
    item = an_item(title=TITLE.replace("7", "9"), summary=TEXT)
    assert as_told(item, edit) == replace(item, title=TITLE)


def test_what_is_added_is_what_no_told_version_is_like() -> None:
    more = "A span collapsed on Tuesday, injuring 34."
    edit = read((TITLE, TEXT), ("Bridge collapses", f"{TEXT.replace('May', 'June')} {more}"))
    assert edit.added == (more,)
    assert (edit.has_new_headline, edit.says_more) == (True, True)
    assert only_new(an_item(title="Bridge collapses", summary=TEXT), edit).text == more


def test_a_sentence_of_which_every_figure_is_beside_the_story_is_passed_over() -> None:
    price = "Bridgeco shares were down 34 percent at noon."
    before, after = (TITLE, TEXT), (TITLE, f"{TEXT}\n{price}")
    edit = read(before, after, beside=True)
    assert (edit.added, edit.beside, edit.says_more) == ((), (price,), False)
    assert as_told(an_item(title=TITLE, summary=after[1]), edit).text.strip() == TEXT
    assert read(before, after).added == (price,)


def test_under_a_new_headline_only_nearly_the_same_sentence_is_corrected() -> None:
    other = ("Tunnel reopens", "Guards employ 900 people. Work begins in May.")
    assert read((TITLE, TEXT), other).corrected == ()
    same = ("Tunnel reopens", "They employ 900 people. Work begins in May.")
    assert moved(read((TITLE, TEXT), same).corrected) == [("1,200", "900")]


def test_nothing_is_no_edit() -> None:
    assert not read((TITLE, TEXT), (TITLE, TEXT)).says_more
    assert read(("", ""), (TITLE, TEXT)).has_new_headline
    assert read((TITLE, TEXT), ("", "")).corrected == ()


def test_a_figure_is_replaced_by_one_of_its_kind_and_unit() -> None:
    for other in ("It costs 9 percent of it all", "It costs $7 million of it all, in May"):
        assert (
            compare_edit(digest("It costs $7 million of it all", ""), digest(other, ""), "i") == ()
        )
    (change,) = compare_edit(digest("Toll is at 7%", ""), digest("Toll is at 9%", ""), "i")
    assert (change.before, change.after, change.fact) == ("7%", "9%", FactKind.PERCENT)
    assert change.source
    assert change.source.id == "i"


@wants(EDITS)
def test_headlines_as_outlets_edited_them() -> None:
    rows = [json.loads(line) for line in EDITS.read_text("utf-8").splitlines()]
    found = [moved(compare_edit(digest(r["old"], ""), digest(r["new"], ""), "i")) for r in rows]
    right = [len(each) == 1 for each in found]
    assert sum(right) == len(rows)


TOLD = Told(3, "first", "Bridge fell", 1)
MORE = Edit(
    (), (), ("A span fell.",), (), says_more=True, has_new_headline=False, changes_headline=True
)
ANEW = replace(MORE, has_new_headline=True)


@pytest.mark.parametrize(
    ("judged", "edit", "action", "development"),
    [
        (a_decision(development=None), MORE, Action.ALERT, 3),  # what is added is its follow-up
        (a_decision(development=None), replace(MORE, says_more=False), Action.FOLD, 3),
        (a_decision(Action.KNOWN), MORE, Action.FOLD, 3),
        (a_decision(development=3), ANEW, Action.ALERT, None),  # another report
        (a_decision(Action.KNOWN), ANEW, Action.KNOWN, None),
        (a_decision(development=9), replace(ANEW, says_more=False), Action.FOLD, 3),
        (a_decision(Action.UNRELATED, diff=None), MORE, Action.UNRELATED, None),
    ],
)
def test_what_is_no_correction_is_judged_as_any_item(
    judged: Decision, edit: Edit, action: Action, development: int | None
) -> None:
    found = decide_edit(judged, edit, TOLD, same=True)
    assert (found.action, found.development) == (action, development)
    assert not found.is_correction


@pytest.mark.parametrize(
    ("same", "called"),
    [(True, "Edited"), (False, "The same article as “Bridge fell” (item first), in another feed,")],
)
def test_what_says_nothing_more_names_the_report_that_told_it(called: str, *, same: bool) -> None:
    found = decide_edit(a_decision(Action.KNOWN), replace(MORE, says_more=False), TOLD, same=same)
    assert found.reason.startswith(f"{called} without a new fact")


def test_a_correction_names_what_moved_in_the_thread_of_what_was_told() -> None:
    edit = read((TITLE, TEXT), (TITLE.replace("7", "9"), TEXT))
    found = decide_edit(a_decision(Action.KNOWN), edit, TOLD, same=False)
    assert (found.action, found.development, found.is_correction) == (Action.ALERT, 3, True)
    assert found.reason == "The outlet corrected its report: $7 million → $9 million."
    assert found.diff
    assert moved(found.diff.changes) == [("$7 million", "$9 million")]


HOUR = timedelta(hours=1)


def limited(development: int, *mails: int, hours: float = 1) -> bool:
    decision = a_decision(development=development, is_correction=True)
    at = [(number, NOW + n * timedelta(minutes=1)) for n, number in enumerate(mails)]
    found = within_limits(decision, at, NOW + hours * HOUR)
    if found is decision:
        return False
    assert (found.action, found.development, found.is_correction) == (Action.KNOWN, None, False)
    assert found.reason.startswith("Not told, as a day has no more than ")
    return True


def test_a_day_has_no_more_mails_about_one_report_or_item() -> None:
    assert not limited(1, 1)
    assert not limited(1, *[1] * MOST_OF_ONE_REPORT)
    assert limited(1, *[1] * (MOST_OF_ONE_REPORT + 1))
    assert not limited(2, *[1] * (MOST_OF_ONE_REPORT + 1))  # another headline
    assert limited(9, *range(1, MOST_OF_ONE_ITEM + 1))
    assert not limited(1, *[1] * (MOST_OF_ONE_REPORT + 1), hours=25)
    known = a_decision(Action.KNOWN)
    assert within_limits(known, [(1, NOW)] * 99, NOW) is known
