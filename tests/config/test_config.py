"""A configuration is read whole, and every fault in it is told at once."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import (
    Config,
    FetchConfig,
    MailConfig,
    StoryConfig,
    StoryTest,
    Urgent,
    WebhookConfig,
    When,
    default_state,
    find_config,
    load,
    parse_duration,
    parse_size,
    search_paths,
)
from monitor.config.editing import append_tables
from monitor.config.times import DigestTimes, QuietHours
from monitor.errors import ConfigError
from monitor.model import Feed

PROJECT = Path(__file__).resolve().parents[2]

SMALLEST = """\
[[story]]
name = "ferry"
sources = ["ferry.md"]
[[feed]]
url = "https://news.example/feed"
"""
MAIL = """\
[mail]
server = "smtp.example.org"
from = "monitor@example.org"
"""
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a configuration."""

    def put(text: str) -> Path:
        path = tmp_path / "monitor.toml"
        path.write_text(text, "utf-8")
        return path

    return put


@pytest.fixture
def read(write: Write) -> Callable[[str], Config]:
    """Reads a configuration with an empty environment."""
    return lambda text: load(write(text), {})


@pytest.fixture
def faults(write: Write) -> Callable[[str], list[tuple[int | None, str]]]:
    """The lines and sentences of what is wrong with a configuration."""

    def found(text: str) -> list[tuple[int | None, str]]:
        with pytest.raises(ConfigError) as caught:
            load(write(text), {})
        return [(fault.line, fault.sentence) for fault in caught.value.faults]

    return found


Read = Callable[[str], Config]
Faults = Callable[[str], list[tuple[int | None, str]]]


# --- what is read --------------------------------------------------------------------------------


def test_everything_has_a_default_but_the_story_and_its_feed(write: Write, tmp_path: Path) -> None:
    assert load(write(SMALLEST), {"STATE_DIRECTORY": "/srv/state"}) == Config(
        path=tmp_path / "monitor.toml",
        state=Path("/srv/state"),
        fetch=FetchConfig(timedelta(seconds=20), 10_000_000, (), 8),
        mail=MailConfig(None, 587, "starttls", None, None, "News Monitor <news-monitor@localhost>"),
        stories=(StoryConfig("ferry", ("ferry.md",), (), (), (), (), ()),),
        feeds=(
            Feed(
                "https://news.example/feed",
                "news.example",
                (),
                timedelta(minutes=15),
                is_named=False,
            ),
        ),
        backlog=timedelta(hours=24),
    )


def test_everything_may_be_said(read: Read, tmp_path: Path) -> None:
    config = read("""\
state = "kept"
backlog = "2d"
[fetch]
timeout = "1.5s"
max_bytes = "500KB"
allow_private = ["127.0.0.1:8899"]
workers = 3
[mail]
server = "localhost"
port = 25
security = "none"
username = "monitor"
password_file = "secret"
from = "Monitor <monitor@example.org>"
[[story]]
name = "ferry"
sources = ["ferry.md", "https://news.example/ferry"]
watch = ["ferry"]
exclude = ["fairy"]
feeds = ["sea"]
to = ["desk@example.org"]
aliases = { "Harbour Ferries" = ["HF", "Fähren"] }
tell = "important"
[[story.test]]
title = "Ferry late"
summary = "By an hour."
expect = "known"
[[feed]]
url = "http://news.example/feed"
name = "News"
tags = ["sea", "land"]
every = "1h"
""")
    assert config == Config(
        path=tmp_path / "monitor.toml",
        state=tmp_path / "kept",
        fetch=FetchConfig(timedelta(seconds=1.5), 500_000, ("127.0.0.1:8899",), 3),
        mail=MailConfig(
            "localhost", 25, "none", "monitor", "secret", "Monitor <monitor@example.org>"
        ),
        stories=(
            StoryConfig(
                "ferry",
                ("ferry.md", "https://news.example/ferry"),
                ("ferry",),
                ("fairy",),
                ("sea",),
                ("desk@example.org",),
                (("Harbour Ferries", ("HF", "Fähren")),),
                "important",
                (StoryTest("Ferry late", "By an hour.", "", "known"),),
            ),
        ),
        feeds=(Feed("http://news.example/feed", "News", ("sea", "land"), timedelta(hours=1)),),
        backlog=timedelta(days=2),
    )
    assert config.database == tmp_path / "kept" / "news-monitor.db"
    assert config.maildir == tmp_path / "kept" / "Maildir"


def test_the_configuration_of_the_project_has_no_fault() -> None:
    config = load(PROJECT / "config" / "monitor.toml", {})
    assert config.stories
    assert config.feeds
    for story in config.stories:
        assert any(story.follows(feed) for feed in config.feeds)
        assert all((config.path.parent / source).is_file() for source in story.sources)


def test_a_story_is_found_by_its_name(read: Read) -> None:
    config = read(SMALLEST)
    assert config.story("ferry") is config.stories[0]
    assert config.story("tram") is None


def test_a_story_follows_the_feeds_of_its_tags_or_else_all() -> None:
    sea = Feed("u", "n", tags=("sea", "land"))
    air = Feed("v", "n", tags=("air",))
    plain = Feed("w", "n")
    tagged, untagged = StoryConfig("s", (), feeds=("sea", "x")), StoryConfig("s", ())
    assert [tagged.follows(feed) for feed in (sea, air, plain)] == [True, False, False]
    assert [untagged.follows(feed) for feed in (sea, air, plain)] == [True, True, True]


def test_a_state_of_ones_own_house_is_found(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/reader")
    assert read('state = "~/monitor"\n' + SMALLEST).state == Path("/home/reader/monitor")
    assert read('state = "/srv/x"\n' + SMALLEST).state == Path("/srv/x")


def test_a_fault_that_is_found_later_has_its_line_too(read: Read) -> None:
    fault = read(SMALLEST).fault(("story", 0, "sources"), "the file is missing.")
    assert str(fault).endswith("monitor.toml:3: the file is missing.")


# --- what is wrong -------------------------------------------------------------------------------


def test_six_faults_are_six_sentences_with_their_lines(faults: Faults) -> None:
    found = faults("""\
[fetch]
timeout = "soon"
retries = 3

[[story]]
name = "ferry"
feeds = ["see"]

[[feed]]
url = "news.example/feed"
tags = ["sea"]
evry = "10m"
""")
    assert found == [
        (2, '`timeout` must be a time such as "20s", "10m", "2h" or "3d", not \'soon\'.'),
        (3, "there is no setting `retries` here."),
        (5, "the story 'ferry' needs `sources`."),
        (7, "no feed carries the tag 'see'; did you mean 'sea'?"),
        (
            10,
            '`url` must be an address that begins with "https://" or "http://", '
            "not 'news.example/feed'.",
        ),
        (12, "there is no setting `evry` here; did you mean `every`?"),
    ]


def test_the_error_shows_every_fault_on_a_line_of_its_own(write: Write) -> None:
    path = write(SMALLEST + 'every = 5\nname = ""\n')
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    shown = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in shown] == [f"{path}:6", f"{path}:7"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('state = ""', "`state` must be a text in quotes that is not empty"),
        ('state = "~nobody-of-that-name/x"', "`state` must be a path; there is no such user"),
        ('backlog = "0s"', "`backlog` must be a time longer than nothing"),
        ('backlog = "9999w"', "`backlog` must be a time of at most 3650d"),
        ('backlog = "999999999w"', "`backlog` must be a time of at most 3650d"),
        ("backlog = 5", '`backlog` must be a time such as "20s"'),
        ('fetch = "fast"', "[fetch] must be a table."),
        ("fetch.workers = 0", "`workers` must be a whole number from 1 to 64"),
        ("fetch.workers = true", "`workers` must be a whole number from 1 to 64"),
        ("fetch.workers = 1.5", "`workers` must be a whole number from 1 to 64"),
        ('fetch.max_bytes = "0MB"', "`max_bytes` must be a size larger than nothing"),
        ("fetch.max_bytes = 5", '`max_bytes` must be a size such as "500KB"'),
        ('fetch.allow_private = "localhost"', "`allow_private` must be a list of texts"),
        ("fetch.allow_private = [1]", "`allow_private` must be a list of texts"),
        ("mail.port = 65536", "`port` must be a whole number from 1 to 65535"),
        ('mail.security = "ssl"', '`security` must be one of "starttls", "tls", "none"'),
        ('mail.from = "nobody"', "`from` must be a mail address"),
        ('mail.from = "a@b, c@d"', "`from` must be a mail address"),
        ('mail.from = "a@b\\nBcc: c@d"', "`from` must be a mail address"),
        ('mail.from = "a@b\\u0000"', "`from` must be a mail address"),
        ('mail.from = "a@b..ü"', "`from` must be a mail address"),
        ('mail.username = "me"', "`username` needs `password_file`."),
        ('stories = "x"', "there is no setting `stories` here; did you mean `story`?"),
        ('xyz = "x"', "there is no setting `xyz` here."),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(faults: Faults, line: str, sentence: str) -> None:
    ((number, found),) = faults(f"\n{line}\n{SMALLEST}")
    assert found.startswith(sentence)
    assert number == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('url = "ftp://news.example"', '`url` must be an address that begins with "https://"'),
        ('url = "https://"', '`url` must be an address that begins with "https://"'),
        ('url = "https://a b.example"', '`url` must be an address that begins with "https://"'),
        ('url = "https://[::1"', '`url` must be an address that begins with "https://"'),
        (
            'url = "https://a.example:99999/"',
            '`url` must be an address that begins with "https://"',
        ),
        ('name = "x"', "the feed 'x' needs `url`."),
        (
            'url = "https://news.example/feed"',
            "the feed 'https://news.example/feed' is there twice.",
        ),
        ('url = "https://a.example"\ntags = ["a", ""]', "`tags` must be a list of texts"),
        ('url = "https://a.example"\nevery = "-5m"', '`every` must be a time such as "20s"'),
    ],
)
def test_a_wrong_feed_is_told(faults: Faults, line: str, sentence: str) -> None:
    ((number, found),) = faults(f"{SMALLEST}[[feed]]\n{line}\n")
    assert found.startswith(sentence)
    assert number in (6, 7, 8)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('sources = ["x"]', "this [[story]] needs `name`."),
        ('name = "a b"\nsources = ["x"]', "`name` must be a short name"),
        ('name = "../x"\nsources = ["x"]', "`name` must be a short name"),
        ('name = "ferry"\nsources = ["x"]', "the story 'ferry' is there twice."),
        ('name = "x"', "the story 'x' needs `sources`."),
        ('name = "x"\nsources = []', "the story 'x' needs at least one source article."),
        ('name = "x"\nsources = ["x"]\nto = ["nobody"]', "`to` must be a mail address"),
        ('name = "x"\nsources = ["x"]\nfeeds = ["x"]', "no feed carries the tag 'x'."),
        (
            'name = "x"\nsources = ["x"]\n[[story.test]]\ntitle = "t"',
            "this [[story.test]] needs `expect`.",
        ),
        (
            'name = "x"\nsources = ["x"]\n[[story.test]]\ntitle = "t"\nexpect = "new"',
            '`expect` must be one of "development", "known", "unrelated"',
        ),
    ],
)
def test_a_wrong_story_is_told(faults: Faults, lines: str, sentence: str) -> None:
    ((number, found),) = faults(f"{SMALLEST}[[story]]\n{lines}\n")
    assert found.startswith(sentence)
    assert number
    assert number >= 6


def test_single_brackets_where_there_can_be_several_are_told(faults: Faults) -> None:
    found = faults(SMALLEST.replace("[[feed]]", "[feed]"))
    assert (4, "write [[feed]] with two brackets: there can be several.") in found


def test_a_configuration_of_nothing_says_what_it_needs(faults: Faults) -> None:
    assert [sentence for _, sentence in faults("")] == [
        "there is no [[story]]: nothing to follow.",
        "there is no [[feed]]: nothing to poll.",
    ]


def test_mail_through_a_server_needs_a_sender_and_recipients(faults: Faults) -> None:
    sentences = [s for _, s in faults('[mail]\nserver = "smtp.example.org"\n' + SMALLEST)]
    assert sentences == [
        "with a `server`, [mail] needs `from`, the sender's address.",
        "the story 'ferry' needs `to`, because [mail] has a server: who gets its mails?",
    ]


def test_passwords_do_not_travel_unsecured(faults: Faults, read: Read) -> None:
    stories = SMALLEST.replace("[[feed]]", 'to = ["desk@example.org"]\n[[feed]]')
    ((line, sentence),) = faults(MAIL + 'security = "none"\n' + stories)
    assert (line, sentence) == (4, '`security = "none"` is for a server on this machine only.')
    for host in ("localhost", "127.0.0.1", "::1"):
        local = MAIL.replace("smtp.example.org", host) + 'security = "none"\n' + stories
        assert read(local).mail.server == host


def test_a_long_value_is_not_shown_whole(faults: Faults) -> None:
    ((_, sentence),) = faults(f'backlog = "{"x" * 1000}"\n{SMALLEST}')
    assert len(sentence) < 200


# --- files ---------------------------------------------------------------------------------------


def test_an_error_of_syntax_has_its_line(faults: Faults) -> None:
    ((line, sentence),) = faults('state = "x"\nfetch timeout = 3\n')
    assert line == 2
    assert sentence.startswith("not valid TOML: ")
    assert "at line" not in sentence


def test_an_error_of_syntax_at_the_end_has_its_line_too(faults: Faults) -> None:
    ((line, sentence),) = faults('state = "x"\n\nlist = [1,\n\n')
    assert line == 3
    assert sentence.startswith("not valid TOML: ")
    assert "end of document" not in sentence


def test_a_file_of_other_bytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"monitor\.toml: the file is not UTF-8 text\."):
        load(path, {})


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_file_of_any_editor_is_read_and_none_of_its_bytes_changed(
    tmp_path: Path, mark: bytes, end: bytes
) -> None:
    text = b'[[story]]\nname = "a"\nsources = ["a.md"]\n[[feed]]\nurl = "https://a.example/"\n'
    path = tmp_path / "monitor.toml"
    path.write_bytes(before := mark + text.replace(b"\n", end))
    assert load(path, {}).stories[0].name == "a"
    append_tables(path, '[[feed]]\nurl = "https://b.example/"\n')
    assert path.read_bytes().startswith(before)
    assert len(load(path, {}).feeds) == 2
    path.write_bytes(before + b"x = " + end)
    with pytest.raises(ConfigError, match=rf"monitor\.toml:{text.count(10) + 1}: not valid TOML"):
        load(path, {})


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path, {})


def test_a_configuration_is_looked_for_from_near_to_far() -> None:
    found = search_paths({"XDG_CONFIG_HOME": "/x"}, Path("/here"))
    assert found == [
        Path("/here/monitor.toml"),
        Path("/here/config/monitor.toml"),
        Path("/x/news-monitor/monitor.toml"),
        Path("/etc/news-monitor/monitor.toml"),
    ]
    assert search_paths({"NEWS_MONITOR_CONFIG": "/a.toml"}, Path("/here")) == [Path("/a.toml")]


def test_the_nearest_configuration_is_used_unless_one_is_named(tmp_path: Path) -> None:
    far, near, named = (tmp_path / n for n in ("config/monitor.toml", "monitor.toml", "n.toml"))
    far.parent.mkdir()
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "none")}
    for path in (far, near, named):
        path.touch()
        assert find_config(None, environ, tmp_path) == (near if near.exists() else far)
    assert find_config(None, {"NEWS_MONITOR_CONFIG": str(named)}, tmp_path) == named
    assert find_config(far, {"NEWS_MONITOR_CONFIG": str(named)}, tmp_path) == far


@pytest.mark.parametrize("how", ["given", "in the environment"])
def test_a_configuration_that_is_named_must_be_there(tmp_path: Path, how: str) -> None:
    missing = tmp_path / "missing.toml"
    (tmp_path / "monitor.toml").touch()
    environ = {} if how == "given" else {"NEWS_MONITOR_CONFIG": str(missing)}
    with pytest.raises(ConfigError, match=r"missing\.toml: there is no such configuration file"):
        find_config(missing if how == "given" else None, environ, tmp_path)


def test_state_lives_where_the_service_or_the_desktop_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/reader")
    both = {"STATE_DIRECTORY": "/var/lib/a:/var/lib/b", "XDG_STATE_HOME": "/x"}
    assert default_state(both) == Path("/var/lib/a")
    assert default_state({"XDG_STATE_HOME": "/x"}) == Path("/x/news-monitor")
    assert default_state({}) == Path("/home/reader/.local/state/news-monitor")


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90s", timedelta(seconds=90)),
        ("10m", timedelta(minutes=10)),
        ("1.5h", timedelta(minutes=90)),
        (" 3 d ", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
        ("0s", timedelta(0)),
        ("3650d", timedelta(days=3650)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["", "5", "m", "5 minutes", "-5m", "5m5s", "1e9s", "3651d", ".5h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a time"):
        parse_duration(text)


@given(st.integers(0, 521), st.sampled_from("smhdw"))
def test_every_number_of_every_unit_is_read(number: int, unit: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}[unit]
    assert parse_duration(f"{number}{unit}") == timedelta(seconds=number * seconds)


@given(st.text() | st.from_regex(r"\s*\d+(\.\d+)?\s*[smhdw]\s*", fullmatch=True))
def test_a_duration_is_read_or_refused_with_a_hint(text: str) -> None:
    try:
        found = parse_duration(text)
    except ValueError as error:
        hint = str(error)
    else:
        hint = "a time" if timedelta(0) <= found <= timedelta(days=3650) else ""
    assert hint.startswith("a time")


@pytest.mark.parametrize(
    ("text", "size"),
    [("12", 12), ("12B", 12), ("500KB", 500_000), ("10 mb", 10**7), ("2GB", 2 * 10**9)],
)
def test_a_size_is_a_number_and_a_power_of_ten(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MB", "1.5MB", "-1MB", "10MiB", "1K", "1" * 13])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a size"):
        parse_size(text)


@pytest.mark.parametrize(
    "address", ["desk@example.org", "Desk <desk@example.org>", '"Desk, News" <desk@example.org>']
)
def test_a_mail_address_may_have_a_name(read: Read, address: str) -> None:
    assert read(f"mail.from = '{address}'\n{SMALLEST}").mail.sender == address


# --- when mails go out ---------------------------------------------------------------------------

GENERAL = """\
[when]
quiet = "22:00-07:00 Europe/Berlin"
settle = "10m"
mails_per_hour = 4
"""
OWN = SMALLEST.replace(
    "[[feed]]",
    """\
digest = "daily 07:30 Europe/Berlin"
settle = "0m"
mails_per_hour = false
confirm = 2
confirm_within = "3h"
[[feed]]""",
)


def test_when_mails_go_is_said_for_all_stories_and_otherwise_for_one(read: Read) -> None:
    general = read(GENERAL + SMALLEST).stories[0].when
    quiet = QuietHours.of("22:00-07:00 Europe/Berlin")
    assert general == When(quiet=quiet, settle=timedelta(minutes=10), mails_per_hour=4)
    assert read(GENERAL + OWN).stories[0].when == When(
        digest=DigestTimes.of("daily 07:30 Europe/Berlin"),
        quiet=quiet,
        confirm=2,
        confirm_within=timedelta(hours=3),
    )
    assert read(SMALLEST).stories[0].when == When()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('digest = "at dawn"', "`digest` must be a time such as"),
        ('digest = "daily 07:30 Europe/Bärlin"', "there is no 'Europe/Bärlin'"),
        ('digest = "daily 07:30 Europe/Atlantis"', "there is no 'Europe/Atlantis'"),
        ("quiet = 22", "`quiet` must be two times of day such as"),
        ('quiet = "22:00"', "`quiet` must be two times of day such as"),
        ("mails_per_hour = 0", "`mails_per_hour` must be a whole number from 1 to 1000"),
        ("mails_per_hour = true", "`mails_per_hour` must be a whole number"),
        ("settle = 10", "`settle` must be a time such as"),
        ('confirm = "yes"', "`confirm` must be a whole number from 1 to 20"),
        ('confirm_within = "2h"', "`confirm_within` needs `confirm`"),
        ('digest = "daily 06:00 Europe/Berlin"', "the digest falls into the quiet hours"),
        ("setle = '1m'", "there is no setting `setle` here; did you mean `settle`?"),
    ],
)
def test_what_is_no_time_for_mails_is_told_with_its_line(
    faults: Faults, line: str, sentence: str
) -> None:
    found = faults(GENERAL + SMALLEST.replace("[[feed]]", f"{line}\n[[feed]]"))
    assert [(number, sentence in said) for number, said in found] == [(8, True)], found


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ("changed", Urgent("", changed=True)),
        ("title:tariff AND changed", Urgent("title:tariff", changed=True)),
        ("changed AND (a OR b)", Urgent("(a OR b)", changed=True)),
        ("title:changed", Urgent("title:changed")),
        ("unchanged", Urgent("unchanged")),
    ],
)
def test_what_is_urgent_is_a_query_and_whether_a_figure_moved(
    read: Read, told: str, rule: Urgent
) -> None:
    assert read(f'[when]\nurgent = "{told}"\n' + SMALLEST).stories[0].when.urgent == rule


# --- channels ------------------------------------------------------------------------------------


def test_a_webhook_an_atom_file_and_apprise_are_read(read: Read, tmp_path: Path) -> None:
    config = read(
        '[webhook]\nurl = "https://hooks.example/1"\nsecret_file = "hook"\n'
        '[atom]\nfile = "out/news.atom"\n[apprise]\nurls_file = "apprise-urls"\n' + SMALLEST
    )
    assert config.apprise_urls == "apprise-urls"
    assert config.webhook == WebhookConfig("https://hooks.example/1", "hook")
    assert config.atom == tmp_path / "out" / "news.atom"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('[webhook]\nurl = "https://hooks.example/1"', "needs `secret_file`"),
        ('[webhook]\nurl = "http://hooks.example"\nsecret_file = "s"', "needs https"),
        ('[webhook]\nurl = "ftp://hooks.example"\nsecret_file = "s"', "`url` must be an address"),
        ('[mail]\ntimeout = "11m"', "at most 10m for each answer"),
        ("[atom]", "needs `file`"),
        ("[atom]\nfile = 3", "`file` must be a text"),
        ("[apprise]", "needs `urls_file`"),
        ('[apprise]\nurl_file = "x"', "did you mean `urls_file`?"),
        ('[mail]\nunsubscribe = "https://x.example"', "`unsubscribe` must be a mail address"),
        ('[mail]\nunsubscribe = "a@b.example, c"', "`unsubscribe` must be a mail address"),
    ],
)
def test_a_channel_that_cannot_work_is_told(faults: Faults, table: str, sentence: str) -> None:
    assert any(sentence in said for _, said in faults(f"{table}\n" + SMALLEST))


def test_the_address_for_those_who_want_no_more_may_be_a_mailto(read: Read) -> None:
    config = read('[mail]\nunsubscribe = "mailto:stop@example.org"\n' + SMALLEST)
    assert config.mail.unsubscribe == "stop@example.org"


def test_a_user_without_a_name_and_a_home_is_told_where_was_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container that runs as a number alone."""

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert default_state({}) == Path("/.local/state/news-monitor")
    assert default_state({"XDG_STATE_HOME": "/var/lib"}) == Path("/var/lib/news-monitor")
    chosen = tmp_path / "chosen.toml"
    chosen.touch()
    assert find_config(None, {"NEWS_MONITOR_CONFIG": str(chosen)}, tmp_path) == chosen
    with pytest.raises(ConfigError, match=r"/[.]config/news-monitor/monitor[.]toml"):
        find_config(None, {}, tmp_path)
