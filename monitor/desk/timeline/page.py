"""A chronicle → one page that needs nothing else: figures, developments, source articles. Pure.

Whatever a feed said is text here: the template escapes it, what is not seen is taken out before. The
page may load nothing and run no script but its own, by its hash (Content Security Policy, level 3).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from monitor.alerts.content import Host, host_of, one_line, plain, safe_link
from monitor.desk.timeline.changes import is_telling
from monitor.desk.timeline.chart import HEIGHT, WIDTH, Chart, chart_of
from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.dates import dates_of
from monitor.desk.timeline.series import Series, series_of
from monitor.desk.timeline.writing import sentence_case
from monitor.model import Change, ChangeKind, Report, SourceArticle, outlets_of
from monitor.store.records import Told

_NAMES = ("page.html", "page.css", "page.js", "figure.html")
_SPACES = re.compile(r"\s+")
_MOST_NEW = 4  # new figures of a development that are listed


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over time as it is shown: its series, the dates of its points, its chart if it has one."""

    series: Series
    dates: tuple[str, ...]  # of its points
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class _Source:
    outlet: str
    title: str
    link: str | None
    host: Host | None
    when: datetime
    is_correction: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    when: datetime
    headline: str
    changed: tuple[Change, ...]
    disputed: tuple[Change, ...]
    new: tuple[Change, ...]
    reports: tuple[_Source, ...]
    outlets: int
    irrelevant: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some text of a source article, and what became of what it says."""

    text: str
    became: tuple[tuple[int, str], ...] = ()  # numbers of developments, and the figure they tell


@dataclass(frozen=True, slots=True)
class _Article:
    anchor: str
    title: str
    link: str | None
    host: Host | None
    paragraphs: tuple[tuple[_Piece, ...], ...]


def render_page(chronicle: Chronicle, written: datetime, called: str = "") -> str:
    """Return the page as HTML; the story is `called` as a reader says it, else by its name."""
    templates = _templates()
    style, script = (templates.get_template(name).render() for name in _NAMES[1:3])
    found = series_of(chronicle)
    return templates.get_template("page.html").render(
        story=called or chronicle.story,
        written=written,
        figures=_drawn_first(found),
        entries=[_entry(told) for told in chronicle.told],
        days=Counter(_day(told.when) for told in chronicle.told),
        outlets=chronicle.outlets,
        articles=[_article(source, found) for source in chronicle.sources],
        anchors=anchors_of(chronicle.sources),
        width=WIDTH,
        height=HEIGHT,
        style=style,
        script=script,
        policy=page_policy(),
    )


@cache
def page_policy() -> str:
    """Return what the page lets a browser do, as a Content Security Policy."""
    style, script = (_templates().get_template(name).render() for name in _NAMES[1:3])
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def figures_of(chronicle: Chronicle) -> list[Figure]:
    """Return the figures of a story that moved, those with a chart first."""
    return _drawn_first(series_of(chronicle))


def _drawn_first(found: Iterable[Series]) -> list[Figure]:
    return sorted(map(_figure, found), key=lambda each: each.chart is None)


def _figure(series: Series) -> Figure:
    dates = dates_of([point.when for point in series.points])
    return Figure(series, tuple(dates), chart_of(series))


@cache
def _templates() -> Environment:
    folder = files("monitor.desk.timeline").joinpath("templates")
    own = {name: folder.joinpath(name).read_text("utf-8") for name in _NAMES}
    environment = Environment(
        loader=DictLoader(own),
        autoescape=lambda name: bool(name and name.endswith(".html")),  # noqa: S701 - style is ours
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["moment"] = lambda moment: f"{moment:%-d %b %Y, %H:%M} UTC"
    environment.filters["sentence_case"] = sentence_case
    return environment


def _day(moment: datetime) -> str:
    return f"{moment:%-d %b %Y}"


def _seen(value: object) -> object:
    """Return what is written of a value: of a text only what can be seen, on one line.

    Spaces at its ends stay: it may stand between others.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _SPACES.sub(" ", plain(value))


def _hash(text: str) -> str:
    """Return the source expression of an inline style or script (CSP level 3, 2.3.1)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _entry(told: Told) -> _Entry:
    development = told.development
    moved = [change for change in development.changes if change.before]
    new = [change for change in development.changes if not change.before and is_telling(change)]
    return _Entry(
        number=development.id,
        when=told.when,
        headline=development.headline,
        changed=tuple(c for c in moved if c.kind is ChangeKind.CHANGED),
        disputed=tuple(c for c in moved if c.kind is ChangeKind.DISPUTED),
        new=tuple(new[:_MOST_NEW]),
        reports=tuple(_source(report, told.corrections) for report in development.reports),
        outlets=len(set(outlets_of(development.reports))),
        irrelevant=told.irrelevant,
    )


def _source(report: Report, corrections: frozenset[str]) -> _Source:
    link = safe_link(report.link)
    return _Source(
        report.outlet,
        report.title,
        link,
        host_of(link) if link else None,
        report.published,
        report.item in corrections,
    )


# --- the source articles ---------------------------------------------------------------------------


def _article(source: SourceArticle, found: Iterable[Series]) -> _Article:
    """Return an article with its passages, each with the developments that changed its figure."""
    became: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for first, *later in (series.points for series in found):
        if first.source == source.id and first.passage:
            steps = ((p.development, p.value) for p in later)
            became[first.passage] += [(number, value) for number, value in steps if number]
    link = safe_link(source.address)
    paragraphs = [part for part in plain(source.text).splitlines() if part.strip()]
    return _Article(
        _anchor(source),
        source.title,
        link,
        host_of(link) if link else None,
        tuple(_pieces(one_line(paragraph), became) for paragraph in paragraphs),
    )


def anchors_of(sources: Iterable[SourceArticle]) -> dict[str, str]:
    """Return where on the page each source article stands, by its id."""
    return {source.id: _anchor(source) for source in sources}


def _anchor(source: SourceArticle) -> str:
    return f"source-{hashlib.sha256(source.id.encode()).hexdigest()[:8]}"


def _pieces(paragraph: str, became: dict[str, list[tuple[int, str]]]) -> tuple[_Piece, ...]:
    """Cut a paragraph where a passage that has changed begins and ends."""
    found = ((paragraph.find(one_line(passage)), passage) for passage in became)
    pieces: list[_Piece] = []
    at = 0
    for start, passage in sorted(place for place in found if place[0] >= 0):
        if start < at:
            continue
        end = start + len(one_line(passage))
        pieces += [
            _Piece(paragraph[at:start]),
            _Piece(paragraph[start:end], _once(became[passage])),
        ]
        at = end
    return tuple(piece for piece in (*pieces, _Piece(paragraph[at:])) if piece.text)


def _once(became: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(dict.fromkeys(became))
