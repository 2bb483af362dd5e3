"""Source articles are read from files and addresses, and kept."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest

from monitor.errors import SourceError
from monitor.feeds.fetch import Fetched, FetchError, FetchResult, NotModified
from monitor.feeds.parsers import Parsers
from monitor.model import Outcome, SourceArticle
from monitor.stories import sources
from monitor.stories.sources import is_address, read_source, read_sources, split_title

ADDRESS = "https://news.example/ferry"
BODY = "The ferry company said on Monday that the crossing will close for six weeks in spring. " * 4
PAGE = (
    "<html><head><title>Ferry to close</title></head><body><article><h1>Ferry to close</h1>"
    f"<p>{BODY}</p><p>{BODY}</p></article></body></html>"
).encode()


class Web:
    """A web of one answer, that counts how often it was asked."""

    def __init__(self, answer: FetchResult) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def __call__(self, address: str) -> FetchResult:
        self.asked.append(address)
        return self.answer


def page(body: bytes = PAGE) -> Web:
    return Web(Fetched(ADDRESS, body, "text/html", None, None))


OFFLINE = Web(FetchError(Outcome.ERROR_NET, "the network is down."))


def write(folder: Path, name: str, text: str | bytes) -> str:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


# --- files ---------------------------------------------------------------------------------------


def test_a_text_file_is_its_title_and_its_text(tmp_path: Path) -> None:
    name = write(tmp_path, "a.md", "# Ferry  to close\n\nThe ferry closes.\n\nFor weeks.\n")
    found = read_source(name, tmp_path, OFFLINE)
    assert (found.title, found.text) == ("Ferry to close", "The ferry closes.\n\nFor weeks.")
    assert found.address == name
    assert len(found.id) == 12
    assert OFFLINE.asked == []


def test_a_text_that_begins_without_a_heading_has_no_title() -> None:
    assert split_title("The ferry closes.\n# Later\n") == ("", "The ferry closes.\n# Later")
    assert split_title("\n\n# T\ntext") == ("T", "text")
    assert split_title("#tag is no heading") == ("", "#tag is no heading")


def test_a_byte_order_mark_and_line_ends_of_another_system_do_not_matter(tmp_path: Path) -> None:
    name = write(tmp_path, "a.txt", "\ufeff# Title\r\nOne.\u200b\r\n")
    found = read_source(name, tmp_path, OFFLINE)
    assert (found.title, found.text) == ("Title", "One.")


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml"])
def test_a_page_that_was_saved_is_read_as_a_page(tmp_path: Path, name: str) -> None:
    found = read_source(write(tmp_path, name, PAGE), tmp_path, OFFLINE)
    assert found.title == "Ferry to close"
    assert BODY.strip() in found.text
    assert "<p>" not in found.text


def test_a_file_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path, "a.md", "Text.")
    for source in (str(tmp_path / "a.md"), "~/a.md"):
        assert read_source(source, Path("/nowhere"), OFFLINE).text == "Text."


def test_a_file_name_may_begin_with_a_tilde(tmp_path: Path) -> None:
    name = write(tmp_path, "~nobody-of-that-name.md", "Text.")
    assert read_source(name, tmp_path, OFFLINE).text == "Text."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.md", "", "is empty"),
        ("a.md", " \n\u200b", "is empty"),
        ("a.md", "# Only a title\n", "is empty"),
        ("a.md", b"\xff\xfe", "is not UTF-8 text"),
        ("a.md", b"x" * 2_000_001, "is longer than 2,000,000 bytes"),
        ("a.html", b"<html><body></body></html>", "no article was found"),
    ],
)
def test_a_file_without_a_text_is_an_error_that_names_it(
    tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    write(tmp_path, name, content)
    with pytest.raises(SourceError, match=sentence) as caught:
        read_source(name, tmp_path, OFFLINE)
    assert name in str(caught.value)


@pytest.mark.parametrize(("name", "reason"), [("b.md", "no such file"), (".", "is a directory")])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(SourceError, match=f"cannot be read: {reason}"):
        read_source(name, tmp_path, OFFLINE)


# --- addresses -----------------------------------------------------------------------------------


def test_an_address_is_told_from_a_file() -> None:
    assert is_address("https://news.example/a")
    assert is_address("http://news.example/a")
    assert not is_address("https.md")
    assert not is_address("file:///etc/passwd")


def test_the_article_of_an_address_is_read(tmp_path: Path) -> None:
    web = page()
    found = read_source(ADDRESS, tmp_path, web)
    assert (found.title, found.address) == ("Ferry to close", ADDRESS)
    assert BODY.strip() in found.text
    assert web.asked == [ADDRESS]


@pytest.mark.parametrize(
    ("web", "sentence"),
    [
        (OFFLINE, "cannot be fetched: the network is down."),
        (Web(NotModified()), "cannot be fetched: the server sent nothing."),
        (page(b"<html></html>"), "no article was found on the page"),
    ],
)
def test_an_address_without_an_article_is_an_error_that_names_it(
    tmp_path: Path, web: Web, sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence) as caught:
        read_source(ADDRESS, tmp_path, web)
    assert ADDRESS in str(caught.value)


# --- all sources of a story ----------------------------------------------------------------------


def test_an_address_that_is_stored_is_not_fetched_again(tmp_path: Path) -> None:
    stored = SourceArticle("id", "As it was", "The text that the reader read.", ADDRESS)
    web = page()
    assert read_sources([ADDRESS], tmp_path, [stored], web) == [stored]
    assert web.asked == []


def test_a_file_is_read_again_although_it_is_stored(tmp_path: Path) -> None:
    name = write(tmp_path, "a.md", "New text.")
    stored = SourceArticle("id", "", "Old text.", name)
    assert [s.text for s in read_sources([name], tmp_path, [stored], OFFLINE)] == ["New text."]


def test_sources_keep_their_order_and_their_ids(tmp_path: Path) -> None:
    names = [write(tmp_path, f"{n}.md", f"Text {n}.") for n in (2, 1)]
    found = read_sources(names, tmp_path, [], OFFLINE)
    assert [source.text for source in found] == ["Text 2.", "Text 1."]
    again = read_sources(reversed(names), tmp_path, [], OFFLINE)
    assert [source.id for source in found] == [source.id for source in reversed(again)]
    assert found[0].id != found[1].id


def test_the_first_source_without_a_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"missing\.md"):
        read_sources([write(tmp_path, "a.md", "Text."), "missing.md"], tmp_path, [], OFFLINE)


# --- lines -----------------------------------------------------------------------------------------

WRAPPED = """# Harbour bridge repairs

Repairs of the harbour bridge are dear, the Harbour Authority said on Monday. The
repairs cost $4 million. Ferries will carry commuters between Eastside and the old
town while it is closed in March.

Read more about it in these articles of the last week
- one
- two

## A heading that is as long as the lines of a text, more or less
And a text.
"""


def test_lines_that_were_broken_within_a_sentence_are_joined() -> None:
    _, text = split_title(WRAPPED)
    assert text.splitlines() == [
        "Repairs of the harbour bridge are dear, the Harbour Authority said on Monday. The repairs cost"
        " $4 million. Ferries will carry commuters between Eastside and the old town while it is closed"
        " in March.",
        "",
        "Read more about it in these articles of the last week",
        "- one",
        "- two",
        "",
        "## A heading that is as long as the lines of a text, more or less",
        "And a text.",
    ]


def test_lines_that_are_whole_stay_apart() -> None:
    headlines = "\n".join(f"A headline about number {n}" for n in range(5))
    assert split_title(headlines) == ("", headlines)
    paragraphs = "The first paragraph is as long as this and ends here.\nThe second one begins."
    assert split_title(paragraphs) == ("", paragraphs)


@pytest.mark.parametrize("lines", ["b\n", "\n", "# b\n", "b.\n", f"{'b' * 60}\n", "- b\n", "b \n"])
def test_the_time_of_reading_grows_with_the_text_only(lines: str) -> None:
    def seconds(length: int) -> float:
        text = "A line that is long enough for the next one to go on with it\n" + lines * (
            length // len(lines)
        )
        began = time.process_time()
        split_title(text)
        return time.process_time() - began

    short = min(seconds(10_000) for _ in range(3))
    long = min(seconds(80_000) for _ in range(3))
    assert long < 24 * max(short, 0.001)  # 8 where the time is linear, 64 where it is square


def test_a_page_that_takes_too_long_to_read_has_no_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_source(ADDRESS, tmp_path, page()).title == "Ferry to close"
    monkeypatch.setattr(sources, "Parsers", partial(Parsers, seconds=0.001))
    with pytest.raises(SourceError, match="no article was found"):
        read_source(ADDRESS, tmp_path, page())
