"""A story in a stream of which nine tenths belong to others: told are its developments, little else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Action, Item, SourceArticle
from monitor.story import Engine

BEGIN = datetime(2026, 2, 3, 8, tzinfo=UTC)
SOURCE = SourceArticle(
    "source",
    "Car ferry Linnea catches fire off Vardholm with 214 people on board",
    "A fire broke out on the car deck of the ferry Linnea early on Tuesday, February 3, some nine miles off"
    " the island of Vardholm, the coast guard said. There were 214 people on board, 31 of them crew."
    " Helicopters and two lifeboats were on their way. The Linnea, owned by Brannholt Lines, was"
    " on its way from Vardholm to Eskerby. It was not known how the fire started. Brannholt Lines"
    " said the crew was fighting it. The ship was built in 1998 and passed its last inspection in October.",
    "source.md",
)
#: The items of the story in their order: what each tells, empty for what tells nothing.
STORY = (
    ("", "Ferry with 214 on board on fire off Vardholm", "The Linnea of Brannholt Lines burns, the coast guard says."),
    ("D1", "All passengers of burning ferry Linnea taken off by helicopter and lifeboats",
     "Rescuers took 183 passengers off the Linnea by noon, the coast guard said on Tuesday. The crew stayed."),
    ("D1", "183 passengers rescued from ferry fire off Vardholm", "The coast guard took all off the Linnea."),
    ("", "Opinion: why old ferries like the Linnea should worry us", "What a fire says of an ageing fleet."),
    ("D2", "Two crew members of the Linnea found dead on car deck",
     "Firefighters found the bodies of two sailors on the car deck of the ferry, police said on Tuesday evening."),
    ("D2", "Ferry fire: two sailors dead, police say", "The two were found on the car deck of the Linnea."),
    ("", "In pictures: the fire on the ferry Linnea", "Smoke over the sea off Vardholm."),
    ("D3", "Prosecutors open investigation into Brannholt Lines over Linnea fire",
     "Prosecutors in Eskerby said on Wednesday that they investigate the owner of the ferry for negligence."),
    ("D4", "Brannholt Lines suspends all sailings of Linnea's three sister ships",
     "The owner of the burnt ferry suspends the sailings of three ships of the same yard until they are inspected."),
    ("D5", "Electric car's battery caused fire on ferry Linnea, investigators say",
     "The fire on the Linnea began in the battery of an electric car, investigators said on Thursday."),
)  # fmt: skip
#: Who does what to what, in other stories; each row makes items of its own.
_OTHERS = (
    ("Minister", "presents plan for schools", "The plan costs 40 million a year, the ministry said on {day}."),
    ("Striker", "scores twice as visitors win", "The second half brought four goals on {day} evening."),
    ("Central bank", "keeps interest rate at 3 percent", "The decision on {day} was expected by most analysts."),
    ("Police", "arrest two men after robbery", "The shop in the old town was robbed on {day}, police said."),
    ("Airline", "orders 20 new jets", "The order is worth $3 billion, the airline said on {day}."),
    ("Actor", "wins prize for role in war film", "The ceremony was held on {day} in the capital."),
    ("Court", "rejects appeal of former mayor", "Judges ruled on {day} that the sentence stands."),
    ("Scientists", "find frog that was thought extinct", "The frog lives in a valley, a journal says on {day}."),
    ("Car maker", "recalls 12,000 vans over brakes", "No accident is known, the company said on {day}."),
    ("Storm", "cuts power to 5,000 homes", "Trees fell on lines in the north on {day}."),
    ("Ferry company", "adds summer sailings to the islands", "Tickets for the coast go on sale on {day}."),
    ("Fire", "damages bakery in the old town", "Nobody was hurt on {day}, the fire brigade said."),
    ("Coast guard", "tows sailing boat into harbour", "The crew of three was well on {day}."),
)  # fmt: skip
_DAYS = ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday")


def others() -> list[Item]:
    """Return nine items of other stories for each of the story."""
    found: list[Item] = []
    for number in range(9 * len(STORY)):
        who, does, says = _OTHERS[number % len(_OTHERS)]
        day = _DAYS[number // len(_OTHERS) % len(_DAYS)]
        title = f"{who} {does} for the {('first', 'second', 'third', 'last')[number % 4]} time"
        found.append(_item(f"o{number}", number, title, says.format(day=day), 0.5 * number))
    return found


def story() -> list[tuple[Item, str]]:
    return [
        (_item(f"s{number}", number, title, text, 4.4 * number + 0.2), tells)
        for number, (tells, title, text) in enumerate(STORY)
    ]


def _item(key: str, number: int, title: str, text: str, hours: float) -> Item:
    published = BEGIN + timedelta(hours=hours)
    return Item(key, "", key, f"Outlet {number % 7}", title, text, published=published)


#: Without a watch a neighbour or two comes in: another ferry company, another tow of the coast guard.
@pytest.mark.parametrize(
    ("watch", "strangers"), [((), 2), (("Linnea OR (ferry AND Vardholm)",), 0)]
)
def test_in_a_stream_of_other_news_its_developments_are_told_and_little_else(
    watch: tuple[str, ...], strangers: int
) -> None:
    engine = Engine.of([SOURCE], watch, since=BEGIN)
    tells = {item.id: each for item, each in story()}
    told: list[str] = []
    seen: set[str] = set()
    right = 0
    for item in sorted(
        [*others(), *(item for item, _ in story())], key=lambda i: i.published or BEGIN
    ):
        decision = engine.decide(item)
        if decision.action is Action.ALERT:
            told.append(item.title)
            right += bool(tells.get(item.id)) and tells[item.id] not in seen
            seen.add(tells.get(item.id, ""))
            engine.tell(item, decision.development or len(told))
        else:
            engine.note(item, decision)
    assert {"D1", "D2", "D3", "D4", "D5"} - seen <= {"D4"}, told
    assert len({item.title for item in others()} & set(told)) <= strangers, told
    assert right >= 0.7 * (len(told) - strangers), told
