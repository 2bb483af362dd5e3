"""Which words name a country or its people: no story is about a country alone. Pure."""

from __future__ import annotations

#: Countries that are followed by others, with their people, in English; a word a form.
_WORDS = """
    afghanistan afghan albania albanian algeria algerian america american andorra angola angolan argentina
    argentine argentinian armenia armenian australia australian austria austrian azerbaijan azerbaijani
    bahamas bahrain bahraini bangladesh bangladeshi barbados belarus belarusian belgium belgian belize benin
    bhutan bolivia bolivian bosnia bosnian botswana brazil brazilian britain british briton brunei bulgaria
    bulgarian burkina burundi cambodia cambodian cameroon cameroonian canada canadian chad chadian chile
    chilean china chinese colombia colombian congo congolese croatia croatian croat cuba cuban cyprus cypriot
    czechia czech denmark danish dane djibouti dominica dominican dutch ecuador ecuadorian egypt egyptian
    england english eritrea eritrean estonia estonian eswatini ethiopia ethiopian eu europe european fiji
    finland finnish france french gabon gambia georgia georgian germany german ghana ghanaian greece greek
    greenland greenlander grenada guatemala guatemalan guinea guyana haiti haitian honduras honduran hungary
    hungarian iceland icelandic india indian indonesia indonesian iran iranian iraq iraqi ireland irish israel
    israeli italy italian jamaica jamaican japan japanese jordan jordanian kazakhstan kazakh kenya kenyan
    korea korean kosovo kosovar kuwait kuwaiti kyrgyzstan kyrgyz laos latvia latvian lebanon lebanese lesotho
    liberia liberian libya libyan liechtenstein lithuania lithuanian luxembourg madagascar malawi malaysia
    malaysian maldives mali malian malta maltese mauritania mauritius mexico mexican moldova moldovan monaco
    mongolia mongolian montenegro morocco moroccan mozambique myanmar burma burmese namibia nepal nepali
    nepalese netherlands nicaragua nicaraguan niger nigerien nigeria nigerian norway norwegian oman omani
    pakistan pakistani palestine palestinian panama panamanian papua paraguay paraguayan peru peruvian
    philippines philippine filipino poland polish portugal portuguese qatar qatari romania romanian russia
    russian rwanda rwandan samoa saudi scotland scottish senegal senegalese serbia serbian serb seychelles
    singapore singaporean slovakia slovak slovenia slovenian somalia somali spain spanish sudan sudanese
    suriname sweden swedish switzerland swiss syria syrian taiwan taiwanese tajikistan tanzania tanzanian
    thailand thai tibet tibetan togo tonga tunisia tunisian turkey turkish turkmenistan uae uganda ugandan uk
    ukraine ukrainian uruguay uruguayan us usa uzbekistan uzbek vanuatu vatican venezuela venezuelan vietnam
    vietnamese wales welsh yemen yemeni zambia zambian zimbabwe zimbabwean
    alemania alemán argentino brasil canadá chino corea egipto españa español estadounidense francia francés
    grecia inglaterra irán israelí italia italiano japón mexicano méxico perú polonia reino rusia ruso suecia
    suiza turquía ucrania venezolano
    allemagne allemand angleterre américain autriche belgique belge chine chinois corée espagne espagnol grèce
    israélien italie italien japon japonais mexique pologne russie russe suède suisse syrie turquie ukrainien
    deutschland deutsche deutscher frankreich französisch großbritannien griechenland italien italienisch
    japan österreich polen russland russisch schweiz schweizer spanien türkei usa ungarn
"""
_NAMES = """
    antigua and barbuda, burkina faso, cape verde, costa rica, czech republic, dominican republic, east timor,
    el salvador, equatorial guinea, european union, great britain, hong kong, ivory coast, marshall islands,
    new zealand, north korea, north korean, north macedonia, northern ireland, papua new guinea, puerto rico,
    san marino, saudi arabia, sierra leone, solomon islands, south africa, south african, south korea,
    south korean, south sudan, sri lanka, sri lankan, trinidad and tobago, united arab emirates,
    united kingdom, united nations, united states, united states of america, arab emirates,
    south america, south american, latin america, latin american, north america, middle east, central america
"""
_COUNTRIES = frozenset(_WORDS.split()) | frozenset(
    " ".join(each.split()) for each in _NAMES.split(",")
)


def is_country(name: str) -> bool:
    """Whether a name in small letters is that of a country, its people, or a part of the world."""
    return name in _COUNTRIES or (name.endswith("s") and name[:-1] in _COUNTRIES)
