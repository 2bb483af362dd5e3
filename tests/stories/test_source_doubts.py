"""What speaks against a text as a source article."""

from __future__ import annotations

from monitor.model import SourceArticle
from monitor.stories.source_doubts import doubts_of

SENTENCE = (
    "The minister of trade said in the capital that the new rules will be in force from June on. "
)


def doubts(text: str, title: str = "New rules for trade") -> str:
    return " ".join(doubts_of(SourceArticle("a", title, text, "a.md")))


def test_a_whole_article_raises_no_doubt() -> None:
    assert doubts(SENTENCE * 6) == ""


def test_a_few_words_are_few() -> None:
    assert "only 19 words" in doubts(SENTENCE)


def test_a_list_of_headlines_is_no_article() -> None:
    assert "list of headlines" in doubts("\n".join(f"Minister says thing {n}" for n in range(30)))


def test_a_language_that_is_read_otherwise_is_named() -> None:
    german = "Der Minister sagte in der Hauptstadt, dass die neuen Regeln für den Handel ab Juni gelten. "
    assert "The text is in German" in doubts(german * 6, "Neue Regeln")


def test_a_language_that_is_not_read_is_told() -> None:
    polish = "Minister handlu powiedział w stolicy, że nowe przepisy będą obowiązywać od czerwca. "
    assert "a language that is not read" in doubts(polish * 8, "Nowe przepisy")


def test_a_wall_is_not_the_article() -> None:
    page = b"<html><body><div class='paywall'>Subscribe to read on</div></body></html>"
    article = SourceArticle(
        "a", "New rules", "Subscribe to read on. Already a subscriber? Log in.", ""
    )
    assert any("This may not be the article" in each for each in doubts_of(article, page))
