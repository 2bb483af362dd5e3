"""Nouns of what has a value that can move, in news of any kind. Pure.

Nothing here belongs to one story; a word earns its place by being measured in many.
"""

from __future__ import annotations

from monitor.story.lexicon import stems_of

MEASURES = frozenset(
    stems_of(
        "tariff duty levy tax toll number death case share stake holding interest offer bid"
        " proposal price rate inflation forecast estimate outlook profit earnings loss sales revenue"
        " turnover income dividend fine penalty cost charge fee bill budget outlay spending debt"
        " deficit surplus loan claim demand damages compensation payment salary wage bonus"
        " output exports goal target quota deadline limit ceiling range yield"
        " value valuation capacity turnout majority lead margin unemployment growth provision"
        " aid fund reserve extension term sentence magnitude temperature attendance"
        " population casualty injury victim survivor subscription ransom reward hearing meeting"
        " launch opening election exemption figure total savings"
    )
)
