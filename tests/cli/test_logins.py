"""The user name and the password of a feed are used, and shown nowhere."""

from __future__ import annotations

import base64
import json
import tomllib
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.config import load
from tests.cli.conftest import CONFIGURATION, Installation

USER, PASSWORD = "us3r", "pa%40s5:w0rd"
SECRETS = (USER, "pa%40", "pa@s", "s5", "w0rd")
URL = "https://news.example/business.rss"
RSS = """<rss version="2.0"><channel><title>t</title>
<item><guid>1</guid><title>Tariff on furniture from China rises to 25 percent</title>
<link>{link}</link><pubDate>{date}</pubDate></item></channel></rss>"""


@pytest.fixture
def guarded(httpserver: HTTPServer, installation: Installation) -> Installation:
    """An installation with a feed that wants a login, one that fails, and one that has moved."""
    host = f"{httpserver.host}:{httpserver.port}"
    now = format_datetime(datetime.now(UTC))
    expected = "Basic " + base64.b64encode(b"us3r:pa@s5:w0rd").decode()

    def answer(request: Request) -> Response:
        if request.headers.get("Authorization") != expected:
            return Response("who are you?", 401)
        here = f"http://{USER}:{PASSWORD}@{host}"
        if request.path == "/old":
            return Response("", 301, headers={"Location": f"{here}/moved"})
        if request.path == "/broken":
            return Response("", 302, headers={"Location": f"ftp://{USER}:{PASSWORD}@{host}/x"})
        return Response(
            RSS.format(link=f"{here}/item", date=now), content_type="application/rss+xml"
        )

    for path in ("/feed", "/old", "/moved", "/broken"):
        httpserver.expect_request(path).respond_with_handler(answer)
    feeds = "".join(
        f'\n[[feed]]\nurl = "http://{USER}:{PASSWORD}@{host}/{path}"\n'
        for path in ("feed", "old", "broken")
    )
    text = CONFIGURATION[: CONFIGURATION.index("[[feed]]")] + feeds
    installation.configure(
        f'[fetch]\nallow_private = ["{host}"]\n{text}'.replace('state = "state"', "", 1).replace(
            "[fetch]", 'state = "state"\n[fetch]', 1
        )
    )
    return installation


def test_a_login_is_shown_nowhere(guarded: Installation, tmp_path: Path) -> None:
    feeds = load(guarded.config).feeds
    shown = feeds[0].url.replace(f"{USER}:{PASSWORD}@", "")
    polled = guarded.run("run", "--once")
    item = json.loads(guarded.run("items", "--json").stdout)[0]["id"]
    commands = [
        ["items", "--feed", shown, "--json"], ["feeds", "poll", shown],
        ["feeds", "poll", feeds[1].url], ["feeds", "poll", feeds[2].url],
        ["items", "--feed", feeds[0].url[:-1]], ["check"], ["status"], ["status", "--json"],
        ["feeds"], ["feeds", "--json"], ["items"], ["items", "--json"], ["developments", "--json"],
        ["alerts", "--json"], ["timeline"], ["explain", item], ["explain", item, "--json"],
        ["feeds", "export"], ["feeds", "find", feeds[0].url], ["feeds", "find", feeds[2].url],
        ["replay", "--stored"],
    ]  # fmt: skip
    said = [guarded.run(*command) for command in commands]
    mails = [path.read_text() for path in (load(guarded.config).maildir / "new").iterdir()]
    assert mails
    for text in [polled.output, *(each.output for each in said), *mails]:
        assert not [secret for secret in SECRETS if secret in text], text
    assert len(json.loads(said[0].stdout)) >= 1
    assert "< 200" in said[1].stdout
    assert f"The feed has moved to {shown.replace('/feed', '/moved')}." in said[2].stdout
    assert "ftp://" in said[3].stdout


def test_only_an_export_that_is_asked_for_logins_has_them(guarded: Installation) -> None:
    feeds = load(guarded.config).feeds
    exported = guarded.run("feeds", "export", "--with-logins").stdout
    file = guarded.folder / "feeds.opml"
    file.write_text(exported)
    guarded.configure(CONFIGURATION)
    dry = guarded.run("feeds", "import", "--dry-run", str(file)).stdout
    assert PASSWORD not in dry
    assert len(tomllib.loads(dry)["feed"]) == 3
    guarded.run("feeds", "import", str(file))
    assert [feed.url for feed in load(guarded.config).feeds[1:]] == [feed.url for feed in feeds]


def test_a_feed_that_is_imported_without_a_title_is_not_called_after_its_login(
    guarded: Installation,
) -> None:
    file = guarded.folder / "feeds.opml"
    file.write_text(
        '<opml version="2.0"><body><outline xmlUrl="http://u:pw@h.example/f"/></body></opml>'
    )
    guarded.run("feeds", "import", str(file))
    assert load(guarded.config).feeds[-1].name == "h.example"
