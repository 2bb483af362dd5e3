"""Dates as feeds write them → moments; what no standard allows is no date. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOO_FINE = re.compile(r"(\.\d{6})\d+")  # of a second: Python knows millionths
_OF_MAIL = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+(?!0\d{3})\d")


def strict_date(text: str) -> datetime | None:
    """Read an RFC 3339/ISO 8601 or RFC 5322 date with its time zone (UTC where it has none)."""
    text = text.strip()
    try:
        if _ISO.match(text):
            moment = datetime.fromisoformat(_TOO_FINE.sub(r"\1", text))
        elif _OF_MAIL.match(text):
            moment = parsedate_to_datetime(text)
        else:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
