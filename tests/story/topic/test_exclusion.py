"""What would keep the like of unwanted news out, on whole streams and in small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from monitor.model import Action, Item, SourceArticle
from monitor.story.topic.exclusion import Exclusion, Unwanted, exclusion
from monitor.story.topic.match import Query, Watches
from tests.examples import an_item
from tests.story.streams import Stream, aside_streams, labelled_streams, replay

STREAMS = [*labelled_streams(), *aside_streams()]
of_all_streams = pytest.mark.xdist_group("exclusion")  # which are replayed once


@dataclass(frozen=True)
class Offer:
    """What was offered for one unwanted item of a stream, and what had been and was to come."""

    item: Item
    found: Exclusion
    wanted: list[Item]
    to_come: list[Item]  # developments
    source: SourceArticle

    def keeps_out(self, item: Item) -> bool:
        watches = Watches(exclude=tuple(map(Query.of, self.found.queries)))
        return watches.find(item.title, item.text) is not None


def offers(stream: Stream) -> Iterator[Offer]:
    """Yield an offer for each item off topic and each false alarm, as if all had been alerts.

    What is called irrelevant stays so: what is offered later knows of it.
    """
    source = SourceArticle("source", "", stream.source.read_text("utf-8"), "")
    decided = replay(stream)
    unwanted: list[Item] = []
    for place, (item, expected, decision) in enumerate(decided):
        verdict = expected["verdict"]
        is_false = decision.action is Action.ALERT and verdict != "development"
        if verdict != "unrelated" and not is_false:
            continue
        unwanted.append(item)
        before, after = decided[:place], decided[place + 1 :]
        wanted = [each for each, told, _ in before if told["verdict"] == "development"]
        to_come = [each for each, told, _ in after if told["verdict"] == "development"]
        found = exclusion(
            [Unwanted((each,), is_latest=each is item) for each in unwanted],
            [source],
            wanted,
            [each for each, _, _ in decided[: place + 1]],
            watched=stream.watch,
        )
        yield Offer(item, found, wanted, to_come, source)


@cache
def every_offer() -> tuple[Offer, ...]:
    """Return what is offered on all streams; not at import, which each process does."""
    return tuple(offer for stream in STREAMS for offer in offers(stream))


def made() -> list[Offer]:
    return [offer for offer in every_offer() if offer.found.queries]


@of_all_streams
def test_an_offer_is_made_for_a_good_part_of_what_is_off_topic() -> None:
    assert len(made()) >= 0.4 * len(every_offer())


@of_all_streams
def test_what_is_offered_keeps_out_the_item_and_nothing_that_is_known() -> None:
    for offer in made():
        assert offer.keeps_out(offer.item), offer.found
        assert not any(map(offer.keeps_out, offer.wanted)), offer.found
        source = an_item(title=offer.source.title, summary=offer.source.text)
        assert not offer.keeps_out(source), offer.found


@of_all_streams
def test_what_is_offered_would_have_kept_out_no_development_that_came_later() -> None:
    harmful = [offer for offer in made() if any(map(offer.keeps_out, offer.to_come))]
    # No reader can see what comes: one in a hundred is borne.
    assert len(harmful) <= len(made()) / 100, [offer.found for offer in harmful]


@of_all_streams
def test_what_is_offered_was_tried_on_what_is_stored() -> None:
    for offer in made():
        assert 1 <= offer.found.kept_out <= offer.found.tried


@of_all_streams
@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Stolen bicycle returned after appeal on Facebook", "bicycle"),
        ("Lemon drizzle cake with butter or oil", "cake"),
        ("Boeing 737 slides into Florida river; everyone survives", "river"),
    ],
)
def test_what_is_offered_says_what_the_item_is_about(title: str, query: str) -> None:
    (offer,) = [offer for offer in every_offer() if offer.item.title == title]
    assert offer.found.queries == (query,)
    assert f"`{query}` stands in its headline" in offer.found.reason


# --- in small ------------------------------------------------------------------------------------

SOURCE = SourceArticle("s", "Tariff on wine", "The tariff on wine is 10 percent, growers said.", "")
OBOE = an_item(1, title="Oboe prize for a grower", summary="The oboe was hers. Growers cheered.")
HARP = an_item(2, title="Harp and oboe in concert", summary="A lively evening of tariff jokes.")
WANTED = an_item(3, title="Tariff on wine rises to 25%", summary="It is the third rise.")


def sought(*unwanted: Unwanted, wanted: tuple[Item, ...] = (WANTED,), **more: object) -> Exclusion:
    return exclusion(unwanted, [SOURCE], wanted, [OBOE, HARP, WANTED], **more)  # type: ignore[arg-type]


def test_a_word_of_the_headline_that_comes_again_is_offered_with_its_reason() -> None:
    found = sought(Unwanted((OBOE,), is_latest=True))
    assert found.queries == ("oboe",)
    assert found.reason == (
        "`oboe` stands in its headline, and neither in the source articles nor in any other"
        " development."
    )
    assert (found.kept_out, found.tried) == (2, 3)


def test_a_word_that_something_wanted_has_is_not_offered() -> None:
    wanted = an_item(4, title="Duty on oboes", summary="Like that on wine.")
    found = sought(Unwanted((OBOE,), is_latest=True), wanted=(WANTED, wanted))
    assert found.queries == ()
    assert found.reason.startswith("No word of it would do")


def test_a_word_that_is_watched_is_not_offered() -> None:
    found = sought(Unwanted((OBOE,), is_latest=True), watched=("wine OR (oboes NEAR/5 duty)",))
    assert found.queries == ()


def test_a_second_alert_sharpens_what_one_leaves_open() -> None:
    alone = an_item(5, title="An evening with Jane Doe", summary="She sang and played the oboe.")
    again = an_item(6, title="The oboe at the market", summary="It was played by a farmer.")
    assert sought(Unwanted((alone,), is_latest=True)).queries == ()
    found = sought(Unwanted((alone,)), Unwanted((again,), is_latest=True))
    assert found.queries == ("oboe",)
    assert "stands in 2 developments that you called irrelevant" in found.reason


def test_one_query_serves_for_two_developments_of_one_alert() -> None:
    other = an_item(7, title="Oboe stolen", summary="The oboe is of black wood.")
    found = sought(Unwanted((OBOE,), is_latest=True), Unwanted((other,), is_latest=True))
    assert found.queries == ("oboe",)


def test_two_words_in_a_row_are_offered_where_neither_serves_alone() -> None:
    both = an_item(8, title="Glass harmonica heard", summary="A glass harmonica was played.")
    wanted = (
        an_item(9, title="Duty on glass", summary=""),
        an_item(10, title="Duty on the harmonica", summary=""),
    )
    found = sought(Unwanted((both,), is_latest=True), wanted=wanted)
    assert found.queries == ('"glass harmonica"',)


@pytest.mark.parametrize(
    "title",
    [
        "Seventeen of seventeen",
        "Norway at Norway",
        "Of the 2024s 2024s",
        "Government and government",
        "法国葡萄酒 法国葡萄酒",
        "",
    ],
)
def test_numbers_countries_signs_and_what_all_news_say_are_not_offered(title: str) -> None:
    item = an_item(11, title=title, summary=title)
    assert sought(Unwanted((item,), is_latest=True)).queries == ()


def test_for_what_is_beyond_doubt_on_the_story_no_word_is_offered() -> None:
    item = an_item(title="Bicycle tariff: bicycle makers", summary="A bicycle.")
    source = SourceArticle("source", "", "The United States puts a tariff on furniture.", "")
    sure, doubtful = (
        exclusion([Unwanted((item,), True, likely)], [source], [], []) for likely in (0.99, 0.5)
    )
    assert sure.queries == ()
    assert "on the story" in sure.reason
    assert doubtful.queries == ("bicycle",)
