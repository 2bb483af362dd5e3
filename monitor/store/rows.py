"""Rows of the database ↔ values of the model. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from monitor.model import Alert, Change, ChangeKind, Decision, FactKind, Item, Outcome, Passage
from monitor.model.feed_state import Arrived, FeedClock, FeedState

Row = Mapping[str, Any]
DecisionRow = dict[str, Any]


def stamp(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str | None) -> datetime | None:
    """Read what `stamp` wrote."""
    return datetime.fromisoformat(text) if text else None


def to_json(value: Any) -> str:
    """Write a JSON column; a value of the model is an object of its fields, a set a sorted array.

    Raise TypeError for what is neither these nor JSON.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_json_default)


def _json_default(value: Any) -> Any:
    # `dataclasses.asdict` copies all that a value holds: as dear as to decide the item.
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def item_row(item: Item) -> dict[str, Any]:
    """Return the columns of an item that come from its feed."""
    row = {name: getattr(item, name) for name in _names(Item)}
    row["published"] = stamp(item.published) if item.published else None
    row["content_hash"] = item.content_hash
    return row


def item_of(row: Row) -> Item:
    """Return the item of a row of `items`."""
    return Item(
        id=row["id"],
        feed=row["feed"],
        identity=row["identity"],
        outlet=row["outlet"],
        title=row["title"],
        summary=row["summary"],
        link=row["link"],
        published=moment(row["published"]),
        content=row["content"],
        full_text=row["full_text"],
        date_text=row["date_text"],
    )


#: Field of FeedState → its column, where that has another name.
_COLUMNS = {"first_polled_at": "first_polled"}
_MOMENTS = frozenset(
    ("first_polled_at", "failing_since", "read_at", "new_at", "gap_at", "trouble_since")
)
_SPANS = frozenset(("ttl", "rhythm"))


_STATE_COLUMNS = tuple(
    (each.name, _COLUMNS.get(each.name, each.name)) for each in fields(FeedState)
)


def feed_state_row(state: FeedState) -> dict[str, Any]:
    """Return the columns of a feed's state."""
    row: dict[str, Any] = {}
    for name, column in _STATE_COLUMNS:
        value = getattr(state, name)
        if name in _MOMENTS and value is not None:
            value = stamp(value)
        elif name in _SPANS and value is not None:
            value = value.total_seconds()
        elif name == "clock":
            value = _clock_json(value)
        row[column] = value
    return row


def feed_state_of(row: Row) -> FeedState:
    """Return the state of a row of `feeds`."""
    values: dict[str, Any] = {name: row[column] for name, column in _STATE_COLUMNS}
    for name in _MOMENTS:
        values[name] = moment(values[name])
    for name in _SPANS:
        values[name] = timedelta(seconds=values[name]) if values[name] is not None else None
    values["outcome"] = Outcome(values["outcome"])
    values["clock"] = clock_of(values["clock"])
    return FeedState(**values)


def _clock_json(clock: FeedClock) -> str:
    """Write the clock of a feed; times since a stamp are seconds."""
    arrivals = [
        (each.zone, each.earliest.total_seconds(), each.latest.total_seconds())
        for each in clock.arrivals
    ]
    at = [stamp(each) if each else None for each in (clock.latest, clock.answered_at)]
    return to_json({"arrivals": arrivals, "latest": at[0], "answered": at[1]})


def clock_of(text: str) -> FeedClock:
    """Read the column of a feed's clock; empty where nothing was learned."""
    if not text:
        return FeedClock()
    row = json.loads(text)
    arrivals = tuple(
        Arrived(zone, timedelta(seconds=earliest), timedelta(seconds=latest))
        for zone, earliest, latest in row["arrivals"]
    )
    return FeedClock(arrivals, moment(row["latest"]), moment(row["answered"]))


def decision_row(decision: Decision) -> DecisionRow:
    """Return the columns of a decision, but for its item, story and time."""
    return {
        "action": decision.action.value,
        "verdict": decision.action.verdict,
        "reason": decision.reason,
        "matched": to_json(decision.match),
        "diff": to_json(decision.diff) if decision.diff else None,
        "development": decision.development,
        "same_as": decision.same_as,
        "opinion": to_json(decision.opinion) if decision.opinion else None,
    }


_OF_A_CHANGE = frozenset(field.name for field in fields(Change))


def changes_of(text: str) -> tuple[Change, ...]:
    """Read a JSON column of changes."""
    return tuple(map(change_of, json.loads(text)))


def change_of(row: dict[str, Any]) -> Change:
    """Read one change of a JSON column; what a newer program says of it besides is left out."""
    return Change(
        **{
            **{name: value for name, value in row.items() if name in _OF_A_CHANGE},
            "kind": ChangeKind(row["kind"]),
            "fact": FactKind(row["fact"]),
            "source": Passage(**row["source"]) if row["source"] else None,
        }
    )


def joined_json(first: str, second: str) -> str:
    """Return a JSON column that holds what two others hold, each an array; no need to read them."""
    if "[]" in (first, second):
        return second if first == "[]" else first
    return f"{first[:-1]},{second[1:]}"


def changes_json(changes: tuple[Change, ...]) -> str:
    """Write a JSON column of changes."""
    return to_json(changes)


def alert_row(alert: Alert) -> dict[str, Any]:
    """Return the columns of an alert that has not been tried yet."""
    return {
        "id": alert.id,
        "development": alert.development,
        "story": alert.story,
        "recipient": alert.to,
        "channel": alert.channel,
        "sender": alert.sender,
        "subject": alert.subject,
        "text": alert.text,
        "html": alert.html,
        "message_id": alert.message_id,
        "thread": to_json(alert.references),
        "created": stamp(alert.created),
        "due": stamp(alert.created),
        "parcel": alert.parcel,
        "headers": to_json(alert.headers),
        "data": alert.data,
    }


def alert_of(row: Row) -> Alert:
    """Return the alert of a row of `alerts`."""
    return Alert(
        id=row["id"],
        development=row["development"],
        story=row["story"],
        to=row["recipient"],
        channel=row["channel"],
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        message_id=row["message_id"],
        created=datetime.fromisoformat(row["created"]),
        references=tuple(json.loads(row["thread"])),
        sender=row["sender"],
        parcel=row["parcel"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"])),
        data=row["data"],
    )
