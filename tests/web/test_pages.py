"""What the pages show of what is stored."""

from __future__ import annotations

import pytest

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
