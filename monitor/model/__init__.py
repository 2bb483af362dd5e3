"""The nouns that flow through the house: frozen values, no behaviour beyond their meaning. Pure."""

from monitor.model.alerts import Alert, Citation, DeliveryState
from monitor.model.feeds import Feed, Item, Outcome
from monitor.model.headlines import Headline, read_headline, without_desk_word
from monitor.model.identity import (
    CONTENT_HASH_VERSION,
    are_alike,
    article_names,
    place_of,
    stable_id,
)
from monitor.model.opinion import Opinion, SecondOpinion
from monitor.model.outlets import outlets_of
from monitor.model.story import (
    AMOUNTS,
    MOVING,
    WITHOUT_VALUE,
    Action,
    Change,
    ChangeKind,
    Decision,
    Development,
    Diff,
    Evidence,
    Fact,
    FactKind,
    Match,
    Passage,
    Report,
    SentenceDiff,
    SourceArticle,
    Span,
    Standing,
)

__all__ = [
    "AMOUNTS",
    "CONTENT_HASH_VERSION",
    "MOVING",
    "WITHOUT_VALUE",
    "Action",
    "Alert",
    "Change",
    "ChangeKind",
    "Citation",
    "Decision",
    "DeliveryState",
    "Development",
    "Diff",
    "Evidence",
    "Fact",
    "FactKind",
    "Feed",
    "Headline",
    "Item",
    "Match",
    "Opinion",
    "Outcome",
    "Passage",
    "Report",
    "SecondOpinion",
    "SentenceDiff",
    "SourceArticle",
    "Span",
    "Standing",
    "are_alike",
    "article_names",
    "outlets_of",
    "place_of",
    "read_headline",
    "stable_id",
    "without_desk_word",
]
