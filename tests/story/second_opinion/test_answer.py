"""What of an answer counts: a strict shape, quotations that stand in the item, figures that were said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Opinion
from monitor.story.second_opinion import Void, read_answer
from tests.every import of_every
from tests.story.second_opinion.examples import NEW, NOT_NEW, OFF_STORY, QUESTION, answer, question


def test_an_answer_of_the_right_shape_is_an_opinion() -> None:
    found = read_answer(json.dumps(NEW), QUESTION)
    assert found == Opinion(
        True, True, str(NEW["quote"]), "The tariff on Chinese furniture will rise to 25%.", 0.8
    )
    assert found.is_for_telling


@of_every([NOT_NEW, OFF_STORY, OFF_STORY | {"is_new": True}])
def test_what_is_not_for_telling_needs_no_quotation(given: dict[str, Any]) -> None:
    found = read_answer(json.dumps(given), QUESTION)
    assert isinstance(found, Opinion)
    assert not found.is_for_telling


@of_every(
    [
        "",
        "yes",
        "null",
        "[]",
        "[" * 7000,
        "{",
        json.dumps(NEW)[:-1],
        f"Here it is: {json.dumps(NEW)}",
        f"{json.dumps(NEW)} I hope that this helps!",
        f"```json\n{json.dumps(NEW)}\n```",
        f"{json.dumps(NEW)}{json.dumps(NEW)}",
        json.dumps([NEW]),
        json.dumps({"answer": NEW}),
        json.dumps(NEW)[:-1] + ', "is_new": false}',
        json.dumps({**NEW, "headline": "Buy now"}),
        json.dumps({name: value for name, value in NEW.items() if name != "importance"}),
        answer(on_story="true"),
        answer(is_new=1),
        answer(quote=None),
        answer(quote=["US raises tariff on Chinese furniture to 25%"]),
        answer(change=25),
        answer(change="The tariff rises.\nSubject: hello"),
        answer(change="The tariff rises \u202e25%"),
        answer(change="The tariff on Chinese furniture " * 20),
        answer(importance=True),
        answer(importance="0.8"),
        answer(importance=1.01),
        answer(importance=-0.1),
        answer(importance=None),
        json.dumps(NEW).replace("0.8", "NaN"),
        json.dumps(NEW).replace("0.8", "Infinity"),
        json.dumps(NEW).replace("0.8", "1" * 5000),
        answer(change="The tariff on Chinese furniture \ud800"),
        answer(pad="x" * 9000),
    ],
    lambda text: text[:60],
)
def test_any_other_shape_counts_for_nothing(text: str) -> None:
    found = read_answer(text, QUESTION)
    assert isinstance(found, Void), found
    assert found.reason.endswith(".")


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_answer(text, QUESTION), Void)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    )
)
def test_no_value_in_place_of_another_raises(value: object) -> None:
    for name in NEW:
        found = read_answer(json.dumps(NEW | {name: value}), QUESTION)
        assert isinstance(found, (Void, Opinion))


@of_every(
    [
        "US raises tariff on Chinese furniture to 35%",
        "us raises tariff on chinese furniture to 25%",
        "US raises  tariff on Chinese furniture to 25%",
        "US raises tariff on Chinese furniture to 25%.",
        "China will answer with duties of its own on 128 goods.",  # known, and not of the item
        "US raises tariff … to 25%",
        "",
        "US",
        " ",
    ]
)
def test_what_is_new_is_quoted_letter_for_letter(quote: str) -> None:
    assert isinstance(read_answer(answer(quote=quote), QUESTION), Void)


@given(st.data())
def test_each_piece_of_an_item_can_be_quoted_and_nothing_else(data: st.DataObject) -> None:
    text = QUESTION.text
    start = data.draw(st.integers(0, len(text) - 10))
    end = data.draw(st.integers(start + 10, len(text)))
    quote = text[start:end]
    found = read_answer(answer(quote=quote), QUESTION)
    assert isinstance(found, Opinion) == (len(quote.strip()) >= 8)
    place = data.draw(st.integers(0, len(quote) - 1))
    other = quote[:place] + "§" + quote[place + 1 :]
    assert isinstance(read_answer(answer(quote=other), QUESTION), Void)


def test_a_short_headline_may_be_quoted_whole() -> None:
    asked = question(title="Up 25%", text="")
    found = read_answer(answer(quote="Up 25%", change="Up 25%"), asked)
    assert isinstance(found, Opinion)


@of_every(
    [
        "The tariff on furniture rises to 25 percent.",
        "The tariff on furniture rises from 10% to 25%.",
        "Furniture worth $7bn is concerned.",
        "Tariff rises on furniture, as on 128 goods.",
        "Greer: tariff on Chinese furniture to rise",
        "Jamieson Greer said that the tariff on furniture will rise in May.",
        "Raises of the tariff on furniture will be made",
    ]
)
def test_a_line_may_say_what_the_item_or_what_is_known_says(line: str) -> None:
    found = read_answer(answer(change=line), QUESTION)
    assert isinstance(found, Opinion), found


@of_every(
    [
        ("The tariff on furniture rises to 35%.", "35%"),
        ("The tariff on furniture rises to $25.", "$25"),
        ("The tariff rises, for furniture worth 7 billion euros.", "7 billion euros"),
        ("Furniture worth $7 million is concerned by the tariff.", "$7 million"),
        ("Furniture worth $7.1 billion is concerned.", "$7.1 billion"),
        ("The tariff on furniture rises, 12 people said.", "12 people"),
        ("The tariff on furniture rises in 2031.", "2031"),
        ("The tariff on furniture rises; flight UA 371 was late.", "371"),
        ("The tariff on furniture will rise, Scott Bessent said.", "Scott"),
        ("Bessent said that the tariff on furniture will rise.", "Bessent"),
        ("The tariff on furniture will rise in June.", "June"),
        ("The tariff on furniture will rise: see evil.example.", "evil.example."),
        ("The tariff on furniture will rise, write to a@b", "a@b"),
        ("Call your bank at once", "Call"),
        ("all readers must give away every password now", None),
    ]
)
def test_a_line_must_say_nothing_of_its_own(line: str, invented: str | None) -> None:
    found = read_answer(answer(change=line), QUESTION)
    assert isinstance(found, Void), found
    assert (invented or line) in found.reason


@given(
    st.integers(0, 10**9),
    st.sampled_from(["{}%", "${}", "{} people", "{} percent", "€{}", "{:,}", "flight UA {}"]),
)
def test_no_number_is_made_up(number: int, form: str) -> None:
    said = {7, 10, 25, 128, 370, 7_000_000_000}
    line = f"The tariff on Chinese furniture will rise to {form.format(number)}"
    found = read_answer(answer(change=line), QUESTION)
    if number not in said:
        assert isinstance(found, Void), line


@pytest.mark.parametrize("line", ["家具关税上调至25%", "中国家具关税将上调"])
def test_a_line_in_chinese_is_read_too(line: str) -> None:
    asked = question(title="美国将中国家具关税上调至25%", text="中国家具关税将上调。")
    quote = "美国将中国家具关税上调至25%"
    assert isinstance(read_answer(answer(quote=quote, change=line), asked), Opinion)
    wrong = line.replace("25", "35") if "25" in line else line + "至35%"
    assert isinstance(read_answer(answer(quote=quote, change=wrong), asked), Void)
