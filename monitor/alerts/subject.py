"""The line that a list of mails shows: the story, and its news in the reader's words. Pure.

A figure that moved is said as one would say it, `40 dead (was 10)`: in the words of the headline where
that says it, else of the sentence it stands in. Nothing is said that no outlet said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.alerts.content import one_line
from monitor.alerts.cutting import cut
from monitor.alerts.news import News
from monitor.alerts.wording import LONGEST_SUBJECT, place_of, states
from monitor.model import Change, ChangeKind, FactKind

_LONGEST_FIGURE = 24
_LONGEST_PREHEADER = 120
_LEAST_OF_A_LINE = 0.55  # share of the room that whole clauses must fill to stand for a headline
_CLAUSES = re.compile(r"(?:;|:|\.\.\.|…|\s[-–—|])\s+")
_WAS = re.compile(r" \(was [^()]*\)")
_NUMBER = re.compile(r"[\d.,]+(?: (?:thousand|million|billion))?")
_NOUN = re.compile(r"\s[^\W\d][\w-]*")
_FIGURE = re.compile(r"\d[\d.,]*")
_POSSESSIVE = re.compile("['’]s$")
_WORD = re.compile(r"\w+")
_VAGUE = frozenset(
    "people persons others lives victims residents civilians patients men women".split()
)
_FATES = re.compile(
    r"\b(?:kill(?:ed|s|ing)|dead|died|deaths|injur(?:ed|es|ing)|wound(?:ed|s|ing)|hurt|missing|ill|sick"
    r"|sicken(?:ed|s|ing)|hospitali[sz](?:ed|es|ing)|arrest(?:ed|s|ing)|detained|evacuated|displaced"
    r"|displacing|homeless|rescued|infected|infecting|stranded|trapped)\b",
    re.IGNORECASE,
)
_SAID_AS = {"died": "dead", "deaths": "dead", "displacing": "displaced", "infecting": "infected"}
_ACTIVE = re.compile(r"(kill|injur|wound|sicken|hospitali[sz]|arrest)(?:s|es|ing)$")
#: Words that say what is done, and not what a figure is of: `Israel kills 13`, `sickening 1,400`.
_DEED = re.compile(
    r"(?:^|\s)(?:compared|kill(?:s|ing)|sicken(?:s|ing)|injuring|wounding|displacing|hospitali[sz]ing)$"
    r"|^(?:[A-Z][\w.'’-]{0,30}\s){1,4}(?:proposes|seeks|wants|offers|gives|gets|says|claims|raises|cuts|sees"
    r"|makes|puts|takes|pays|spends|needs|asks|demands|plans|expects|sets|adds|loses|earns|buys|sells)$"
)
#: What is proposed or possible is not so yet.
_HEDGED = re.compile(
    r"\b(?:could|may|might|would|possibl[ey]|propos\w+|threaten\w*|seeks?|wants?|considers?|weighs?|if)\b",
    re.IGNORECASE,
)


def subject(news: News) -> str:
    """Return the story and its news, `Swiss bar fire: 40 dead (was 10)`, at most 78 characters.

    The story is left out where the news names it.
    """
    label = news.called
    alone = line(news, LONGEST_SUBJECT)
    if names(alone, label):
        return alone
    return one_line(f"{label}: {line(news, LONGEST_SUBJECT - len(label) - 2)}")


def subject_of_several(developments: Sequence[News]) -> str:
    """Return the subject of a mail about several developments: how many, and the first of them."""
    first, count = developments[0], len(developments)
    stories = dict.fromkeys(news.story for news in developments)
    if len(stories) > 1:
        begin = f"{count} developments in {len(stories)} stories: "
        return cut(one_line(begin + subject(first)), LONGEST_SUBJECT)
    begin = f"{first.called}, {count} developments: "
    return one_line(begin + line(first, LONGEST_SUBJECT - len(begin)))


def subject_in_thread(news: News, since: Iterable[Change] = ()) -> str:
    """Return the subject of a follow-up: that of its thread, unless it says what is no longer so.

    Gmail keeps a thread together by an equal subject; a thread that promises 10 dead where 40 are
    known would mislead, so a new one begins then. A correction stays beside what it corrects.
    `since` are changes of the story that replace what the thread told.
    """
    if news.subject and news.correction:
        return f"Re: {news.subject}"
    before = _WAS.sub("", news.subject)
    moved = (each for each in (*news.changes, *since) if each.kind is ChangeKind.CHANGED)
    if not news.subject or any(states(before, each.before or "") for each in moved):
        return subject(news)
    return f"Re: {news.subject}"


def line(news: News, longest: int) -> str:
    """Return the news alone in at most `longest` characters; no figure of it is cut.

    A headline that is too long is cut to its whole clauses where they say enough, else at a word.
    """
    headline = one_line(news.headline)
    change = first_moved(news)
    if change is None:
        return _shortened(headline, longest)
    before, after = (
        cut(one_line(each or ""), _LONGEST_FIGURE) for each in (change.before, change.after)
    )
    was = "" if states(headline, change.before or "") else f" (was {before})"
    if states(headline, change.after):
        for said in (headline, _clause(headline, change.after)):
            if len(said) + len(was) <= longest:
                return _beside(said, change, was)
        said = cut(said, longest - len(was))
        if states(said.rpartition(" ")[0], change.after):  # and what it counts
            return _beside(said, change, was)
    was = f" (was {before})"
    if said := _with_its_noun(change, after, longest - len(was)):
        return said + was
    end = f": {after}{was}"
    return _shortened(headline, longest - len(end)) + end


def _beside(said: str, change: Change, was: str) -> str:
    """Put what a figure was behind all, or behind the figure and its noun where others stand beside it."""
    place = place_of(said, change.after)
    if place is None or len(_FIGURE.findall(said)) < 2:
        return said + was
    is_bare = change.fact is FactKind.COUNT and bool(_NUMBER.fullmatch(change.after))
    noun = _NOUN.match(said, place[1]) if is_bare else None
    end = noun.end() if noun else place[1]
    return said[:end] + was + said[end:]


def first_moved(news: News) -> Change | None:
    """Return the first figure of which it is said what it was."""
    moved = (c for c in news.changes if c.kind is ChangeKind.CHANGED and c.before)
    return next(moved, None)


def spoken(change: Change) -> str:
    """Return a figure with what it is of, as one would say it: `40 dead`, `tariff on cars 25%`."""
    after = one_line(change.after)
    return _with_its_noun(change, after, len(after) + len(change.about) + 40) or after


def preheader(news: News) -> str:
    """Return what a list of mails shows behind the subject: what the subject does not say."""
    if news.is_follow_up:
        begin = "Correction: " if news.correction else ""
        return begin + line(news, _LONGEST_PREHEADER - len(begin))
    headline = one_line(news.headline)
    own = _WAS.sub("", subject(news))
    return cut(news.summary if headline in own and news.summary else headline, _LONGEST_PREHEADER)


def names(text: str, label: str) -> bool:
    """Whether a text says each word of a story's name, in any inflexion."""
    said = [word.casefold() for word in _WORD.findall(text)]
    wanted = [word.casefold() for word in _WORD.findall(label)]
    return all(
        any(word.startswith(each[: max(4, len(each) - 2)]) for word in said) for each in wanted
    )


def _with_its_noun(change: Change, after: str, longest: int) -> str:
    """Return the figure before or behind what it counts; empty where nothing is known of it."""
    about = _POSSESSIVE.sub("", one_line(change.about))
    is_a_name = " " not in about and about[:1].isupper()
    is_count = change.fact is FactKind.COUNT and bool(_NUMBER.fullmatch(after))
    if not about or is_a_name or _DEED.search(about):
        fate = _fate(change) if is_count else ""
        return f"{after}{fate}" if fate else ""
    room = longest - len(after) - 1
    if not is_count:
        stands = "perhaps" if _HEDGED.search(_before(change)) else "now"
        return f"{cut(about[:1].upper() + about[1:], room - len(stands) - 1)} {stands} {after}"
    if about.casefold() in _VAGUE:
        about = f"{about}{_fate(change)}"
    place = place_of(change.sentence, change.after)
    if place and 0 <= change.sentence.lower().find(about.lower()) < place[0]:
        return f"{cut(about[:1].upper() + about[1:], room)} {after}"
    return f"{after} {cut(about, room)}"


def _fate(change: Change) -> str:
    """Return what became of those who are counted, as the sentence says it nearest to the figure."""
    place = len(_before(change))
    found = min(
        _FATES.finditer(change.sentence), key=lambda m: abs(m.start() - place), default=None
    )
    if found is None:
        return ""
    fate = _ACTIVE.sub(r"\1ed", found[0].lower())
    return f" {_SAID_AS.get(fate, fate)}"


def _before(change: Change) -> str:
    """Return what the sentence of a change says in front of its figure; empty where it has none."""
    place = place_of(change.sentence, change.written) or place_of(change.sentence, change.after)
    return change.sentence[: place[0]] if place else ""


def _clause(headline: str, figure: str) -> str:
    """Return the part of a headline that says a figure."""
    parts = _CLAUSES.split(headline)
    found = next((part for part in parts if states(part, figure)), headline)
    return found[:1].upper() + found[1:]


def _shortened(headline: str, longest: int) -> str:
    if len(headline) <= longest:
        return headline
    ends = [m.start() for m in _CLAUSES.finditer(headline) if m.start() <= longest]
    if ends and ends[-1] >= _LEAST_OF_A_LINE * longest and headline[ends[-1]] != ":":
        return headline[: ends[-1]]
    return cut(headline, longest)
