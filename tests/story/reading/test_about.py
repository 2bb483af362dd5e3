"""What a figure is about, in the words of its sentence, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.story import digest
from monitor.story.reading.about import about


def label(sentence: str, shown: str) -> str:
    (read,) = digest("", sentence, published=date(2026, 11, 25)).sentences
    (fact,) = [f for f in read.figures if f.display == shown]
    return about(sentence, fact)


@pytest.mark.parametrize(
    ("sentence", "shown", "expected"),
    [
        ("The duty on Chinese goods rises to 25%.", "25%", "duty on Chinese goods"),
        ("The duty on Chinese goods won't be raised to 25%.", "25%", "duty on Chinese goods"),
        ("The duty on Chinese goods will no longer rise to 25%.", "25%", "duty on Chinese goods"),
        ("The duty on steel will be 25 percent rather than 10 percent.", "25%", "duty on steel"),
        ("The maker recalls 2.5 million Note 7 phones.", "2.5 million", "Note 7 phones"),
        ("It takes a charge of $3 billion.", "$3 billion", "charge"),
        ("The duty went up to 25% one minute after midnight.", "25%", "duty"),
    ],
)
def test_the_words_around_a_figure_say_what_it_is_about(
    sentence: str, shown: str, expected: str
) -> None:
    assert label(sentence, shown) == expected


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("They leave it at 10% on January 1 instead of raising it to 25%.", "25%"),
        ("The steel duty is 25 percent rather than 10 percent.", "10%"),
        ("The last figure was $600 million.", "$600 million"),
        ("America will charge 25% from May.", "25%"),
        ("It slips from the second quarter to the third quarter of 2027.", "third quarter of 2027"),
        ("The plan is to cut 7,580 jobs by 2030.", "2030"),
        ("They are to charge as much as 25% on goods.", "25%"),
    ],
)
def test_no_label_rather_than_a_bad_one(sentence: str, shown: str) -> None:
    assert label(sentence, shown) == ""
