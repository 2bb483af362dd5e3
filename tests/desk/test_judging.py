"""What a reader says of a development, kept and taken back, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.desk.judging import Precision, Verdict, judge, precision, take_back
from monitor.errors import MonitorError
from monitor.model import Action
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.stories.verdicts import feedback_of
from tests.examples import FEED, NOW, STORY, a_decision, an_item


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store(tmp_path / "news-monitor.db")
    opened.sync_feeds([FEED], NOW)
    with opened.transaction():
        for number in (1, 2):
            item = an_item(number)
            opened.add_item(item, NOW)
            decision = a_decision(Action.ALERT, development=number)
            opened.record_development(decision, STORY, item.title, NOW)
            opened.record_decision(item, 1, STORY, decision, NOW)
    return opened


def state(store: Store, tmp_path: Path) -> tuple[object, ...]:
    views = Views(tmp_path / "news-monitor.db")
    irrelevant = views.query("SELECT id, irrelevant IS NOT NULL AS n FROM developments ORDER BY id")
    return [row["n"] for row in irrelevant], views.query("SELECT * FROM mutes"), precision(views)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_is_taken_back_leaves_nothing(store: Store, tmp_path: Path, verdict: Verdict) -> None:
    before = state(store, tmp_path)
    assert judge(store, 1, verdict, "you", NOW) == STORY
    assert state(store, tmp_path) != before
    take_back(store, 1, "you", NOW)
    assert state(store, tmp_path) == before


def test_only_what_is_not_of_the_story_is_muted_and_teaches(store: Store, tmp_path: Path) -> None:
    known = store.story_versions.known().get(STORY, 0)
    judge(store, 1, Verdict.REPEAT, "you", NOW)
    assert state(store, tmp_path)[:2] == ([0, 0], [])
    judge(store, 1, Verdict.UNRELATED, "you", NOW)
    assert state(store, tmp_path)[0] == [1, 0]
    assert [item.id for item, _ in store.stream.rejected(STORY)] == [an_item(1).id]
    assert store.story_versions.known()[STORY] > known  # whoever follows it builds it anew
    judge(store, 1, Verdict.RIGHT, "you", NOW)
    assert state(store, tmp_path)[:2] == ([0, 0], [])


def test_what_one_reader_rejects_another_does_not_bring_back(store: Store, tmp_path: Path) -> None:
    judge(store, 1, Verdict.UNRELATED, "anna@example.org", NOW)
    judge(store, 1, Verdict.RIGHT, "bob@example.org", NOW)
    assert state(store, tmp_path)[0] == [1, 0]
    take_back(store, 1, "anna@example.org", NOW)
    assert state(store, tmp_path)[0] == [0, 0]


def test_what_was_called_irrelevant_before_counts_once(store: Store, tmp_path: Path) -> None:
    store.notices.mark_irrelevant(STORY, 2, NOW)
    assert precision(Views(tmp_path / "news-monitor.db")) == Precision(unrelated=1)
    judge(store, 2, Verdict.UNRELATED, "you", NOW)
    assert precision(Views(tmp_path / "news-monitor.db")) == Precision(unrelated=1)
    assert precision(Views(tmp_path / "news-monitor.db"), "another") == Precision()


def test_what_is_not_there_is_not_judged(store: Store) -> None:
    with pytest.raises(MonitorError, match="there is no development 9"):
        judge(store, 9, Verdict.RIGHT, "you", NOW)


CLICKS = st.tuples(
    st.sampled_from((1, 2)), st.sampled_from(("anna", "bob")), st.none() | st.sampled_from(Verdict)
)


def learnt(store: Store) -> tuple[object, ...]:
    """Return all that a start would learn of what readers said."""
    said, stream = store.labels.said(STORY), store.stream
    return feedback_of(said), said, stream.rejected(STORY), stream.confirmed(STORY)


@given(st.lists(CLICKS, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_only_the_last_word_of_each_reader_teaches_and_taken_back_teaches_nothing(
    store: Store, clicks: list[tuple[int, str, Verdict | None]]
) -> None:
    nothing = learnt(store)
    last = {(number, reader): verdict for number, reader, verdict in clicks}
    found = []
    for way in (clicks, sorted(((*who, said) for who, said in last.items()), key=str)):
        for number, reader, verdict in way:
            if verdict:
                judge(store, number, verdict, reader, NOW)
            else:
                take_back(store, number, reader, NOW)
        found.append(learnt(store))
        for number, reader in last:
            take_back(store, number, reader, NOW)
        assert learnt(store) == nothing
    assert found[0] == found[1]
    counted = {n for (n, _), said in last.items() if said and said is not Verdict.UNRELATED}
    assert found[0][0] == feedback_of(found[0][1])  # type: ignore[arg-type]
    assert found[0][0].verdicts == len(counted)  # type: ignore[attr-defined]


@given(*[st.integers(0, 1000)] * 3)
def test_the_share_is_that_of_all_that_was_judged(right: int, repeats: int, other: int) -> None:
    found = Precision(right, repeats, other)
    assert found.judged == right + repeats + other
    assert found.share == (right / found.judged if found.judged else None)


def test_a_reader_is_away_until_her_moment_and_comes_back(store: Store) -> None:
    everybody = ("Anna <a@example.org>", "b@example.org")
    store.labels.leave(STORY, "Anna <A@example.org>", NOW + timedelta(days=1), NOW)
    store.labels.leave(STORY, "b@example.org", None, NOW)
    assert store.labels.present(STORY, everybody, NOW) == ()
    later = NOW + timedelta(days=1)
    assert store.labels.present(STORY, everybody, later) == everybody[:1]
    assert store.labels.present("another", everybody, NOW) == everybody
    assert store.labels.come_back(STORY, "B@example.org")
    assert not store.labels.come_back(STORY, "b@example.org")
    assert store.labels.present(STORY, everybody, later) == everybody
