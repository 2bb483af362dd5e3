"""`know`: one more article that the reader has read; a story takes it for known from then on. I/O."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.cli import options, screen
from monitor.cli.options import json_option, known_story, read_own_config
from monitor.cli.pages import page_fetcher
from monitor.cli.patience import within
from monitor.errors import MonitorError
from monitor.model import SourceArticle
from monitor.store.articles_read import ArticleRead
from monitor.store.rows import stamp
from monitor.store.store import Store
from monitor.stories.source_doubts import doubts_of
from monitor.stories.sources import LONGEST, as_read, is_address, read_pasted, read_source
from monitor.story import digest


@click.command()
@click.argument("story", metavar="STORY")
@click.argument("article", metavar="[FILE|URL|-]", required=False)
@click.option("--list", "as_list", is_flag=True, help="List the articles that were added so.")
@click.option("--forget", metavar="ID", help="Take the article with this id out again.")
@json_option
@click.pass_context
def know(
    ctx: click.Context,
    story: str,
    article: str | None,
    as_list: bool,
    forget: str | None,
    as_json: bool,
) -> None:
    """Let a story know one more article that you have read.

    What it tells is known to STORY from now on. The article is a file (text, Markdown or HTML), an
    address, which is fetched once, or - for a text on stdin. It is kept in the database, whatever
    becomes of the file; a running daemon takes it up before it polls the next time. What was decided
    before stays as it is. An article among the `sources` of the configuration need not be added.
    """
    if (article is not None) + as_list + (forget is not None) != 1:
        raise click.UsageError("Give an article (FILE, URL or -), --list, or --forget ID.")
    config = read_own_config(ctx)
    known_story(config, story)
    if as_list:
        _list(_kept(config.database, story), as_json=as_json)
    elif forget is not None:
        with Store(config.database) as store:
            chosen = _chosen(store.articles_read.of(story), forget, story)
            store.articles_read.forget(story, chosen.id)
        screen.say(f"Forgotten: {_called(chosen)}. What only it told is news again.")
    elif article is not None:
        with within("reading the article"):
            read = _read(ctx, article)
            doubts = doubts_of(read)
            digest(read.title, read.text)  # as the daemon will: what cannot be read is not kept
        for doubt in doubts:
            screen.complain(f"warning: {doubt}")
        with Store(config.database) as store:
            is_new = store.articles_read.add(story, read, options.now())
        if as_json:
            screen.say_json({"id": read.id, "title": read.title, "address": read.address})
        else:
            word = "Known from now on" if is_new else "Known already"
            screen.say(f"{word}: {_called(read)}.")


def _read(ctx: click.Context, given: str) -> SourceArticle:
    """Read the article; its id follows from what it says, so the same one is kept once."""
    if given == "-":
        found = read_pasted(sys.stdin.buffer.read(LONGEST + 1))
    else:
        found = read_source(given, Path.cwd(), page_fetcher(ctx), "the article")
    address = found.address if given == "-" or is_address(given) else str(Path(given).absolute())
    return as_read(found, address)


def _kept(database: Path, story: str) -> list[ArticleRead]:
    if not database.exists():
        return []
    with Store(database) as store:
        return store.articles_read.of(story)


def _list(kept: list[ArticleRead], *, as_json: bool) -> None:
    if as_json:
        screen.say_json(
            [
                {
                    "id": each.article.id,
                    "title": each.article.title,
                    "address": each.article.address,
                    "added": stamp(each.added),
                }
                for each in kept
            ]
        )
    elif not kept:
        screen.say(
            "No article was added; the `sources` of the configuration are known all the same."
        )
    else:
        rows = [
            (
                each.article.id,
                screen.day(stamp(each.added)),
                each.article.address,
                _title(each.article),
            )
            for each in kept
        ]
        screen.table(("id", "added", "from", "title"), rows)


def _chosen(kept: list[ArticleRead], given: str, story: str) -> SourceArticle:
    """Return the one article whose id begins so; raise MonitorError where there is none."""
    found = [each.article for each in kept if given and each.article.id.startswith(given)]
    if len(found) != 1:
        what = "several articles" if found else "no article"
        raise MonitorError(
            f"there is {what} {given!r} of {story}; `news-monitor know {story} --list` lists them."
        )
    return found[0]


def _called(article: SourceArticle) -> str:
    return f"{screen.safe(_title(article))} ({article.id})"


def _title(article: SourceArticle) -> str:
    return article.title or screen.cut(article.text.split("\n", 1)[0], 60)
