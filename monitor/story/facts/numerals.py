"""The words and signs that numbers are made of, in every language that is read. Pure."""

from __future__ import annotations

from monitor.story.words import Language, stem

ONES = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10.0 * (place + 2)
    for place, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
ARTICLES = frozenset({"a", "an"})

#: The factor that each word of scale stands for.
SCALES = {
    "hundred": 1e2, "hundreds": 1e2, "dozen": 12.0, "dutzend": 12.0, "douzaine": 12.0, "docena": 12.0, "docenas": 12.0,
    "dizaine": 10.0, "quinzaine": 15.0, "vingtaine": 20.0, "trentaine": 30.0, "cinquantaine": 50.0, "centaine": 1e2,
    "thousand": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6,
    "m": 1e6, "mm": 1e6, "billion": 1e9, "billions": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9,
    "trillion": 1e12, "trillions": 1e12, "tn": 1e12, "trn": 1e12, "trln": 1e12, "tr": 1e12, "t": 1e12,
    # India; `2 lakh crore` is a product
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "l": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    # Spanish, German, French and Chinese; `200 mil millones` and `2万亿` are products
    "mil": 1e3, "millar": 1e3, "mille": 1e3, "millier": 1e3, "milliers": 1e3, "tausend": 1e3, "tsd": 1e3,
    "millon": 1e6, "millones": 1e6, "millón": 1e6, "millionen": 1e6, "mill": 1e6, "mios": 1e6,
    "milliarden": 1e9, "milliarde": 1e9, "milliards": 1e9, "milliard": 1e9, "millardos": 1e9,
    "mrd": 1e9, "mrds": 1e9, "md": 1e9, "mds": 1e9, "mdd": 1e6, "mdp": 1e6,
    "billon": 1e12, "billón": 1e12, "billones": 1e12, "billionen": 1e12, "bio": 1e12,
    # Italian, Portuguese, Dutch, Swedish, as their names stand in texts of other languages
    "milioni": 1e6, "miliardo": 1e9, "miliardi": 1e9, "milhão": 1e6, "milhões": 1e6, "bilhão": 1e9, "bilhões": 1e9,
    "miljoen": 1e6, "miljard": 1e9, "miljoner": 1e6, "miljarder": 1e9, "mmdd": 1e9, "mmdp": 1e9,
    "viertelmillion": 2.5e5, "dreiviertelmillion": 7.5e5, "viertelmilliarde": 2.5e8,
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12,
}  # fmt: skip
#: Languages in which a billion is a million millions.
LONG_SCALES = {
    language: {"billion": 1e12, "billions": 1e12, "trillion": 1e18, "trillions": 1e18}
    for language in (Language.GERMAN, Language.FRENCH, Language.SPANISH)
}
#: Words behind digits that only such languages have that write a comma before the decimals.
CONTINENTAL = frozenset(
    (
        "mil millon millón millones millionen milliarde milliarden milliard milliards mio mrd mrds md mds mill tsd"
        " billones billón billionen prozent prozentpunkte promille"
    ).split()
)
#: What is measured, as letters right behind the digits: `1.5GW`, `400ppm`, `120km/h`.
MEASURES = frozenset(
    (
        "km cm mm nm kg mg ml ft lb lbs oz ha mph kph kmh kh knots ppm ppb bpd bps kW MW GW TW kWh MWh GWh TWh"
        " Hz kHz MHz GHz kB KB MB GB TB PB Mbps Gbps kbps mAh Wh Nm hPa dB dBm MP mi yd sqm sqft bbl boe Mt Gt kt kV"
        " min mins hr hrs sec secs wk wks mo yr yrs pc pct"
    ).split()
)
DEGREES = frozenset({"°C", "°F"})
TIMES = "x"  # how many times as much: `10x`, `25-fold`
GLUED_ONLY = frozenset({"m", "b", "k", "tr"})  # `5m`, but not `5 m`
OF_MONEY = frozenset({"t", "l", "mm"})  # `$1.5T`, `₹5L`; elsewhere tonnes, litres, millimetres
#: Words of English too: with a point behind, or a sign of money, or in another language.
DOUBTFUL = frozenset({"mill", "md", "mds", "bio"})
ABBREVIATED = frozenset("mio mrd mrds mill tsd bio md mds mln cr".split())  # may have a point
ONES["nought"] = 0.0
SPELLED = ONES.keys() | TENS.keys() | ARTICLES | {"half"}

CHINESE_DIGITS = {char: float(value) for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2.0,
    "〇": 0.0,
}
CHINESE_BEGINNINGS = frozenset({*CHINESE_DIGITS, "十"})
#: Stems of the words with which a number can begin.
BEGINNINGS = frozenset(
    {
        *(stem(word) for word in SPELLED),
        *(
            stem(word)
            for word in ("quarter", "hundred", "thousand", "million", "billion", "trillion")
        ),
        *CHINESE_BEGINNINGS,
    }
)
#: Stems of which a number has one, unless it is in digits; an article alone makes none.
NUMERALS = BEGINNINGS - ARTICLES - {"half", stem("quarter")} | {
    stem(name) for name in SCALES if len(name) > 3
}
