"""Configurations that are written for a person."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from monitor.config import StoryConfig
from monitor.config.draft import Draft, DraftFeed, addition, story_name, whole
from monitor.model import Feed

TEXTS = st.text(max_size=40)
DRAFTS = st.builds(
    Draft,
    st.builds(
        StoryConfig, TEXTS, st.tuples(TEXTS), st.lists(TEXTS, max_size=2).map(tuple),
        to=st.lists(TEXTS, max_size=2).map(tuple),
    ),
    st.lists(
        st.builds(DraftFeed, st.builds(Feed, TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple)), TEXTS),
        max_size=3,
    ).map(tuple),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.none() | TEXTS,
    st.lists(TEXTS, max_size=2).map(tuple),
)  # fmt: skip


def seen(text: str) -> str:
    """Return a text as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode()


@given(DRAFTS)
def test_whatever_is_written_is_read_as_it_was_meant(draft: Draft) -> None:
    read = tomllib.loads(whole(draft))
    (story,) = read["story"]
    assert story["name"] == seen(draft.story.name)
    assert tuple(story["sources"]) == tuple(map(seen, draft.story.sources))
    assert tuple(story.get("watch", ())) == tuple(map(seen, draft.story.watch))
    assert tuple(story.get("to", ())) == tuple(map(seen, draft.story.to))
    assert story.keys() <= {"name", "sources", "watch", "to"}  # no remark has become a setting
    feeds = read.get("feed", [])
    assert [(f["url"], f["name"]) for f in feeds] == [
        (seen(each.feed.url), seen(each.feed.name)) for each in draft.feeds
    ]
    assert read.get("fetch", {}).get("allow_private", []) == list(map(seen, draft.allow_private))
    assert tomllib.loads(addition(draft))["story"] == read["story"]


def test_words_make_a_name_that_can_stand_in_a_command() -> None:
    assert story_name("Bank of England's rate") == "bank-of-england-rate"
    assert story_name("阿里巴巴") == "阿里巴巴"
    assert story_name("!?") == story_name("") == "story"
    assert story_name("Bridge", taken=["bridge", "bridge-2"]) == "bridge-3"


@given(st.lists(st.text("abcxyz", min_size=1, max_size=45), min_size=1))
def test_a_name_that_is_too_long_ends_with_a_whole_word(words: list[str]) -> None:
    name = story_name(" ".join(words))
    assert len(name) <= 40
    parts = name.split("-")
    assert parts == words[: len(parts)] or name == words[0][:40]


@given(st.text(), st.lists(TEXTS, max_size=3))
def test_a_name_is_new_short_and_fit_for_a_file(title: str, taken: list[str]) -> None:
    name = story_name(title, taken)
    assert name not in taken
    assert 0 < len(name) <= 50
    assert "/" not in name
    assert not name.startswith((".", "-"))
