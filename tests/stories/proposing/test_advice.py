"""Watches are proposed that would have been right, and a beat is known from one event."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import StoryConfig
from monitor.model import Item, SourceArticle
from monitor.stories import engine_of
from monitor.stories.proposing.advice import Advice, advise
from monitor.stories.proposing.archive import likelihood
from monitor.stories.proposing.breadth import breadth_of
from monitor.stories.proposing.countries import is_country
from monitor.stories.proposing.propose import Proposal
from monitor.stories.proposing.terms import Kind, quoted, terms_of
from monitor.stories.sources import split_title
from monitor.stories.watches import doubt_of
from monitor.story.topic.background import Background
from monitor.story.topic.match import Query
from monitor.story.topic.readable import Readable
from tests.examples import NOW, an_item
from tests.field import STREAM, FieldStory, stories, stories_aside, stories_unseen

FERRY = """# Norvig ferry runs aground off Calder with 60 people on board

The Norvig ferry ran aground on a sandbank off the island of Calder on Monday morning with 60 people on
board, the coast guard said. Nobody was hurt.

The ferry is 40 years old and belongs to Marrow Lines of Norway. Its captain, Ingrid Solvang, reported
that the rudder no longer answered. A tug from Calder could not pull the ferry free at high water.

New attempts are planned for Tuesday. The crew stays on board; the passengers were brought ashore. The
coast guard found no oil in the water around the Norvig.
"""
ON = (
    "Norvig ferry still stuck off Calder as tugs fail", "Passengers of Norvig tell of night on ferry",
    "Marrow Lines says Norvig rudder was repaired in May", "Captain Solvang of the Norvig questioned",
    "Tugs pull Norvig free, ferry heads for port", "Norvig ferry aground: what is known",
    "Coast guard to inspect Norvig ferry in harbour",
)  # fmt: skip
OFF = (
    "New crew arrives at the polar station", "Norway raises its interest rate", "Ferry fares to rise",
    "Coast guard saves two sailors in a storm", "Monday markets: shares fall", "A new museum opens",
    "Captain of the football team is hurt", "People on board a plane tell of turbulence",
)  # fmt: skip


def source(text: str) -> SourceArticle:
    return SourceArticle("s", *split_title(text), "s.md")


def archive(repeats: int = 12) -> list[Item]:
    titles = [*ON, *(f"{title} {number}" for number in range(repeats) for title in OFF)]
    return [
        an_item(
            n, title=title, summary=f"{title}, it was said.", published=NOW + timedelta(minutes=n)
        )
        for n, title in enumerate(titles)
    ]


def advice_on(text: str, items: list[Item]) -> Advice:
    return advise([source(text)], items, engine_of(StoryConfig("s", ()), [source(text)], NOW))


def matching(proposal: Proposal, titles: tuple[str, ...]) -> int:
    queries = [Query.of(query).expression for query in proposal.queries]
    readable = [Readable.of(title, f"{title}, it was said.") for title in titles]
    return sum(any(query.hits(each) for query in queries) for each in readable)


@pytest.mark.parametrize("repeats", [0, 12])
@pytest.mark.parametrize("has_archive", [False, True])
def test_what_is_proposed_has_the_story_and_nothing_else(
    repeats: int, *, has_archive: bool
) -> None:
    found = advice_on(FERRY, archive(repeats) if has_archive else [])
    assert found.fitting
    assert matching(found.fitting, ON) >= len(ON) - 1
    assert matching(found.fitting, OFF) <= has_archive  # `ferry` is the story's in this archive
    assert not found.breadth.is_beat


def test_the_narrower_is_as_precise_and_the_wider_has_as_much() -> None:
    found = advice_on(FERRY, archive())
    assert found.fitting
    if found.narrower:
        assert found.narrower.precision >= 0.93
    if found.wider:
        assert found.wider.coverage >= found.fitting.coverage


NAMES = ("Quorvex", "Belmarine", "Tasko", "Vurnholt", "Osselby", "Drane", "Yttre")
COMMON = (
    "new",
    "crew",
    "Germany",
    "Japan",
    "Sudan",
    "officials",
    "plan",
    "fire",
    "report",
    "people",
)
sentences = st.lists(
    st.lists(st.sampled_from([*NAMES, *COMMON, "said", "in", "of the", "and"]), min_size=4, max_size=12),
    min_size=2, max_size=8,
)  # fmt: skip


@given(sentences)
@settings(max_examples=60, deadline=None)
def test_no_watch_is_a_country_or_an_ordinary_word_alone(words: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(row).capitalize() + "." for row in words)
    found = advice_on(f"# {text}", [])
    for proposal in (found.fitting, found.narrower, found.wider):
        for clause in proposal.clauses if proposal else ():
            if len(clause.terms) == 1:
                (term,) = clause.terms
                assert not is_country(term.text.lower())
                assert term.text.lower() not in {"new", "crew", "people", "plan", "fire", "report"}
        for query in proposal.queries if proposal else ():
            assert doubt_of(query, [source(f"# {text}")]) is None


@pytest.mark.parametrize(
    "text",
    [
        "# Fähre Norvig vor Calder auf Grund gelaufen\n\nDie Fähre Norvig ist am Montag vor der Insel Calder"
        " auf Grund gelaufen. An Bord der Fähre waren 60 Menschen, wie die Küstenwache mit der Reederei sagte.",
        "# El transbordador Norvig encalla frente a Calder\n\nEl transbordador Norvig encalló el lunes frente a"
        " la isla de Calder con 60 personas a bordo, según la guardia costera. No hay heridos en el Norvig.",
        "# 诺维格渡轮搁浅\n\n诺维格渡轮星期一在卡尔德岛附近搁浅，船上有六十人。",
    ],
)  # fmt: skip
def test_other_languages_are_proposed_what_they_say_or_nothing(text: str) -> None:
    proposal = advice_on(text, []).fitting
    for query in proposal.queries if proposal else ():
        assert doubt_of(query, [source(text)]) is None


@given(st.lists(st.floats(0, 1), max_size=60))
def test_how_likely_items_are_keeps_their_order(scores: list[float]) -> None:
    likely = likelihood(scores)
    assert all(0 <= each <= 1 for each in likely)
    pairs = sorted(zip(scores, likely, strict=True))
    assert [each for _, each in pairs] == sorted(likely)


def test_where_much_is_on_the_story_each_item_is_the_likelier_on_it() -> None:
    few = likelihood([0.05] + [0.001] * 200)
    many = likelihood([0.05] + [0.6] * 200)
    assert many[0] > few[0]


@pytest.mark.parametrize(
    ("text", "query"),
    [("Norvig", "Norvig"), ("Rob Reiner", '"Rob Reiner"'), ("Kud-Sverchkov", '"Kud-Sverchkov"'), ("or", '"or"')],
)  # fmt: skip
def test_terms_are_quoted_where_they_must_be(text: str, query: str) -> None:
    assert quoted(text) == query
    Query.of(quoted(text))


def test_a_word_that_the_text_has_in_small_letters_is_no_name() -> None:
    text = "# Crew of Norvig rescued\n\nThe crew of the Norvig was rescued. Crew is well, the Norvig is not."
    kinds = {term.text.lower(): term.kind for term in terms_of([source(text)], Background())}
    assert kinds["crew"] is Kind.WORD
    assert kinds["norvig"] is Kind.NAME


BEATS = sorted((Path(__file__).parent / "beats").glob("*.md"))


def test_beats_are_known_by_their_text() -> None:
    found = [breadth_of(source(p.read_text("utf-8")), 0, 0, Background()) for p in BEATS]
    assert sum(each.is_beat for each in found) >= len(BEATS) - 1


#: Labelled articles whose breadth their text alone does not tell; the stream tells it later.
MISJUDGED = {"venezuela", "flu", "jobs", "acavote", "chips"}


FIRST_ASIDE = ("amorim", "indore", "yemen")


def misjudged(found: Iterable[FieldStory]) -> set[str]:
    """Return the stories of whose article the text alone says wrongly whether it tells a beat."""
    return {
        story.name
        for story in found
        if breadth_of(story.sources[0], 0, 0, Background()).is_beat
        is not (story.shape != "one event")
    }


@pytest.mark.skipif(not STREAM.exists(), reason="../shared/field is not beside the project")
def test_labelled_articles_of_one_event_are_known_by_their_text() -> None:
    found = [*stories(), *stories_aside(*FIRST_ASIDE)]
    assert misjudged(found) <= MISJUDGED
    assert len(found) > 6 * len(MISJUDGED)


@pytest.mark.xfail(
    reason="13 of the 27 that were labelled later are misjudged, most of them threads"
)
@pytest.mark.skipif(not STREAM.exists(), reason="../shared/field is not beside the project")
def test_articles_that_were_labelled_later_are_known_by_their_text() -> None:
    found = [*stories_unseen(), *stories_aside()]
    assert 6 * len(misjudged(found)) < len(found)


@pytest.mark.parametrize(
    ("on_story", "share", "is_beat"),
    [(20, 0.2, True), (20, 0.6, False), (8, math.nextafter(0.4, 0), True), (0, 0.0, False)],
)
def test_an_archive_decides_where_it_has_enough(
    on_story: float, share: float, *, is_beat: bool
) -> None:
    assert breadth_of(source(FERRY), on_story, share, Background()).is_beat is is_beat


def test_of_a_long_archive_the_latest_items_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    items = archive(12)
    latest = [*items[len(ON) :], *items[: len(ON)]]
    monkeypatch.setattr("monitor.stories.proposing.advice.MOST_ITEMS", len(ON))
    found = advice_on(FERRY, latest)
    assert found == advice_on(FERRY, items[: len(ON)])
    assert found != advice_on(FERRY, items[len(ON) : 2 * len(ON)])


def test_nothing_is_proposed_twice() -> None:
    for text, items in ((FERRY, []), (FERRY, archive()), ("# Norvig sinks\n\nIt sank.", [])):
        found = advice_on(text, items)
        queries = [each.queries for each in (found.fitting, found.narrower, found.wider) if each]
        assert len(set(queries)) == len(queries)
