"""Reads source articles: files beside the configuration, or addresses. I/O.

An article from an address is fetched once and then kept: it is what the reader has read, however
its outlet changes it later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from monitor.errors import SourceError
from monitor.feeds.article import Page
from monitor.feeds.fetch import Fetched, FetchResult
from monitor.feeds.html_text import clean, one_line
from monitor.feeds.parsers import FOR_ARTICLES, Parsers
from monitor.model import SourceArticle, stable_id

Fetch = Callable[[str], FetchResult]

_HTML_ENDINGS = frozenset({".html", ".htm", ".xhtml"})
LONGEST = 2_000_000  # bytes of a source article
_BROKEN = 50  # characters from which a line is too long for an entry of a list
_ENDS = frozenset(".!?:。！？…")  # of a sentence
_OPENINGS = frozenset("\"'“‘($€£")


def is_address(source: str) -> bool:
    """Whether a source is an address, not a file."""
    return source.startswith(("http://", "https://"))


def read_sources(
    sources: Iterable[str], folder: Path, stored: Iterable[SourceArticle], fetch: Fetch
) -> list[SourceArticle]:
    """Return the articles of one story; raise SourceError for the first that has no text.

    Files are read below `folder`; an address that is among `stored` is taken from there.
    """
    kept = {source.address: source for source in stored}
    return [
        kept[source]
        if is_address(source) and source in kept
        else read_source(source, folder, fetch)
        for source in sources
    ]


def read_source(
    source: str, folder: Path, fetch: Fetch, called: str = "the source article"
) -> SourceArticle:
    """Read one article from a file or an address; raise SourceError, which calls it `called`."""
    if is_address(source):
        title, text = _from_address(source, fetch, called)
    else:
        title, text = _from_file(folder / _expanded(source), called)
    if not text.strip():
        raise SourceError(f"{called} {source} is empty.")
    return SourceArticle(stable_id(source, length=12), title, text, source)


def read_pasted(raw: bytes, called: str = "the article on stdin") -> SourceArticle:
    """Read one article from the bytes of a pasted text; raise SourceError, which calls it `called`."""
    if len(raw) > LONGEST:
        raise SourceError(f"{called} is longer than {LONGEST:,} bytes.")
    try:
        title, text = split_title(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(f"{called} is not UTF-8 text.") from error
    if not text.strip():
        raise SourceError(f"{called} is empty.")
    return SourceArticle(stable_id(title, text, length=12), title, text, "-")


def as_read(article: SourceArticle, address: str) -> SourceArticle:
    """Return an article under an id that follows from what it says alone."""
    return replace(
        article, id=stable_id("read", article.title, article.text, length=12), address=address
    )


def _from_address(address: str, fetch: Fetch, called: str) -> tuple[str, str]:
    match fetch(address):
        case Fetched(body=body):
            return _from_html(body, address)
        case failure:
            detail = getattr(failure, "detail", "the server sent nothing.")
            raise SourceError(f"{called} {address} cannot be fetched: {detail}")


def _expanded(source: str) -> Path:
    try:
        return Path(source).expanduser()
    except RuntimeError:  # no user of that name: a file's name that begins with a tilde
        return Path(source)


def _from_file(path: Path, called: str) -> tuple[str, str]:
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LONGEST else b""
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SourceError(f"{called} {path} cannot be read: {reason}.") from error
    if size > LONGEST:
        raise SourceError(f"{called} {path} is longer than {LONGEST:,} bytes.")
    if path.suffix.lower() in _HTML_ENDINGS:
        return _from_html(raw, str(path))
    try:
        return split_title(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(f"{called} {path} is not UTF-8 text.") from error


def _from_html(html: bytes, address: str) -> tuple[str, str]:
    """Find the article of a page in a process that is killed where that takes too long or too much."""
    with Parsers(1, megabytes=FOR_ARTICLES) as parsers:
        found = parsers.extract(Page(html, address))
    if found is None:
        raise SourceError(f"no article was found on the page {address}; save its text as a file.")
    return found.title, found.text


def _unwrapped(text: str) -> str:
    """Return a text whose lines go on where they were broken within a sentence."""
    before, *lines = text.split("\n")
    pieces = [before]
    length, is_heading = len(before), before.startswith("#")  # of what was joined so far
    for line in lines:
        if length >= _BROKEN and not is_heading and _goes_on(before, line):
            pieces += " ", line
            length += 1 + len(line)
        else:
            pieces += "\n", line
            length, is_heading = len(line), line.startswith("#")
        before = line
    return "".join(pieces)


def _goes_on(before: str, line: str) -> bool:
    """Whether one line ends no sentence, and the next is no heading, entry or quotation of its own."""
    last, first = before[-1:], line[:1]
    is_open = last not in _ENDS and not last.isspace()
    return is_open and (first.isalnum() or first in _OPENINGS)


def split_title(text: str) -> tuple[str, str]:
    """Return the title (a first line that begins with `# `, if any) and the rest of a text.

    Lines that were broken in the middle of a sentence, as editors and mail do, are joined.
    """
    cleaned = _unwrapped(clean(text).strip())
    first, _, rest = cleaned.partition("\n")
    if first.startswith("# "):
        return one_line(first[2:]), rest.strip()
    return "", cleaned
