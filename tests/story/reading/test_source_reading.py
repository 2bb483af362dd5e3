"""A source article as the engine reads it."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import SourceArticle
from monitor.story.reading.source_reading import read_source, time_of
from monitor.story.words.text import known_phrases


def read(text: str, address: str = "source.md") -> datetime | None:
    return time_of(read_source(SourceArticle("s", "Bridge closed", text, address), known_phrases()))


def test_a_source_is_of_the_noon_of_its_own_day_or_of_no_time() -> None:
    assert read("3 May 2024. The bridge is closed.") == datetime(2024, 5, 3, 12, tzinfo=UTC)
    assert read("The bridge is closed.") is None


def test_its_figures_are_read_as_its_territory_writes_them() -> None:
    text = "El puente de la ciudad cuesta 1,250 euros, dijo el gobierno el lunes."
    read_here = [
        fact.high
        for address in ("https://noticias.example.mx/1", "https://noticias.example.es/1")
        for sentence in read_source(
            SourceArticle("s", "", text, address), known_phrases()
        ).sentences
        for fact in sentence.figures
    ]
    assert read_here == [1250.0, 1.25]
