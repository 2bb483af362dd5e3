"""The link of a mail to its own page: signed, for one reader and one alert, until a day. Pure.

The day stands in what is signed, so that a link is the same at every attempt to write the mail.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

VALID = timedelta(days=60)  # a mail may be read after the holidays
_SALT = (
    "news-monitor mail link 1"  # keeps the signature from standing for another, such as a session
)
_LONGEST = 1_000  # characters of a link's token that are read: its signature costs what it is long


@dataclass(frozen=True, slots=True)
class MailKey:
    """Who reads which alert, and until when the link holds."""

    alert: str
    reader: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads the links of mails; `address` is what they begin with, `key` signs them."""

    address: str
    key: bytes

    def page(self, alert: str, reader: str, created: datetime) -> str:
        """Return where the reader of an alert that was written at `created` judges or stops it."""
        until = int((created + VALID).timestamp())
        return f"{self.address}/mail/{_signer(self.key).dumps([alert, reader, until])}"

    def read(self, token: str) -> MailKey | None:
        """Return what a token was made for; None where this key did not sign it."""
        from itsdangerous import BadData  # noqa: PLC0415 - of an extra

        if len(token) > _LONGEST:
            return None
        try:
            alert, reader, until = _signer(self.key).loads(token)
        except BadData:
            return None
        return MailKey(alert, reader, datetime.fromtimestamp(until, UTC))


def _signer(key: bytes) -> URLSafeSerializer:
    from itsdangerous import URLSafeSerializer  # noqa: PLC0415 - of an extra

    return URLSafeSerializer(key, salt=_SALT, signer_kwargs={"digest_method": hashlib.sha256})
