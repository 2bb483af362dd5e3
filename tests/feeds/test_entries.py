"""Entries found in a document, and documents read without those that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.entries import excerpt, find_entries, unread
from monitor.feeds.parse import Parsed, parse
from monitor.model import Feed
from tests.beside import SHARED, wants

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FEED = Feed("https://news.example/feed", "News")
FEEDS = SHARED / "feeds"


def item(n: int, text: str = "text", guid: str | None = None) -> str:
    return (
        f"<item><guid>{guid or f'g{n}'}</guid><title>Story {n}</title>"
        f"<link>https://news.example/{n}</link><description>{text}</description></item>"
    )


def rss(*entries: str, head: str = "") -> bytes:
    return (
        f"{head}<rss version='2.0'><channel><title>t</title>{''.join(entries)}</channel></rss>"
    ).encode()


def known(parsed: Parsed) -> frozenset[bytes]:
    return frozenset(parsed.hashes[i : i + 8] for i in range(0, len(parsed.hashes), 8))


def read(body: bytes, before: Parsed | None = None) -> Parsed:
    hashes = known(before) if before else frozenset()
    return parse(body, "application/rss+xml", FEED, NOW, known=hashes)


# --- where they lie ------------------------------------------------------------------------------


def test_entries_are_found_where_they_lie() -> None:
    body = rss(item(1), item(2))
    first, second = find_entries(body)
    assert body[first.start : first.end].decode() == item(1)
    assert body[second.start : second.end].decode() == item(2)
    assert first.keys == {b"g1", b"https://news.example/1"}
    assert excerpt(body, [first, second], [second]) == rss(item(2))


def test_what_nobody_reads_is_cut_out_of_an_entry() -> None:
    idle = "<category>x</category><author>a@x.example</author>"
    read = "<group><title>1</title></group><enclosure url='https://x.example/a.mp3'/>"
    plain = item(1).replace("</item>", f"{read}</item>")
    full = plain.replace("<title>", f"{idle}<title>", 1)
    entries = find_entries(rss(full))
    assert excerpt(rss(full), entries, entries) == rss(plain)
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><author><name>A</name></author>
        <title>t</title></entry></feed>"""
    entries = find_entries(atom)
    assert b"<name>" not in excerpt(atom, entries, entries)


def test_entries_of_atom_and_rdf_are_found_by_their_links() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id>
        <link rel="edit" href="/edit"/><link href="/1"/></entry></feed>"""
    assert find_entries(atom)[0].keys == {b"urn:1", b"/1"}
    rdf = b"""<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/"><item r:about="http://x/1"><title>t</title></item></r:RDF>"""
    assert find_entries(rdf)[0].keys == {b"http://x/1", b"\0t"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        rss(item(1))[:-20],
        rss(item(1), head='<!DOCTYPE rss [<!ENTITY e "x">]>'),
        rss(item(1), head='<?xml version="1.0" encoding="iso-8859-1"?>'),
        rss(item(1)).replace(b"text", b"caf\xe9"),
        rss(item(1)).decode().encode("utf-16"),
        rss("<item><item></item></item>"),
        rss('<item xml:base="https://x.example/"><title>t</title></item>'),
        rss("<item><media:content/></item>"),
    ],
)
def test_where_anything_is_in_doubt_there_are_no_entries(body: bytes) -> None:
    assert find_entries(body) == []


def test_a_charset_that_the_server_names_is_a_doubt_as_well() -> None:
    assert find_entries(rss(item(1)), "text/xml; charset=latin-1") == []
    assert len(find_entries(rss(item(1)), 'text/xml; charset="UTF-8"')) == 1


def test_what_is_known_is_not_unread() -> None:
    first, second = find_entries(rss(item(1), item(2)))
    assert unread([first, second], {first.hash}) == [second]
    assert unread([first, second], {first.hash, second.hash}) == []


def test_a_new_entry_that_shares_an_id_or_link_needs_the_others_too() -> None:
    entries = find_entries(rss(item(1), item(2, guid="g1")))
    assert unread(entries, {entries[0].hash}) is None
    assert unread(entries, {entry.hash for entry in entries}) == []


LINKS = [
    ("https://news.example/live#post-1", "https://news.example/live#post-2"),
    ("https://news.example/a?utm_source=x", "https://news.example/a?utm_source=y"),
    ("http://news.example/a", "https://news.example/a"),
    ("https://news.example/a?b=1&amp;c=2", "<![CDATA[ https://news.example/a?b=1&c=2 ]]>"),
    ("https://news.example/a?b=1&#38;c=2", "https://news.example/a?b=1&amp;amp;c=2"),
    ("/a", "https://news.example/a"),
]


@pytest.mark.parametrize(("one", "other"), LINKS)
def test_two_links_that_lead_to_one_place_are_shared(one: str, other: str) -> None:
    links = [f"<link>https://news.example/{n}</link>" for n in (1, 2)]
    body = rss(item(1).replace(links[0], f"<link>{one}</link>"), item(2), item(3))
    body = body.replace(links[1].encode(), f"<link>{other}</link>".encode())
    entries = find_entries(body)
    assert unread(entries, {entries[0].hash, entries[2].hash}, FEED.url) is None
    assert unread(entries, {entries[0].hash, entries[1].hash}, FEED.url) == [entries[2]]


def test_without_links_titles_are_shared() -> None:
    plain = "<item><guid isPermaLink='false'>{}</guid><title>{}</title></item>"
    entries = find_entries(
        rss(
            plain.format(1, "A &amp; B"), plain.format(2, "<![CDATA[A & B]]>"), plain.format(3, "C")
        )
    )
    assert unread(entries, {entries[0].hash}) is None
    assert unread(entries, {entries[0].hash, entries[1].hash}) == [entries[2]]


@given(st.binary())
def test_no_bytes_are_an_exception(body: bytes) -> None:
    find_entries(body)


# --- what is read --------------------------------------------------------------------------------


def test_only_what_is_new_is_read() -> None:
    before = read(rss(item(1), item(2)))
    assert [each.title for each in before.items] == ["Story 1", "Story 2"]
    after = read(rss(item(3), item(1), item(2, text="edited")), before)
    assert [each.title for each in after.items] == ["Story 3", "Story 2"]
    assert (after.entries, len(after.hashes)) == (3, 24)
    assert read(rss(item(2), item(1), head="<!-- other bytes -->"), before).items == ()


def test_a_document_with_one_guid_for_all_is_read_whole_when_something_is_new() -> None:
    before = read(rss(item(1, guid="g"), item(2, guid="g")))
    after = read(rss(item(3, guid="g"), item(1, guid="g"), item(2, guid="g")), before)
    assert len(after.items) == 3
    assert {each.identity for each in after.items} >= {each.identity for each in before.items}


def test_a_long_document_is_read_in_slices_and_whole() -> None:
    parsed = read(rss(*map(item, range(1_200))))
    assert [each.title for each in parsed.items] == [f"Story {n}" for n in range(1_200)]
    assert parsed.entries == 1_200


def test_an_article_that_a_long_document_lists_twice_is_one_item() -> None:
    link = "<link>https://news.example/0?utm_campaign={}</link>"
    first, again = (
        item(n)
        .replace(f"<guid>g{n}</guid>", "")
        .replace(f"<link>https://news.example/{n}</link>", link.format(n))
        .replace("Story 600", "Story 0")
        for n in (0, 600)
    )
    parsed = read(rss(first, *map(item, range(1, 600)), again))
    assert [each.title for each in parsed.items] == [f"Story {n}" for n in range(600)]


# --- real documents ------------------------------------------------------------------------------


def documents() -> Iterator[tuple[Path, bytes]]:
    for folder in ("real", "conformance"):
        for path in sorted((FEEDS / folder).rglob("*")):
            if path.is_file():
                yield path, path.read_bytes()


READ = ("id", "link", "title", "summary", "published", "updated", "created")


def as_feedparser_reads(body: bytes) -> list[dict[str, Any]]:
    """Return what is read of the entries of a document."""
    found = feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return [
        {name: entry[name] for name in READ if name in entry}
        | {"content": [part["value"] for part in entry.get("content", ())]}
        | {"source": dict(entry.get("source") or {}).get("title")}
        for entry in found.entries
    ]


@pytest.fixture
def standard_parser(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Switches between the standard library's XML reader and ours."""
    ours = feedparser.api.PREFERRED_XML_PARSERS

    def switch(on: bool) -> None:
        monkeypatch.setattr(feedparser.api, "PREFERRED_XML_PARSERS", [] if on else ours)

    return switch


@pytest.mark.filterwarnings("ignore")
@pytest.mark.first
@wants(FEEDS)
def test_of_every_real_document_the_same_is_read_as_feedparser_reads_of_the_whole(
    standard_parser: Callable[[bool], None],
) -> None:
    seen = 0
    for path, body in documents():
        standard_parser(True)
        whole = as_feedparser_reads(body)
        standard_parser(False)
        found = {body: as_feedparser_reads(body)}  # many an excerpt is the whole or another one
        assert found[body] == whole, path
        entries = find_entries(body, "application/xml")
        if not entries:
            continue
        seen += 1
        assert len(whole) == len(entries), path
        for chosen in (slice(None), slice(0, None, 2), slice(1, None, 2), slice(0, 1)):
            rest = excerpt(body, entries, entries[chosen])
            if rest not in found:
                found[rest] = as_feedparser_reads(rest)
            assert found[rest] == whole[chosen], path
    assert seen > 1_000


def test_a_tag_whose_end_is_in_doubt_leaves_the_document_whole() -> None:
    body = f'<rss version="2.0"><channel>{item(1)}<item a=">"/>{item(2)}</channel></rss>'.encode()
    assert [each.title for each in parse(body, "", FEED, NOW).items] == ["Story 1", "Story 2"]
