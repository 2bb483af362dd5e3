"""Posts alerts to an address as signed JSON, as Standard Webhooks 1.0 has it. I/O.

The id stays the same at every attempt, so that a receiver knows a repeat; the signature covers it,
the time of the attempt and the body.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests
import urllib3

from monitor.alerts.channels import SingleChannel
from monitor.errors import SendError
from monitor.model import Alert
from monitor.net.deadline import Deadline
from monitor.net.faults import in_words
from monitor.net.transport import GuardedAdapter

_TRY_AGAIN = frozenset((408, 425, 429))  # besides the faults of a server
_PREFIX = "whsec_"  # of a secret, as Standard Webhooks writes it for people


def key_of(secret: str) -> bytes:
    """Return the key that a secret stands for: the bytes behind `whsec_`, in Base64.

    Raise ValueError, which says what it must be and nothing of what it is.
    """
    text = secret.strip().removeprefix(_PREFIX).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):  # the second for what is not ASCII
        key = b""
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        raise ValueError(f"`{_PREFIX}` and the Base64 of 24 to 64 random bytes")
    return key


@dataclass(frozen=True, slots=True)
class WebhookChannel(SingleChannel):
    """An address that takes alerts.

    `secret` is asked for at each attempt and is what `key_of` reads; `clock` is the attempt's time.
    """

    url: str
    secret: Callable[[], str | None]
    clock: Callable[[], datetime]
    transport: GuardedAdapter = field(default_factory=lambda: GuardedAdapter(allow_private=None))
    name: str = "webhook"
    patience: timedelta = timedelta(seconds=30)

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the host: one post for all readers."""
        return (urlsplit(self.url).netloc.rpartition("@")[2],) if readers else ()

    def send(self, alert: Alert) -> None:
        """Post the alert; raise SendError, permanent where the receiver refuses it."""
        body = alert.data.encode("utf-8")
        headers = {"Content-Type": "application/json", "User-Agent": "news-monitor"}
        headers["Connection"] = "close"  # the next post is hours away
        headers |= self._signed(alert.id, body)
        request = requests.PreparedRequest()
        request.prepare(method="POST", url=self.url, headers=headers, data=body)
        seconds = self.patience.total_seconds()
        with Deadline(seconds):
            try:
                with self.transport.send(request, stream=True, timeout=seconds) as answer:
                    status = answer.status_code
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise SendError(f"{self._place}: {in_words(error)}", permanent=False) from error
        if not 200 <= status < 300:
            permanent = status < 500 and status not in _TRY_AGAIN
            raise SendError(f"{self._place} answers {status}.", permanent=permanent)

    def end(self) -> None:
        """Cut off the post under way."""
        self.transport.close()

    def _signed(self, number: str, body: bytes) -> dict[str, str]:
        moment = str(int(self.clock().timestamp()))
        headers = {"webhook-id": number, "webhook-timestamp": moment}
        if secret := self.secret():
            signed = f"{number}.{moment}.".encode() + body
            digest = hmac.new(self._key(secret), signed, hashlib.sha256).digest()
            headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
        return headers

    def _key(self, secret: str) -> bytes:
        try:
            return key_of(secret)
        except ValueError as error:
            sentence = f"the secret for {self._place} must be {error}."
            raise SendError(sentence, permanent=False) from None

    @property
    def _place(self) -> str:
        return f"the webhook at {urlsplit(self.url).hostname}"  # its path may be a secret
