"""Why an item did or did not alert: what is stored of it and of the decisions on it. I/O."""

from __future__ import annotations

from monitor.errors import MonitorError
from monitor.feeds.clock import explain_date
from monitor.store.reasons import Reasons
from monitor.store.rows import clock_of, item_of, moment
from monitor.store.views import Record
from monitor.stories.verdicts import feedback_of
from monitor.story.news import NEWS
from monitor.story.reading import Figure, figures_of, territory_of

#: What each action means to whoever asks why.
ANSWERS = {
    "alert": "It tells something that you did not know, so it became a mail.",
    "fold": "It is on the story, and tells what another item had told before it.",
    "known": "It is on the story, and tells nothing that you did not know.",
    "unrelated": "It is not on the story.",
    "hold": "It is older than what you follow the story from, so it was kept and not mailed.",
    "undecidable": "Nobody knows: it could not be decided.",
}


def find_item(reasons: Reasons, item: str) -> Record:
    """Return the item of an id, the beginning of one, a link or a guid; raise MonitorError."""
    found = reasons.find_items(item)
    exact = [row for row in found if row["id"] == item]
    if len(exact or found) == 1:
        return (exact or found)[0]
    said = "begin with"
    if not found:
        found, said = reasons.items_at(item), "have the link or guid"
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(row["id"] for row in found)
        raise MonitorError(f"several items {said} {item!r}: {ids}.")
    raise MonitorError(
        f"there is no item with the id, link or guid {item!r}; `news-monitor items` lists them."
    )


def dated(reasons: Reasons, item: Record) -> str:
    """Say how its date came about, where it is not what its feed wrote."""
    published, first_seen = moment(item["published"]), moment(item["first_seen"])
    assert first_seen is not None  # noqa: S101 - its column is not null
    clock = clock_of(reasons.clock(item["feed"]))
    return explain_date(item["date_text"], published, first_seen, clock)


def verdicts_said(reasons: Reasons, story: str) -> str:
    """Say what the verdicts of its readers change for a story; empty where nobody judged."""
    return feedback_of(reasons.said(story)).said(NEWS)


def figures_read(found: Record, decisions: list[Record]) -> list[Figure]:
    """Return the figures of an item, unless to read it may be what could not be done."""
    if any(decision["action"] == "undecidable" for decision in decisions):
        return []
    item = item_of(found)
    territory = territory_of(item.link or item.feed)
    return figures_of(item.title, item.text, published=item.published, territory=territory)


def documents(diff: Record) -> set[str]:
    """Return the ids of the source articles and items that a diff names."""
    sources = [change["source"] for change in diff["changes"]]
    nearest = [sentence["nearest"] for sentence in diff["sentences"]]
    return {each["id"] for each in (*sources, *nearest) if each}


def second_opinion(stored: Record | None) -> str:
    """Say what a judge said of an item, when it was asked and which model it is; empty for none."""
    if not stored:
        return ""
    asked = f"asked at {stored['asked']}, model {stored['model']}"
    said = stored["said"]
    if not said:
        return f"The judge was {asked}; its answer counts for nothing, as it {stored['void']}"
    if not said["on_story"]:
        verdict = "it is not on the story"
    elif not said["is_new"]:
        verdict = "it tells nothing new"
    else:
        likely = round(100 * said["importance"])
        verdict = f"new is “{said['change']}”, as in “{said['quote']}”, {likely}% important"
    return f"The judge said: {verdict} ({asked})."
