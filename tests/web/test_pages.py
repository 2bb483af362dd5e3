"""What the pages show of what is stored."""

from __future__ import annotations

import errno
import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from monitor.desk.timeline import page as timeline
from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.page import Figure
from monitor.store.rows import stamp
from monitor.store.views import Views
from monitor.web import desk
from tests.cli.conftest import CONFIGURATION, Installation
from tests.web.conftest import Browser, Serve

PLACES = (
    "/", "/stories/furniture", "/stories/furniture?order=weight", "/stories/cats", "/stream",
    "/stream?story=furniture&verdict=known&search=tariff", "/items/ab10", "/items/ab20", "/feeds",
    "/alerts", "/stories/furniture/timeline", "/health",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_shown_before_and_after_there_is_something(
    serve: Serve, browser: Browser, place: str
) -> None:
    assert browser.get(place).status_code == 200


@pytest.mark.parametrize("place", [p for p in PLACES if "/items/" not in p])
def test_a_page_is_shown_before_the_first_start(serve: Serve, place: str) -> None:
    assert serve().get(place).status_code == 200


def test_a_feed_is_told_in_words(browser: Browser) -> None:
    page = browser.page("/feeds")
    assert "{" not in page
    assert "in 9 min" in page


def test_what_an_item_is_on_comes_before_what_it_is_not(browser: Browser) -> None:
    page = browser.page("/items/ab10")
    assert page.index("development</span>") < page.index("The words that matched")


def test_the_stream_is_searched_as_a_watch_is_and_a_fault_stands_at_the_field(
    browser: Browser,
) -> None:
    assert "US raises tariff" in browser.page("/stream?search=tariffs AND furniture")
    assert "No items." in browser.page("/stream?search=zebra")
    page = browser.page("/stream?search=cat NOT (ta* OR b)")
    assert "`ta*` begins too many words; write at least 3 letters" in page
    page = browser.page("/stream?search=tariff AND (")
    assert 'aria-invalid="true"' in page
    assert 'value="tariff AND ("' in page
    assert ">A word or a phrase is missing before the end" in page
    assert "words in quotes are taken as they are" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [("verdict=development", 1), ("verdict=known", 1), ("verdict=held", 0),
     ("verdict=known&story=furniture", 1), ("verdict=known&story=cats", 0), ("story=furniture", 2),
     ("verdict=known&feed=nowhere", 0), ("verdict=nonsense", 2)],
)  # fmt: skip
def test_the_stream_holds_what_was_asked_for(browser: Browser, asked: str, found: int) -> None:
    assert browser.page(f"/stream?{asked}").count("/items/ab") == found


def test_a_search_that_takes_too_long_says_so(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.searches._LONG", 30)
    assert "takes too long" in browser.page("/stream")


SAID_PLACES = (
    "/", "/stream", "/items/ab10", "/alerts", "/stories/harbour-bridge", "/stories/harbour-bridge/workbench",
    "/stories/harbour-bridge/timeline",
)  # fmt: skip


def test_a_story_is_called_everywhere_as_a_reader_says_it(
    filled: Installation, serve: Serve
) -> None:
    filled.configure(CONFIGURATION.replace('"furniture"', '"harbour-bridge"'))
    with closing(sqlite3.connect(filled.database)) as db:
        for table in ("decisions", "developments", "alerts"):
            db.execute(f"UPDATE {table} SET story = 'harbour-bridge' WHERE story = 'furniture'")  # noqa: S608
        db.commit()
    browser = serve()
    for place in SAID_PLACES:
        seen = re.sub(
            r"<(?:style|script).*?</(?:style|script)>", "", browser.page(place), flags=re.DOTALL
        )
        words = re.sub(r"<[^>]*>", " ", seen)
        assert "Harbour bridge" in words, place
        assert "harbour-bridge" not in words, place
    assert "/items/ab10" in browser.page("/stream?story=harbour-bridge")


def test_a_mail_that_was_sent_in_the_minute_it_was_written_says_it_once(
    filled: Installation, browser: Browser
) -> None:
    (row,) = Views(filled.database).alerts()
    minute = r"[^·<]{6,24} UTC"

    def moments(sent: datetime) -> list[str]:
        with closing(sqlite3.connect(filled.database)) as db:
            db.execute("UPDATE alerts SET sent = ?", (stamp(sent),))
            db.commit()
        said = browser.page(f"/alerts/{row['id']}").partition('<pre class="mail"')[0]
        return re.findall(rf"(?:written|sent) {minute}", said)

    created = datetime.fromisoformat(row["created"]).replace(second=0)
    assert [word.split()[0] for word in moments(created + timedelta(seconds=59))] == ["sent"]
    assert [word.split()[0] for word in moments(created + timedelta(seconds=60))] == [
        "written", "sent",
    ]  # fmt: skip


def test_a_verdict_is_kept_shown_and_taken_back(browser: Browser) -> None:
    def press(verdict: str) -> str:
        browser.post(
            "/developments/1/verdict",
            "/stories/furniture",
            verdict=verdict,
            back="/stories/furniture",
        )
        return browser.page("/stories/furniture")

    assert 'value="none" aria-pressed="true">Right' in press("right")
    assert "Of 1 development that you judged 1 was right" in press("right")
    assert 'value="none" aria-pressed="true">Not my story' in press("unrelated")
    assert "You said on" in browser.page("/items/ab10")
    press("repeat")
    for place in ("/items/ab10", "/stories/furniture"):
        assert "Your 1 verdict " in browser.page(place), place
    assert 'aria-pressed="true"' not in press("none")


def test_a_story_is_hushed_and_told_of_again(browser: Browser) -> None:
    browser.post("/stories/furniture/mute", "/stories/furniture", span="3d")
    assert "Muted until" in browser.page("/stories/furniture")
    assert "Muted" in browser.page("/")
    browser.post("/stories/furniture/mute", "/stories/furniture", span="off")
    assert "Hush it" in browser.page("/stories/furniture")


@pytest.mark.parametrize(
    ("place", "form"),
    [("/developments/1/verdict", {"verdict": "wonderful"}), ("/developments/1/mute", {"span": "9y"}),
     ("/alerts/nothing", {"do": "explode"})],
)  # fmt: skip
def test_what_no_form_asks_is_refused(browser: Browser, place: str, form: dict[str, str]) -> None:
    assert browser.post(place, "/stories/furniture", **form).status_code == 400


@pytest.mark.parametrize(
    "place", ["/stories/dogs", "/items/zz", "/alerts/nothing", "/stories/dogs/timeline", "/nowhere",
              "/stories/dogs/workbench"]
)  # fmt: skip
def test_what_is_not_there_has_no_page(browser: Browser, place: str) -> None:
    answer = browser.get(place)
    assert answer.status_code == 404
    assert "There is no" in answer.text


def test_a_fault_in_the_configuration_is_shown_and_the_last_good_one_used(
    browser: Browser,
) -> None:
    config = browser.folder / "monitor.toml"
    browser.page("/")
    config.write_text(config.read_text() + "\nnonsense = 1\n")
    page = browser.page("/")
    assert "has a fault" in page
    assert "nonsense" in page
    assert "Furniture" in page


def test_the_workbench_says_what_would_come_and_go_and_loses_nothing(browser: Browser) -> None:
    place = "/stories/furniture/workbench"
    seen = browser.page(place).partition('name="seen" value="')[2].partition('"')[0]
    faulty = browser.post(place, place, seen=seen, watch="tariff AND (", exclude="cats", do="save")
    assert faulty.status_code == 422
    assert "does not parse" in faulty.text
    assert "tariff AND (" in faulty.text
    assert "cats" in faulty.text
    shown = browser.post(place, place, seen=seen, watch="zebra", exclude="", do="preview")
    assert shown.status_code == 200
    assert "would come" in shown.text
    assert "with the change: " in shown.text
    assert "does not match the source articles" in shown.text
    kept = browser.post(place, place, seen=seen, watch="tariff\nduty", exclude="", do="save")
    assert kept.status_code == 302
    assert 'watch = ["tariff", "duty"]' in (browser.folder / "monitor.toml").read_text()
    again = browser.post(place, place, seen=seen, watch="other", exclude="", do="save")
    assert again.status_code == 422
    assert "changed meanwhile" in again.text


def test_an_edited_source_is_written_and_put_back_where_the_rest_cannot_be(
    browser: Browser,
) -> None:
    place, file = "/stories/furniture/workbench", browser.folder / "source.md"
    before = file.read_text()
    wrong = {
        "source-0": "# Another\n\nAnother text of it.",
        "seen": "old",
        "watch": "x",
        "do": "save",
    }
    assert browser.post(place, place, **wrong).status_code == 422
    assert file.read_text() == before
    empty = {"source-0": " ", "seen": "old", "watch": "x", "do": "save"}
    assert "is empty" in browser.post(place, place, **empty).text
    seen = browser.page(place).partition('name="seen" value="')[2].partition('"')[0]
    assert browser.post(place, place, **{**wrong, "seen": seen}).status_code == 302
    assert file.read_text() == "# Another\n\nAnother text of it.\n"


def test_a_story_is_begun_or_not_at_all(browser: Browser) -> None:
    article = (
        "A bridge closes\n\nThe harbour bridge closes for 30 days, the Harbour Authority said."
    )
    before = (browser.folder / "monitor.toml").read_text()
    for wrong, sentence in (
        ({"name": "furniture"}, "There is a story of that name already."),
        ({"name": "a b"}, "It must be a short name"),
        ({"to": "nobody"}, "It must be a mail address"),
        ({"watch": "a AND ("}, "does not parse"),
        ({"article": " "}, "is empty"),
        ({"feeds": " ".join(f"h{n}.example" for n in range(9))}, "At most 5"),
    ):
        form = {"article": article, "do": "start", **wrong}
        answer = browser.post("/new", "/new", **form)
        assert (answer.status_code, sentence in answer.text) == (422, True), wrong
        assert (browser.folder / "monitor.toml").read_text() == before
    answer = browser.post("/new", "/new", article=article, name="bridge", do="start")
    assert answer.headers["Location"] == "/stories/bridge"
    assert (browser.folder / "bridge.md").read_text().startswith("# A bridge closes\n")
    assert (browser.folder / "monitor.toml").read_text().startswith(before)
    assert "Bridge" in browser.page("/")


@pytest.mark.parametrize("place", ["/stories/furniture/workbench", "/new"])
@pytest.mark.parametrize("may", [True, False])
def test_pages_that_may_not_write_say_so_before_anything_is_filled_in(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, place: str, *, may: bool
) -> None:
    monkeypatch.setattr("monitor.web.desk.os.access", lambda *_: may)
    assert ("can be tried, not kept" in browser.page(place)) is not may


def test_what_cannot_be_written_says_where_to_read_what_helps(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("monitor.config.editing.write_through", refuse)
    before = (browser.folder / "monitor.toml").read_text()
    place = "/stories/furniture/workbench"
    seen = re.search(r'name="seen" value="([^"]*)"', browser.page(place))
    assert seen
    answer = browser.post(place, place, do="save", watch="tariff", exclude="", seen=seen[1])
    assert answer.status_code == 422
    assert (
        "cannot be written: read-only file system for this process; docs/systemd.md" in answer.text
    )
    assert (browser.folder / "monitor.toml").read_text() == before


def test_a_story_is_called_as_its_watch_writes_it(filled: Installation, serve: Serve) -> None:
    config = filled.config.read_text()
    filled.config.write_text(config.replace("'cat OR cats'", "'CATS'"))
    assert "<h1>CATS</h1>" in serve().page("/stories/cats")


def test_what_a_judge_said_of_an_item_is_shown_as_text(filled: Installation, serve: Serve) -> None:
    said = {"on_story": True, "is_new": True, "quote": "<b>25%</b>", "change": "25% now",
            "importance": 0.9}  # fmt: skip
    opinion = {"model": "large", "asked": "2026-11-28T12:00:00Z", "said": said, "void": ""}
    with closing(sqlite3.connect(filled.database)) as db, db:
        changed = db.execute("UPDATE decisions SET opinion = ?", (json.dumps(opinion),)).rowcount
    assert changed
    page = serve().page("/items/ab10")
    assert "The judge said: new is “25% now”, as in “&lt;b&gt;25%&lt;/b&gt;”" in page


def test_figures_are_read_once_and_anew_where_anything_of_the_story_is_another(
    installation: Installation, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Chronicle] = []

    def figures_of(chronicle: Chronicle) -> list[Figure]:
        read.append(chronicle)
        return timeline.figures_of(chronicle)

    monkeypatch.setattr(desk, "figures_of", figures_of)
    first = browser.shown("/stories/furniture")
    assert browser.shown("/stories/furniture") == first
    assert len(read) == 1
    for number, change in enumerate((
        "UPDATE developments SET headline = 'Another headline'",
        "UPDATE items SET title = 'Another title'",
        "UPDATE developments SET irrelevant = first_seen",
        "DELETE FROM decisions",
    )):  # fmt: skip
        with closing(sqlite3.connect(installation.database)) as db, db:
            db.execute(change)
        browser.page("/stories/furniture")
        browser.page("/stories/furniture")
        assert len(read) == 2 + number, change
