"""The pages driven as a person drives them: Debian's Chromium on the daemon's own server."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import product
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import Feeds, Installation, Story, wait_for
from tests.ports import held_port

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("chromium")]

CHROMIUM = shutil.which("chromium")
WIDTHS = (360, 1280)  # pixels: a telephone, a desk
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ARTICLE = """Harbour bridge repairs to cost $4 million

Repairs of the harbour bridge will cost $4 million, the Harbour Authority said on Monday. Ferries
will carry commuters between Eastside and the old town while the harbour bridge is closed in March.
"""
PATIENCE = 600_000  # milliseconds that a step may take on a slow machine
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium here; scripts/install-test-programs installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def pages_port() -> Iterator[int]:
    with held_port() as port:
        yield port


def served(installation: Installation, port: int) -> str:
    """Have the daemon serve the pages; return where."""
    address = f"http://127.0.0.1:{port}"
    listen = address.removeprefix("http://")
    text = installation.config.read_text()
    table = f'[web]\nlisten = "{listen}"\naddress = "{address}"\n'
    installation.config.write_text(f"{text}\n{table}")
    return address


def opened(chromium: Browser, place: str, **context: object) -> Page:
    page = chromium.new_context(**context).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)

    def is_there() -> bool:
        try:
            page.goto(place)
        except Exception:  # noqa: BLE001 - nobody listens yet
            return False
        return True

    wait_for(f"the page {place}", is_there)
    return page


def link_of(mail: EmailMessage, wish: str) -> str:
    body = mail.get_body(("html",))
    assert body
    found = re.search(rf'href="([^"]*/mail/[^"]*do={wish})"', body.get_content())
    assert found
    return found[1]


def test_a_story_is_begun_followed_judged_narrowed_and_left(
    installation: Installation, feeds: Feeds, chromium: Browser, pages_port: int
) -> None:
    assert installation.mail
    installation.mail.start()
    feeds.put("local", [Story("old", "Bridge club wins", "A card game was won by three tricks.")])
    installation.configure("local")
    address = served(installation, pages_port)
    with installation.daemon():
        page = opened(chromium, f"{address}/new")
        begin(page)
        wait_for("the daemon to follow it", lambda: "reloaded" in log(installation))
        news = Story("n1", "Harbour bridge repairs will cost $7 million",
                     "Repairs of the harbour bridge will cost $7 million, officials said.")  # fmt: skip
        feeds.put("local", [news])
        wait_for("its mail", lambda: installation.mail and installation.mail.mails)
        judge(page, address)
        narrow(page, address)
        text = installation.config.read_text()
        assert 'exclude = ["repairs"]' in text
        assert "# What you have read: Harbour bridge repairs to cost $4 million" in text
        widen(page, address)
        leave(page, link_of(installation.mail.mails[0], "stop"))
        more = Story("n2", "Harbour bridge repairs will cost $9 million",
                     "Repairs of the harbour bridge will cost $9 million, up from $7 million.")  # fmt: skip
        feeds.put("local", [news, more])
        wait_for(
            "it to be told", lambda: "$9 million" in installation.command("developments").stdout
        )
        feeds.wait_for_polls("local", 4)
        assert len(installation.mail.mails) == 1


def log(installation: Installation) -> str:
    return (installation.folder / "log").read_text()


def begin(page: Page) -> None:
    page.get_by_label("The article that you have read").fill(ARTICLE)
    page.get_by_label("Name").fill("not a name")
    page.get_by_role("button", name="See what is understood").click()
    expect(page.get_by_role("alert")).to_contain_text("It must be a short name")
    expect(page.get_by_label("The article that you have read")).to_have_value(ARTICLE)
    page.get_by_label("Name").fill("bridge")
    page.get_by_role("button", name="Look again").or_(
        page.get_by_role("button", name="See what is understood")
    ).click()
    expect(page.get_by_text("Harbour Authority").first).to_be_visible()
    page.get_by_label("Watch").fill('"harbour bridge"')
    page.get_by_label("Who gets the mails").fill("desk@example.org")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("status")).to_contain_text("Followed from now on.")


def judge(page: Page, address: str) -> None:
    page.goto(f"{address}/stories/bridge")
    expect(
        page.get_by_role("heading", name="Harbour bridge repairs will cost $7 million")
    ).to_be_visible()
    page.get_by_role("button", name="Right").click()
    expect(page.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_text("1 development that you judged 1 was right")).to_be_visible()
    page.get_by_role("link", name="Why was development 1 told?").click()
    expect(page.get_by_text("You said on")).to_be_visible()


def narrow(page: Page, address: str) -> None:
    page.goto(f"{address}/stories/bridge/workbench")
    page.get_by_label("Watch").fill("bascule AND (")
    page.get_by_role("button", name="See what would come and go").click()
    expect(page.get_by_role("alert")).to_contain_text("does not parse")
    expect(page.get_by_label("Watch")).to_have_value("bascule AND (")
    page.get_by_label("Watch").fill('"harbour bridge"')
    page.get_by_label("Exclude").fill("repairs")
    page.get_by_role("button", name="See what would come and go").click()
    expect(page.get_by_role("heading", name="0 mails would come, 1 would go")).to_be_visible()
    expect(page.get_by_text("Harbour bridge repairs will cost $7 million")).to_be_visible()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("The daemon takes it up now.")


def widen(page: Page, address: str) -> None:
    page.goto(f"{address}/stories/bridge/workbench")
    page.get_by_label("Exclude").fill("")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("Kept.")


def leave(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="Unsubscribe me?")).to_be_visible()
    page.get_by_role("button", name="Unsubscribe me").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()


def test_everybody_can_use_the_pages(
    installation: Installation, feeds: Feeds, chromium: Browser, pages_port: int
) -> None:
    """Each page in light and dark, on a telephone and on a desk; it is loaded once for all four."""
    feeds.put("local", [Story("n1", "United States raises tariff on Chinese furniture to 25%",
                              "The tariff on furniture from China will rise to 25 percent.")])  # fmt: skip
    installation.mail = None
    installation.configure("local")
    address = served(installation, pages_port)
    installation.once()
    (item,) = tomllib.loads(f"i = {installation.command('items', '--json').stdout!r}").values()
    told = re.search(r'"id": "(\w+)"', item)
    assert told
    places = ("/", "/new", "/stories/furniture", "/stories/furniture/workbench", "/stream",
              f"/items/{told[1]}", "/feeds", "/alerts")  # fmt: skip
    faults: list[tuple[str, ...]] = []
    with installation.daemon():
        page = opened(chromium, address)
        for place in places:
            page.goto(f"{address}{place}")
            for width, scheme in product(WIDTHS, SCHEMES):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                seen = f"{place}, {scheme}, {width} wide"
                found = Axe().run(page).response["violations"]
                faults += [(seen, each["id"], each["help"]) for each in found]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append((seen, "it is wider than the window"))
        assert faults == []
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
