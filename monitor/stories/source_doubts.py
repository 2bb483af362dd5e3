"""What makes a text a poor source article: a wall, a list of links, hardly a word. Pure."""

from __future__ import annotations

from monitor.feeds.article import Article, wall
from monitor.model import SourceArticle
from monitor.story.words import FUNCTION_WORDS, Language, language_of

_SHORT = 60  # words; less hardly tells what a story is about
_FEWEST_LINES = 8  # of a list
_LIST_LINE = 14  # words of a line that is an entry of a list rather than a paragraph
_LIST_SHARE = 0.8  # of the lines of a text that is a list
_ENDS = (".", "!", "?", "。", "！", "？", "”", '"', "’", ":")
_KNOWN_WORDS = 0.12  # share of function words; texts of a language that is read have a third
_ENOUGH_WORDS = 40  # for that share to mean anything


def doubts_of(article: SourceArticle, page: bytes = b"") -> list[str]:
    """Return what speaks against an article as a source, each as a sentence.

    `page` are the bytes of the page that it was found on, where there was one.
    """
    text = article.text
    words = text.split()
    language = language_of(f"{article.title}\n{text}")
    found = []
    if page and (why := wall(Article(article.title, text), page, article.title)):
        found.append(f"This may not be the article: {why}. Save its text as a file instead.")
    elif language is not Language.CHINESE and len(words) < _SHORT:
        found.append(
            f"The text has only {len(words)} words; a whole article tells much better what is known."
        )
    if _is_list(text):
        found.append("This looks like a list of headlines or links, not like one article.")
    if _is_unread(words, language):
        found.append(
            "This seems to be in a language that is not read; those that are read are "
            + ", ".join(map(_name_of, Language))
            + "."
        )
    elif language is not Language.ENGLISH:
        found.append(
            f"The text is in {_name_of(language)}: names, figures and common news words are"
            " compared with items in other languages, the rest with items in its own."
        )
    return found


def _name_of(language: Language) -> str:
    return language.name.capitalize()


def _is_list(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    entries = [
        line for line in lines if len(line.split()) <= _LIST_LINE and not line.endswith(_ENDS)
    ]
    return len(lines) >= _FEWEST_LINES and len(entries) >= _LIST_SHARE * len(lines)


def _is_unread(words: list[str], language: Language) -> bool:
    """Whether a text has hardly a function word of any language that is read."""
    if language is Language.CHINESE or len(words) < _ENOUGH_WORDS:
        return False
    lower = [word.lower() for word in words]
    share = max(sum(word in row for word in lower) for row in FUNCTION_WORDS.values()) / len(lower)
    return share < _KNOWN_WORDS
