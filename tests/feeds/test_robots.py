"""What is remembered of robots.txt, in bounded memory."""

from __future__ import annotations

import codecs
from typing import Any

from monitor.config import FetchConfig
from monitor.feeds.fetch import Fetched, Fetcher
from monitor.feeds.robots import Robots
from tests.examples import NOW


class Web(Fetcher):
    """Answers each request for robots.txt with a text of a length, and counts them."""

    def __init__(self) -> None:
        super().__init__(FetchConfig())
        self.length = 0
        self.mark = b""
        self.asked: list[str] = []

    def fetch(self, address: str, *_: Any, **__: Any) -> Fetched:
        self.asked.append(address)
        body = self.mark + b"User-agent: *\nDisallow: /secret\n#" + b"x" * self.length
        return Fetched(address, body, "text/plain", None, None)


def ask(robots: Robots, *hosts: str) -> None:
    for host in hosts:
        assert robots.allows(f"https://{host}/story", NOW)
        assert not robots.allows(f"https://{host}/secret", NOW)


def test_rules_behind_a_byte_order_mark_are_heeded() -> None:
    with Web() as web:
        web.mark = codecs.BOM_UTF8
        ask(Robots(web), "a.example")


def test_long_rules_are_remembered_of_a_few_hosts_only() -> None:
    with Web() as web:
        robots = Robots(web)
        web.length = 500_000
        ask(robots, *(f"{number}.example" for number in range(9)))
        assert len(web.asked) == 9
        ask(robots, "8.example")
        assert len(web.asked) == 9
        ask(robots, "0.example")
        assert len(web.asked) == 10


def test_short_rules_are_remembered_of_many_hosts_and_those_in_use_stay() -> None:
    with Web() as web:
        robots = Robots(web)
        hosts = [f"{number}.example" for number in range(500)]
        ask(robots, *hosts, *hosts)
        assert len(web.asked) == 500
        web.length = 500_000
        for number in range(9):
            ask(robots, "0.example", f"long-{number}.example")
        assert web.asked.count("https://0.example/robots.txt") == 1
        ask(robots, "1.example")
        assert web.asked.count("https://1.example/robots.txt") == 2
