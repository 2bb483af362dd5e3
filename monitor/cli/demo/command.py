"""`demo`: the main job on a recorded story, seen live. I/O."""

from __future__ import annotations

import json
import logging
import shlex
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import click

from monitor.cli import health, screen
from monitor.cli.called import called
from monitor.cli.demo.recording import Recording
from monitor.cli.demo.server import serving
from monitor.cli.differences import show_changes
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.config.draft import feed_table, quoted
from monitor.daemon.daemon import Daemon
from monitor.desk.health import gather
from monitor.model import Feed
from monitor.store.figures import read_figures
from monitor.store.reasons import Reasons
from monitor.store.views import Record, Views

_TICK = timedelta(seconds=0.1)
_PATIENCE = 300.0  # seconds for one step of the story, on a machine that has other work
_WATCH = ('alibaba OR "jack ma" OR "ant group"',
          '(tariff* OR duty OR duties OR levy OR levies) NEAR/12 (china OR chinese OR beijing)')  # fmt: skip
_EXCLUDE = ('"feed-in tariff"', "electricity", '"yo-yo ma"', '"ma long"')


class StoryClock:
    """A clock that stands still until the story moves on."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """Return what time it is in the story."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Let time pass."""
        self._now = max(self._now, moment)


@click.command()
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where state and mails go; a new temporary directory without it.",
)
@click.option(
    "--pace",
    type=click.FloatRange(0.0, 10.0),
    default=0.25,
    show_default=True,
    help="Least seconds for each step of the story.",
)
def demo(directory: Path | None, pace: float) -> None:
    """Show the main job, with no network and no set-up.

    Seven years of a recorded story (Alibaba and the tariffs between the United States and China)
    run through loopback feeds in some seconds. The daemon polls them, compares each item with the
    source article and with all it has told before, and puts a mail for each development into a
    Maildir. The titles in grey are items that a keyword alert would have mailed as well, or that
    only sound alike.
    """
    logging.basicConfig(level=logging.ERROR)
    for noisy in ("apscheduler", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    state = directory or Path(tempfile.mkdtemp(prefix="news-monitor-demo-"))
    recording = Recording.of(json.loads(_data("recording.json")))
    clock = StoryClock(recording.entries[0].shown - timedelta(hours=1))
    base = "http://127.0.0.1"

    def documents(path: str) -> bytes | None:
        return recording.document(path.strip("/").removesuffix(".xml"), clock(), base)

    started = time.monotonic()
    with serving(documents) as port:
        base = f"http://127.0.0.1:{port}"
        config = _config(state, recording, base)
        with Daemon(config, clock) as daemon, daemon.running(_TICK):
            live = _Live(config, Views(config.database))
            live.open(recording)
            _play(recording, clock, live, pace)
            live.close(clock(), time.monotonic() - started)


def _data(name: str) -> str:
    return files("monitor.cli.demo").joinpath(name).read_text("utf-8")


def _config(state: Path, recording: Recording, base: str) -> Config:
    """Return a configuration whose feeds are the recording's, on loopback."""
    state.mkdir(parents=True, exist_ok=True)
    (state / "source.md").write_text(_data("source.md"), "utf-8")
    config = Config(
        path=state / "monitor.toml",
        state=state,
        # The story's clock stands still until an item is seen: no feed may be left for later.
        fetch=FetchConfig(
            allow_private=(base.removeprefix("http://"),), at_least_every=timedelta(minutes=10)
        ),
        mail=MailConfig(),
        stories=(StoryConfig("alibaba-tariffs", ("source.md",), _WATCH, _EXCLUDE),),
        feeds=tuple(
            Feed(
                f"{base}/{feed.slug}.xml",
                feed.name,
                feed.tags,
                timedelta(minutes=10),
                full_text=False,  # the recording holds all there is, and there is no network
            )
            for feed in recording.feeds
        ),
    )
    config.path.write_text(_as_text(config), "utf-8")
    return config


def _as_text(config: Config) -> str:
    """Return the configuration as a file with which other commands can look at what was told."""
    (story,) = config.stories
    listed = {"sources": story.sources, "watch": story.watch, "exclude": story.exclude}
    lines = [f"{key} = [{', '.join(map(quoted, texts))}]" for key, texts in listed.items()]
    feeds = [feed_table(replace(feed, tags=())) for feed in config.feeds]
    return "\n".join(
        (
            f"state = {quoted(str(config.state.absolute()))}\n",
            f"[fetch]\nallow_private = [{', '.join(map(quoted, config.fetch.allow_private))}]\n",
            f"[[story]]\nname = {quoted(story.name)}",
            *lines,
            "",
            *feeds,
        )
    )


def _play(recording: Recording, clock: StoryClock, live: _Live, pace: float) -> None:
    """Move the clock from entry to entry; wait each time until all that the daemon tells of it is sent.

    Were the clock moved on while a feed is polled, or something is undecided or in no mail yet, that
    would be of another day on a slow machine.
    """
    live.wait_until(lambda: live.feeds_polled() == len(recording.feeds))
    for shown, entry in enumerate(recording.entries, 1):
        # Feeds are due again a little after their interval; the story never stands still so long.
        clock.move_to(entry.shown + timedelta(minutes=1))
        began = time.monotonic()
        live.wait_until(lambda shown=shown: live.has_told(shown, clock()))  # type: ignore[misc]
        live.show_news()
        time.sleep(max(0.0, pace - (time.monotonic() - began)))
    live.wait_until(live.all_sent)


class _Live:
    """Follows the daemon through its database and tells what happens."""

    def __init__(self, config: Config, views: Views) -> None:
        self.config = config
        self.views = views
        self._shown: set[tuple[str, int]] = set()
        self._alerts = 0

    def open(self, recording: Recording) -> None:
        screen.say(click.style("News Monitor, the main job on a recorded story", bold=True))
        screen.say(
            f"{screen.plural(len(recording.feeds), 'feed')} on loopback,"
            f" {len(recording.entries)} items from {recording.entries[0].shown:%B %Y}"
            f" to {recording.entries[-1].shown:%B %Y}."
        )
        title = (self.config.state / "source.md").read_text("utf-8").splitlines()[0].lstrip("# ")
        screen.say(f"You have read: {title}\n")

    def wait_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        pause = threading.Event()
        while not done():
            if time.monotonic() > deadline:
                raise click.ClickException("the daemon did not see the next item in time.")
            pause.wait(0.02)

    def feeds_polled(self) -> int:
        return sum(row["last_polled"] is not None for row in self.views.feeds())

    def has_told(self, versions: int, now: datetime) -> bool:
        """Whether so many versions of items are decided, all polls of `now` over, and all news mailed.

        A feed is due until its poll is recorded: before that, it could bring what is shown later.
        Mails are looked at after the polls; what was read before may lack what the last one brought.
        """
        polls = read_figures(self.config.database)
        is_polled = polls.next_poll is not None and polls.next_poll > now
        if not is_polled or sum(polls.decisions.values()) < versions:
            return False
        mails = read_figures(self.config.database)
        return not mails.waiting and mails.alerts.keys() <= {"sent"}

    def all_sent(self) -> bool:
        return all(row["state"] == "sent" for row in self.views.alerts(limit=10_000))

    def _items(self) -> list[Record]:
        return self.views.items(limit=10_000)

    def show_news(self) -> None:
        for row in reversed(self._items()):
            key = (row["id"], row["revision"])
            if key not in self._shown:
                self._shown.add(key)
                self._show(row)

    def _show(self, row: Record) -> None:
        when = screen.day(row["published"])[:10]
        outlet = screen.safe(row["outlet"]).ljust(18)
        edit = " (edited)" if row["revision"] > 1 else ""
        title = screen.safe(screen.cut(row["title"], screen.width() - 46 - len(edit)))
        if row["verdict"] != "development":
            label = row["verdict"].ljust(11)
            screen.say(click.style(f"{when}  {label} {outlet} {title}{edit}", fg="bright_black"))
            return
        label = click.style("ALERT".ljust(11), fg="green", bold=True)
        screen.say(f"{when}  {label} {outlet} {click.style(title, bold=True)}{edit}")
        decision = Reasons(self.views).decisions(row["id"])[0]
        figures = [
            c
            for c in decision["diff"]["changes"]
            if c["before"] or any(x.isdigit() for x in c["after"])
        ]
        show_changes(sorted(figures, key=lambda c: not c["before"])[:3])

    def close(self, now: datetime, seconds: float) -> None:
        items = self._items()
        sent = len(self.views.alerts(limit=10_000))
        reports = sum(row["revision"] for row in items)
        screen.say()
        report = gather(self.config, now)
        report["daemon"]["since"] = None  # years ago, by the story's clock
        health.show(report, self.views, now)
        screen.say()
        screen.say(
            click.style(f"{reports} reports, {sent} mails, {seconds:.0f} seconds.", bold=True)
        )
        screen.say(f"The mails:  {self.config.maildir}/new")
        config = shlex.quote(str(self.config.path))
        screen.say(f"The story:  {called()} --config {config} timeline")
