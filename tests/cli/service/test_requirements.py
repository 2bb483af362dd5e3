"""Which distributions a release needs."""

from __future__ import annotations

import pytest

from monitor.cli.service.requirements import closure, parse

INSTALLED = {
    "news-monitor": ["click>=8.2", "lxml[html_clean]", "apprise; extra == 'channels'"],
    "click": ['colorama; platform_system == "Windows"'],
    "lxml": ['lxml_html_clean ; extra == "html-clean"', 'cssselect; extra == "cssselect"'],
    "lxml-html-clean": ["lxml"],
    "cssselect": [],
    "apprise": ["PyYAML"],
    "pyyaml": [],
}


def test_all_that_is_needed_is_found_and_nothing_else() -> None:
    found = closure("news-monitor", INSTALLED.get)
    assert found[0] == "news-monitor"
    assert set(found) == set(INSTALLED) - {"cssselect"}


def test_an_extra_of_its_own_is_followed_where_it_is_installed() -> None:
    without = {name: each for name, each in INSTALLED.items() if name != "apprise"}
    assert set(closure("news-monitor", without.get)) == set(without) - {"cssselect", "pyyaml"}


def test_a_distribution_that_is_asked_for_again_with_an_extra_is_looked_at_again() -> None:
    installed = {"news-monitor": ["b", "c"], "b": ["c[x]"], "c": ["d; extra == 'x'"], "d": []}
    assert set(closure("news-monitor", installed.get)) == set(installed)


def test_what_is_not_installed_needs_nothing() -> None:
    assert closure("news-monitor", {}.get) == []


@pytest.mark.parametrize(
    ("requirement", "found"),
    [
        ("Foo.Bar_baz (>=1)", ("foo-bar-baz", set(), None)),
        ('requests[socks, Use_Chardet]>=2; python_version < "4"', (
            "requests", {"socks", "use-chardet"}, None,
        )),
        ("a @ https://example.org/a.whl ; extra == 'All' and os_name == 'nt'", ("a", set(), "all")),
    ],
)  # fmt: skip
def test_a_requirement_is_read(requirement: str, found: tuple[str, set[str], str | None]) -> None:
    assert parse(requirement) == found


def test_what_is_no_requirement_is_refused() -> None:
    with pytest.raises(ValueError, match="no requirement"):
        parse("; extra == 'x'")
