"""From the outbox to the reader, by one channel: claim → send → settle. I/O."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.alerts import delivery
from monitor.alerts.channels import MAIL_CHANNELS, Channel
from monitor.alerts.delivery import Settlement
from monitor.errors import SendError, StoreUnavailable
from monitor.model import Alert, DeliveryState
from monitor.model.log_fields import about
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.outbox import Claimed

log = logging.getLogger(__name__)

_SETTLING = timedelta(minutes=1)  # by which a claim outlasts the longest attempt
_PAUSE = 1.0  # seconds between two tries to settle; the database itself may be waited for longer


class _Attempt(NamedTuple):
    """A message that was tried, what became of it, and when."""

    alert: Alert
    settled: Settlement
    at: datetime


class Courier:
    """Hands over what lies in the outbox for one channel; belongs to one thread at a time.

    Each channel has its own, so that a server that hangs holds up no other way out.
    """

    def __init__(self, dispatcher: Dispatcher, channel: Channel) -> None:
        self.channel = channel
        self._dispatcher = dispatcher
        self._outbox = dispatcher.store.outbox
        self._unsettled: _Attempt | None = None

    def deliver(
        self,
        now: Callable[[], datetime],
        may_go_on: Callable[[], bool] = lambda: True,
        rest: Callable[[float], bool] = lambda _: False,
    ) -> int:
        """Send what is due at the beginning; return how many messages went out.

        What becomes due meanwhile is left to the next call, so that this one ends however slow the
        channel is. `now` is asked at each step, `may_go_on` between two messages. `rest` waits so
        many seconds and says whether to go on then.

        Raises StoreUnavailable where nothing can be claimed, or what became of a message cannot be
        noted while its claim lasts. That is noted by the next call, before it sends anything.
        """
        self._settle()
        started = now()
        sent = 0
        lease = self.channel.patience + _SETTLING
        passed = timedelta()
        with self.channel.run():
            while claimed := self._outbox.claim(self.channel.name, started, passed + lease):
                settled = self._send(claimed, now)
                self._unsettled = _Attempt(claimed.alert, settled, now())
                self._settle_within(started + passed + lease, now, rest)
                sent += settled is delivery.SENT
                passed = now() - started
                # A clock that was set back would make due again what has just failed.
                if passed < timedelta() or not may_go_on():
                    break
        return sent

    def _settle_within(
        self, until: datetime, now: Callable[[], datetime], rest: Callable[[float], bool]
    ) -> None:
        """Settle, again and again until the claim lapses: then the message would be sent again."""
        began = now()
        while True:
            try:
                self._settle()
            except StoreUnavailable:
                if not began <= now() < until or not rest(_PAUSE):
                    raise
            else:
                return

    def _settle(self) -> None:
        """Note what became of an attempt; a loss is told to the operator by the other channels."""
        if self._unsettled is None:
            return
        alert, settled, at = self._unsettled
        messages: list[Alert] = []
        if settled.state is DeliveryState.DEAD:
            messages = self._dispatcher.operator.losses(alert, settled.error or "", at)
        self._outbox.settle(
            alert.id, settled.state, at, due=settled.due, error=settled.error, messages=messages
        )
        self._unsettled = None

    def _send(self, claimed: Claimed, now: Callable[[], datetime]) -> Settlement:
        alert = claimed.alert
        fields = about(story=alert.story, development=alert.development, alert=alert.id)
        try:
            self.channel.send(alert)
        except SendError as error:
            log.warning("alert %s to %s was not sent: %s", alert.id, alert.to, error, extra=fields)
            return self._failed(claimed, str(error), now(), permanent=error.permanent)
        except Exception as error:  # a fault of ours ends this one message's attempt; it is loud
            log.exception("sending alert %s failed unexpectedly", alert.id, extra=fields)
            return self._failed(claimed, f"unexpected: {error!r}", now(), permanent=False)
        log.info("alert %s sent to %s: %s", alert.id, alert.to, alert.subject, extra=fields)
        return delivery.SENT

    def _failed(
        self, claimed: Claimed, error: str, now: datetime, *, permanent: bool
    ) -> Settlement:
        return delivery.after_failure(
            error,
            permanent=permanent,
            attempts=claimed.attempts,
            created=claimed.alert.created,
            now=now,
        )


def deliver(
    dispatcher: Dispatcher,
    now: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
    rest: Callable[[float], bool] = lambda _: False,
) -> int:
    """Tell what is due and send it by each channel in turn; return how many messages went out."""
    return sum(deliver_by_channel(dispatcher, now, may_go_on, rest).values())


def deliver_by_channel(
    dispatcher: Dispatcher,
    now: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
    rest: Callable[[float], bool] = lambda _: False,
) -> dict[str, int]:
    """Do what `deliver` does; return how many messages went out by each channel, by its name."""
    dispatcher.tell_due(now())
    return {
        channel.name: Courier(dispatcher, channel).deliver(now, may_go_on, rest)
        for channel in dispatcher.channels.values()
    }


def mails_of(sent: Mapping[str, int]) -> int:
    """Return how many of the messages that went out by each channel were mails."""
    return sum(sent.get(name, 0) for name in MAIL_CHANNELS)
