"""Numbers and moments in words: `4 min ago`, `2 stories`. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_UNIT_SECONDS = (
    (365.25 * 86_400, "years"), (30.44 * 86_400, "months"), (86_400, "d"), (3_600, "h"), (60, "min"),
)  # fmt: skip
_FROM = {
    "years": 2 * 365.25 * 86_400,
    "months": 61 * 86_400,
}  # seconds; less is told in the next unit
_NEAR = timedelta(days=300)  # within which a day and its month need no year


def ago(text: str | None, now: datetime) -> str:
    """Return how long before (or after) `now` a stored moment is: `4 min ago`, `in 2 h`."""
    if not text:
        return "never"
    seconds = (now - datetime.fromisoformat(text)).total_seconds()
    span = _span(abs(seconds))
    return f"{span} ago" if seconds >= 0 else f"in {span}"


def _span(seconds: float) -> str:
    for size, unit in _UNIT_SECONDS:
        if seconds >= _FROM.get(unit, size):
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def due(text: str | None, now: datetime) -> str:
    """Say when a feed is polled next; one whose time is over is due, however long ago that was."""
    if not text:
        return "never"
    return ago(text, now) if datetime.fromisoformat(text) > now else "due"


def short_day(text: str | None, now: datetime) -> str:
    """Return a stored moment in twelve columns: `20 Sep 08:00`; one far from `now` as `20 Sep 2018`."""
    if not text:
        return "-"
    moment = datetime.fromisoformat(text).astimezone(UTC)
    is_near = abs(now - moment) < _NEAR
    return f"{moment.day:2} {moment.strftime('%b %H:%M' if is_near else '%b %Y')}"


def day(text: str | None) -> str:
    """Return a stored moment as `2018-09-20 08:00`."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%d %H:%M") if text else "-"


def plural(number: int, noun: str) -> str:
    """Return `1 story`, `2 stories`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"
