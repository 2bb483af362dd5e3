"""Headlines in Title Case, where a capital says nothing of a word: what there is no name of a thing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.story.words import Token, stem

_SHARE = 0.6  # of the words have a capital, in a headline in Title Case
_FEWEST = 4  # words
#: Verbs whose object a number counts; all their regular forms go with them.
_VERBS = frozenset(
    stem(verb)
    for verb in (
        "accuse acquire add admit adopt announce appoint approve arrest attract ban beat begin bomb bring build"
        " burn buy capture carry catch cause charge claim climb close collect complete confirm contain convict"
        " cost create cross damage declare deliver demand demolish deny deploy deport destroy detain develop"
        " discover dismiss displace donate drop drown earn eject eliminate employ erase euthanize evacuate"
        " exceed execute expand expect expel face fall feature feed fell fine fire follow free gain gather get"
        " give grab grow halt harm have hire hit hold host hurt identify impact impose include increase indict"
        " infect inject injure intercept invest jail jump keep kidnap kill know lack land lay lead leave lend lift"
        " list load lose make massacre meet miss mourn murder near need net nominate offer open operate order"
        " oust outnumber pardon pay plant pledge plot poach poison post predict prepare produce promise propose"
        " protect pull raise reach receive recover recruit reduce reject release relocate remove rename rescue"
        " restore return reveal rise sack save score see seek seize sell send sentence serve shed shoot shut"
        " sicken sign sink slash slay soar spend spot stab stage steal strand sue suffer suggest summon support"
        " surpass suspend swallow take target tell threaten top torch total train transfer trap treat trigger"
        " uncover unveil urge use vaccinate visit wait want warn welcome win work wound wreck yield"
    ).split()
)
_IRREGULAR = frozenset(
    (
        "left lost bought built brought sold shot sent sank sunk slain slew stole stolen took taken won paid fell"
        " fallen rose risen grew grown gave given got gets had has held hurt kept knew known laid led lent made met"
        " overtook saw seen sought shed spent struck stuck thrown threw told caught cost fed found finds froze"
        " withdrew withdrawn drew drove flew fled flees are were was is be been"
    ).split()
)
#: What is a noun too, and often one of a name: it takes a number as a verb only with an ending.
_NOUNS_TOO = frozenset(
    stem(verb)
    for verb in (
        "award back block book call case change check claim clear cloud contract cover cut draft draw drive drop"
        " fight film fire flight force gate grade group harvest head hit honor honour issue judge launch lead"
        " level lift list load mark name need net offer open order pack part pass phase pick pilot plan plant play"
        " plot point post power prime quest raid rank ransom rate record release report review rival round rule"
        " run sack score scan season see series ship show spot stage star start stop strike suspect switch"
        " target test top total touch trade train transfer trap turn use visit watch work"
    ).split()
)
_ENDINGS = ("s", "ed", "ing")
#: The other words in front of a number that is a figure.
_LEADS = frozenset(
    (
        "least most more fewer than nearly almost about around roughly some over under only just another up down"
        " extra further additional these those all every any other exactly approximately estimated record"
        " remaining missing plus minus hundreds thousands dead killed injured wounded hurt what who"
    ).split()
)
_NO_VERB = frozenset({"series", "ops", "stages", "warriors"})  # names that end as a verb does


def is_title_case(words: Sequence[Token]) -> bool:
    """Whether so many words have a capital that one more says nothing: `Army to Buy 110 New Jets`."""
    lettered = [word.text[0] for word in words if word.text[0].isalpha()]
    return len(lettered) >= _FEWEST and sum(map(str.isupper, lettered)) > _SHARE * len(lettered)


def is_verb(word: Token) -> bool:
    """Whether a word is a verb whose object can be counted, in a form that is rarely a noun."""
    lower = word.text.lower()
    if lower in _IRREGULAR:
        return True
    if lower in _NO_VERB:
        return False
    if word.stem in _NOUNS_TOO:
        return lower.endswith(_ENDINGS)
    return word.stem in _VERBS


def leads_figure(word: Token) -> bool:
    """Whether a word in front of a number says, whatever its capital, that it is no name: `Leaves 25`."""
    return word.text.lower() in _LEADS or is_verb(word)
