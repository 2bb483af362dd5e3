"""How a value is written, how much it says, and when two values are the same. Pure."""

from __future__ import annotations

import math


def written(value: float) -> str:
    """Write a value as a reader would: 200 billion, 1.2 million, 346, 14,000, 7.5."""
    for scale, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= scale:
            return f"{_plain(value / scale)} {name}"
    return _plain(value)


def _plain(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def significant_digits(value: float) -> int:
    """Count the digits that say something: 25 → 2, 200 → 1, 30.8 → 3."""
    digits = f"{abs(value):.6g}".split("e", maxsplit=1)[0].replace(".", "").strip("0")
    return max(1, len(digits))


def rounded(value: float, digits: int) -> float:
    """Round a value to so many significant digits: 68.7 to two → 69."""
    return float(f"{value:.{digits}g}")


def agree(first: float, second: float) -> bool:
    """Whether two values are the same, or one is the other rounded or cut off: 69 and 68.7.

    A value of one digit agrees only with what is very near (`a fifth`, 19.93%): 5 says
    too little to be taken for 4.9.
    """
    if first == second:
        return True
    coarser, finer = sorted((first, second), key=significant_digits)
    digits = significant_digits(coarser)
    if digits == 1:
        return abs(first - second) <= _NEARLY * max(abs(first), abs(second))
    return coarser in {rounded(finer, digits), cut_off(finer, digits)}


_NEARLY = 0.005


_CUT_FROM = 100.0  # nobody calls 2.58% 2.5%


def cut_off(value: float, digits: int) -> float:
    """Cut a value off after so many significant digits: `more than 7,500` for 7,580."""
    if value < _CUT_FROM:
        return value
    unit = 10.0 ** (math.floor(math.log10(value)) - digits + 1)
    return round(math.floor(value / unit + 1e-9) * unit, 6)
