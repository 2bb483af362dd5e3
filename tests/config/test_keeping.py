"""What is kept how long, who is pinged, and where the metrics go, as configured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Config, HeartbeatConfig, KeepConfig, load
from monitor.errors import ConfigError

SMALLEST = """\
[[story]]
name = "ferry"
sources = ["ferry.md"]
[[feed]]
url = "https://news.example/feed"
"""
DAY = timedelta(days=1)
SECRET = "hc-ping.example/0d2f5c7e"
Read = Callable[[str], Config]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def put(text: str) -> Config:
        path = tmp_path / "monitor.toml"
        path.write_text(SMALLEST + text)
        return load(path)

    return put


def test_without_a_word_what_is_off_topic_is_kept_a_month(read: Read) -> None:
    config = read("")
    assert config.keep == KeepConfig()
    assert config.keep.unrelated == 30 * DAY
    assert config.keep.reports is None
    assert (config.heartbeat, config.metrics) == (None, None)


def test_each_kind_is_kept_as_long_as_it_says(read: Read) -> None:
    keep = read(
        '[keep]\nunrelated = "7d"\nknown = "2w"\nheld = "12h"\nreports = "1d"\n'
        'revisions = "forever"\nmails = "forever"\n'
    ).keep
    assert keep == KeepConfig(7 * DAY, 14 * DAY, DAY / 2, DAY, None, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[keep]\nknown = "ever"', '`known` must be a time such as "20s", "10m", "2h" or "3d", or'
         " \"forever\", not 'ever'."),
        ('[keep]\nknown = "0d"', "`known` must be a time longer than nothing"),
        ("[keep]\nknown = 30", "`known` must be a time"),
        ('[keep]\nunknown = "3d"', "there is no setting `unknown` here; did you mean `known`?"),
        ("[heartbeat]\nevery = '5m'", "[heartbeat] needs `url`, or `url_file`, a file that holds it."),
        ("[metrics]", "needs `file`"),
        (f'[heartbeat]\nurl = "https://{SECRET}"\nurl_file = "x"', "has both `url` and `url_file`"),
        (f'[heartbeat]\nurl = "http://{SECRET}"', "`url` must be an https address; http is for this"),
        (f'[heartbeat]\nurl = "ftp://{SECRET}"', '`url` must be an address that begins with "https'),
        (f'[heartbeat]\nulr = "https://{SECRET}"', "did you mean `url`?"),
        ('[heartbeat]\nurl_file = "x"\nfailures = "yes"', "`failures` must be true or false"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_line_and_no_secret(
    read: Read, text: str, sentence: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    (fault,) = caught.value.faults
    assert sentence in fault.sentence
    assert fault.line is not None
    assert fault.line > 5
    assert "0d2f5c7e" not in str(fault)


def test_who_is_pinged_is_read_and_not_shown(read: Read) -> None:
    config = read(f'[heartbeat]\nurl = "https://{SECRET}"\nevery = "5m"\nfailures = true')
    assert config.heartbeat == HeartbeatConfig(
        f"https://{SECRET}", None, timedelta(minutes=5), True
    )
    assert "0d2f5c7e" not in repr(config)
    assert read('[heartbeat]\nurl_file = "ping"').heartbeat == HeartbeatConfig(None, "ping")
    local = read('[heartbeat]\nurl = "http://127.0.0.1:8000/ping"').heartbeat
    assert local
    assert local.url == "http://127.0.0.1:8000/ping"


def test_the_metrics_file_is_beside_the_configuration(read: Read, tmp_path: Path) -> None:
    assert read('[metrics]\nfile = "x.prom"').metrics == tmp_path / "x.prom"
    assert read('[metrics]\nfile = "/var/lib/x.prom"').metrics == Path("/var/lib/x.prom")
