"""The labels of field stories hold together: each names what there is, and each development is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.story.topic import Query
from tests.field import HERE

FOLDERS = sorted(path.parent for path in HERE.rglob("labels.jsonl"))
SHAPES = {"one event", "threads", "beat"}


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text("utf-8"))


def labels(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]


def test_every_story_has_a_name_of_its_own() -> None:
    names = [read(folder, "story.json")["name"] for folder in FOLDERS]
    assert names == [folder.name for folder in FOLDERS]
    assert len(names) == len(set(names)) > 3


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_labels_name_what_there_is(folder: Path) -> None:
    rows, developments = labels(folder), read(folder, "developments.json")
    numbers = [each["id"] for each in developments]
    told = [each for row in rows for each in row["tells"]]
    links = [row["link"] for row in rows]
    assert len(links) == len(set(links)), "a link is labelled twice"
    assert len(numbers) == len(set(numbers)), "a development has two rows"
    assert set(told) == set(numbers), "told and listed are not the same"
    assert all(each["weight"] in {"must", "may"} and each["what"] for each in developments)
    assert not [row for row in rows if row["tells"] and not row["topic"]], "told off topic"
    assert any(each["weight"] == "must" for each in developments)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_story_can_be_followed(folder: Path) -> None:
    story = read(folder, "story.json")
    assert story["from"] < story["to"]
    assert story.get("shape", "one event") in SHAPES
    assert [Query.of(text) for text in story["watch"]]
    for name in story.get("sources", ["source.md"]):
        text = (folder / name).read_text("utf-8")
        assert text.startswith("# ")
        assert 100 <= len(text.split()) <= 500, name
