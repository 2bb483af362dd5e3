"""What every channel keeps, whatever it is: one table of tests for all.

A new channel joins by a `Way` that says how to open it, to break the world behind it, and to read
what came out at its other end.
"""

from __future__ import annotations

import base64
import json
import mailbox
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import feedparser
import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.alerts import channels
from monitor.alerts.channels import Channel
from monitor.alerts.channels.apprise import Address, AppriseChannel
from monitor.alerts.channels.atom import AtomChannel, alert_entry, body_of
from monitor.alerts.channels.maildir import MaildirChannel
from monitor.alerts.channels.smtp import SmtpChannel
from monitor.alerts.channels.webhook import WebhookChannel, key_of
from monitor.config import MailConfig
from monitor.errors import SendError
from tests.alerts.channels.conftest import PATIENTLY, StartServer
from tests.examples import NOW, a_report, an_alert, an_item, some_news
from tests.liar import Behaviour, Liar, Talk

ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "whsec_" + base64.b64encode(b"correct horse battery staple").decode()
PASSWORD = "correct-horse-battery"
HOSTILE = '<script>alert(1)</script> & "quotes" \']]> {{ 7 }} \x1b[31m\u202e'


@dataclass
class Way:
    """A channel, what breaks the world behind it, and what came out: pairs of identity and text."""

    channel: Channel
    break_down: Callable[[], object]
    arrived: Callable[[], list[tuple[str, str]]]
    repeats_arrive: bool = False  # as the same message, by its identity


@dataclass(frozen=True)
class World:
    """What a way may be opened in: a folder, mail servers and an HTTP server, each when it is asked for."""

    folder: Path
    start_server: StartServer
    serve: Callable[[], HTTPServer]


def maildir_way(world: World) -> Way:
    box = world.folder / "Maildir"

    def arrived() -> list[tuple[str, str]]:
        mails = mailbox.Maildir(box, create=False)
        return [(mail["Message-ID"], mail.as_string()) for mail in mails]

    return Way(MaildirChannel(box), box.touch, arrived)


def entries_of(file: Path) -> list[ElementTree.Element]:
    root = ElementTree.parse(file).getroot()  # noqa: S314 - written by us
    return root.findall(f"{ATOM}entry")


def atom_way(world: World) -> Way:
    file = world.folder / "feed" / "news.atom"

    def arrived() -> list[tuple[str, str]]:
        return [
            (str(e.findtext(f"{ATOM}id")), str(e.findtext(f"{ATOM}content")))
            for e in entries_of(file)
        ]

    return Way(AtomChannel(file), file.parent.touch, arrived)


def smtp_way(world: World) -> Way:
    server = world.start_server()
    mail = MailConfig(server="127.0.0.1", port=server.port, security="none", sender="m@example.org")

    def arrived() -> list[tuple[str, str]]:
        return [(str(mail["Message-ID"]), mail.as_string()) for mail in server.mails]

    def break_down() -> None:
        server.data_answers += ["451 4.3.0 not now"] * 9

    return Way(SmtpChannel(mail), break_down, arrived, repeats_arrive=True)


def webhook_way(world: World) -> Way:
    server = world.serve()
    posts: list[tuple[str, str]] = []
    status = [200]

    def take(request: Request) -> Response:
        if status[-1] == 200:
            posts.append((request.headers["webhook-id"], request.get_data(as_text=True)))
        return Response(status=status[-1])

    server.expect_request("/hook/s3cret-path", method="POST").respond_with_handler(take)
    channel = WebhookChannel(server.url_for("/hook/s3cret-path"), lambda: SECRET, lambda: NOW)
    channel = replace(channel, patience=timedelta(minutes=10))
    return Way(channel, lambda: status.append(503), lambda: posts, repeats_arrive=True)


def apprise_way(scheme: str, world: World) -> Way:
    """Return Apprise before a service on loopback; `ntfy` posts its texts as JSON, too."""
    server = world.serve()
    posts: list[tuple[str, str]] = []
    status = [200]

    def take(request: Request) -> Response:
        if status[-1] != 200:
            return Response(status=status[-1])
        told = request.get_json()
        posts.append((told["title"], "\n".join((told["title"], told["message"]))))
        return Response("{}", content_type="application/json")

    server.expect_request(re.compile("/(s3cret-path)?"), method="POST").respond_with_handler(take)
    url = f"{scheme}://monitor:{PASSWORD}@127.0.0.1:{server.port}/s3cret-path?{PATIENTLY}"
    address = Address(1, an_alert().to, url)
    channel = AppriseChannel((address.name,), lambda: [address], seconds=600.0)
    return Way(channel, lambda: status.append(503), lambda: posts, repeats_arrive=True)


WAYS: dict[str, Callable[[World], Way]] = {
    "maildir": maildir_way,
    "atom": atom_way,
    "smtp": smtp_way,
    "webhook": webhook_way,
    "json": partial(apprise_way, "json"),
    "ntfy": partial(apprise_way, "ntfy"),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, tmp_path: Path, start_server: StartServer) -> Iterator[Way]:
    with ExitStack() as servers:

        def serve() -> HTTPServer:
            return servers.enter_context(HTTPServer(host="127.0.0.1"))

        yield WAYS[request.param](World(tmp_path, start_server, serve))


def test_every_channel_has_a_way() -> None:
    folder = Path(channels.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    tried = {*WAYS, "apprise"} - {"json", "ntfy"}  # which are two services of Apprise
    assert tried == modules, "a module of a channel wants a Way, and nothing else is one"


def test_a_channel_has_a_name_and_recipients_where_there_are_readers(way: Way) -> None:
    assert way.channel.name.isidentifier()
    assert len(way.channel.recipients(("desk@example.org",))) == 1
    assert list(way.channel.recipients(())) == []


def test_what_is_sent_arrives_and_says_what_happened(way: Way) -> None:
    way.channel.send(an_alert())
    ((_, told),) = way.arrived()
    for part in ("25%", "Example Business", "https://news.example/1"):
        assert part in told


def test_every_alert_arrives_as_one_of_its_own(way: Way) -> None:
    for number in (1, 2, 3):
        news = some_news(development=number, changes=(), headline=f"Report {number}, 25%")
        way.channel.send(an_alert(news))
    assert len({identity for identity, _ in way.arrived()}) == 3


def test_a_repeat_is_the_same_message(way: Way) -> None:
    for _ in range(2):
        way.channel.send(an_alert())
    arrived = way.arrived()
    assert len(set(arrived)) == 1
    assert len(arrived) == (2 if way.repeats_arrive else 1)


def test_when_the_world_fails_the_alert_may_be_tried_again(way: Way) -> None:
    way.break_down()
    with pytest.raises(SendError) as caught:
        way.channel.send(an_alert())
    assert not caught.value.permanent
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert SECRET not in sentence
    assert PASSWORD not in sentence
    assert "s3cret-path" not in sentence


def test_whatever_a_feed_says_arrives_as_text(way: Way) -> None:
    way.channel.send(an_alert(some_news(headline=HOSTILE, summary=HOSTILE)))
    ((_, told),) = way.arrived()
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_a_channel_says_how_long_a_message_takes_at_most_and_can_be_ended(way: Way) -> None:
    assert timedelta(0) < way.channel.patience < timedelta(hours=1)
    way.channel.end()
    way.channel.end()


# --- the webhook ---------------------------------------------------------------------------------


@pytest.fixture
def hook() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        yield server


def post(hook: HTTPServer, status: int = 200, secret: str | None = SECRET) -> Request:
    hook.expect_request("/hook").respond_with_data("", status=status)
    WebhookChannel(hook.url_for("/hook"), lambda: secret, lambda: NOW).send(an_alert())
    ((request, _),) = hook.log
    return request


def test_a_post_is_signed_over_its_id_its_time_and_its_body(hook: HTTPServer) -> None:
    request = post(hook)
    number, moment = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    assert (number, int(moment)) == (an_alert().id, int(NOW.timestamp()))
    body = request.get_data()
    with freeze(standardwebhooks.webhooks, NOW):
        read = standardwebhooks.Webhook(SECRET).verify(body, dict(request.headers))
    assert read["alert"] == number
    for name, other in (
        ("webhook-id", f"{number}0"), ("webhook-timestamp", str(int(moment) + 1)), ("", ""),
    ):  # fmt: skip
        forged = {**request.headers, **({name: other} if name else {})}
        data = body if name else body.replace(b"25%", b"26%")
        with (
            freeze(standardwebhooks.webhooks, NOW),
            pytest.raises(standardwebhooks.WebhookVerificationError),
        ):
            standardwebhooks.Webhook(SECRET).verify(data, forged)


@contextmanager
def freeze(module: ModuleType, moment: datetime) -> Iterator[None]:
    """Let a module read `moment` from the clock."""

    class Frozen(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "datetime", Frozen)
        yield


@given(st.binary(min_size=24, max_size=64), st.booleans())
def test_a_key_is_what_receivers_read_from_the_secret(key: bytes, is_padded: bool) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    secret = secret if is_padded else secret.rstrip("=")
    assert key_of(secret) == key == standardwebhooks.Webhook(secret)._whsecret


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "correct horse battery staple", "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==",
     "whsec_" + "A" * 28, "whsec_" + "A" * 90, "whsec_" + "A" * 31 + "!", "whsec_" + "A" * 32 + "!!!!",
     "whsec_" + "ä" * 40,
     "whsec_" + "A" * 33, "WHSEC_" + "A" * 40],
)  # fmt: skip
def test_what_receivers_would_read_otherwise_is_no_secret(hook: HTTPServer, secret: str) -> None:
    with pytest.raises(ValueError, match="Base64 of 24 to 64 random bytes"):
        key_of(secret)
    if secret:
        with pytest.raises(SendError, match="the secret for the webhook at") as caught:
            post(hook, secret=secret)
        assert not caught.value.permanent
        assert secret not in str(caught.value).replace("whsec_`", "")


def test_the_body_is_what_programs_need(hook: HTTPServer) -> None:
    told = json.loads(post(hook).get_data())
    assert told["story"] == "furniture"
    (development,) = told["developments"]
    assert development["changes"][0]["before"] == "10%"
    assert development["changes"][0]["after"] == "25%"
    assert development["reports"][0]["link"] == "https://news.example/1"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(301, True), (400, True), (401, True), (404, True), (408, False), (410, True), (425, False),
     (429, False), (500, False), (503, False)],
)  # fmt: skip
def test_a_refusal_is_permanent_where_the_receiver_means_it(
    hook: HTTPServer, status: int, permanent: bool
) -> None:
    with pytest.raises(SendError, match=f"answers {status}") as caught:
        post(hook, status)
    assert caught.value.permanent is permanent


def test_a_host_that_does_not_answer_is_asked_again_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/s3cret-path"
        with pytest.raises(SendError) as caught:
            WebhookChannel(url, lambda: SECRET, lambda: NOW).send(an_alert())
    assert not caught.value.permanent
    assert "s3cret-path" not in str(caught.value)


def test_a_post_that_is_not_answered_is_ended_by_a_stop(
    liar: Callable[[Behaviour], Liar],
) -> None:
    asked = threading.Event()

    def say_nothing(talk: Talk) -> None:
        asked.set()
        talk.wait(60)

    server = liar(say_nothing)
    channel = WebhookChannel(f"http://{server.host}/s3cret-path", lambda: SECRET, lambda: NOW)

    def end() -> None:
        asked.wait(60)
        channel.end()

    ender = threading.Thread(target=end)
    ender.start()
    with pytest.raises(SendError) as caught:
        channel.send(an_alert())
    ender.join()
    assert not caught.value.permanent
    assert "s3cret-path" not in str(caught.value)


# --- the Atom file -------------------------------------------------------------------------------


def test_the_newest_entry_is_first_and_the_oldest_leave(tmp_path: Path) -> None:
    channel = AtomChannel(tmp_path / "news.atom")
    alerts = [
        an_alert(some_news(development=number, changes=(), headline=f"No {number}"))
        for number in range(203)
    ]
    channel._write([alert_entry(alert) for alert in alerts[198::-1]], alerts[198])
    for alert in alerts[199:]:
        channel.send(alert)
    titles = [entry.findtext(f"{ATOM}title") for entry in entries_of(channel.file)]
    assert (titles[0], titles[-1], len(titles)) == ("Furniture: No 202", "Furniture: No 3", 200)


def test_what_is_told_to_the_operator_is_no_entry(tmp_path: Path) -> None:
    channel = AtomChannel(tmp_path / "news.atom")
    channel.send(replace(an_alert(), parcel=""))
    assert not channel.file.exists()


def test_any_reader_may_read_the_file_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        AtomChannel(tmp_path / "news.atom").send(an_alert())
    finally:
        os.umask(before)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_that_is_no_feed_is_written_anew(tmp_path: Path) -> None:
    channel = AtomChannel(tmp_path / "news.atom")
    channel.file.write_text("<feed>half of")
    channel.send(an_alert())
    assert len(entries_of(channel.file)) == 1


def test_a_feed_reader_reads_the_file(tmp_path: Path) -> None:
    channel = AtomChannel(tmp_path / "news.atom")
    channel.send(an_alert(some_news(headline=HOSTILE)))
    read = feedparser.parse(channel.file.read_bytes())
    assert not read.bozo
    (entry,) = read.entries
    assert entry.title == "Tariff on Chinese furniture now 25% (was 10%)"
    assert entry.link == "https://news.example/1"
    assert "<script" not in entry.content[0].value


def test_the_content_of_an_entry_is_the_body_and_its_title_and_link_are_the_news(
    tmp_path: Path,
) -> None:
    old, new = (a_report(an_item(number, title=f"Title {number}")) for number in (1, 2))
    news = some_news(
        sequence=2,
        subject="Talks",
        reports=(old, new),
        item=new.item,
        headline="Furniture burns",
        changes=(),
    )
    entry = alert_entry(an_alert(news))
    content = entry.findtext(f"{ATOM}content") or ""
    assert not re.search("<!doctype|<html|<head|<body|<main|<style", content, re.IGNORECASE)
    assert "Furniture burns" in content
    assert "You follow Furniture." in content
    assert entry.findtext(f"{ATOM}title") == "Furniture burns"
    assert [each.get("href") for each in entry.iter(f"{ATOM}link")] == [new.link]


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>t</title></head><body class='a'>Said</body></html>",
        "<!DOCTYPE html><html><head></head><body><main style='x: y'>Said</main> not</body></html>",
        "<html><head><style>a</style></head>Said</html>",
        "Said",
    ],
)
def test_the_content_of_a_page_of_any_template_is_what_it_says(page: str) -> None:
    assert body_of(page) == "Said"


def test_what_is_sent_in_a_run_arrives(way: Way) -> None:
    news = [
        some_news(headline=f"Report {n}", first_item=f"item0000000{n}", development=n, changes=())
        for n in (1, 2, 3)
    ]
    with way.channel.run():
        for each in news:
            way.channel.send(an_alert(each))
    texts = "".join(text for _, text in way.arrived())
    assert len(way.arrived()) == 3
    assert all(f"Report {n}" in texts for n in (1, 2, 3))
