"""The HTML part as mail programs take it: what they support, and colours that can be read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from monitor.alerts.render import render
from tests.alerts.test_mail import MAILS

CLIPPED_FROM = 102_000  # bytes; Gmail shows no more of a mail
ELEMENTS = frozenset(
    "html head meta title style body main div article h1 h2 p ul ol li strong blockquote del ins a"
    " span br footer".split()
)
#: What the common mail programs heed, or do no harm by not heeding.
PROPERTIES = frozenset(
    "background border border-color border-left border-radius border-top color display font"
    " font-size font-weight line-height margin margin-bottom margin-top max-height max-width overflow"
    " overflow-wrap padding padding-left padding-top text-decoration word-break"
    " -webkit-text-size-adjust".split()
)
VOID = frozenset({"br", "meta"})
STYLE = files("monitor.alerts").joinpath("templates/style.css").read_text("utf-8")


class Checker(HTMLParser):
    """Collects what is wrong with a mail's HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.styled: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ELEMENTS:
            self.faults.append(f"<{tag}>")
        self.faults += [f"{tag} {name}" for name in given if name.startswith("on") or name == "src"]
        if (link := given.get("href")) is not None and not re.match("https?://", link or ""):
            self.faults.append(f"{tag} leads to {link}")
        if style := given.get("style"):
            self.styled.add(tag)
            self._check(style)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def _check(self, style: str) -> None:
        for declaration in filter(None, (each.strip() for each in style.split(";"))):
            name, _, value = declaration.partition(":")
            if name.strip() not in PROPERTIES or "url(" in value or "expression" in value:
                self.faults.append(declaration)


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_holds_nothing_that_mail_programs_refuse(name: str) -> None:
    html = render(*MAILS[name]).html
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.faults == []
    assert checker.open == []
    assert len(html.encode()) < CLIPPED_FROM
    assert html.startswith('<!DOCTYPE html><html lang="en">')


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_looks_right_where_style_sheets_are_not_heeded(name: str) -> None:
    checker = Checker()
    checker.feed(render(*MAILS[name]).html)
    assert {"body", "main", "h1", "h2", "p", "blockquote", "footer"} <= checker.styled


# --- colours -------------------------------------------------------------------------------------


def rules(css: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        declared = dict(re.findall(r"([\w-]+):\s*([^;!]+)", body))
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(declared)
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


LIGHT, _, DARK = STYLE.partition("@media (prefers-color-scheme: dark) {")
IN_BOXES = (".about", "del", "ins")  # stand on the ground of a change, too


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_every_colour_can_be_read_on_its_ground(is_dark: bool) -> None:
    light, dark = rules(LIGHT), rules(DARK)
    names = light.keys() | dark.keys()
    shown = {
        name: {**light.get(name, {}), **(dark.get(name, {}) if is_dark else {})} for name in names
    }
    grounds = {
        name: shown[name]["background"].strip() for name in (".change", ".disputed", ".mark")
    }
    body = shown["body"]
    for name, declared in shown.items():
        colour = declared.get("color", body["color"]).strip()
        own = grounds.get(name, body["background"].strip())
        places = [own, *(grounds[box] for box in (".change", ".disputed") if name in IN_BOXES)]
        for ground in places:
            assert contrast(colour, ground) >= 4.5, (name, colour, ground)


def test_in_the_dark_every_rule_outdoes_the_styles_of_the_elements() -> None:
    assert all("!important" in each for each in re.findall(r"[\w-]+: #\w+[^;]*;", DARK))
