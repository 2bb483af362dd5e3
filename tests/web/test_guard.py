"""What an attacker would try: each is refused, and what is stored stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from werkzeug.security import generate_password_hash

from monitor.alerts.links import VALID, Links
from monitor.config import WebConfig
from monitor.store.store import Store
from monitor.store.told_pages import absences, verdicts
from monitor.store.views import Views
from monitor.web.guard import local
from tests.cli.conftest import Installation
from tests.cli.test_commands import EVIL, NOW, fill
from tests.web.conftest import Browser, Serve

PASSWORD = "a very good password"
HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>"
LINKS = Links("https://news.example.org", b"k" * 32)
READER = "desk@example.org"
POSTS = (
    ("/developments/1/verdict", {"verdict": "unrelated"}),
    ("/developments/1/mute", {"span": "ever"}),
    ("/stories/furniture/mute", {"span": "ever"}),
    ("/stories/furniture/workbench", {"do": "save", "watch": "x"}),
    ("/stories/furniture/readers", {"reader": READER}),
    ("/new", {"do": "start", "article": "A\n\nB c d."}),
    ("/log-out", {}),
)


def said(installation: Installation) -> tuple[object, ...]:
    """Return all that a forged request could have changed."""
    views = Views(installation.database)
    muted = views.query("SELECT count(*) AS n FROM mutes")
    return (
        installation.config.read_text(), verdicts(views), muted,
        absences(views, ["furniture"], NOW), sorted(installation.folder.glob("*.md")),
    )  # fmt: skip


@pytest.mark.parametrize(("place", "form"), POSTS)
@pytest.mark.parametrize("token", [None, "", "forged", "IjEi.aaaa.bbbb"])
def test_a_request_that_no_page_made_changes_nothing(
    filled: Installation, browser: Browser, place: str, form: dict[str, str], token: str | None
) -> None:
    before = said(filled)
    browser.page("/")
    data = form if token is None else {"csrf_token": token, **form}
    assert browser.client.post(place, data=data).status_code == 400
    assert said(filled) == before


def test_the_token_of_another_session_is_refused(browser: Browser, serve: Serve) -> None:
    other = serve().page("/stories/furniture").partition('csrf_token" value="')[2].partition('"')[0]
    browser.page("/stories/furniture")
    form = {"csrf_token": other, "verdict": "right"}
    assert browser.client.post("/developments/1/verdict", data=form).status_code == 400


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8700", ""],
)
def test_another_host_than_ours_is_not_answered(browser: Browser, host: str) -> None:
    assert browser.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8700", "127.0.0.1", "news.example.org"])
def test_our_own_hosts_are_answered(filled: Installation, serve: Serve, host: str) -> None:
    web = WebConfig(address="https://news.example.org", password_file="hash")
    assert serve(web).get("/", headers={"Host": host}).status_code == 200


class Markup(HTMLParser):
    """What a browser takes for elements, attributes and scripts of a page, and what for text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[str] = []
        self.scripts: list[str] = []
        self.said = ""
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [name for name, _ in attrs]
        self._is_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False

    def handle_data(self, data: str) -> None:
        if self._is_script:
            self.scripts.append(data)
        else:
            self.said += data


@pytest.mark.parametrize(
    "place",
    ["/stories/furniture", "/stream?search=tariff", "/items/ab10", "/feeds", "/alerts",
     "/stories/furniture/timeline"],
)  # fmt: skip
def test_what_feeds_say_is_never_markup(
    installation: Installation, serve: Serve, place: str
) -> None:
    fill(installation, evil=SCRIPT + EVIL)
    page = serve().page(place)
    found = Markup()
    found.feed(page)
    assert "alert(1)" in found.said  # it is shown, as text
    assert not found.tags & {"img", "iframe", "object", "base"}
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not [text for text in found.scripts if "alert" in text]
    assert not set("\x1b\x07\x9b\u202e\u2066") & set(page)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//evil", "http://u:p@h/"]
)
def test_a_link_of_a_feed_leads_to_a_page_or_nowhere(
    installation: Installation, serve: Serve, link: str
) -> None:
    fill(installation)
    with Store(installation.database) as store, store.transaction():
        store._db.run("UPDATE items SET link = ?", (link,))
    for place in ("/stories/furniture", "/items/ab10"):
        page = serve().page(place)
        assert f'href="{link}' not in page
        assert "javascript:" not in page.replace(f"value=&#34;{link}", "")


@pytest.mark.parametrize(
    "place", ["/", "/stories/furniture", "/log-in", "/mail/x", "/nowhere", "/feeds"]
)
def test_every_answer_says_what_a_browser_must_not_do(browser: Browser, place: str) -> None:
    headers = browser.get(place).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_the_timeline_runs_its_own_script_and_no_other(browser: Browser) -> None:
    policy = browser.get("/stories/furniture/timeline").headers["Content-Security-Policy"]
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "place",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fcredentials.py", "/items/..%2f..",
     "/stories/..%2fetc", "/alerts/..%2f..%2fetc%2fpasswd", "/static//etc/passwd"],
)  # fmt: skip
def test_no_path_leads_out(browser: Browser, place: str) -> None:
    assert browser.get(place).status_code in (404, 400, 308)


# --- the password ---------------------------------------------------------------------------------


@pytest.fixture
def guarded(filled: Installation, serve: Serve) -> Browser:
    return serve(WebConfig(password_file="hash"), HASH)


def log_in(browser: Browser, password: str = PASSWORD, to: str = "/") -> object:
    return browser.post("/log-in", "/log-in", password=password, to=to)


def test_without_the_password_nothing_is_shown_or_done(guarded: Browser) -> None:
    for place in ("/", "/stories/furniture", "/stream", "/items/ab10", "/feeds", "/alerts", "/new"):
        answer = guarded.get(place)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/log-in")
    for place, _ in POSTS:
        assert guarded.client.post(place).status_code in (302, 400)
    assert "furniture" not in guarded.get("/health").text


def test_the_password_opens_and_logging_out_closes(guarded: Browser) -> None:
    assert "That is not the password." in log_in(guarded, "another").text  # type: ignore[attr-defined]
    assert guarded.get("/").status_code == 302
    log_in(guarded)
    assert "furniture" in guarded.page("/").casefold()
    guarded.post("/log-out", "/stories/furniture")
    assert guarded.get("/").status_code == 302


def test_a_session_from_before_is_not_the_one_after(guarded: Browser) -> None:
    guarded.page("/log-in")
    fixed = guarded.client.get_cookie("news_monitor")
    log_in(guarded)
    after = guarded.client.get_cookie("news_monitor")
    assert fixed
    assert after
    assert fixed.value != after.value
    guarded.client.set_cookie("news_monitor", fixed.value)
    assert guarded.get("/").status_code == 302


def test_another_password_ends_the_sessions_of_before(guarded: Browser, serve: Serve) -> None:
    log_in(guarded)
    cookie = guarded.client.get_cookie("news_monitor")
    assert cookie
    changed = serve(WebConfig(password_file="hash"), generate_password_hash("x", "pbkdf2:sha256:9"))
    changed.client.set_cookie("news_monitor", cookie.value)
    assert changed.get("/").status_code == 302


def test_passwords_cannot_be_tried_without_end(guarded: Browser) -> None:
    codes = [log_in(guarded, f"guess {n}").status_code for n in range(12)]  # type: ignore[attr-defined]
    assert codes[:10] == [403] * 10
    assert set(codes[10:]) == {429}


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:x",
        "/\t/evil",
    ],
)
def test_logging_in_leads_nowhere_else(guarded: Browser, to: str) -> None:
    assert log_in(guarded, to=to).headers["Location"] == "/"  # type: ignore[attr-defined]


@given(st.text(max_size=40))
def test_a_place_is_always_one_of_ours(text: str) -> None:
    found = local(text)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(
    filled: Installation, serve: Serve
) -> None:
    web = WebConfig(address="https://news.example.org", password_file="hash")
    answer = serve(web, HASH).get("/log-in", base_url="https://news.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" in cookie


# --- a proxy that names the user ------------------------------------------------------------------

BEHIND = WebConfig(address="https://news.example.org", user_header="X-Forwarded-User")


def test_only_the_proxy_is_believed(filled: Installation, serve: Serve) -> None:
    browser = serve(BEHIND)
    named = {"X-Forwarded-User": "anna"}
    assert browser.get("/", headers=named).status_code == 200
    assert browser.get("/").status_code == 403
    assert browser.get("/", headers={"X-Forwarded-User": " "}).status_code == 403
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert browser.get("/", headers=named, environ_base=elsewhere).status_code == 403
    spoofed = {**named, "X-Forwarded-For": "127.0.0.1"}
    assert browser.get("/", headers=spoofed, environ_base=elsewhere).status_code == 403


# --- links in mails -------------------------------------------------------------------------------


def alert_of(installation: Installation) -> str:
    return str(Views(installation.database).alerts()[0]["id"])


def token(alert: str, created: datetime | None = None, links: Links = LINKS) -> str:
    made = links.page(alert, READER, created or NOW)
    return made.removeprefix(f"{links.address}/mail/")


def test_to_look_at_a_link_changes_nothing(filled: Installation, browser: Browser) -> None:
    before = said(filled)
    place = f"/mail/{token(alert_of(filled))}"
    for way in ("", "?do=unrelated", "?do=stop", "/unsubscribe"):
        assert browser.get(place + way).status_code == 200
    assert browser.client.head(place).status_code == 200
    assert said(filled) == before


@pytest.mark.parametrize(
    ("wish", "verdict"), [("right", "right"), ("repeat", "repeat"), ("unrelated", "unrelated")]
)
def test_a_press_keeps_what_the_reader_says(
    filled: Installation, browser: Browser, wish: str, verdict: str
) -> None:
    place = f"/mail/{token(alert_of(filled))}"
    for _ in range(2):  # a link that is used again says the same
        assert browser.client.post(place, data={"do": wish}).status_code == 200
        assert verdicts(Views(filled.database)) == {verdict: 1}


def test_one_click_of_a_mail_program_unsubscribes_without_a_cookie(
    filled: Installation, browser: Browser
) -> None:
    place = f"/mail/{token(alert_of(filled))}/unsubscribe"
    answer = browser.client.post(place, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    (absent,) = absences(Views(filled.database), ["furniture"], NOW)
    assert (absent["reader"], absent["until"]) == (READER, None)
    browser.client.post(place.removesuffix("/unsubscribe"), data={"do": "back"})
    assert absences(Views(filled.database), ["furniture"], NOW) == []


def altered(found: str, at: int) -> str:
    other = "A" if found[at] != "A" else "B"
    return found[:at] + other + found[at + 1 :]


@pytest.mark.parametrize(
    "forge",
    [
        lambda found: altered(found, 0),
        lambda found: altered(found, len(found) // 2),
        lambda found: altered(found, -2),
        lambda found: found[:-5],
        lambda found: found.rpartition(".")[0],
        lambda _: token("another", links=replace(LINKS, key=b"x" * 32)),
        lambda _: "A" * 5000,
    ],
)
def test_a_forged_link_does_nothing(
    filled: Installation, browser: Browser, forge: Callable[[str], str]
) -> None:
    before = said(filled)
    place = f"/mail/{forge(token(alert_of(filled)))}"
    assert browser.get(place).status_code == 404
    for way in ("", "/unsubscribe"):
        form = {"do": "unrelated", "List-Unsubscribe": "One-Click"}
        assert browser.client.post(place + way, data=form).status_code == 404
    assert said(filled) == before


def test_an_old_link_does_nothing(filled: Installation, browser: Browser) -> None:
    before = said(filled)
    created = NOW - VALID - timedelta(minutes=1)
    place = f"/mail/{token(alert_of(filled), created)}"
    assert browser.client.post(place, data={"do": "stop"}).status_code == 410
    assert said(filled) == before


def test_a_link_is_no_session_and_a_session_no_link(guarded: Browser, filled: Installation) -> None:
    found = token(alert_of(filled))
    guarded.client.set_cookie("news_monitor", found)
    assert guarded.get("/").status_code == 302
    log_in(guarded)
    cookie = guarded.client.get_cookie("news_monitor")
    assert cookie
    assert guarded.get(f"/mail/{cookie.value}").status_code == 404


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_link_reads_as_it_was_made(alert: str, reader: str) -> None:
    now = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
    made = LINKS.page(alert, reader, now)
    assert made == LINKS.page(alert, reader, now)  # the same at every attempt
    read = LINKS.read(made.removeprefix("https://news.example.org/mail/"))
    assert read
    assert (read.alert, read.reader, read.until) == (alert, reader, now + VALID)


def test_what_was_put_into_a_session_before_is_gone_after_logging_in(guarded: Browser) -> None:
    guarded.page("/log-in")
    with guarded.client.session_transaction() as session:
        session["planted"] = "by another"
    log_in(guarded)
    with guarded.client.session_transaction() as session:
        assert "planted" not in session
        assert "version" in session


def test_what_the_key_signs_for_something_else_is_no_link(filled: Installation) -> None:
    signed = URLSafeSerializer(LINKS.key, signer_kwargs={"digest_method": hashlib.sha256})
    assert LINKS.read(str(signed.dumps([alert_of(filled), READER, 2**32]))) is None


def test_of_a_mail_with_several_developments_only_the_chosen_are_judged(
    filled: Installation, browser: Browser
) -> None:
    alert = alert_of(filled)
    told = [("furniture", 1, "One"), ("furniture", 2, "Two")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.store.notices.Notices.told_in", lambda *_: told)
        page = browser.page(f"/mail/{token(alert)}")
        assert page.count('type="checkbox"') == 2
        judged: list[int] = []
        patch.setattr("monitor.web.mail.judge", lambda _, number, *__: judged.append(number))
        for numbers, wanted in ((["2"], [2]), ([], [1, 2]), (["9", "x"], [1, 2])):
            judged.clear()
            form = {"do": "repeat", "number": numbers}
            assert browser.client.post(f"/mail/{token(alert)}", data=form).status_code == 200
            assert judged == wanted
