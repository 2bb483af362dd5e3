"""`timeline`: a story as it went, with every figure's history. I/O."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from monitor.alerts.label import story_label
from monitor.cli import options, screen
from monitor.cli.options import (
    json_option,
    moment_of,
    read_own_config,
    since_option,
    the_story,
    until_option,
)
from monitor.config.whole_file import replace_file
from monitor.desk.timeline.changes import in_words
from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.series import series_of
from monitor.desk.timeline.writing import as_markdown, as_record, sentence_case, steps
from monitor.errors import MonitorError
from monitor.store.chronicle import read_told
from monitor.store.records import Told
from monitor.store.views import Views


@click.command()
@click.argument("story", required=False)
@since_option
@until_option
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write one page with charts, which needs nothing but a browser, to FILE.",
)
@click.option("--markdown", is_flag=True, help="Answer in Markdown.")
@json_option
@click.pass_context
def timeline(
    ctx: click.Context,
    story: str | None,
    since: timedelta | None,
    until: datetime | None,
    html: Path | None,
    markdown: bool,
    as_json: bool,
) -> None:
    """Show a story in time order, and how each figure moved.

    STORY may be left out where there is only one.
    """
    if sum((bool(html), markdown, as_json)) > 1:
        raise click.UsageError("Choose one of --html, --markdown and --json.")
    config = read_own_config(ctx)
    name = the_story(config, story)
    views = Views(config.database)
    chronicle = Chronicle.of(name, views.sources(name), read_told(views, name))
    chronicle = chronicle.between(moment_of(since), until)
    if html:
        chosen = config.story(name)
        label = story_label(name, chosen.watch if chosen else ())
        _write_page(html, chronicle, label)
    elif as_json:
        screen.say_json(as_record(chronicle))
    elif markdown:
        screen.say(as_markdown(chronicle).rstrip("\n"))
    else:
        _show(chronicle)


def _write_page(file: Path, chronicle: Chronicle, label: str) -> None:
    from monitor.desk.timeline.page import render_page  # noqa: PLC0415 - jinja2, which no other way needs

    try:
        replace_file(file, render_page(chronicle, options.now(), label).encode())
    except OSError as error:
        raise MonitorError(f"the page {file} cannot be written: {error.strerror}.") from error
    screen.say(f"{file}: {screen.plural(len(chronicle.told), 'development')}.")


def _show(chronicle: Chronicle) -> None:
    title = click.style(screen.safe(chronicle.story), bold=True)
    if not chronicle.told:
        screen.say(f"{title}: nothing new was told yet.")
        return
    first, last = (f"{each.when:%-d %b %Y}" for each in (chronicle.told[0], chronicle.told[-1]))
    span = f"on {first}" if first == last else f"from {first} to {last}"
    told = screen.plural(len(chronicle.told), "development")
    screen.say(f"{title}: {told} {span}, {screen.plural(len(chronicle.outlets), 'outlet')}")
    if found := series_of(chronicle):
        screen.say(click.style("\nFigures that moved", bold=True))
        for series in found:
            screen.say(screen.wrapped(sentence_case(series.about), 2))
            screen.say(click.style(screen.wrapped(steps(series), 4), fg="yellow"))
    screen.say(click.style("\nDevelopments", bold=True))
    for each in chronicle.told:
        _show_told(each)


def _show_told(told: Told) -> None:
    development = told.development
    number = f"#{development.id}".rjust(5)
    remark = " (irrelevant, you said)" if told.irrelevant else ""
    headline = screen.wrapped(f"{development.headline}{remark}", 19).strip()
    screen.say(f"{told.when:%Y-%m-%d} {click.style(number, dim=True)}   {headline}")
    for change in in_words(development.changes):
        screen.say(click.style(screen.wrapped(change, 19), fg="green"))
    outlets = list(dict.fromkeys(report.outlet for report in development.reports))
    shown = ", ".join(outlets[:3]) + (f" and {len(outlets) - 3} more" if len(outlets) > 3 else "")
    if development.reports:
        screen.say(click.style(screen.wrapped(shown, 19), dim=True))
