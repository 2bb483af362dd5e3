"""One story followed: copies fold, figures decide, follow-ups are few, disputes are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Action, ChangeKind, Decision, Item, SourceArticle
from monitor.story import Baseline, Engine

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
SOURCE = SourceArticle(
    "source",
    "Orlund to build battery plant in Harrowmouth",
    "3 May 2024. The carmaker Orlund said on Friday that it would build a battery plant in Harrowmouth for"
    " £2.4 billion. The factory is to employ 3,000 people and to open in 2027. The government pays a"
    " quarter of the cost. Chief executive Ines Halloran called it a bet on the region. The union"
    " asked that half of the jobs go to workers of the old engine works, which closes in June.",
    "source.md",
)


def item(number: int, title: str, summary: str, *, hours: float = 0.0, outlet: str = "") -> Item:
    return Item(
        id=f"i{number}",
        feed="",
        identity=f"i{number}",
        outlet=outlet or f"Outlet {number}",
        title=title,
        summary=summary,
        published=NOW + timedelta(hours=hours),
    )


COST = item(
    1,
    "Cost of Orlund's battery plant climbs to £2.9 billion",
    "The battery plant that Orlund builds in Harrowmouth will cost £2.9 billion instead of £2.4 billion, it said.",
)
COPY = item(
    2,
    "Orlund battery factory to cost £2.9bn",
    "Orlund's plant in Harrowmouth gets dearer: the carmaker now reckons with £2.9bn, up from £2.4bn.",
    hours=1,
)


def engine() -> Engine:
    return Engine.of([SOURCE], since=NOW)


def follow(followed: Engine, *items: Item) -> list[Decision]:
    """Decide items in their order and tell what is alerted."""
    decisions: list[Decision] = []
    for each in items:
        decision = followed.decide(each)
        decisions.append(decision)
        if decision.action is Action.ALERT:
            followed.tell(each, decision.development or len(followed.told) + 1)
    return decisions


def changes(decision: Decision) -> list[tuple[ChangeKind, str | None, str]]:
    assert decision.diff is not None
    return [(c.kind, c.before, c.after) for c in decision.diff.changes if c.before]


def test_a_figure_that_moved_is_told_with_what_it_was() -> None:
    (decision,) = follow(engine(), COST)
    assert decision.action is Action.ALERT
    assert changes(decision) == [(ChangeKind.CHANGED, "£2.4 billion", "£2.9 billion")]


def test_the_same_news_of_another_outlet_is_folded_into_it() -> None:
    first, second = follow(engine(), COST, COPY)
    assert (second.action, second.same_as) == (Action.FOLD, COST.id)
    assert first.action is Action.ALERT


def test_the_source_article_in_other_words_is_known() -> None:
    retold = item(
        3,
        "Harrowmouth gets a battery plant",
        "Orlund is going to build a battery factory with 3,000 jobs in Harrowmouth for £2.4bn.",
    )
    (decision,) = follow(engine(), retold)
    assert decision.action is Action.KNOWN


def test_what_the_source_says_is_no_copy_of_what_was_told_since() -> None:
    late = item(
        3,
        "Carmaker Orlund to build battery plant in Harrowmouth for £2.4 billion",
        "Orlund said that it would build a battery plant in Harrowmouth for £2.4 billion.",
        hours=2,
    )
    _, decision = follow(engine(), COST, late)
    assert (decision.action, decision.same_as) == (Action.KNOWN, None)


def test_the_words_of_the_source_with_a_figure_that_was_told_since_are_a_copy_of_that() -> None:
    late = item(
        3,
        "Carmaker Orlund to build battery plant in Harrowmouth for £2.9 billion",
        "Orlund said that it would build a battery plant in Harrowmouth for £2.9 billion.",
        hours=2,
    )
    _, decision = follow(engine(), COST, late)
    assert (decision.action, decision.same_as) == (Action.FOLD, COST.id)


def test_a_quarter_to_come_that_moved_is_news() -> None:
    source = replace(SOURCE, text=SOURCE.text + " Work begins in the second quarter of 2025.")
    followed = Engine.of([source], since=NOW)
    later = item(
        6,
        "Orlund's battery plant in Harrowmouth begins in third quarter of 2025",
        "Work on the battery plant will begin in the third quarter of 2025, the carmaker Orlund said.",
    )
    (decision,) = follow(followed, later)
    assert decision.action is Action.ALERT


def test_the_same_words_with_another_figure_are_news() -> None:
    dearer = replace(
        COST,
        id="i9",
        title=COST.title.replace("2.9", "3.3"),
        summary=COST.summary.replace("2.9", "3.3").replace("2.4", "2.9"),
        published=NOW + timedelta(hours=30),
    )
    _, decision = follow(engine(), COST, dearer)
    assert decision.action is Action.ALERT
    assert (ChangeKind.CHANGED, "£2.9 billion", "£3.3 billion") in changes(decision)


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        (
            "Orlund halts work on the battery plant in Harrowmouth",
            "Builders found an old mine below the site of Orlund's plant and work was suspended, it said.",
        ),
        (
            "Court blocks Orlund's battery plant in Harrowmouth",
            "A judge upheld the complaint of two farmers against the permit for Orlund's plant.",
        ),
        (
            "Court blocks Orlund's battery plant in Harrowmouth",
            "A judge upheld on Monday the complaint of two farmers against the permit for Orlund's plant,"
            " and ordered the carmaker to stop all building.",
        ),
        (
            "Ines Halloran quits as Orlund's chief executive",
            "Ines Halloran has resigned as chief executive of the carmaker Orlund with immediate effect.",
        ),
    ],
)
def test_another_event_among_the_same_parties_a_day_later_is_news(title: str, summary: str) -> None:
    _, decision = follow(engine(), COST, item(9, title, summary, hours=24))
    assert decision.action is Action.ALERT


@pytest.mark.parametrize(
    ("title", "text", "first", "second"),
    [
        (
            "Fire at Orlund's battery plant in Harrowmouth injures {}",
            "{} workers were injured.",
            "34",
            "21",
        ),
        (
            "Orlund sends home {} workers of its battery plant in Harrowmouth",
            "{} workers of the plant were sent home after the fire.",
            "340",
            "210",
        ),
    ],
)
def test_two_outlets_with_two_figures_at_one_time_are_a_dispute(
    title: str, text: str, first: str, second: str
) -> None:
    one, two = (
        item(number, title.format(count), text.format(count), hours=hours)
        for number, count, hours in ((4, first, 0), (5, second, 1))
    )
    _, decision = follow(engine(), one, two)
    assert (ChangeKind.DISPUTED, first, second) in changes(decision)


def test_a_lower_toll_in_other_words_is_an_older_one() -> None:
    one = item(
        4, "Fire at Orlund's battery plant in Harrowmouth injures 34", "34 workers were hurt."
    )
    two = item(
        5,
        "Harrowmouth hospital treats 21 injured after the blaze at the Orlund works",
        "A spokesman for the hospital said that 21 people had been injured by smoke.",
        hours=1,
    )
    _, decision = follow(engine(), one, two)
    assert all(kind is not ChangeKind.DISPUTED for kind, *_ in changes(decision))


def test_a_toll_that_is_higher_has_grown_and_is_no_dispute() -> None:
    title = "Fire at Orlund's battery plant in Harrowmouth kills {}"
    one, two = (
        item(number, title.format(dead), f"{dead} people died in the fire.", hours=hours)
        for number, dead, hours in ((4, 12, 0), (5, 15, 1))
    )
    _, decision = follow(engine(), one, two)
    assert (ChangeKind.CHANGED, "12", "15") in changes(decision)


def test_an_edit_of_a_figure_is_a_correction_and_a_comma_is_none() -> None:
    followed = engine()
    follow(followed, COST)
    comma = replace(COST, title=f"{COST.title}.")
    corrected = replace(COST, title=COST.title.replace("2.9", "2.8"))
    assert followed.decide_edit(COST, comma).action is Action.FOLD
    decision = followed.decide_edit(COST, corrected)
    assert (decision.action, decision.development) == (Action.ALERT, 1)
    assert changes(decision) == [(ChangeKind.CHANGED, "£2.9 billion", "£2.8 billion")]


def test_what_is_off_topic_is_unrelated_with_a_reason() -> None:
    recipe = item(
        6, "Slow-roasted tomatoes with garlic", "Two hours in a low oven make them sweet."
    )
    (decision,) = follow(engine(), recipe)
    assert decision.action is Action.UNRELATED
    assert decision.reason.startswith("Off topic: ")


def test_a_verdict_names_the_evidence_that_made_it() -> None:
    first, second = follow(engine(), COST, COPY)
    assert first.diff is not None
    assert "stated_change" in {piece.name for piece in first.diff.evidence}
    assert second.diff is not None
    assert {"covered_lately", "shared"} & {p.name for p in second.diff.evidence if p.effect < 0}


def test_what_was_never_told_is_not_known() -> None:
    followed = engine()
    assert followed.decide(COST).action is Action.ALERT
    assert followed.decide(COPY).action is Action.ALERT


def test_a_reader_can_teach_other_spellings_of_a_name() -> None:
    dearer = item(
        7,
        "OLD Group's plant gets dearer",
        "The battery factory of the OLD Group in Harrowmouth will cost £2.9bn, not £2.4bn.",
    )
    plain = Engine.of([SOURCE], ["orlund"], since=NOW)
    taught = Engine.of([SOURCE], ["orlund"], aliases={"Orlund": ["OLD Group"]}, since=NOW)
    names = {
        followed is taught: next(
            (
                e.value
                for e in followed.decide(dearer).match.evidence
                if e.name == "headline_covered"
            ),
            0.0,
        )
        for followed in (plain, taught)
    }
    assert names[True] > names[False]


def test_chinese_news_of_a_known_story_is_compared_by_its_figures() -> None:
    source = SourceArticle(
        "source",
        "United States puts 10% tariff on $200 billion of Chinese goods",
        "20 September 2018. The United States will charge a tariff of 10 percent on Chinese goods"
        " worth $200 billion from Monday. Beijing said it would retaliate. Apple warned of costs.",
        "source.md",
    )
    followed = Engine.of([source], since=NOW)
    raised = item(8, "美国将2000亿美元中国商品的关税从10%提高到25%", "白宫周五宣布提高关税。")
    (decision,) = follow(followed, raised)
    assert decision.action is Action.ALERT
    assert (ChangeKind.CHANGED, "10%", "25%") in changes(decision)


def test_the_evidence_that_classifiers_are_trained_from_is_what_a_decision_weighs() -> None:
    source = SourceArticle("s", "Tariff on furniture is 10%", "The tariff is 10 percent.", "s.md")
    engine = Engine.of([source])
    item = Item("i", "f", "i", "o", "Tariff on furniture rises to 25%", "It was 10 percent.")
    topical, news = engine.evidence(item)
    decision = engine.decide(item)
    assert decision.diff
    assert news["headline_figures"] >= 1  # 25% is new
    assert {piece.name for piece in decision.diff.evidence} <= news.keys()
    assert topical["like_source"] > 0
    assert engine.evidence(Item("e", "f", "e", "o", "", ""))[1] == {}


def test_the_baseline_of_some_texts_says_what_another_adds() -> None:
    baseline = Baseline.of(["The tariff on furniture is 10 percent."])
    diff = baseline.diff("Tariff on furniture rises to 25 percent", "It was 10 percent.")
    (change,) = [change for change in diff.changes if change.before]
    assert (change.before, change.after) == ("10%", "25%")
    assert baseline.diff("", "The tariff on furniture is 10 percent.").novelty < 0.5
    assert len(baseline.ledger) == 1


def test_a_source_article_that_was_just_read_disputes_nothing() -> None:
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    source = SourceArticle("s", "Bridge to cost $30 million", "It will cost $30 million.", "s.md")
    engine = Engine.of([source], since=now)
    title = "Bridge to cost $40 million, not $30 million"
    decision = engine.decide(Item("i", "f", "i", "o", title, "", published=now))
    assert decision.diff
    (change,) = [change for change in decision.diff.changes if change.before]
    assert (change.kind, change.before, change.after) == (
        ChangeKind.CHANGED, "$30 million", "$40 million",
    )  # fmt: skip
