"""The names that feeds give to time zones, and what each may mean, the likeliest first. Pure.

Letters alone do not say which zone is meant: IST is India's time, Ireland's in summer and Israel's.
What a feed means by them is judged from its own past (`clock`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

# Offsets from UTC as hours and minutes. Where a name is often written the whole year round, as EST
# by American outlets, the daylight saving time of the same place is among the meanings. ET and its
# like are either by the day of the year.
_TABLE = """
UTC +0000
GMT +0000
UT +0000
Z +0000
WET +0000 +0100
WEST +0100
WEDT +0100
BST +0100 +0600
IST +0530 +0100 +0200
CET +0100 +0200
CEST +0200
CEDT +0200
MET +0100 +0200
MEZ +0100 +0200
MEST +0200
MESZ +0200
SAST +0200
CAT +0200
WAT +0100
EET +0200 +0300
EEST +0300
EEDT +0300
OEZ +0200 +0300
OESZ +0300
IDT +0300
EAT +0300
TRT +0300
MSK +0300
MSD +0400
SAMT +0400
AST -0400 +0300 -0300
ADT -0300 +0400
IRST +0330
IRDT +0430
GST +0400 +1000
AZT +0400
AMT +0400 -0400
GET +0400
AFT +0430
PKT +0500
UZT +0500
YEKT +0500
NPT +0545
BDT +0600 +0800
BTT +0600
ALMT +0500 +0600
OMST +0600
MMT +0630
ICT +0700
WIB +0700
NOVT +0700
KRAT +0700
CST -0600 -0500 +0800
CDT -0500 -0400
HKT +0800
SGT +0800
MYT +0800
PHT +0800
PST -0800 -0700 +0800
PDT -0700
WITA +0800
AWST +0800
AWDT +0900
IRKT +0800
ULAT +0800
JST +0900
KST +0900 +0830
WIT +0900
YAKT +0900
ACST +0930 +1030
ACDT +1030
AEST +1000 +1100
AEDT +1100
VLAT +1000
CHST +1000
PGT +1000
LHST +1030
LHDT +1100
MAGT +1100
NZST +1200 +1300
NZDT +1300
FJT +1200
PETT +1200
WST +0800 +1300
TOT +1300
AZOT -0100
AZOST +0000
CVT -0100
FNT -0200
BRT -0300
BRST -0200
ART -0300
UYT -0300
UYST -0200
CLST -0300
CLT -0400 -0300
GFT -0300
PYT -0400 -0300
PYST -0300
NST -0330 -0230
NDT -0230
BOT -0400
VET -0400
GYT -0400
EST -0500 -0400 +1000 +1100
EDT -0400 +1100
ET -0500 -0400
COT -0500
PET -0500
ECT -0500
CT -0600 -0500
MST -0700 -0600 +0800
MDT -0600
MT -0700 -0600
PT -0800 -0700
AKST -0900 -0800
AKDT -0800
HST -1000
HAST -1000
HDT -0900
HADT -0900
SST -1100 +0800
"""


def _minutes(offset: str) -> int:
    return int(offset[0] + "1") * (60 * int(offset[1:3]) + int(offset[3:]))


#: Name → its offsets from UTC, the likeliest first.
ZONES = {
    words[0]: tuple(timedelta(minutes=_minutes(each)) for each in words[1:])
    for words in map(str.split, _TABLE.strip().splitlines())
}
#: Names that stand for standard and daylight saving time alike, in North America.
_YEAR_ROUND = frozenset(("ET", "CT", "MT", "PT"))


def offsets_of(name: str, local: datetime) -> tuple[timedelta, ...]:
    """Return what a name may mean at a local time, as offsets from UTC, the likeliest first.

    A name that nobody knows stands for UTC, as RFC 5322 4.3 has it.
    """
    offsets = ZONES.get(name, (timedelta(),))
    if name in _YEAR_ROUND and _is_summer(local):
        return offsets[::-1]
    return offsets


def _is_summer(local: datetime) -> bool:
    """Whether North America saves daylight (Energy Policy Act of 2005).

    That is from the second Sunday of March to the first of November, at two o'clock.
    """
    march, november = (local.replace(month=m, day=d, hour=2) for m, d in ((3, 8), (11, 1)))
    begin, end = (day + timedelta(days=6 - day.weekday()) for day in (march, november))
    return begin <= local < end
