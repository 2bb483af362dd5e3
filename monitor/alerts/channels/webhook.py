"""Posts alerts to an address as signed JSON, as Standard Webhooks 1.0 has it. I/O.

The id stays the same at every attempt, so that a receiver knows a repeat; the signature covers it,
the time of the attempt and the body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import truststore
import urllib3

from monitor.errors import SendError
from monitor.model import Alert

_TIMEOUT = 30.0  # seconds for the whole of one attempt
_TRY_AGAIN = frozenset((408, 425, 429))  # besides the faults of a server


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """An address that takes alerts. `secret` is asked for at each attempt, `clock` is its time."""

    url: str
    secret: Callable[[], str | None]
    clock: Callable[[], datetime]
    name: str = "webhook"

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the host: one post for all readers."""
        return (urlsplit(self.url).netloc.rpartition("@")[2],) if readers else ()

    def send(self, alert: Alert) -> None:
        """Post the alert; raise SendError, permanent where the receiver refuses it."""
        body = alert.data.encode("utf-8")
        headers = {"Content-Type": "application/json", "User-Agent": "news-monitor"}
        headers |= self._signed(alert.id, body)
        with urllib3.PoolManager(
            retries=False,
            timeout=urllib3.Timeout(total=_TIMEOUT),
            ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        ) as pool:
            try:
                answer = pool.request(
                    "POST", self.url, body=body, headers=headers, redirect=False,
                    preload_content=False,
                )  # fmt: skip
                answer.close()
            except (urllib3.exceptions.HTTPError, OSError) as error:
                reason = type(error).__name__  # the text of some holds the whole address
                raise SendError(f"{self._place}: {reason}.", permanent=False) from error
        status = answer.status
        if not 200 <= status < 300:
            permanent = status < 500 and status not in _TRY_AGAIN
            raise SendError(f"{self._place} answers {status}.", permanent=permanent)

    def _signed(self, number: str, body: bytes) -> dict[str, str]:
        moment = str(int(self.clock().timestamp()))
        headers = {"webhook-id": number, "webhook-timestamp": moment}
        if secret := self.secret():
            signed = f"{number}.{moment}.".encode() + body
            digest = hmac.new(secret.encode("utf-8"), signed, hashlib.sha256).digest()
            headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
        return headers

    @property
    def _place(self) -> str:
        return f"the webhook at {urlsplit(self.url).hostname}"  # its path may be a secret
