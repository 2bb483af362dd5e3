"""Every mail of the field sample, as its reader gets it: the rules that a mail has to keep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts.label import story_label
from monitor.alerts.message import email_of
from monitor.alerts.subject import names
from monitor.alerts.wording import LONGEST_SUBJECT
from monitor.model import Alert
from monitor.story.news.genre import is_colour
from tests.field import STREAM, stories
from tests.field.mails import OPERATOR, Told, follow, mailed, main

pytestmark = [
    pytest.mark.skipif(not STREAM.exists(), reason="../shared/field is not beside the project"),
    pytest.mark.xdist_group("field mails"),  # followed once
]

SAMPLE = ("venezuela", "minneapolis", "greenland", "jobs", "ukraine")
LARGEST = 102_000  # bytes of HTML; Gmail shows no more
DIGEST = 'digest = "daily 07:30 Europe/Berlin"'
NOISE = re.compile(
    r"news-monitor|% of its lead|At once|The digest|\bWhy:|\bWhen:|→|->|How it was decided"
    r"|continue reading|\[…\]|None\b(?=,| $)",
    re.IGNORECASE | re.MULTILINE,
)


class Page(HTMLParser):
    """What a page says and where its links lead, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.feet: list[str] = []
        self.words = ""
        self._ignores = 0
        self._is_foot = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]
        self._ignores += tag in ("style", "title")
        self._is_foot |= tag == "footer"

    def handle_endtag(self, tag: str) -> None:
        self._ignores -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._ignores:
            self.words += data
            if self._is_foot and data.strip():
                self.feet.append(data)


@cache
def followed() -> tuple[list[Told], ...]:
    return tuple(follow(stories(*SAMPLE)))


@cache
def sample(when: str = "") -> tuple[Alert, ...]:
    return tuple(mail for told in followed() for mail in mailed(told, when))


def news(mail: Alert) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(mail.data)["developments"]
    return told


@cache
@cache
def label(name: str) -> str:
    """Return what the reader of a story calls it."""
    (story,) = stories(name)
    return story_label(name, story.watch)


def every_mail() -> Iterator[Alert]:
    yield from sample()
    yield from sample(DIGEST)


def test_the_sample_is_large_enough() -> None:
    assert len(sample()) >= 100
    assert any(mail.references for mail in sample())
    assert any(len(news(mail)) > 10 for mail in sample(DIGEST))


def test_a_subject_names_the_story_and_the_thing() -> None:
    for mail in every_mail():
        subject = mail.subject.removeprefix("Re: ")
        assert names(subject, label(mail.story)), subject
        assert len(subject) <= LONGEST_SUBJECT
        assert not NOISE.search(subject), subject
        told = news(mail)
        if len(told) == 1 and not mail.references:
            thing = subject.removeprefix(f"{label(mail.story)}: ")
            figures = [
                c["after"] for c in told[0]["changes"] if c["kind"] == "changed" and c["before"]
            ]
            begin = thing.rstrip("…").casefold()[:12]
            assert begin in told[0]["headline"].casefold() or figures, subject
            assert not figures or "was " in thing or figures[0] in thing, subject


def test_the_first_link_is_the_item_that_brought_the_mail() -> None:
    for mail in every_mail():
        items = {each["item"] for each in news(mail)}
        links = Page(mail.html).links
        assert links[0] in items, mail.subject
        if len(news(mail)) == 1:
            (in_text, *_) = re.findall(r"^https?://\S+$", mail.text, re.MULTILINE)
            assert in_text == links[0]


def test_a_mail_is_small_enough_to_be_shown_whole() -> None:
    for mail in sample():
        assert len(email_of(mail).as_bytes()) < LARGEST
        assert len(mail.text.splitlines()) < 90
        assert len(set(Page(mail.html).links)) <= 10


def test_a_mail_says_nothing_that_means_nothing_to_its_reader() -> None:
    for mail in every_mail():
        for said in (mail.text, Page(mail.html).words):
            own = said
            for each in news(mail):  # what outlets say is theirs
                for quoted in (
                    each["headline"],
                    each["summary"],
                    *(r["title"] for r in each["reports"]),
                ):
                    own = own.replace(quoted, "")
            assert not NOISE.search(own), (mail.subject, NOISE.search(own))


def test_a_mail_has_one_line_of_foot() -> None:
    for mail in every_mail():
        (foot,) = Page(mail.html).feet
        assert foot.startswith(f"You follow {label(mail.story)}"), foot
        assert foot.endswith(f"To stop, ask {OPERATOR}."), foot
        assert mail.text.endswith(f"\n-- \n{foot}")


def test_where_a_story_stands_is_what_mails_before_told() -> None:
    before: dict[str, list[str]] = {}
    shown = 0
    for mail in sample():
        told = before.setdefault(mail.story, [])
        _, is_there, stands = mail.text.partition("WHERE THE STORY STANDS\n")
        for line in _paragraph(stands) if is_there else ():
            shown += 1
            assert re.search(r" ago(, [\w.-]+)?$|just now", line), line
            begin = re.split(r" \(was |…|, \d+ \w+ ago|, just now", line)[0][:40]
            assert any(begin.casefold() in text.casefold() for text in told), (line, begin)
        told += [text for each in news(mail) for text in _said(each)]
    assert shown > len(sample()) / 2


def _paragraph(text: str) -> list[str]:
    """Return the lines of the list that a text begins with, each of them whole."""
    lines: list[str] = []
    for line in text.partition("\n\n")[0].splitlines():
        is_new = not lines or re.search(r" ago(, [\w.-]+)?$|just now(, [\w.-]+)?$", lines[-1])
        if is_new:
            lines.append(line.strip())
        else:
            lines[-1] += f" {line.strip()}"
    return lines


def _said(told: dict[str, Any]) -> Iterator[str]:
    yield from (told["headline"], told["subject"], told["subject"].partition(": ")[2])
    yield from (f"{change['said']}" for change in told["changes"])
    yield from (report["title"] for report in told["reports"])  # each is named in the mail


def test_a_digest_begins_with_the_weightiest_and_ends_with_colour() -> None:
    for mail in sample(DIGEST):
        colour = [is_colour(each["headline"], each["summary"], each["item"]) for each in news(mail)]
        assert colour == sorted(colour), mail.subject
        for each, link in zip(news(mail), Page(mail.html).links, strict=False):
            assert link == each["item"]


def test_the_mails_of_a_story_can_be_read_and_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["mails", "jobs", "--html", str(tmp_path)])
    main()
    shown = capsys.readouterr().out
    pages = sorted(tmp_path.iterdir())
    assert len(pages) == shown.count("\n-- \n") > 5
    assert pages[0].read_text("utf-8").startswith("<!DOCTYPE html>")
