"""Movements that two sentences state together."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.story import digest


@pytest.mark.parametrize(
    ("title", "text", "before", "after"),
    [
        ("Canal lowers its claim to $600 million", "That is less than the $916 million it first demanded.",
         "$916 million", "$600 million"),
        ("Carrier keeps jet off its schedule until April 7", "It had planned to bring it back on January 16.",
         "January 16", "April 7"),
        ("Judge puts off hearing to January 29", "It was to have been held on December 4.",
         "December 4", "January 29"),
        ("Inflation hits 8.5%", "Prices rose faster than the 7.9% of a month before.", "7.9%", "8.5%"),
        ("Clients pulled out 61 billion francs", "Outflows slowed from 110 billion francs.",
         "110 billion Swiss francs", "61 billion Swiss francs"),
        ("Fifth leak turns up", "It counts five small leaks in the capsule, up from four.", "4", "5"),
    ],
)  # fmt: skip
def test_a_former_figure_belongs_to_the_one_before_it(
    title: str, text: str, before: str, after: str
) -> None:
    movements = digest(title, text, published=date(2019, 3, 1)).movements
    assert (before, after) in [(m.before.display, m.after.display) for m in movements]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Plant costs $3 billion", "It employs 400 people and pays $2 billion in tax."),
        (
            "Talks on April 7",
            "The last talks were on January 16.",
        ),  # nothing says that a date moved
        ("10% and 25%", "Rates were 5% before."),  # which of the two was it?
        ("Snow of up to 20cm", "Winds of more than 210kph left homes without power."),
        ("Rain of 30 mm", "It blew at 90 kph before."),
        ("At least 10 killed", "It sent more than 270 others to hospital."),
        ("Orders of $3 billion", "The plant is worth more than about $5 billion."),
        ("Claim of $600 million", "It cost no more than $916 million."),
        (
            "Aid for 54% of the families",
            "It is for fewer, compared to 7% of others, than was said.",
        ),
    ],
)
def test_what_is_no_movement(title: str, text: str) -> None:
    assert digest(title, text, published=date(2019, 3, 1)).movements == ()
