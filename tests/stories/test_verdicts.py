"""What readers said, as the models are asked about it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.judging import Verdict
from monitor.store.said import Said
from monitor.stories.verdicts import feedback_of
from monitor.story.evidence import Feedback, Judged, feedback


def said(development: int, verdict: str, reader: str = "you", likely: float | None = 0.6) -> Said:
    return Said(development, reader, verdict, f"i{development}", likely)


def test_each_verdict_says_what_it_is_called() -> None:
    found = feedback_of([said(1, "right"), said(2, "repeat"), said(3, "unrelated")])
    assert found == feedback([Judged(1, 0.6), Judged(0, 0.6)])


def test_a_development_counts_once_however_many_readers_judge_it() -> None:
    found = feedback_of([said(1, "right", "a"), said(1, "repeat", "b"), said(1, "unrelated", "c")])
    assert found == feedback([Judged(1 / 2, 0.6)])
    assert found.verdicts == 1


def test_of_what_it_is_not_known_how_likely_it_was_nothing_is_learnt() -> None:
    assert feedback_of([said(1, "repeat", likely=None)]) == Feedback()


@given(
    st.lists(
        st.builds(said, st.integers(1, 6), st.sampled_from(list(Verdict)), st.sampled_from("abc")),
        max_size=12,
        unique_by=lambda each: (each.development, each.reader),
    ).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found)))
)
def test_the_order_does_not_matter(both: tuple[list[Said], list[Said]]) -> None:
    one, other = both
    assert feedback_of(one) == feedback_of(other)
