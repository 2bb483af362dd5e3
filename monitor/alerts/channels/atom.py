"""Writes developments into an Atom feed (RFC 4287) on this machine, for any reader. I/O.

An entry's id follows from its Message-ID: a second attempt after a crash replaces it by itself. The
file is written beside its place and moved there, so that nobody reads half of it.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from monitor.alerts.channels import LocalChannel
from monitor.config.whole_file import make_folder, replace_file
from monitor.errors import SendError
from monitor.model import Alert

_ATOM = "http://www.w3.org/2005/Atom"
_MOST_ENTRIES = 200
_MAIN = re.compile(r"<main\b[^<>]{0,2000}>")
_BODY = re.compile(r"<body\b[^<>]{0,2000}>")
_AROUND = re.compile(r"<!DOCTYPE[^<>]{0,200}>|</?html[^<>]{0,200}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AtomChannel(LocalChannel):
    """A file that holds the latest developments, newest first."""

    file: Path
    name: str = "atom"

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the file's name: one entry for all readers."""
        return (self.file.name,) if readers else ()

    def send(self, alert: Alert) -> None:
        """Put the alert's entry into the file; what is told to the operator is no entry."""
        if not alert.parcel:
            return
        try:
            make_folder(self.file.parent, for_others=True)
            entries = [alert_entry(alert), *_without(self._entries(), _id(alert))]
            self._write(entries[:_MOST_ENTRIES], alert)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SendError(f"the Atom file {self.file}: {reason}.", permanent=False) from error

    def _entries(self) -> list[ElementTree.Element]:
        """Return the entries of the file; none where it is not there or is no Atom feed."""
        try:
            root = ElementTree.parse(self.file).getroot()  # noqa: S314 - written by us
        except (FileNotFoundError, ElementTree.ParseError):
            return []
        return root.findall(f"{{{_ATOM}}}entry")

    def _write(self, entries: Sequence[ElementTree.Element], alert: Alert) -> None:
        feed = ElementTree.Element(f"{{{_ATOM}}}feed")
        _add(feed, "id", uuid.uuid5(uuid.NAMESPACE_URL, self.file.absolute().as_uri()).urn)
        _add(feed, "title", "News Monitor")
        _add(feed, "updated", f"{alert.created:%Y-%m-%dT%H:%M:%SZ}")
        author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
        _add(author, "name", "News Monitor")
        feed.extend(entries)
        ElementTree.register_namespace("", _ATOM)
        replace_file(self.file, ElementTree.tostring(feed, "utf-8", xml_declaration=True))


def alert_entry(alert: Alert) -> ElementTree.Element:
    """Return the entry of an alert: its news, what its mail says, the link of what brought it."""
    entry = ElementTree.Element(f"{{{_ATOM}}}entry")
    moment = f"{alert.created:%Y-%m-%dT%H:%M:%SZ}"
    _add(entry, "id", _id(alert))
    _add(entry, "title", _title(alert))
    _add(entry, "updated", moment)
    _add(entry, "published", moment)
    ElementTree.SubElement(entry, f"{{{_ATOM}}}category", {"term": alert.story})
    if link := _first_link(alert):
        ElementTree.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": link})
    _add(entry, "content", body_of(alert.html)).set("type", "html")
    return entry


def body_of(page: str) -> str:
    """Return what stands in the `<main>` of a page, else in its `<body>`, as the content of an entry.

    A template of the user's may have neither: then what is no declaration or head of it.
    """
    for begin, end in ((_MAIN, "</main>"), (_BODY, "</body>")):
        if found := begin.search(page):
            inner = page[found.end() :]
            return inner[: inner.rfind(end)] if end in inner else inner
    return _AROUND.sub("", page.rpartition("</head>")[2])


def _told(alert: Alert) -> list[Mapping[str, Any]]:
    told: list[Mapping[str, Any]] = json.loads(alert.data).get("developments", [])
    return told


def _title(alert: Alert) -> str:
    """Return the news: the subject of a mail may be that of its thread."""
    told = _told(alert)
    return str(told[0]["subject"]) if len(told) == 1 else alert.subject


def _first_link(alert: Alert) -> str | None:
    """Return the link of the report that brought the news, else of the first that has one."""
    links = (
        report["link"]
        for each in _told(alert)
        for report in sorted(each["reports"], key=lambda report: report["item"] != each["item"])
    )
    return next((link for link in links if link), None)


def _id(alert: Alert) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"mid:{alert.message_id.strip('<>')}").urn


def _without(entries: Sequence[ElementTree.Element], own: str) -> list[ElementTree.Element]:
    return [entry for entry in entries if entry.findtext(f"{{{_ATOM}}}id") != own]


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element
