"""What each piece of evidence says, in words. Pure."""

from __future__ import annotations

#: By the name that the classifiers know it by.
WORDS = {
    # on the story?
    "similarity": "how like the source or a told item it is",
    "words_covered": "words of the story in its lead",
    "headline_covered": "words of the story in its headline",
    "typical_words": "how typical its words are of the story",
    "next_typical_words": "the second and third most typical word",
    "names_known": "names of the story among its names",
    "headline_names_it": "a name of the story in its headline",
    "main_names": "the story's main names",
    "countries_known": "countries of the story",
    "countries_strange": "countries that the story never named",
    "strange_section": "words of another section of the newspaper",
    "figures_known": "figures that the story knows",
    # news?
    "headline_unsaid": "headline not said in one place before",
    "headline_unheard": "headline in words never used before",
    "headline_explains": "headline explains or sums up",
    "looks_back": "looks back",
    "says_when": "says when it happened",
    "headline_figures": "new figures in the headline",
    "lead_figures": "new figures in the lead",
    "stated_change": "says that a figure moved",
    "repeated_figures": "figures that were told in the hours before",
    "known_figures": "figures known already",
    "headline_event": "a new event in the headline",
    "lead_event": "a new event in the lead",
    "new_names": "names not named before",
    "new_date": "a new date that is still to come",
    "told_share": "lead said by a report of the hours before",
    "told_just_now": "same event told just before",
    "told_words": "words beyond the story's theme that were told in the hours before",
    "told_lately": "something like it was told in the hours before",
    "told_share_but_figure": "lead said by a report of the hours before, but for the figure",
    "told_just_now_but_figure": "same event told just before, but for the figure",
}
