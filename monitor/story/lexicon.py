"""What is known of the language of news: synonyms, demonyms, irregular forms, stop words. Pure.

Nothing here belongs to one story; a line earns its place by being true of any.
"""

from __future__ import annotations

import unicodedata

import Stemmer

_STEMMER = Stemmer.Stemmer("english", 0)


def stem_of(word: str) -> str:
    """Return the stem of one word, its diacritics dropped."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    word = "".join(char for char in decomposed if not unicodedata.combining(char))
    stemmed: str = _STEMMER.stemWord(IRREGULAR_FORMS.get(word, word))
    return stemmed


def concept_of(word: str) -> str:
    """Return the concept of one word: its stem, or that of the synonym that stands for it."""
    stem = stem_of(word)
    return CONCEPTS.get(stem, stem)


def stems_of(words: str) -> list[str]:
    """Return the stem of each word of a row."""
    return [stem_of(word) for word in words.split()]


def _table(text: str) -> dict[str, str]:
    """Read lines of `base: form form …` into form → base."""
    rows = (line.split(":", 1) for line in text.strip().splitlines())
    return {form: base.strip() for base, forms in rows for form in forms.split()}


#: Past forms that the Snowball stemmer keeps apart from their verb.
IRREGULAR_FORMS = _table("""
    begin: began begun
    break: broke broken
    bring: brought
    build: built
    buy: bought
    catch: caught
    choose: chose chosen
    come: came
    deal: dealt
    do: did done
    draw: drew drawn
    drive: drove driven
    eat: ate eaten
    fall: fell fallen
    fight: fought
    find: found
    fly: flew flown
    forbid: forbade forbidden
    freeze: froze frozen
    get: got gotten
    give: gave given
    go: went gone
    grow: grew grown
    have: had has
    hear: heard
    hold: held
    keep: kept
    know: knew known
    lead: led
    leave: left
    lose: lost
    make: made
    meet: met
    pay: paid
    rise: rose risen
    run: ran
    say: said says
    see: saw seen
    seek: sought
    sell: sold
    send: sent
    shake: shook shaken
    shoot: shot
    shrink: shrank shrunk
    speak: spoke spoken
    spend: spent
    stand: stood
    steal: stole stolen
    strike: struck stricken
    sue: sued suing
    take: took taken
    teach: taught
    tell: told
    think: thought
    throw: threw thrown
    understand: understood
    win: won
    withdraw: withdrew withdrawn
    write: wrote written
    person: people persons
    man: men
    woman: women
    child: children
    die: died dies dying death deaths dead
""")

#: Abbreviations told apart from words by their case.
ABBREVIATIONS = {
    "US": "usa", "U.S.": "usa", "U.S": "usa", "USA": "usa", "U.S.A.": "usa",
    "UK": "uk", "U.K.": "uk", "EU": "eu", "E.U.": "eu", "UN": "unitednation", "U.N.": "unitednation",
    "UAE": "uae", "IT": "informationtechnology", "WHO": "worldhealthorganization",
}  # fmt: skip

#: One concept a line: its name, then the words that say it. Single words, any inflection.
_SYNONYMS = """
    tariff duty levy
    cut lower reduce trim slash decrease slice
    raise increase hike lift
    rise climb jump surge soar gain
    fall drop decline slump tumble plunge slide
    delay postpone defer
    cancel scrap axe abandon ditch
    suspend halt pause
    resume restart
    investigation inquiry probe investigate enquiry
    promise pledge vow
    forecast outlook guidance projection
    car vehicle auto automobile
    goods import product
    firm company
    sale revenue
    agree agreement deal accord pact
    begin start launch open
    end finish close conclude
    quit resign resignation
    fire sack dismiss oust
    buy acquire purchase acquisition
    takeover bid offer
    merge merger
    approve approval
    reject refuse rebuff decline
    allow permit
    ban prohibit bar forbid
    warn warning
    threaten threat
    retaliate retaliation
    talk negotiation negotiate
    worker staff employee
    job post
    police officer
    court judge tribunal
    lawsuit sue suit
    fine penalty penalise
    illness disease sickness
    ill sick sicken
    infect infection
    patient case
    victim casualty
    kill die
    injure wound hurt
    hospital hospitalise hospitalize
    strike walkout stoppage
    vote ballot
    pay wage salary
    government cabinet administration
    minister secretary
    chief head boss
    ceo
    founder cofounder
    shareholder investor
    share stock
    regulator watchdog
    monopoly monopolistic monopolise antitrust
    suspect suspected alleged
    merchant vendor seller trader
    behaviour behavior conduct practice
    recall
    deny denial
    confirm confirmation
    announce unveil
    say tell state
    big large major huge
    small little
    country nation
    world global worldwide international
    farm farmer agriculture agricultural
    grow growth
    plan intend
    support back
    urge call
    cost price
    show reveal
    help aid
    money fund cash
    build construct
    home house
    town city
    train rail railway
    plane aircraft jet airliner airplane
    ship vessel
    tonne ton
    storm hurricane typhoon
    quake earthquake
    blaze wildfire
    shut shutter
    outbreak
    shopper customer consumer
    shipment delivery
"""

#: A country: its concept, then its demonyms and (where it acts for the country) its capital.
_COUNTRIES = """
    usa american america americans washington eeuu amerikanisch amerikanische
    china chinese beijing sino chino chinos chinesisch chinesische chinesischen chinois
    uk british britain briton britons
    eu european europe brussels
    russia russian russians moscow kremlin
    germany german germans berlin
    france french paris
    japan japanese tokyo
    india indian indians delhi
    italy italian italians rome
    spain spanish madrid
    canada canadian canadians ottawa
    mexico mexican mexicans
    brazil brazilian brazilians
    australia australian australians canberra
    korea korean koreans seoul
    taiwan taiwanese taipei
    vietnam vietnamese hanoi
    israel israeli israelis
    iran iranian iranians tehran
    iraq iraqi iraqis baghdad
    turkey turkish turks ankara
    ukraine ukrainian ukrainians kyiv
    poland polish warsaw
    greece greek greeks athens
    netherlands dutch
    sweden swedish
    norway norwegian
    denmark danish
    finland finnish
    switzerland swiss
    ireland irish dublin
    scotland scottish
    wales welsh
    pakistan pakistani islamabad
    egypt egyptian cairo
    nigeria nigerian
    thailand thai bangkok
    indonesia indonesian jakarta
    malaysia malaysian
    philippines filipino manila
    argentina argentine argentinian
    chile chilean
    colombia colombian
    venezuela venezuelan
    cuba cuban
    syria syrian
    lebanon lebanese
    saudi
"""

COUNTRIES = frozenset(stem_of(line.split()[0]) for line in _COUNTRIES.strip().splitlines())


def _classes(text: str) -> dict[str, str]:
    """Map the stem of every word of a line to the stem of the line's first word."""
    mapping: dict[str, str] = {}
    for line in text.strip().splitlines():
        stems = [stem_of(word) for word in line.split()]
        for each in stems:
            mapping.setdefault(each, stems[0])
    return mapping


#: Stem → concept, for stems that share one.
CONCEPTS = {**_classes(_SYNONYMS), **_classes(_COUNTRIES)}

#: Phrases of several words and their concept; an empty concept says that the phrase says nothing.
_PHRASE_TABLE = {
    "united states": "usa",
    "united kingdom": "uk",
    "great britain": "uk",
    "european union": "eu",
    "united nations": "unitednation",
    "white house": "whitehous",
    "south korea": "korea",
    "hong kong": "hongkong",
    "put off": "delay",
    "push back": "delay",
    "call off": "cancel",
    "walk out": "strike",
    "walk away": "withdraw",
    "walk back": "withdraw",
    "step down": "quit",
    "stand down": "quit",
    "shut down": "shut",
    "throw out": "reject",
    "turn down": "reject",
    "bow out": "quit",
    "give up": "quit",
    "hit back": "retaliate",
    "strike back": "retaliate",
    "green light": "approve",
    "break off": "collapse",
    "rule out": "deny",
    "take over": "takeov",
    "e commerce": "ecommerc",
    "per cent": "",
    "chief executive": "ceo",
    "chief executive officer": "ceo",
    "such as": "",
    "as well as": "",
    "according to": "",
    "due to": "",
    "because of": "",
}

#: Stems of a phrase → the stem of what it means.
PHRASES = {
    tuple(stem_of(word) for word in phrase.split()): stem_of(concept) if concept else ""
    for phrase, concept in _PHRASE_TABLE.items()
}

_STOP_WORDS = """
    a an the and or but nor if then than that this these those there here it its itself he she they
    them his her hers their theirs we our ours you your yours i me my mine us who whom whose which
    what when where why how of in on at to for from by with without within into onto over under
    above below between among against during before after until till since about around across
    through up down out off again further once as so such too very just only own same other another
    any all both each few more most some no not never be is am are was were been being do does did
    doing done have has had having will would shall should can could may might must ought also
    however while whereas because although though despite yet still even already ever much many
    say says said tell told per cent percent pct mr mrs ms dr s t re ve ll d m like get got go goes
    put make made take one two new news year day week month time today yesterday tomorrow monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    mon tue wed thu fri sat sun million billion trillion thousand hundred bn mn dollar dollars yuan
    euro euros pound pounds amid near nearly almost via including include later earlier last next
    ago now way thing lot set come became become
"""

STOP_STEMS = frozenset(
    {stem_of(word) for word in _STOP_WORDS.split()}
    | set(_STOP_WORDS.split())
    | {CONCEPTS.get(stem_of(word), stem_of(word)) for word in ("say", "tell")}
) - {"usa"}

#: Words of the sections of a newspaper in which a word of the news means something else. A word
#: that any section uses says nothing and is not here.
_SECTIONS = """
    sport: striker midfielder goalkeeper defender coach quarterback touchdown innings wicket batsman bowler champion
      championship tournament semifinal playoff medal relegation marathon boxer knockout basketball football soccer
      tennis golf rugby cricket hockey baseball hattrick racket athlete olympic teammate halftime referee league
      goalless scorer derby cyclist sprinter swimmer bowled unbeaten podium rebounds
    food: recipe oven bake baked roast roasted garlic caramel chocolate butter sugar flour cookies cake chef dish
      yogurt honey soup salad pasta tomatoes tasty flavour flavor simmer tablespoon teaspoon coconut cinnamon onion
      dessert pastry bread
    arts: film movie actor actress drama episode viewers album song band singer concert novel novelist poet poem
      theatre theater opera exhibition museum gallery painting sculpture manuscripts tale storyteller documentary
      comedy sitcom festival orchestra emmy oscar grammy chorus screenplay playwright fairy fable
    science: species fossil telescope galaxy astronomers biologists placenta genome molecule asteroid dinosaur
      neurons mammals botanists archaeologists
    home: knitting gardening gardener seedlings wardrobe sofa puppy kitten crossword horoscope yoga
"""


def _sections() -> dict[str, str]:
    found: dict[str, str] = {}
    section = ""
    for word in _SECTIONS.split():
        if word.endswith(":"):
            section = word.removesuffix(":")
        else:
            found[CONCEPTS.get(stem_of(word), stem_of(word))] = section
    return found


#: Concept → the section of a newspaper that it is typical of.
SECTION_OF = _sections()
