"""Writes developments into an Atom feed (RFC 4287) on this machine, for any reader. I/O.

An entry's id follows from its Message-ID: a second attempt after a crash replaces it by itself. The
file is written beside its place and moved there, so that nobody reads half of it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from monitor.alerts.channels import LocalChannel
from monitor.errors import SendError
from monitor.model import Alert
from monitor.whole_file import make_folder, replace_file

_ATOM = "http://www.w3.org/2005/Atom"
_MOST_ENTRIES = 200


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
    """Return the entry of an alert: its subject, its text as a page, the first report's link."""
    entry = ElementTree.Element(f"{{{_ATOM}}}entry")
    moment = f"{alert.created:%Y-%m-%dT%H:%M:%SZ}"
    _add(entry, "id", _id(alert))
    _add(entry, "title", alert.subject)
    _add(entry, "updated", moment)
    _add(entry, "published", moment)
    ElementTree.SubElement(entry, f"{{{_ATOM}}}category", {"term": alert.story})
    if link := _first_link(alert):
        ElementTree.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": link})
    page = alert.html.partition("<main>")[2].partition("</main>")[0] or alert.html
    _add(entry, "content", page).set("type", "html")
    return entry


def _first_link(alert: Alert) -> str | None:
    developments = json.loads(alert.data).get("developments", [])
    links = (report["link"] for each in developments for report in each["reports"])
    return next((link for link in links if link), None)


def _id(alert: Alert) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"mid:{alert.message_id.strip('<>')}").urn


def _without(entries: Sequence[ElementTree.Element], own: str) -> list[ElementTree.Element]:
    return [entry for entry in entries if entry.findtext(f"{{{_ATOM}}}id") != own]


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element
