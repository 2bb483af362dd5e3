"""Dates as feeds write them: the kinds that public reports of feed readers name, written at random."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.dates import read_date, strict_date
from monitor.feeds.zones import ZONES, offsets_of

#: Names of weekdays (from Monday) and months, short and long, as outlets of a language write them.
LANGUAGES = {
    "en": (
        "Mon Tue Wed Thu Fri Sat Sun",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "January February March April May June July August September October November December",
    ),
    "de": (
        "Mo Di Mi Do Fr Sa So",
        "Jän Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    ),
    "fr": (
        "lun. mar. mer. jeu. ven. sam. dim.",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ),
    "es": (
        "lun mar mié jue vie sáb dom",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "it": (
        "lun mar mer gio ven sab dom",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    "pt": (
        "seg ter qua qui sex sáb dom",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "nl": (
        "ma di wo do vr za zo",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "januari februari maart april mei juni juli augustus september oktober november december",
    ),
    "ru": (
        "Пн Вт Ср Чт Пт Сб Вс",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ),
    "uk": (
        "Пн Вт Ср Чт Пт Сб Нд",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    ),
    "fi": (
        "Ma Ti Ke To Pe La Su",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta"
        " lokakuuta marraskuuta joulukuuta",
    ),
    "pl": (
        "pon wto śro czw pią sob nie",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    ),
    "pl by the month": (
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    ),
    "pt in full": (
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "fi by the month": (
        "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    ),
    "uk by the month": (
        "понеділок вівторок середа четвер п'ятниця субота неділя",
        "січ лют бер квіт трав черв лип серп вер жовт лист груд",
        "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    ),
    "tr for short": (
        "Pzt Sal Çar Per Cum Cmt Paz",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    ),
    "sv": (
        "mån tis ons tors fre lör sön",
        "jan feb mars apr maj juni juli aug sept okt nov dec",
        "januari februari mars april maj juni juli augusti september oktober november december",
    ),
    "tr": (
        "Pzt Sal Çar Per Cum Cmt Paz",
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    ),
}
#: With day `d`, month `m`, its name `M`, year `Y`, weekday `w` and time `t`, the zone follows.
FORMS = (
    "{w}, {d:02} {M} {Y} {t}",
    "{w}, {d} {M} {Y} {t}",
    "{w},{d:02} {M} {Y} {t}",
    "{w}, {d:02} {M} {Y}, {t}",
    "{w}, {d:02} {M}, {Y} {t}",
    "{w}, {M} {d} {Y} {t}",
    "{w},{M} {d},{Y} {t}",
    "{w} {M} {d} {Y} {t}",
    "{M} {d}, {Y} {t}",
    "{M} {d}, {Y} at {t}",
    "{d}. {M} {Y} {t}",
    "{d}. {M} {Y} um {t}",
    "{d} de {M} de {Y} {t}",
    "{d} {M} {Y} à {t}",
    "{d}-{M}-{Y} {t}",
    "{d} {M} {y:02} {t}",
    "{Y}-{m:02}-{d:02}T{t}",
    "{Y}-{m:02}-{d:02} {t}",
    "{Y}/{m}/{d} {t}",
    "{Y}.{m:02}.{d:02} {t}",
    "{Y}年{m}月{d}日 {t}",
    "{d:02}.{m:02}.{Y} {t}",
)
TIMES = (
    "{0:%H:%M:%S}",
    "{0:%I:%M:%S %p}",
    "{0:%I:%M:%S}\u202f{0:%p}",
    "{0:%I:%M:%S%p}",
    "{1}:{0:%M:%S} Uhr",
)
OFFSETS = (
    " {sign}{h:02}{m:02}", " {sign}{h:02}:{m:02}", "{sign}{h:02}:{m:02}", " GMT{sign}{h:02}{m:02}",
    " UTC{sign}{h}:{m:02}", " {sign}{h:02}{m:02} (Some Standard Time)", " {sign}{h:02}{m:02} XYZ",
)  # fmt: skip

seconds = st.integers(0, 2_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


def written(local: datetime, language: str, form: str, time: str, *, is_long: bool) -> str:
    weekdays, short, long = LANGUAGES[language]
    return form.format(
        w=weekdays.split()[local.weekday()], d=local.day, m=local.month, Y=local.year,
        y=local.year % 100, M=(long if is_long else short).split()[local.month - 1],
        t=time.format(local, local.hour),
    )  # fmt: skip


def shown(offset: timedelta, form: str) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    return form.format(sign="-" if offset < timedelta() else "+", h=minutes // 60, m=minutes % 60)


a_date = st.builds(
    written, seconds, st.sampled_from(sorted(LANGUAGES)), st.sampled_from(FORMS),
    st.sampled_from(TIMES), is_long=st.booleans(),
)  # fmt: skip


@given(st.data(), seconds, offsets)
def test_a_moment_is_read_back_from_every_form(
    data: st.DataObject, moment: datetime, offset: timedelta
) -> None:
    local = moment.astimezone(timezone(offset))
    text = written(
        local, data.draw(st.sampled_from(sorted(LANGUAGES))), data.draw(st.sampled_from(FORMS)),
        data.draw(st.sampled_from(TIMES)), is_long=data.draw(st.booleans()),
    )  # fmt: skip
    text += shown(offset, data.draw(st.sampled_from(OFFSETS)))
    assert strict_date(text) == moment, text


@given(st.data(), seconds)
def test_a_named_zone_means_what_the_table_says(data: st.DataObject, moment: datetime) -> None:
    name = data.draw(st.sampled_from(sorted(set(ZONES) - {"UTC", "UT", "Z", "GMT"})))
    naive = moment.replace(microsecond=0)
    meant = offsets_of(name, naive)
    form = data.draw(st.sampled_from(("{w}, {d:02} {M} {Y} {t} ", "{Y}-{m:02}-{d:02} {t} ")))
    found = read_date(written(naive, "en", form, "{0:%H:%M:%S}", is_long=False) + name)
    assert found is not None
    assert found.zone == name
    assert [found.moment + shift for shift in found.shifts] == [naive - each for each in meant]
    year_last = naive.strftime(f"%a %b %d %H:%M:%S {name} %Y")
    assert read_date(year_last) == found


def recent_abbreviations() -> set[tuple[str, timedelta]]:
    """Return the names in letters that the time zone database gives since 2016, with their offsets."""
    found = set()
    for place in zoneinfo.available_timezones():
        zone = zoneinfo.ZoneInfo(place)
        for month in range(12 * 2016, 12 * 2026):
            moment = datetime(month // 12, month % 12 + 1, 15, tzinfo=zone)
            name, offset = moment.tzname(), moment.utcoffset()
            if name and name.isalpha() and offset is not None:
                found.add((name.upper(), offset))
    return found


def test_every_name_of_the_time_zone_database_is_in_the_table() -> None:
    known = recent_abbreviations()
    if not known:
        pytest.skip("this machine has no time zone database")
    missing = {(name, str(o)) for name, o in known if o not in ZONES.get(name, ())}
    assert not missing


@pytest.mark.parametrize(
    "day", [datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
)
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("ET", "America/New_York"),
        ("CT", "America/Chicago"),
        ("MT", "America/Denver"),
        ("PT", "America/Los_Angeles"),
    ],
)
def test_eastern_time_is_what_the_day_makes_it(name: str, place: str, day: datetime) -> None:
    assert offsets_of(name, day)[0] == day.replace(tzinfo=zoneinfo.ZoneInfo(place)).utcoffset()


#: As public reports show them: report → the text, and what it says.
REPORTED = {
    "rometools/rome#441": ("Sat, 28 Mar 2020 10:35:06 IST", "2020-03-28T05:05:06"),
    "dotnet/runtime#65212": ("Fri, 11 Feb 2022 19:58:02 CET", "2022-02-11T18:58:02"),
    "mmcdole/gofeed#237": ("Mon, 21 Apr 2025 06:00:00 EDT", "2025-04-21T10:00:00"),
    "kurtmckee/feedparser#20": ("Thu, 30 Apr 2015 08:57:00 MEST", "2015-04-30T06:57:00"),
    "arminreiter/FeedReader#34": ("Tue, 14 Apr 2020 08:00:00 UT", "2020-04-14T08:00:00"),
    "miniflux/v2#2159": ("Sat, Oct 28 2023 08:28:28 PM", "2023-10-28T20:28:28"),
    "miniflux/v2#45": ("Di, 23 Jan 2018 00:00:00 +0100", "2018-01-22T23:00:00"),
    "fossar/selfoss#1057": ("ma, 08 okt 2018 10:09:29 +0000", "2018-10-08T10:09:29"),
    "emacs-elfeed/elfeed#345": ("2019/11/15 10:00:00", "2019-11-15T10:00:00"),
    "SlyMarbo/rss#58 (1)": (
        "Wed May 10 2017 00:00:00 GMT+0000 (Coordinated Universal Time)",
        "2017-05-10T00:00:00",
    ),
    "SlyMarbo/rss#58 (2)": ("Wed, 24 May 2017, 11:05", "2017-05-24T11:05:00"),
    "SlyMarbo/rss#58 (3)": ("31.05.2017", "2017-05-31T00:00:00"),
    "kurtmckee/feedparser#135": ("Mo, 25 Jun 2018 11:41:36", "2018-06-25T11:41:36"),
    "kurtmckee/feedparser#414": ("Fri,24 Nov 2023 18:28:36 -0000", "2023-11-24T18:28:36"),
    "kurtmckee/feedparser#75": ("2016/6/29 15:07:41", "2016-06-29T15:07:41"),
    "danmactough/node-feedparser#256": ("Sunday,August 6,2017 13:14 pm", "2017-08-06T13:14:00"),
    "Ranchero-Software/RSParser#55": ("Aug 15, 2019", "2019-08-15T00:00:00"),
    "shymega/RSSingle#17": ("dom, 13 may 2018 01:22:40 +0100", "2018-05-13T00:22:40"),
    "feed-rs/feed-rs#165": ("Tue, 15 Nov 2022 20:15:04 Z", "2022-11-15T20:15:04"),
    "feed-rs/feed-rs#182": ("mar, 18 ott 2022 13:28:06 +0200", "2022-10-18T11:28:06"),
    "newsboat/newsboat#3211": ("5 November 2025 - 09:01", "2025-11-05T09:01:00"),
    "newsboat/newsboat#264": ("8/21/2018 9:00:00 AM", "2018-08-21T09:00:00"),
    "phaazon/this-week-in-neovim.org#12": ("26 Sep 2022 GMT", "2022-09-26T00:00:00"),
    "distillpub/template#126": ("Thu, 02 Sep 2021 20:0:0 Z", "2021-09-02T20:00:00"),
    "sdepold/feedrapp#63": ("17 Mar 2020 23:00:00 AEDT", "2020-03-17T12:00:00"),
    "NyaaPantsu/nyaa#1308": (
        "2017-08-01 13:55:44.364 +0200 CEST",
        "2017-08-01T11:55:44.364",
    ),
    "simplepie/simplepie#614": ("Utorak, June 25, 2019 - 19:32", "2019-06-25T19:32:00"),
    "dateutil/dateutil#540": ("5:50 A.M. on June 13, 1990", "1990-06-13T05:50:00"),
    "dateutil/dateutil#931": ("Sat, 06 Jul 2019 10:00 ET", "2019-07-06T14:00:00"),
    "feedjira/feedjira#186": ("Ke, 30 Lok 2013 11:34:37 +0000", "2013-10-30T11:34:37"),
    "kickscondor/fraidycat#95": ("Wed, 11 Mar 2020 10:22:12 EET", "2020-03-11T08:22:12"),
    "rometools/rome#395": ("Tue, 18 Sept 2018 15:53:56 +0300", "2018-09-18T12:53:56"),
    "feedbin/support#455": ("Thu, 19 Jun 2014 17:00:00 Z", "2014-06-19T17:00:00"),
    "russian year": ("28 мая 2026 г. в 10:35", "2026-05-28T10:35:00"),
    "russian day": ("28 мая 2026 г.", "2026-05-28T00:00:00"),
    "polish": ("5 października 2026 10:35", "2026-10-05T10:35:00"),
    "kurtmckee/feedparser#3": ("Fri, 10 Feb, 2012 09:00:00 EST", "2012-02-10T14:00:00"),
}


@pytest.mark.parametrize(("text", "moment"), REPORTED.values(), ids=REPORTED)
def test_a_date_of_a_public_report_is_read(text: str, moment: str) -> None:
    assert strict_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "hour"),
    [
        ("12:05 AM", 0), ("12:05 PM", 12), ("01:05 am", 1), ("1:05 p.m.", 13), ("11:05 PM", 23),
        ("13:05 PM", 13), ("00:05 AM", 0), ("0:05", 0), ("23h05", 23), ("9:05 Uhr", 9),
    ],
)  # fmt: skip
def test_halves_of_the_day(time: str, hour: int) -> None:
    assert strict_date(f"28 Nov 2026 {time}") == datetime(2026, 11, 28, hour, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-28T24:00:00Z", datetime(2026, 11, 29, tzinfo=UTC)),
        ("Thu, 31 Dec 2026 23:59:60 GMT", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("20261128T103506Z", datetime(2026, 11, 28, 10, 35, 6, tzinfo=UTC)),
        ("2026-11-28T10:35:06+05:30[Asia/Kolkata]", datetime(2026, 11, 28, 5, 5, 6, tzinfo=UTC)),
        ("2026-11-28+02:00", datetime(2026, 11, 27, 22, tzinfo=UTC)),
        ("2026-11-28Z", datetime(2026, 11, 28, tzinfo=UTC)),
        ("10:35, 28 November 2026", datetime(2026, 11, 28, 10, 35, tzinfo=UTC)),
        ("Sa, 28 Nov 2026 10.35 Uhr", datetime(2026, 11, 28, 10, 35, tzinfo=UTC)),
        ("28.11.2026 10.35", datetime(2026, 11, 28, 10, 35, tzinfo=UTC)),
        ("28/11/2026 10:35", datetime(2026, 11, 28, 10, 35, tzinfo=UTC)),
        ("11/28/2026 10:35", datetime(2026, 11, 28, 10, 35, tzinfo=UTC)),
        ("11/11/2026 10:35", datetime(2026, 11, 11, 10, 35, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_day_and_other_rare_forms(text: str, moment: datetime) -> None:
    assert strict_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "Tue,", "ah", "09/10/2018", "9-10-2018 08:00", "1537430400", "10:35"),
        *("2018-13-20T08:00:00Z", "Thu, 20 Xyz 2018 08:00:00 GMT", "Thu, 31 Feb 2018 08:00:00 GMT"),
        *("20 Sep 2018 08:00:00 +1500", "20 Sep 2018 25:00:00", "20 Sep 2018 08:60", "2018"),
        *("20 Sep 2018 08:00 or later", "20 Sep", "20 Sep 18 19"),
    ],
)
def test_what_is_no_certain_date_is_none(text: str) -> None:
    assert read_date(text) is None


def test_a_name_that_nobody_knows_is_utc_and_kept() -> None:
    found = read_date("Sat, 28 Nov 2026 10:35:06 XYZT")
    assert found is not None
    assert (found.moment.hour, found.zone) == (10, "XYZT")


def test_a_standard_date_is_written_and_read(  # what parsing did before goes on
) -> None:
    moment = datetime(2026, 11, 28, 10, 35, 6, tzinfo=timezone(timedelta(hours=-3)))
    assert strict_date(format_datetime(moment)) == moment
    assert strict_date(moment.isoformat()) == moment


@given(a_date.flatmap(lambda text: st.integers(0, len(text)).map(lambda n: text[:n])) | st.text())
def test_a_date_that_breaks_off_is_no_exception(text: str) -> None:
    found = read_date(text)
    assert found is None or found.moment.tzinfo is UTC


PAGE = Path(__file__).parents[2] / "docs/dates.md"
SHOWN = re.findall(r"^\| `(.+?)` \| (no date|[\d: -]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("text", "said"), SHOWN, ids=[text for text, _ in SHOWN])
def test_the_page_shows_what_is_read(text: str, said: str) -> None:
    found = strict_date(text)
    assert (f"{found:%Y-%m-%d %H:%M:%S}" if found else "no date") == said


def test_the_page_shows_something() -> None:
    assert len(SHOWN) > 15


# --- months of two meanings ----------------------------------------------------------------------

POLISH = "pon wto śro czw pią sob niedz".split()
CROATIAN = "pon uto sri čet pet sub ned".split()
AUTUMN = st.integers(1, 30).flatmap(
    lambda day: st.sampled_from((2024, 2025, 2026, 2027)).map(lambda year: (year, day))
)


@given(
    AUTUMN,
    st.sampled_from(["listopada", "Listopada", "listopad", "lis", "LIS."]),
    st.sampled_from(["", " 10:35", " 10:35:06 +0100"]),
)
def test_a_month_of_two_meanings_is_the_one_of_more_readers_or_the_other(
    day: tuple[int, int], name: str, time: str
) -> None:
    year, number = day
    found = read_date(f"{number} {name} {year}{time}")
    assert found
    assert (found.moment.month, found.moment.day) == (11, number)
    assert found.other
    assert (found.other.month, found.other.day) == (10, number)
    assert found.other.time() == found.moment.time()
    assert found.by(found.moment) == found.moment
    assert found.by(found.moment - timedelta(days=1)) == found.other


@given(AUTUMN, st.sampled_from([10, 11]), st.sampled_from([POLISH, CROATIAN]))
def test_the_day_of_the_week_says_which_month_it_is(
    day: tuple[int, int], month: int, names: list[str]
) -> None:
    meant = datetime(day[0], month, day[1], tzinfo=UTC)
    found = read_date(f"{names[meant.weekday()]}, {day[1]} listopada {day[0]}")
    assert found
    assert found.moment == meant
    assert found.other is None


def test_a_day_that_only_october_has_is_of_october() -> None:
    found = read_date("31 listopada 2026")
    assert found
    assert (found.moment.month, found.other) == (10, None)
    assert read_date("32 listopada 2026") is None


@pytest.mark.parametrize(
    "text", ["15 listopada 2026 r.", "15 listopada 2026 r. 10:35", "3 maja 2026 r"]
)
def test_the_word_for_year_behind_a_polish_date(text: str) -> None:
    assert read_date(text)
