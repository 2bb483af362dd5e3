"""The page: whole by itself, harmless, and alive in a real browser."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.page import _pieces, render_page
from monitor.model import ChangeKind, FactKind, Passage, SourceArticle
from tests.desk.timeline.conftest import SOURCE, a_chronicle, a_rise, told
from tests.examples import NOW, STORY

HOSTILE = "<script>alert(1)</script><img src=https://tracker.example/x> & \u202e\x1b[31m{{ 7 * 7 }}"
HOUSE = a_chronicle(
    told(1, a_rise("10%", "25%"), outlets=("Wire", "Ledger")),
    told(2, a_rise("25%", "30%"), a_rise(None, "$7 billion", fact=FactKind.MONEY)),
    told(3, a_rise("30%", "35%", kind=ChangeKind.DISPUTED)),
    told(4, a_rise("June 1", "July 1", fact=FactKind.DATE, about="talks in Geneva",
                   sentence="Talks in Geneva are put off to July 1.")),
)  # fmt: skip


def text_of(page: str) -> str:
    without = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", page)
    return " ".join(html.unescape(without).split())


def test_a_page_tells_what_moved_when_and_who_says_so() -> None:
    page = render_page(HOUSE, NOW)
    text = text_of(page)
    assert "4 developments from 25 Nov 2026 to 28 Nov 2026, told by 2 outlets." in text
    assert "10% (before) → 25% (25 Nov 2026) → 30% (26 Nov)" in text
    assert "35% here, 30% elsewhere" in text
    assert "$7 billion" in text
    assert "Reported by 2 outlets, first by Wire" in text
    assert "on furniture from China. → 25% → 30% → 35% It is worth" in text
    assert "wire.example, 25 Nov 2026, 08:00 UTC" in text
    assert page.count("<svg") == 1  # dates are not drawn


def test_a_passage_leads_to_what_became_of_its_figure_and_back() -> None:
    page = render_page(HOUSE, NOW)
    (passage,) = re.findall(r"<mark>(.*?)</mark>(.*?)</p>", page)
    assert passage[0].startswith("The United States will charge a tariff of 10 percent")
    assert re.findall(r'href="#d(\d)">→ (\S+?)<', passage[1]) == [
        ("1", "25%"), ("2", "30%"), ("3", "35%"),
    ]  # fmt: skip
    (anchor,) = re.findall(r'<article id="(source-\w+)"', page)
    assert f'href="#{anchor}"' in page


def test_new_figures_stand_apart() -> None:
    new = [
        a_rise(None, value, about="", fact=FactKind.MONEY) for value in ("$7 billion", "$8 billion")
    ]
    assert "<strong>$7 billion</strong>; <strong>$8 billion</strong>" in (
        render_page(a_chronicle(told(1, *new)), NOW)
    )


def test_every_link_within_leads_somewhere() -> None:
    page = render_page(HOUSE, NOW)
    places = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places


def test_whatever_was_said_is_text() -> None:
    hostile = told(1, a_rise(HOSTILE, HOSTILE, about=HOSTILE, sentence=HOSTILE), outlets=(HOSTILE,))
    report = replace(hostile.development.reports[0], title=HOSTILE, link="javascript:alert(1)")
    development = replace(hostile.development, headline=HOSTILE, reports=(report,))
    source = SourceArticle(HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)")
    chronicle = Chronicle.of(HOSTILE, [source], [replace(hostile, development=development)])
    page = render_page(chronicle, NOW)
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "javascript:" not in page
    assert "{{ 7 * 7 }}" in page


def test_a_link_that_deceives_says_where_it_leads() -> None:
    each = told(1)
    report = replace(each.development.reports[0], link="https://аррӏе.example/x")
    development = replace(each.development, reports=(report,))
    page = render_page(a_chronicle(replace(each, development=development)), NOW)
    assert "look-alike host: xn--" in page


def test_what_the_reader_called_irrelevant_and_what_was_corrected_says_so() -> None:
    each = replace(told(1), irrelevant=True, corrections=frozenset({"item10"}))
    text = text_of(render_page(a_chronicle(each), NOW))
    assert "you called it irrelevant" in text
    assert "Wire (correction)" in text


def test_a_story_of_which_nothing_was_told_shows_what_was_read() -> None:
    text = text_of(render_page(Chronicle.of(STORY, [SOURCE], []), NOW))
    assert "Nothing new was told yet." in text
    assert "Makers in Guangdong said orders had fallen." in text


def test_developments_of_one_day_have_their_time_and_others_their_day() -> None:
    text = text_of(render_page(a_chronicle(told(1), told(2, day=1), told(3)), NOW))
    assert text.count("25 Nov 2026, 08:00 UTC · no.") == 2
    assert "27 Nov 2026 · no. 3" in text


def test_one_outlet_that_reports_twice_is_one() -> None:
    text = text_of(render_page(a_chronicle(told(1, outlets=("Wire", "Wire"))), NOW))
    assert "Reported 2 times by Wire" in text


def test_figures_with_a_chart_stand_first() -> None:
    once = a_rise("5 days", "9 days", fact=FactKind.DURATION, about="truce at the border",
                  sentence="The truce at the border holds for 9 days.")  # fmt: skip
    later = replace(told(4, a_rise(None, "40%", sentence="The stake in Norvale is 40% now.")))
    moved = a_rise("40%", "45%", sentence="The stake in Norvale goes from 40% to 45%.")
    page = render_page(a_chronicle(told(1, once), later, told(5, moved)), NOW)
    first, second = page.split("<figure ")[1:3]
    assert "<svg" in first
    assert "<svg" not in second


# --- in a browser ----------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: A page around the page, as wide as a phone, that types and reports what it sees.
AROUND = """<!DOCTYPE html><body style="margin:0"><iframe id=f src=/page width=360 height=800></iframe>
<pre id=out></pre><script>
f.onload = function () {
  var page = f.contentDocument, out = [];
  function shown() {
    return Array.from(page.querySelectorAll("[data-text]")).filter(e => e.offsetParent).length;
  }
  function search(words) {
    var box = page.getElementById("words");
    box.value = words;
    box.dispatchEvent(new Event("input", {bubbles: true}));
    out.push(words + "=" + shown());
  }
  out.push("overflow=" + (page.documentElement.scrollWidth > page.documentElement.clientWidth));
  ["", "GENEVA", "guangdong 10", "no such thing", ""].forEach(search);
  document.getElementById("out").textContent = out.join(";");
};
</script>"""


@pytest.fixture
def asked(httpserver: HTTPServer) -> list[str]:
    """Serve the page and what is around it; what a browser asks for."""
    paths: list[str] = []

    def answer(request: Request) -> Response:
        paths.append(request.path)
        body = AROUND if request.path == "/around" else render_page(HOUSE, NOW)
        known = request.path in ("/around", "/page")
        return Response(body if known else "", 200 if known else 404, content_type="text/html")

    httpserver.expect_request(re.compile(".*")).respond_with_handler(answer)
    return paths


@pytest.mark.e2e
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (on Debian: chromium)")
def test_a_browser_shows_and_searches_it_and_asks_for_nothing_else(
    httpserver: HTTPServer, asked: list[str], tmp_path: Path
) -> None:
    assert CHROMIUM
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
            httpserver.url_for("/around"),
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (seen,) = re.findall(r'<pre id="out">(.*?)</pre>', done.stdout)
    everything = 2 + 4 + 1  # figures, developments, articles
    assert seen.split(";") == [
        "overflow=false", f"={everything}", "GENEVA=2", "guangdong 10=1", "no such thing=0",
        f"={everything}",
    ]  # fmt: skip
    assert set(asked) - {"/favicon.ico"} == {"/around", "/page"}
    assert "CONSOLE" not in re.sub(r".*favicon.*", "", done.stderr)


def test_passages_that_overlap_are_marked_once() -> None:
    text = SOURCE.text.split(". ")[0] + "."
    inner = "a tariff of 10 percent on furniture from China."
    first = replace(a_rise("10%", "25%"), source=Passage(SOURCE.id, text))
    second = replace(a_rise("10%", "12%", about="other"), source=Passage(SOURCE.id, inner))
    page = render_page(a_chronicle(told(1, first), told(2, second)), NOW)
    assert page.count("<mark>") <= 1


def test_a_passage_within_another_is_marked_with_it() -> None:
    became = {"said it rises": [(1, "2%")], "it rises": [(2, "3%")]}
    pieces = _pieces("He said it rises soon", became)
    assert [piece.text for piece in pieces] == ["He ", "said it rises", " soon"]
