"""Stories followed through a real stream of news, labelled by developments.

The stream and four stories are in `../shared/field`, whose README has the guide for labelling; the
stories of this folder are labelled by it too. Those below `unseen` were labelled after the weights that
are shipped had been fitted; those below `aside` are kept from all fitting. The texts belong to their
outlets, so that labels name items by their links.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from monitor.cli.archive import item_of
from monitor.model import Item, SourceArticle
from monitor.stories.sources import split_title

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "field"
STREAM = SHARED / "desk.jsonl.gz"


@dataclass(frozen=True)
class Label:
    """What a reader says of one item: is it on the story, and which developments does it tell."""

    topic: bool
    tells: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldStory:
    """A story, the items of its feeds, and their labels; an item without a label is off topic."""

    name: str
    sources: tuple[SourceArticle, ...]
    watch: tuple[str, ...]
    exclude: tuple[str, ...]
    shape: str
    items: tuple[Item, ...]
    labels: dict[str, Label]
    must: frozenset[str]  # developments that a professional must know

    def label(self, item: Item) -> Label:
        """Return the label of an item."""
        return self.labels.get(item.id, _OFF_TOPIC)


_OFF_TOPIC = Label(False)


def stories(*names: str) -> list[FieldStory]:
    """Return the stories that weights are fitted to, shared ones first; or those of them with `names`."""
    return _read((*_below(SHARED), *_below(HERE)), names)


def stories_unseen(*names: str) -> list[FieldStory]:
    """Return the stories that the weights are not fitted to yet; or those of them with `names`."""
    return _read(_below(HERE / "unseen"), names)


def stories_aside(*names: str) -> list[FieldStory]:
    """Return the stories that are kept from all fitting; or those of them with `names`."""
    return _read(_below(HERE / "aside"), names)


def whole_stream() -> list[Item]:
    """Return all items of the stream in time order, each once."""
    once = {item.id: item for _, item in _stream()}
    return sorted(once.values(), key=lambda item: str(item.published))


def _below(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/labels.jsonl"))


def _read(folders: Iterable[Path], names: Collection[str]) -> list[FieldStory]:
    return [_story(folder) for folder in folders if not names or folder.name in names]


def _story(folder: Path) -> FieldStory:
    about = json.loads((folder / "story.json").read_text("utf-8"))
    developments = json.loads((folder / "developments.json").read_text("utf-8"))
    return FieldStory(
        about["name"],
        tuple(_source(folder / name) for name in about.get("sources", ["source.md"])),
        tuple(about["watch"]),
        tuple(about.get("exclude", ())),
        about.get("shape", "threads" if about["name"] == "tariffs" else "one event"),
        tuple(_items(about)),
        {row["link"]: Label(row["topic"], tuple(row["tells"])) for row in _rows(folder)},
        frozenset(each["id"] for each in developments if each["weight"] == "must"),
    )


def _source(path: Path) -> SourceArticle:
    return SourceArticle(path.name, *split_title(path.read_text("utf-8")), str(path))


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for line in (folder / "labels.jsonl").read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _items(about: dict[str, Any]) -> Iterator[Item]:
    begin, end = about["from"], about["to"]
    keep = re.compile("|".join(about["outlets"]), re.IGNORECASE) if about.get("outlets") else None
    seen: set[str] = set()
    for published, item in _stream():
        if item.id in seen or not (
            begin <= published[: len(begin)] and published[: len(end)] <= end
        ):
            continue
        if keep is None or keep.search(item.outlet):
            seen.add(item.id)
            yield item


def all_items() -> list[Item]:
    """Return every item of the stream, in time order."""
    return [item for _, item in _stream()]


@cache
def _stream() -> list[tuple[str, Item]]:
    """Return the items of the stream, each with its date as it is written."""
    with gzip.open(STREAM, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["published"], item_of(row)) for row in rows]
