"""What stories are called: a name and a thing, as a reader would say it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.config.draft import story_name
from monitor.model import SourceArticle
from monitor.stories.proposing.naming import name_for
from monitor.stories.proposing.nouns import KINDS
from monitor.stories.sources import split_title
from monitor.story.topic import Background
from monitor.story.words import FUNCTION_WORDS

FIELD = Path(__file__).resolve().parents[2] / "field"
ARTICLES = sorted(FIELD.glob("**/source*.md"))
HANGING = KINDS["article"] | KINDS["determiner"] | KINDS["preposition"] | KINDS["saying"]


def called(title: str, text: str) -> str:
    return name_for(SourceArticle("a", title, text, "a.md"), Background())


def called_as(path: Path) -> str:
    return called(*split_title(path.read_text("utf-8")))


#: By the folder of the article: what its reader calls the story.
AS_READERS_SAY = {
    "aleppo": "aleppo clashes",
    "amorim": "amorim sacking",
    "blackout": "berlin arson",
    "bondi": "bondi attack",
    "goretti": "storm goretti",
    "indore": "indore tap water",
    "kelly": "kelly censure",
    "lamalfa": "lamalfa death",
    "legobrick": "smart brick",
    "mercosur": "mercosur deal",
    "nflcoaches": "morris dismissal",
    "portland": "portland shooting",
    "tanker": "ireland tanker",
    "ukraine": "ukraine ceasefire",
    "vaccines": "us vaccines",
}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.parent.name)
def test_an_article_of_the_field_has_a_short_name_of_whole_words(path: Path) -> None:
    name = called_as(path)
    words = name.split()
    said = path.read_text("utf-8").lower().replace("-", " ")
    # Verbs that are named by their nouns.
    verbs = {"bombing", "clashes", "death", "dismissal", "sacking", "shooting", "strikes"} | {
        "resignation"
    }
    assert 2 <= len(words) <= 4
    assert len(name) <= 30
    assert len(set(words)) == len(words)
    assert not HANGING & set(words)
    assert all(word in said for word in words if word not in verbs)
    assert name == AS_READERS_SAY.get(path.parent.name, name)
    assert story_name(name) == name.replace(" ", "-")  # nothing of it is cut


FIRE = (
    "At least 40 people died when a fire broke out in a bar in Crans-Montana, Switzerland. The fire"
    " in the bar began at one. Swiss police said that the bar was crowded."
)
FLOOD = (
    "Floods and landslides killed 51 people in Nepal. The floods cut roads. Nepal sent its army."
)
WORKS = (
    "Repairs of the harbour bridge will cost $4 million, the Harbour Authority said on Monday."
    " Ferries will carry commuters while the bridge is closed."
)


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Fire kills 40 at New Year party in Swiss bar", FIRE, "swiss bar fire"),
        ("Fire Kills 40 At New Year Party In Swiss Bar", FIRE, "swiss bar fire"),
        ("Nepal floods kill 51", FLOOD, "nepal flood"),
        ("Nepal Floods Kill 51", FLOOD, "nepal floods"),
        ("Harbour bridge repairs to cost $4 million", WORKS, "harbour bridge"),
        ("US raises tariffs on China; Alibaba falls", "Alibaba fell after the tariffs.", "alibaba tariffs"),
        ("Mayor of Calder resigns", "The mayor of Calder resigned on Monday.", "calder resignation"),
        ("Bridge", "", "bridge"),
        ("After that", "", "after that"),
        ("", "", ""),
        ("!?", "", ""),
    ],
)  # fmt: skip
def test_a_story_is_called_by_who_or_where_and_the_thing(title: str, text: str, name: str) -> None:
    assert called(title, text) == name


def test_a_landslide_is_one_of_its_place() -> None:
    text = "A landfill collapsed in the Philippines. The landfill had been closed. Crews dig."
    assert called("One dead after landfill collapses in the Philippines", text) == (
        "philippines landfill collapse"
    )


def test_what_a_word_means_as_a_noun_it_stays() -> None:
    text = "The flu shot is free in Wales. A flu shot takes a minute, and every shot is recorded."
    assert "shooting" not in called("Wales offers a free flu shot", text)


def test_who_only_says_it_names_no_story() -> None:
    text = "Prices of pumps rise in Ulm, Meyer said. Meyer, of Meyer Pumps, spoke in Ulm on Monday."
    assert called("Pumps in Ulm to cost more, Meyer says", text).startswith("ulm")


def test_a_country_of_two_words_is_not_torn() -> None:
    text = "North Korea fired missiles on Sunday. The missiles of North Korea fell into the sea."
    assert called("North Korea fires missiles", text).startswith("north korea")


@pytest.mark.parametrize(
    ("title", "text", "one"),
    [
        (
            "Incendie meurtrier dans un bar à Crans-Montana",
            "Un incendie dans un bar de Crans-Montana a fait 40 morts. L'incendie s'est déclaré à une heure.",
            "crans montana",
        ),
        (
            "Großbrand in einer Bar in Crans-Montana",
            "Bei einem Brand in einer Bar in Crans-Montana sind 40 Menschen gestorben, und der Brand ist aus.",
            "crans montana",
        ),
        ("阿里巴巴宣布与美国企业合作", "阿里巴巴周一宣布与美国企业合作。", "阿里巴巴"),
    ],
)  # fmt: skip
def test_other_languages_have_names_too(title: str, text: str, one: str) -> None:
    name = called(title, text)
    assert one in name
    assert not {*FUNCTION_WORDS} & {*name.split()}


WORDS = st.sampled_from(
    "Nepal Swiss Storm Goretti Ann Lee US fire floods bar the a in of shot says kills tariffs 40 : ; 's"
    " collapses bridge's most weakest – “Smart” Brick North Korea est ly 阿里 é\u0301 U.S.".split()
)
LINES = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60)


@given(LINES, st.lists(LINES, max_size=5).map(". ".join))
@example("a" * 200, "b")
@example("Antidisestablishmentarianism-Antidisestablishmentarianism", "")
def test_whatever_an_article_says_its_name_is_short_and_always_the_same(
    title: str, text: str
) -> None:
    name = called(title, text)
    assert name == called(title, text)
    words = name.split()
    assert len(words) <= 4
    assert len(name) <= 30
    assert len(words) == len(set(words))
    assert name == name.lower()
    assert story_name(name)
