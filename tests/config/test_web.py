"""The table [web]: what others can reach is guarded, and a fault is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import WebConfig, load
from monitor.errors import ConfigError

REST = """
[[story]]
name = "a"
sources = ["a.md"]
[[feed]]
url = "https://example.org/rss"
"""


def web(tmp_path: Path, text: str) -> WebConfig | None:
    path = tmp_path / "monitor.toml"
    path.write_text(f"{text}\n{REST}")
    return load(path).web


def test_without_the_table_no_pages_are_served(tmp_path: Path) -> None:
    assert web(tmp_path, "") is None


def test_an_empty_table_serves_this_machine(tmp_path: Path) -> None:
    found = web(tmp_path, "[web]")
    assert found == WebConfig()
    assert found.listen == ("127.0.0.1", 8700)
    assert found.is_open


@pytest.mark.parametrize(
    ("listen", "read"),
    [
        ("localhost:80", ("localhost", 80)),
        ("[::1]:8700", ("::1", 8700)),
        ("127.0.0.1:1", ("127.0.0.1", 1)),
    ],
)
def test_this_machine_may_be_written_in_several_ways(
    tmp_path: Path, listen: str, read: tuple[str, int]
) -> None:
    found = web(tmp_path, f'[web]\nlisten = "{listen}"')
    assert found
    assert found.listen == read


@pytest.mark.parametrize(
    "open_to_others",
    [
        'listen = "0.0.0.0:8700"',
        'listen = "[::]:8700"',
        'listen = "192.0.2.1:8700"',
        'address = "https://news.example.org"',
    ],
)
def test_what_others_reach_needs_a_password_or_a_proxy(tmp_path: Path, open_to_others: str) -> None:
    with pytest.raises(ConfigError, match="what others can reach needs `password_file`, or"):
        web(tmp_path, f"[web]\n{open_to_others}")
    for guard in ('password_file = "hash"', 'user_header = "X-Forwarded-User"'):
        assert web(tmp_path, f"[web]\n{open_to_others}\n{guard}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('listen = "8700"', "`listen` must be a host and port such as"),
        ('listen = "localhost:0"', "`listen` must be a host and port such as"),
        ('listen = "localhost:65536"', "`listen` must be a host and port such as"),
        ('listen = "a b:1"', "`listen` must be a host and port such as"),
        ("listen = 8700", "`listen` must be a host and port such as"),
        ('address = "http://news.example.org"', "`address` must be an https address"),
        ('address = "https://news.example.org/path"', "`address` must be an https address without a path"),
        ('address = "https://u:p@news.example.org"', "`address` must be an https address without a path"),
        ('user_header = "X Forwarded"', "`user_header` must be the name of a header field"),
        ('user_header = "X-User"\nproxy = "proxy"', "`proxy` must be an IP address such as"),
        ('proxy = "127.0.0.1"', "`proxy` needs `user_header`"),
        ('port = 8700', "there is no setting `port` here"),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=r"monitor\.toml:") as raised:
        web(tmp_path, f"[web]\n{text}")
    assert sentence in str(raised.value)


def test_the_hosts_are_those_that_a_browser_may_name() -> None:
    web = WebConfig(("192.0.2.1", 8700), "https://news.example.org:8443")
    assert web.hosts == ("localhost", "127.0.0.1", "192.0.2.1", "news.example.org")
    assert "::1" not in WebConfig(("::1", 8700)).hosts
