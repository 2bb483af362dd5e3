"""How much an item reads like comment."""

from __future__ import annotations

import pytest

from monitor.story.evidence.models import shipped_models
from monitor.story.news.comment import OF_TEXT, parts, reads_like_comment


@pytest.mark.parametrize(
    ("comment", "report"),
    [
        ("We must not forget the lessons of this crisis", "Minister resigns after inquiry"),
        ("Why this deal will never work", "Deal signed after night of talks"),
        ("What the strike says about us: letters", "Strike ends as union accepts 4% offer"),
    ],
)
def test_comment_reads_more_like_comment_than_a_report_does(comment: str, report: str) -> None:
    words = shipped_models().comment_words
    assert reads_like_comment(comment, "", words) > reads_like_comment(report, "", words)


def test_the_opening_of_a_text_is_weighed_apart_from_the_headline_and_the_rest_is_not_read() -> (
    None
):
    words = {"must": 2.0, f"{OF_TEXT}must": 0.5}
    assert reads_like_comment("We must act", "", words) == 2.0
    assert reads_like_comment("A vote", "We must act", words) == 0.5
    assert reads_like_comment("A vote", f"{'x' * 300} we must act", words) == 0.0


def test_words_pairs_and_marks_are_parts() -> None:
    assert {"whi", "?", f"{OF_TEXT}it", f"{OF_TEXT}it end"} <= parts("Why?", "It ended")
