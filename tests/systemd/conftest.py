"""One booted machine with a world in it, for all tests of this folder."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.systemd.machine import (
    CHECKOUT,
    ROOT,
    Machine,
    booted,
    system_python,
    wait_for,
    why_not,
)  # fmt: skip
from tests.systemd.world import HTTP, HTTPS, PASSWORD, SMTP_PORT, USER

WORLD = "/srv/world"
UNIT = "news-monitor"
COMMAND = "/usr/local/bin/news-monitor"
SETTINGS = "/etc/news-monitor/monitor.toml"
DATABASE = "/var/lib/news-monitor/news-monitor.db"

SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China worth $3 billion a year,
the trade office in Washington said. Furniture makers in Guangdong said orders had already fallen.
"""
#: What an item tells; the first sentence is its teaser.
REPORT = (
    "After furniture, {goods} from China will pay a duty of {percent} percent as well.",
    "The trade office in Washington said that the tariff on {goods} begins next month.",
    "Makers of {goods} in Guangdong said that buyers had stopped ordering within hours.",
    "Shops in America keep {goods} for half a year and will raise their prices after that.",
    "China called it a breach of what was agreed and did not say how it would answer.",
)
CONFIGURATION = f"""state = "/var/lib/news-monitor"
[fetch]
timeout = "20s"
allow_private = ["news.test"]
[mail]
server = "mail.test"
port = {SMTP_PORT}
username = "{USER}"
password_file = "secrets/smtp-password"
from = "News Monitor <monitor@example.org>"
[[story]]
name = "furniture"
sources = ["source.md"]
watch = ['(tariff* OR duty) NEAR/12 (china OR chinese)']
to = ["desk@example.org"]
[[feed]]
url = "http://news.test:{HTTP}/feeds/plain.xml"
name = "plain"
every = "1s"
[[feed]]
url = "https://news.test:{HTTPS}/feeds/secure.xml"
name = "secure"
every = "1s"
"""
NEW_FEED = f"""[[feed]]
url = "http://news.test:{HTTP}/feeds/new.xml"
name = "new"
every = "1s"
"""
#: The pages that the daemon serves.
PAGES = '[web]\nlisten = "127.0.0.1:8700"\n'
#: What a browser does with a form: each field as the page has it, but for those that are given.
_BROWSER = """
import html, http.cookiejar, json, re, sys, urllib.error, urllib.parse, urllib.request
address, given = "http://127.0.0.1:8700" + sys.argv[1], json.loads(sys.argv[2])
cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
browser = urllib.request.build_opener(cookies)
answer = browser.open(address, timeout=60)
page = answer.read().decode()
if given:
    form = page[page.index('id="draft"'):]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    areas = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)', form)
    fields |= {name: html.unescape(text).lstrip() for name, text in areas} | given
    try:
        answer = browser.open(address, urllib.parse.urlencode(fields).encode(), timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    page = answer.read().decode()
print(answer.status)
print(html.unescape(page))
"""
#: The unit as it is installed, but quicker, so that a test need not wait for minutes.
QUICK = "[Service]\nWatchdogSec=15\nRestartSec=1\n"


@dataclass
class Service:
    """The installed service, and what a test asks and does."""

    machine: Machine
    figures: dict[str, str] = field(default_factory=dict)
    _published: dict[str, list[str]] = field(default_factory=dict)

    def systemctl(self, *arguments: str) -> str:
        try:
            return self.machine.run("systemctl", *arguments, UNIT)
        except AssertionError as error:
            error.add_note(self.log())
            raise

    def log(self) -> str:
        """Return the end of what the service and systemd say about it."""
        return self.machine.run("journalctl", "--unit", UNIT, "--output=cat", "--lines=40")

    @property
    def pid(self) -> int:
        return int(self.machine.show(UNIT, "MainPID"))

    @property
    def started_from(self) -> str:
        """The release from which the daemon was started."""
        command = self.machine.run("cat", f"/proc/{self.pid}/cmdline").split("\0")
        return Path(command[0]).relative_to("/opt/news-monitor/releases").parts[0]

    @property
    def restarts(self) -> int:
        return int(self.machine.show(UNIT, "NRestarts"))

    @property
    def bites(self) -> int:
        """How often the watchdog has ended the service."""
        return len(self.machine.said(UNIT, "Watchdog timeout"))

    @property
    def status_text(self) -> str:
        return self.machine.show(UNIT, "StatusText")

    def reload(self, outcome: str) -> None:
        """Have the configuration read anew, and wait until the journal tells the outcome."""
        before = len(self.machine.said(UNIT, outcome))
        self.systemctl("reload")
        wait_for(f"the reload: {outcome}", lambda: len(self.machine.said(UNIT, outcome)) > before)

    def wait_until_restarted(self, restarts: int) -> None:
        """Wait until systemd has started the service once more than `restarts` times."""
        wait_for("a restart", lambda: self.restarts > restarts)
        self.wait_until_active()

    def ask(self, *arguments: str) -> Any:
        return json.loads(self.machine.run(COMMAND, *arguments, "--json"))

    def publish(self, name: str, goods: str, percent: int, *, feed: str = "plain") -> None:
        """Publish an item that is news beyond doubt, with a page that tells all of it."""
        title = f"US puts {percent}% tariff on Chinese {goods}, after furniture"
        told = [sentence.format(goods=goods, percent=percent) for sentence in REPORT]
        page = "".join(f"<p>{sentence}</p>" for sentence in told)
        self.machine.write(
            f"{WORLD}/pages/{name}.html",
            f"<html><head><title>{goods}</title></head><body><article><h1>{title}</h1>{page}"
            "</article></body></html>",
        )
        items = self._published.setdefault(feed, [])
        items.insert(
            0,
            f"<item><title>{title}</title><guid>{name}</guid>"
            f"<link>http://news.test:{HTTP}/pages/{name}.html</link>"
            f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate>"
            f"<description>{told[0]}</description></item>",
        )
        self._put(feed)

    def _put(self, feed: str) -> None:
        items = "".join(self._published.setdefault(feed, []))
        rss = f"<rss version='2.0'><channel><title>{feed}</title>{items}</channel></rss>"
        self.machine.write(f"{WORLD}/feeds/{feed}.xml", rss)

    def mails(self) -> list[EmailMessage]:
        found = []
        for path in sorted(self.machine.path(f"{WORLD}/mails").glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            found.append(mail)
        return found

    def mail_about(self, goods: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if goods in str(mail.get_body(("plain",)))]

    def wait_for_mail(self, goods: str) -> EmailMessage:
        try:
            return wait_for(f"the mail about {goods}", lambda: self.mail_about(goods))[0]
        except pytest.fail.Exception as error:
            items = [str(item["id"]) for item in self.ask("items")]
            explained = (self.machine.run(COMMAND, "explain", item, check=False) for item in items)
            error.add_note("\n".join([self.machine.run(COMMAND, "items"), *explained, self.log()]))
            raise

    def browse(self, place: str, **fields: str) -> tuple[int, str]:
        """Ask for a page of the service or, with `fields`, fill in its form; return status and page."""
        python = "/srv/environment/bin/python"
        said = self.machine.run(python, "-c", _BROWSER, place, json.dumps(fields))
        status, _, page = said.partition("\n")
        return int(status), page

    @property
    def pages_answer(self) -> bool:
        """Whether the pages are served."""
        return "\n200\n" in "\n" + self.machine.run(
            "/srv/environment/bin/python", "-c", _BROWSER, "/", "{}", check=False
        )

    def wait_until_active(self) -> None:
        wait_for(
            "the service to be active", lambda: self.machine.show(UNIT, "SubState") == "running"
        )

    def hang(self, what: str) -> None:
        self.machine.path(f"{WORLD}/{what}-hung").unlink(missing_ok=True)
        self.machine.write(f"{WORLD}/hang-{what}", "")

    def wait_until_hung(self, what: str) -> None:
        wait_for(f"{what} to hang", self.machine.path(f"{WORLD}/{what}-hung").exists)

    def release(self, what: str) -> None:
        self.machine.path(f"{WORLD}/hang-{what}").unlink()

    def seconds_of(self, action: Callable[[], object]) -> float:
        began = time.monotonic()
        action()
        return time.monotonic() - began


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember the first step that fails: those after it would wait for what cannot come."""
    if report.failed and "tests/systemd/" in report.nodeid:
        _steps.append(report.nodeid)


@pytest.fixture(autouse=True)
def _after_a_failure() -> None:
    if _steps:
        pytest.skip(f"a step before this one failed: {_steps[0]}")


_steps: list[str] = []


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def machine(pytestconfig: pytest.Config) -> Iterator[Machine]:
    if reason := why_not():
        pytest.skip(reason)
    if system_python() is None:
        pytest.skip("there is no Python for all users of the version that runs these tests")
    with booted(pytestconfig.getoption("--layer")) as found:
        _make_world(found)
        yield found


def _make_world(machine: Machine) -> None:
    """Start the world inside; its certificate is one that the machine trusts."""
    machine.path(WORLD).mkdir(parents=True)
    machine.run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-subj", "/CN=world", "-addext", "subjectAltName=DNS:news.test,DNS:mail.test",
        "-keyout", f"{WORLD}/key.pem", "-out", "/etc/ssl/certs/world.pem",
    )  # fmt: skip
    certificate = machine.path("/etc/ssl/certs/world.pem").read_text()
    machine.write(f"{WORLD}/world.pem", machine.path(f"{WORLD}/key.pem").read_text() + certificate)
    hashed = machine.run("openssl", "x509", "-noout", "-hash", "-in", "/etc/ssl/certs/world.pem")
    machine.run("ln", "-s", "world.pem", f"/etc/ssl/certs/{hashed.strip()}.0")
    bundle = machine.path("/etc/ssl/certs/ca-certificates.crt")
    bundle.write_text(bundle.read_text() + certificate)
    machine.run(
        "systemd-run", "--unit=world", f"--working-directory={CHECKOUT}", "--quiet",
        f"{CHECKOUT}/{Path(sys.prefix).relative_to(ROOT)}/bin/python", "-B", "-m",
        "tests.systemd.world", WORLD,
    )  # fmt: skip
    wait_for("the world", machine.path(f"{WORLD}/ready").exists)


@pytest.fixture(scope="session")
def service(machine: Machine, wheel: Path) -> Iterator[Service]:
    """The wheel, installed into an environment of its own, as pipx does; not yet as a service."""
    python = system_python()
    assert python
    machine.run(python, "-m", "venv", "--without-pip", "/srv/environment")
    machine.path(f"/srv/{wheel.name}").write_bytes(wheel.read_bytes())
    site = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    environment = f"{CHECKOUT}/{Path(sys.prefix).relative_to(ROOT)}"
    machine.run(
        f"{environment}/bin/python", "-B", "-m", "pip", "--python", "/srv/environment/bin/python",
        "install", "--no-deps", "--no-index", f"/srv/{wheel.name}",
    )  # fmt: skip
    # The libraries come from where these tests have theirs: no network is needed.
    machine.write(f"/srv/environment/{site}/libraries.pth", f"{environment}/{site}\n")
    found = Service(machine)
    yield found
    print("\n" + "\n".join(f"  {name}: {figure}" for name, figure in found.figures.items()))


@pytest.fixture(scope="session")
def configured(service: Service) -> Service:
    """The world has feeds, the configuration and the password are there."""
    for feed in ("plain", "secure"):
        service._put(feed)
    service.machine.write("/etc/news-monitor/source.md", SOURCE)
    service.machine.write(SETTINGS, CONFIGURATION)
    service.machine.write("/etc/news-monitor/secrets/smtp-password", f"{PASSWORD}\n", 0o600)
    service.machine.write(f"/etc/systemd/system/{UNIT}.service.d/quick.conf", QUICK)
    return service
